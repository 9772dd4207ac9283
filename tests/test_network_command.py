"""`partnergraph network`, as people call it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import networkx as nx
import pytest
from click.testing import CliRunner, Result

from partnergraph.build import Graph
from partnergraph.built import write
from partnergraph.commands.network import _table, command

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def folder(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("network") / "build"
    write(graph, folder)
    return folder


def call(folder: Path, *arguments: str) -> Result:
    given = ["--project", str(ROOT), "--graph", str(folder), *arguments]
    return CliRunner().invoke(command, given, catch_exceptions=False)


def found(folder: Path, *arguments: str) -> str:
    result = call(folder, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_without_options_it_tells_of_the_whole(folder: Path) -> None:
    lines = dict(line.split() for line in found(folder).splitlines())

    assert (lines["tied"], lines["components"], lines["agreements"]) == ("98", "1", "22")


def test_a_narrow_terminal_gets_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    row: dict[str, object] = {"id": "x" * 24, "relations": 12, "bridges": 0}
    assert "1." not in _table([row])

    monkeypatch.setattr("sys.stdout.isatty", lambda: True)

    assert [line.split() for line in click.unstyle(_table([row])).splitlines()] == [
        *(["1."], ["id", "x" * 24], ["relations", "12"], ["bridges", "0"])
    ]


def test_measures_begin_with_the_broker(folder: Path) -> None:
    heading, first, *rest = found(folder, "--measures").splitlines()

    assert heading.split()[:2] == ["id", "relations"]
    assert first.split()[:2] == ["samsmu", "286"]
    assert len(rest) == 97


def test_measures_as_csv_have_names(folder: Path) -> None:
    listed = rows(found(folder, "--measures", "--format", "csv", "--lang", "ru"))

    assert listed[0]["id"] == "samsmu"
    assert listed[0]["name"].startswith("Самаркандский")


def test_a_lost_institution_takes_those_along_who_have_nobody_else(folder: Path) -> None:
    listed = rows(found(folder, "--without", "uz-health-ministry", "--format", "csv"))

    assert all(row["last_relation"] == "true" for row in listed)
    assert {"name", "relations_left"} <= listed[0].keys()


def test_losses_as_json_are_a_list(folder: Path) -> None:
    listed = json.loads(found(folder, "--without", "samsmu", "--format", "json"))

    assert {row["leaves_home"] for row in listed} == {False}
    assert any(row["last_agreement"] for row in listed)


def test_nobody_is_lost_where_no_term_is_known_and_that_is_said(folder: Path) -> None:
    result = call(folder, "--lost-until", "2040-12-31")

    assert result.stdout == "nobody\n"
    assert "without a known end: 22" in result.stderr


def test_what_is_left_is_measured(folder: Path) -> None:
    text = found(folder, "--without", "samsmu", "--measures")

    assert "samsmu " not in text
    assert "uz-health-ministry" in text


@pytest.mark.parametrize("form", ["graphml", "gexf", "json", "cyjs"])
def test_a_file_holds_the_network_with_its_measures(
    folder: Path, tmp_path: Path, form: str
) -> None:
    target = tmp_path / f"network.{form}"

    assert found(folder, "--measures", "--format", form, "-o", str(target)) == ""
    text = target.read_text(encoding="utf-8")
    assert "betweenness" in text
    assert "https://creativecommons.org/licenses/by/4.0/" in text


def test_losses_go_into_the_file(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "network.graphml"
    found(folder, "--without", "samsmu", "--format", "graphml", "-o", str(target))

    graph = nx.read_graphml(target)
    assert graph.nodes[graph.graph["home"]]["lost"] is True


def test_csv_makes_two_lists(folder: Path, tmp_path: Path) -> None:
    found(folder, "--format", "csv", "-o", str(tmp_path / "n.csv"))

    assert {path.name for path in tmp_path.iterdir()} == {"n-nodes.csv", "n-edges.csv"}
    edges = rows((tmp_path / "n-edges.csv").read_text(encoding="utf-8"))
    assert edges == rows(found(folder, "--format", "csv"))


#: 248 relations of two, 15 of one, 39 parts; 27 of three to nine make 74, 100 or 157 edges.
@pytest.mark.parametrize(("joint", "edges"), [("home", 376), ("nodes", 402), ("pairs", 459)])
def test_joint_events_are_drawn_as_asked(folder: Path, joint: str, edges: int) -> None:
    text = found(folder, "--format", "json", "--joint", joint)

    assert len(json.loads(text)["edges"]) == edges


def test_as_of_an_earlier_day_there_is_less(folder: Path) -> None:
    early = json.loads(found(folder, "--format", "json", "--as-of", "2015-01-01"))

    assert early["graph"]["as_of"] == "2015-01-01"
    assert all(edge.get("first_day", "") <= "2015-01-01" for edge in early["edges"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--without", "nobody-knows"), "The graph knows no 'nobody-knows'."),
        (("--lost-until", "soon"), "Invalid value for '--lost-until'"),
        (("--joint", "star"), "Invalid value for '--joint'"),
        (("--format", "json", "-o", "/proc/no/file"), "cannot be written"),
    ],
)
def test_mistakes_are_told_in_words(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    given = ["--project", str(ROOT), "--graph", str(folder), *arguments]
    done = subprocess.run(
        [sys.executable, "-m", "partnergraph", "network", *given],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
