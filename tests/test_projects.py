"""Every broken project fails in exactly the way that its expected.csv says."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from partnergraph.build import Graph
from partnergraph.cli import commands
from partnergraph.validate import check as check_graph

PROJECTS = Path(__file__).parent / "projects"
#: What is wrong with a file as a whole.
ABOUT_FILES = {"bom", "crlf", "empty-file", "home", "rdf-file", "separator", "several-files"}
COLUMNS = ("severity", "rule", "file", "row", "column", "value")
CASES = sorted(path.name for path in PROJECTS.iterdir() if path.is_dir())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, [*arguments])


def expected(name: str) -> list[tuple[str, ...]]:
    with (PROJECTS / name / "expected.csv").open(encoding="utf-8", newline="") as stream:
        return [tuple(row[column] for column in COLUMNS) for row in csv.DictReader(stream)]


@cache
def check(name: str) -> tuple[int, list[dict[str, str]]]:
    folder = PROJECTS / name
    texts = ["--sources", str(folder / "texts")] if (folder / "texts").is_dir() else []
    done = run("check", "--project", str(folder), *texts, "--format", "json")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout)


@pytest.mark.parametrize("name", CASES)
def test_project_has_exactly_the_expected_findings(name: str) -> None:
    code, found = check(name)

    told = [
        tuple(str(finding[column] or "") for column in COLUMNS)
        for finding in found
        if finding["severity"] == "violation"
    ]
    notes = [
        tuple(str(finding[column] or "") for column in COLUMNS)
        for finding in found
        if finding["severity"] == "info"
    ]
    wanted = expected(name)
    assert told == [row for row in wanted if row[0] == "violation"]
    assert set(notes) >= {row for row in wanted if row[0] == "info"}
    assert code == (1 if told else 0)


@pytest.mark.parametrize("name", CASES)
def test_every_violation_says_what_to_do(name: str) -> None:
    _, found = check(name)

    for finding in found:
        if finding["severity"] == "violation":
            assert finding["message"].endswith((".", "?")), finding
            assert finding["file"], finding


@pytest.mark.parametrize("name", CASES)
def test_every_finding_names_its_row(name: str) -> None:
    _, found = check(name)

    for finding in found:
        assert finding["file"], finding
        assert bool(finding["row"]) is (finding["rule"] not in ABOUT_FILES), finding


def test_every_finding_about_the_shipped_graph_names_its_row(graph: Graph) -> None:
    found = [*graph.findings, *check_graph(graph)]

    assert len(found) > 100
    assert [f for f in found if not f.file or f.row is None or f.rule in ABOUT_FILES] == []


def test_the_cell_to_fill_is_named_where_something_is_missing() -> None:
    _, found = check("good")
    columns = {finding["rule"].rpartition("#")[2]: finding["column"] for finding in found}

    assert columns["Agreement-unit-given"] == "responsible_unit"
    assert columns["Institution-identifier-given"] == "ror"


def test_a_suggestion_says_where_it_stands() -> None:
    _, found = check("unknown-name")
    repair = next(finding["repair"] for finding in found if finding["rule"] == "unknown-name")

    assert repair.startswith("Did you mean 'North University' (institutions.csv, row 3)")


@pytest.mark.parametrize("name", [name for name in CASES if name != "good"])
def test_nothing_is_written_for_a_broken_project(name: str, tmp_path: Path) -> None:
    if not any(row[0] == "violation" for row in expected(name)):
        return
    if (PROJECTS / name / "texts").is_dir() and name != "offsets-of-another-length":
        return  # only a comparison with the text shows the fault
    target = tmp_path / "graph"

    done = run("build", "--project", str(PROJECTS / name), "--output", str(target))

    assert done.exit_code == 1, done.output
    assert not target.exists()
