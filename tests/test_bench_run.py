"""A run of the benchmarks: what is measured is written down at once, what is not is named."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"
sys.path.append(str(BENCH))

from plan import Part  # noqa: E402 - a folder of scripts
from results import Head, Section, read, write  # noqa: E402 - likewise
from run import chosen  # noqa: E402 - likewise

HEAD = Head("make bench", "Institutions are invented.", "2 cores", "rdflib 7")
SCRIPTS = {
    "quick": "print('| way | seconds |\\n|---|---|\\n| ours | 1 |')",
    "fails": "print('so far'); raise SystemExit('no luck')",
    "skips": "print('Skipped: there is nothing to measure.')",
    "slow": (
        "import pathlib, subprocess, sys, time\n"
        "print('half of it')\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "pathlib.Path(sys.argv[1]).write_text(str(child.pid))\n"
        "time.sleep(60)"
    ),
    "last": "print('the end')",
}
DRIVER = """
import signal, sys
from pathlib import Path
sys.path.append({bench!r})
import run
from plan import Part
from results import Head, read
folder, minutes, resume = Path(sys.argv[1]), float(sys.argv[2]), "--resume" in sys.argv
parts = [
    Part(name, name.title(), folder / "bench" / f"{{name}}.py", [folder / "child"], 1, {limit})
    for name in {names!r}
]
head = Head("make bench", "Institutions are invented.", "2 cores", "rdflib 7")
signal.signal(signal.SIGINT, run._interrupt)
there = read(folder / "RESULTS.md", head) if resume else {{}}
wanted = run.chosen(parts, None, there)
run.Run(parts, wanted, folder / "RESULTS.md", head, 60 * minutes, there).run()
"""


def started(folder: Path, *names: str, limit: float = 50, more: str = "") -> subprocess.Popen[str]:
    """A run of these scripts, in a process of its own."""
    (folder / "bench").mkdir(exist_ok=True)
    for name in names:
        (folder / "bench" / f"{name}.py").write_text(SCRIPTS[name], encoding="utf-8")
    driver = folder / "driver.py"
    driver.write_text(DRIVER.format(bench=str(BENCH), limit=limit, names=names), encoding="utf-8")
    words = [sys.executable, str(driver), str(folder), "1", *filter(None, [more])]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def results(folder: Path) -> str:
    return (folder / "RESULTS.md").read_text("utf-8")


def waited(path: Path) -> int:
    """The process that a script has started, as soon as the file says so."""
    for _ in range(600):
        if path.is_file() and (text := path.read_text("utf-8")):
            return int(text)
        time.sleep(0.05)
    raise AssertionError(f"{path} did not come")


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    return state != "Z"


def test_what_fails_or_skips_says_so_and_the_others_go_on(tmp_path: Path) -> None:
    run = started(tmp_path, "fails", "skips", "quick")
    _, said = run.communicate(timeout=60)

    text = results(tmp_path)
    assert run.returncode == 0
    assert "| fails | 0 | 0 | exit code 1: no luck |" in text
    assert "so far" in text
    assert "| skips | 0 | 0 | Skipped: there is nothing to measure. |" in text
    assert "| ours | 1 |" in text
    assert "Not measured" not in text
    assert "2 of 3, skips" in said


def test_an_interrupted_run_keeps_what_was_measured_and_names_what_is_missing(
    tmp_path: Path,
) -> None:
    run = started(tmp_path, "quick", "slow", "last")
    child = waited(tmp_path / "child")
    before = results(tmp_path)
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)

    text = results(tmp_path)
    assert "**Not measured to the end**: slow, last." in before
    assert "**Not measured to the end**: slow, last." in text
    assert "| ours | 1 |" in text
    assert "half of it" in text
    assert "**interrupted after " in text
    assert "## Last" not in text
    assert not runs(child)
    assert [path.name for path in tmp_path.glob(".RESULTS*")] == []


def test_a_run_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    first = started(tmp_path, "quick", "slow", "last")
    waited(tmp_path / "child")
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)
    again = started(tmp_path, "quick", "slow", "last", limit=1, more="--resume")
    _, said = again.communicate(timeout=60)

    text = results(tmp_path)
    assert "1 of 2, slow" in said
    assert "| ours | 1 |" in text
    assert "**stopped after 1 s**" in text
    assert "the end" in text
    assert "Not measured" not in text


def test_a_part_is_stopped_at_its_limit_with_all_that_it_started(tmp_path: Path) -> None:
    run = started(tmp_path, "slow", limit=3)
    run.communicate(timeout=60)

    assert "**stopped after 3 s**" in results(tmp_path)
    assert not runs(int((tmp_path / "child").read_text("utf-8")))


# The file


def section(name: str, *, done: bool = True) -> Section:
    return Section(name, name.title(), 2.0, 1.5, "", done, f"`python {name}`\n\n| a |\n| --- |")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "RESULTS.md"
    found = {"one": section("one"), "two": section("two", done=False)}
    write(path, HEAD, found, ["two", "one", "three"])
    return path


def test_a_file_is_read_as_it_was_written(file: Path) -> None:
    found = read(file, HEAD)
    text = file.read_text("utf-8")
    write(file, HEAD, found, ["two", "one", "three"])

    assert found == {"two": section("two", done=False), "one": section("one")}
    assert file.read_text("utf-8") == text


def test_parts_stand_in_the_order_of_the_plan_and_missing_ones_are_named(file: Path) -> None:
    text = file.read_text("utf-8")

    assert text.index("## Two") < text.index("## One")
    assert "**Not measured to the end**: two, three." in text
    assert "| together | 4 | 3 |  |" in text


@pytest.mark.parametrize("name", ["command", "dump", "computer", "versions"])
def test_what_was_measured_otherwise_is_not_kept_beside(file: Path, name: str) -> None:
    assert read(file, replace(HEAD, **{name: "another"})) == {}


def test_a_file_of_another_form_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "RESULTS.md").write_text("# Results\n\nOnce upon a time\n", encoding="utf-8")

    assert read(tmp_path / "RESULTS.md", HEAD) == {}
    assert read(tmp_path / "none.md", HEAD) == {}


# What is chosen


def part(name: str, script: str) -> Part:
    return Part(name, name, Path(f"bench/{script}.py"), (), 1, 2)


PLANNED = [part("load", "load"), part("load-large", "load"), part("site", "site")]


@pytest.mark.parametrize(
    ("names", "there", "left"),
    [
        (None, None, ["load", "load-large", "site"]),
        (["load"], None, ["load", "load-large"]),
        (["load-large"], None, ["load-large"]),
        (None, {"load": section("load")}, ["load-large", "site"]),
        (None, {"load": section("load", done=False)}, ["load", "load-large", "site"]),
    ],
    ids=["all", "a script", "a part", "the rest", "what was interrupted"],
)
def test_parts_are_chosen(
    names: list[str] | None, there: dict[str, Section] | None, left: list[str]
) -> None:
    assert [each.name for each in chosen(PLANNED, names, there)] == left


def test_an_unknown_part_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(SystemExit, match="no part sites; there are: load, load-large, site"):
        chosen(PLANNED, ["sites"], None)
