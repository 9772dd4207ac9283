"""`partnergraph publish` as a user meets it: what it writes, says and refuses."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from handmade import BASE, built, chain

from partnergraph.cli import commands
from partnergraph.errors import PartnergraphError
from partnergraph.site.output import verify

SETTINGS = f'base = "{BASE}"\ntitle = "By hand"\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a built graph, in which commands are run."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "partnergraph.toml").write_text(SETTINGS, encoding="utf-8")
    built(folder / "build", chain(5))
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["publish", *arguments])


def test_a_site_is_written_beside_the_built_graph(home: Path) -> None:
    done = run()

    assert done.exit_code == 0, done.output
    assert re.fullmatch(
        rf"{re.escape(str(home))}/site: 5 documents in \d+ files, \d+\.\d MB\. "
        r"\d+ written, 0 kept, \d+\.\d s\.\n",
        done.stdout,
    )
    assert verify(home / "site") == []


def test_a_second_run_says_what_was_kept(home: Path) -> None:
    run("web")
    done = run("web")

    assert re.search(r" 0 written, \d+ kept", done.stdout)
    assert verify(home / "web") == []


def test_a_link_to_a_folder_stays_a_link(home: Path) -> None:
    (home / "www").mkdir()
    (home / "web").symlink_to(home / "www")

    assert run("web").exit_code == 0
    assert (home / "web").is_symlink()
    assert verify(home / "www") == []


def test_check_tells_whether_a_site_is_whole(home: Path) -> None:
    run()
    assert run("--check", "site").stdout == "site is whole.\n"
    (home / "site" / "doc" / "t0.nt").write_text("changed", encoding="utf-8")

    done = run("--check", "site")
    assert done.exit_code == 1
    assert "doc/t0.nt" in done.stdout
    assert "not as it was published" in " ".join(done.stdout.split())


def test_check_compares_with_the_graph_that_is_built_here(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    built(home / "other", chain(5, t1="Renamed"))
    monkeypatch.setattr("partnergraph.site.verify.base", lambda _where: BASE)

    assert f"Compared with the graph of {BASE}" in run("--check", "site").stderr
    done = run("--check", "site", "--graph", "other")
    assert done.exit_code == 1
    assert "does not hold what the graph says" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--base", "example.org"), "no address that a site can lie at"),
        (("--base", "https://me:secret@example.org/"), "Write it without login"),
        (("partnergraph.toml",), "is no folder"),
        (("--check", "nowhere"), "is no folder"),
        (("--check", "build"), "holds no site"),
        (("--check", "http://127.0.0.1:1/"), "cannot be read"),
        (("build",), "holds something that is no site"),
        ((".",), "holds something that is no site"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    arguments: tuple[str, ...], words: str, home: Path
) -> None:
    before = sorted(path for path in home.rglob("*"))
    done = run(*arguments)

    assert isinstance(done.exception, PartnergraphError)
    assert words in str(done.exception)
    assert sorted(path for path in home.rglob("*")) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--check", "build", "--to", "http://127.0.0.1/query"),
        ("--to", "http://127.0.0.1/query", "out"),
        ("--check", "build", "--base", "https://example.org/"),
        ("--dry-run",),
        ("--update", "http://127.0.0.1/update"),
        ("--since", "nowhere"),
    ],
)
def test_options_that_do_not_go_together_are_a_mistake_in_use(
    arguments: tuple[str, ...], home: Path
) -> None:
    done = run(*arguments)

    assert done.exit_code == 2
    assert "Usage:" in done.output
    assert not (home / "site").exists()


@pytest.mark.slow
@pytest.mark.parametrize("group", [True, False])
@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_asked_to_end_it_leaves_the_old_site(
    how: signal.Signals, code: int, group: bool, home: Path
) -> None:
    run()
    built(home / "large", chain(6_000))
    command = [sys.executable, "-m", "partnergraph", "publish", "site", "--graph", "large"]
    for wait in (0, 0.05, 0.2, 0.5):
        process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
        until = time.monotonic() + 30
        while not list(home.glob(".site-new-*")) and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(wait)
        (os.killpg if group else os.kill)(process.pid, how)
        _, errors = process.communicate(timeout=60)

        assert process.returncode == code, errors
        assert b"Traceback" not in errors
        assert verify(home / "site") == []
        assert len(list((home / "site" / "doc").glob("*.nt"))) == 5
    run()
    assert list(home.glob(".site-*")) == []
