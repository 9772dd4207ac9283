"""SARIF: a log that code hosts accept, with places that are those of the cells."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.build import build
from partnergraph.diagnostics.cellplaces import Place, places, position_of, separator
from partnergraph.diagnostics.sarif import SCHEMA, sarif
from partnergraph.findings import info, violation, warning
from partnergraph.project import Project
from partnergraph.translation import translated
from partnergraph.vocabulary import SHAPES

PROJECTS = Path(__file__).parent / "projects"
CASES = sorted(path.name for path in PROJECTS.iterdir() if path.is_dir())
TEXT = st.text(st.sampled_from("ab \",;\n\r'ä"), max_size=6)


def log_of(name: str, lang: str = "en") -> dict[str, Any]:
    project = Project.load(PROJECTS / name)
    findings = build(project).findings
    log: dict[str, Any] = json.loads(sarif(translated(findings, lang), project, lang, findings))
    return log


# Cell places


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a,b\nc,d\n", Place(2, 3, 2, 4, "d")),
        ('a,b\n"x\ny",d\n', Place(3, 4, 3, 5, "d")),
        ('a,b\r\n"x""y",d', Place(2, 8, 2, 9, "d")),
        ("a,b\n\nc,d", None),
        ("a,b\nc,", Place(2, 3, 2, 3, "")),
    ],
)
def test_a_cell_has_a_line_and_a_column(text: str, cell: Place | None) -> None:
    record = places(text)[1]

    assert (record[1] if len(record) > 1 else None) == cell


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=4))
def test_cells_are_those_that_csv_reads(rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    text = stream.getvalue()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found = places(text)

    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert [len(record) for record in found if record] == [len(row) for row in read if row]
    for record in found:
        for place in record:
            assert lines[place.line - 1][place.column - 1 :].startswith(
                place.text[:1].strip("\r\n")
            )


@given(st.text(max_size=40))
def test_places_of_anything_are_found_without_an_error(text: str) -> None:
    assert places(text, separator(text))


def test_a_column_is_found_by_its_heading_or_by_its_name() -> None:
    headings = ["id", ' "name@ru" ', "name@en"]

    assert position_of(headings, "name@en") == 2
    assert position_of(headings, "name") == 1
    assert position_of(headings, "x") is None


# The log


@pytest.mark.parametrize("name", CASES)
def test_a_log_has_what_the_standard_requires(name: str) -> None:
    log = log_of(name)
    (run,) = log["runs"]
    driver = run["tool"]["driver"]

    assert (log["$schema"], log["version"]) == (SCHEMA, "2.1.0")
    assert driver["name"] == "partnergraph"
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    for rule in driver["rules"]:
        assert rule["help"]["text"]
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["partialFingerprints"]
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert not uri.startswith(("/", "file:"))
        assert all(n >= 1 for n in location["physicalLocation"].get("region", {}).values())


def test_a_result_points_at_the_cell_below_the_repository() -> None:
    (result,) = log_of("unknown-name")["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    path = PROJECTS / "unknown-name" / "graph" / "agreements.csv"
    line = path.read_text(encoding="utf-8").splitlines()[place["region"]["startLine"] - 1]
    cell = line[place["region"]["startColumn"] - 1 : place["region"]["endColumn"] - 1]

    assert place["artifactLocation"]["uri"].endswith("projects/unknown-name/graph/agreements.csv")
    assert "Nrth University" in cell
    assert "," not in cell
    assert result["level"] == "error"


def test_without_a_repository_files_are_relative_to_the_project(tmp_path: Path) -> None:
    folder = tmp_path / "my project"
    shutil.copytree(PROJECTS / "unknown-name", folder)
    project = Project.load(folder)
    log = json.loads(sarif(build(project).findings, project))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]

    assert place["artifactLocation"]["uri"] == "graph/agreements.csv"


def test_rules_tell_what_is_common_in_the_language_asked_for() -> None:
    run = log_of("unknown-name", "ru")["runs"][0]

    assert run["language"] == "ru"
    assert run["tool"]["driver"]["rules"][0]["shortDescription"]["text"] == (
        "Название «…» не известно."
    )
    assert "Nrth University" in run["results"][0]["message"]["text"]


def test_every_severity_has_a_level_and_every_shape_its_address(project: Project) -> None:
    findings = [
        violation(SHAPES.term("A"), "m", file="x.ttl", row=7),
        warning("w", "m", file="tables.xlsx#agreements", row=3, column="type"),
        info("n", "m", focus="https://example.org/a"),
    ]
    run = json.loads(sarif(findings, project, "uz-Latn"))["runs"][0]
    first, second, third = (result["locations"][0] for result in run["results"])

    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    assert run["tool"]["driver"]["rules"][0]["helpUri"] == SHAPES.term("A")
    assert run["language"] == "uz"
    assert first["physicalLocation"]["region"] == {"startLine": 7}
    assert second["logicalLocations"] == [{"fullyQualifiedName": "agreements, 3, type"}]
    assert "region" not in second["physicalLocation"]
    assert third["physicalLocation"]["artifactLocation"]["uri"] == "partnergraph.toml"
