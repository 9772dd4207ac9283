"""`partnergraph explore` as a user meets it: part of the network, links to pages, an image."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pages import data_of
from partnergraph.build import build
from partnergraph.built import write
from partnergraph.cli import commands
from partnergraph.project import Project


@pytest.fixture(scope="module")
def built(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "build"
    write(build(project), folder)
    return folder


def explore(built: Path, root: Path, *arguments: str) -> Result:
    options = ["--project", str(root), "--graph", str(built), "-o", str(built / "page.html")]
    return CliRunner().invoke(commands, ["explore", *options, *arguments])


@pytest.mark.parametrize("focus", ["xinjiang-mu", "Xinjiang Medical University", "新疆医科大学"])
def test_focus_takes_an_id_or_a_name(built: Path, root: Path, focus: str) -> None:
    done = explore(built, root, "--focus", focus)

    assert done.exit_code == 0, done.output
    data = data_of((built / "page.html").read_text(encoding="utf-8"))
    assert data["plain"]["focus"] == "xinjiang-mu"
    assert "samsmu" in data["keys"]["things"]
    assert "bashkir-smu" not in data["keys"]["things"]


def test_an_unknown_focus_is_answered_with_suggestions(built: Path, root: Path) -> None:
    done = explore(built, root, "--focus", "xinjang-mu")

    assert done.exit_code != 0
    assert "xinjiang-mu" in str(done.exception) + done.output


@pytest.mark.parametrize(
    "wrong", [["--hops", "2"], ["--focus", "samsmu", "--hops", "0"], ["--pages", "pages/"]]
)
def test_what_makes_no_sense_is_refused(built: Path, root: Path, wrong: list[str]) -> None:
    assert explore(built, root, *wrong).exit_code != 0


def test_a_store_elsewhere_is_asked_for_the_network(root: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    options = ["--project", str(root), "-o", str(page), "--store", "http://127.0.0.1:1/query"]

    done = CliRunner().invoke(commands, ["explore", *options])

    assert "refuses the connection" in str(done.exception)
    assert not page.exists()


def test_pages_are_written_into_the_page(built: Path, root: Path) -> None:
    done = explore(built, root, "--pages", "https://example.org/{id}.html", "--lang", "uz")

    assert done.exit_code == 0, done.output
    html = (built / "page.html").read_text(encoding="utf-8")
    assert data_of(html)["plain"]["pages"] == "https://example.org/{id}.html"
    assert "<title>Samarqand davlat tibbiyot universiteti" in html
