"""CSV files: what is written is read back, and other programs' habits are understood."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from partnergraph.context import Context
from partnergraph.csvfiles import read_csv, write_csv
from partnergraph.project import bundle

TABLE = Context.load(bundle() / "ontology" / "context.jsonld").tables["institutions"]
HEADINGS = ["name@en", "city", "note"]
ACTIVE = ("=", "+", "-", "@", "\t", "\r")
VALUE = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=8) | (
    st.sampled_from(
        ["=1+1", "'=1", "''=1", "'", "''", "'+7", "+7", "-", "@a", "'a", '"', "a,b", "a\nb"]
    )
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("csv") / "institutions.csv"


def cells(path: Path) -> list[list[str]]:
    rows, findings = read_csv(path, TABLE)
    assert [finding for finding in findings if finding.rule != "crlf"] == []
    return [
        [row.cells.get((h.partition("@")[0], h.partition("@")[2]), "") for h in HEADINGS]
        for row in rows
    ]


@pytest.mark.parametrize("guard", [True, False])
@given(rows=st.lists(st.lists(VALUE, min_size=3, max_size=3), max_size=5))
@example(rows=[["=a", "'=a", "''+a"]])
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_back(path: Path, guard: bool, rows: list[list[str]]) -> None:
    rows = [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]
    path.write_text(write_csv(HEADINGS, rows, guard=guard), encoding="utf-8", newline="")
    assert cells(path) == [row for row in rows if any(row)]


@given(st.lists(st.lists(VALUE, min_size=3, max_size=3), max_size=5))
@settings(max_examples=100, deadline=None)
def test_guarded_text_has_no_cell_that_a_spreadsheet_runs(rows: list[list[str]]) -> None:
    text = write_csv(HEADINGS, rows, guard=True)
    written = list(csv.reader(text.splitlines(keepends=True)))[1:]
    assert [cell for row in written for cell in row if cell.startswith(ACTIVE)] == []


def test_without_guard_only_formulas_are_changed() -> None:
    text = write_csv(["city", "note"], [["+998", "=1"], ["-", "@home"]], guard=False)
    assert text == "city,note\n+998,'=1\n-,@home\n"


@pytest.mark.parametrize(
    ("name", "content", "rules"),
    [
        ("institutions.csv", "id;city\na;Oslo, Norway\n", ["separator"]),
        ("institutions.csv", "id\tcity\na\tOslo, Norway\n", ["separator"]),
        ("institutions.tsv", "id\tcity\na\tOslo, Norway\n", []),
        ("institutions.tsv", 'id,city\na,"Oslo, Norway"\n', ["separator"]),
    ],
)
def test_other_separators_are_understood(
    tmp_path: Path, name: str, content: str, rules: list[str]
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    rows, findings = read_csv(tmp_path / name, TABLE)
    assert [row.text("city") for row in rows] == ["Oslo, Norway"]
    assert [finding.rule for finding in findings] == rules


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "institutions.csv"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    rows, findings = read_csv(path, TABLE)
    assert rows == []
    assert [finding.rule for finding in findings] == ["too-large"]
