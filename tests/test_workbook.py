"""Workbooks: whatever a person or a stranger put into one, it becomes rows or findings."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.context import Context
from partnergraph.findings import Finding, Severity
from partnergraph.project import bundle
from partnergraph.rows import Row
from partnergraph.sheetxml import escape
from partnergraph.workbook import letters, read_workbook

CONTEXT = Context.load(bundle() / "ontology" / "context.jsonld")
UNDER_TEST = settings(max_examples=60, deadline=None)
HEADINGS = ["id", "name@en", "city", "note"]
Fill = Callable[[Any], None]


def workbook(path: Path, fill: Fill, title: str = "institutions") -> Path:
    """A workbook with one sheet, filled by `fill`."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = title
    fill(book.active)
    book.save(path)
    return path


def read(path: Path) -> tuple[list[Row], list[Finding]]:
    sheets, findings = read_workbook(path, CONTEXT)
    rows: list[Row] = []
    for sheet in sheets:
        found, doubts = sheet.close()
        rows += found
        findings += doubts
    return rows, findings


def cells(rows: Sequence[Row]) -> list[dict[str, str]]:
    return [
        {f"{name}@{lang}" if lang else name: text for (name, lang), text in row.cells.items()}
        for row in rows
    ]


def found(findings: Sequence[Finding]) -> list[tuple[str, int | None, str]]:
    return [(finding.rule, finding.row, finding.column) for finding in findings]


def table(*rows: Sequence[object]) -> Fill:
    def fill(sheet: Any) -> None:
        sheet.append(HEADINGS)
        for row in rows:
            sheet.append(list(row))

    return fill


def test_cells_are_read_by_heading_and_place(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "tables.xlsx", table(["a", "Alpha", "Oslo"], [], ["b", None, "Rome"])
    )
    rows, findings = read(path)
    assert findings == []
    assert cells(rows) == [
        {"id": "a", "name@en": "Alpha", "city": "Oslo"},
        {"id": "b", "city": "Rome"},
    ]
    assert [(row.file, row.number) for row in rows] == [
        ("tables.xlsx#institutions", 2),
        ("tables.xlsx#institutions", 4),
    ]


def test_blank_rows_before_the_headings_do_not_matter(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["B3"], sheet["C3"] = " city ", "id"
        sheet["B5"], sheet["C5"] = "\u00a0Oslo\u00a0", " a\u00a0"

    rows, findings = read(workbook(tmp_path / "t.xlsx", fill))
    assert findings == []
    assert cells(rows) == [{"id": "a", "city": "Oslo"}]
    assert rows[0].number == 5


VALUE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20
) | st.sampled_from(["_x0041_", "=1+1", "'=x", " a ", "a\nb", "\t", "<&>", "007", "TRUE", "1e5"])


@given(st.lists(st.lists(VALUE, min_size=3, max_size=3), max_size=5))
@UNDER_TEST
def test_what_was_written_as_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("book") / "t.xlsx"

    def fill(sheet: Any) -> None:
        sheet.append(HEADINGS[1:])
        for number, row in enumerate(table, start=2):
            for column, text in enumerate(row, start=1):
                cell = sheet.cell(number, column, escape(text))
                cell.data_type = "s"

    rows, findings = read(workbook(path, fill))
    clean = [[unicodedata.normalize("NFC", text).strip() for text in row] for row in table]
    kept = [
        (number, {h: v for h, v in zip(HEADINGS[1:], row, strict=True) if v})
        for number, row in enumerate(clean, start=2)
    ]
    lines = [(number, {h: newlines(v) for h, v in row.items()}) for number, row in kept if row]
    told = [
        (r.number, {h: newlines(v) for h, v in c.items()})
        for r, c in zip(rows, cells(rows), strict=True)
    ]
    assert told == lines
    assert findings == []


def newlines(text: str) -> str:
    """XML reads every line end as one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("value", "format_", "text"),
    [
        (date(2024, 3, 19), "yyyy-mm-dd", "2024-03-19"),
        (date(2024, 3, 1), "mmm-yy", "2024-03"),
        (date(2024, 1, 1), "yyyy", "2024"),
        (datetime(2024, 3, 19, 10, 30), "dd.mm.yyyy h:mm", "2024-03-19"),
        (date(1900, 1, 5), "yyyy-mm-dd", "1900-01-05"),
        (date(1955, 8, 1), '[$-419]d "de" mmmm yyyy', "1955-08-01"),
        (2024, "General", "2024"),
        (2024.0, "0.00", "2024"),
        (2.5, "General", "2.5"),
        (60, "0", "60"),
        (True, "General", "TRUE"),
        ("2024-03", "@", "2024-03"),
    ],
)
def test_numbers_and_dates_become_what_they_show(
    tmp_path: Path, value: object, format_: str, text: str
) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["id", "note"])
        sheet.append(["a", value])
        sheet["B2"].number_format = format_

    rows, findings = read(workbook(tmp_path / "t.xlsx", fill))
    assert cells(rows) == [{"id": "a", "note": text}]
    is_date = isinstance(value, date)
    assert found(findings) == ([("spreadsheet-date", None, "note")] if is_date else [])


def test_days_may_be_counted_from_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert book.active is not None
    book.active.title = "institutions"
    book.active.append(["id", "note"])
    book.active.append(["a", date(2024, 3, 19)])
    book.save(tmp_path / "t.xlsx")
    assert cells(read(tmp_path / "t.xlsx")[0]) == [{"id": "a", "note": "2024-03-19"}]


def merged(sheet: Any) -> None:
    table(["a", "Alpha", "Oslo"], ["b", "Beta"])(sheet)
    sheet.merge_cells("C2:C3")


def far(sheet: Any) -> None:
    table(["a", "Alpha", "Oslo"])(sheet)
    sheet["XFD1048576"] = "lost"


def hidden(sheet: Any) -> None:
    table(["a", "Alpha", "Oslo"])(sheet)
    other = sheet.parent.create_sheet("units")
    other.append(["id", "name@en"])
    other.append(["u", "Unit"])
    other.sheet_state = "hidden"


def extra_sheets(sheet: Any) -> None:
    table(["a", "Alpha", "Oslo"])(sheet)
    for name in ("README", "lists", "Scratch", "Agrements"):
        sheet.parent.create_sheet(name)


def error(sheet: Any) -> None:
    table(["a", "#REF!", "Oslo"])(sheet)
    sheet["B2"].data_type = "e"


def time_of_day(sheet: Any) -> None:
    table(["a", clock(10, 30), "Oslo"])(sheet)


def bold(sheet: Any) -> None:
    table(["a", "Alpha", "Oslo"])(sheet)
    sheet["A1"].font = openpyxl.styles.Font(bold=True)


CASES: list[tuple[str, Fill, list[tuple[str, int | None, str]]]] = [
    ("merged", merged, [("merged-cells", 2, "")]),
    ("far cell", far, [("no-heading", 1048576, "")]),
    ("hidden sheet", hidden, [("hidden-sheet", None, "")]),
    ("other sheets", extra_sheets, [("unknown-sheet", None, ""), ("unknown-sheet", None, "")]),
    ("error", error, [("cell-error", 2, "name@en")]),
    ("formula", table(["a", "=B3", "Oslo"]), [("formula", 2, "name@en")]),
    ("time", time_of_day, [("date", 2, "name@en")]),
    ("bold", bold, []),
    ("beyond", table(["a", "Alpha", "Oslo", "", "more"]), [("no-heading", 2, "")]),
    ("long", table(["a", "Alpha", "Oslo"]), []),
    ("look-alike", table(["\u0430bc", "Alpha", "Oslo"]), [("look-alike", 2, "id")]),
    ("nothing", lambda _: None, [("empty-file", None, "")]),
]


@pytest.mark.parametrize(("fill", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_is_odd_is_told_and_the_rest_is_read(
    tmp_path: Path, fill: Fill, expected: list[tuple[str, int | None, str]]
) -> None:
    begun = time.monotonic()
    rows, findings = read(workbook(tmp_path / "t.xlsx", fill))
    assert found(findings) == expected
    assert time.monotonic() - begun < 5
    if fill is not CASES[-1][1]:
        assert rows[0].text("city") == "Oslo"
    assert all(f.repair for f in findings if f.severity is not Severity.INFO)


@pytest.mark.parametrize(
    ("headings", "rules"),
    [
        (["city", "id", "name@en"], []),
        (["id", "Town"], ["unknown-column"]),
        (["id", "city", "city"], ["duplicate-heading"]),
        (["id", "name"], ["column-language"]),
    ],
)
def test_headings_are_those_of_csv_files(
    tmp_path: Path, headings: list[str], rules: list[str]
) -> None:
    _, findings = read(workbook(tmp_path / "t.xlsx", lambda sheet: sheet.append(headings)))
    assert [finding.rule for finding in findings] == rules


def test_very_many_alike_findings_are_counted(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", table(*(["a", "=B3", "Oslo"] for _ in range(300))))
    _, findings = read(path)
    assert len(findings) == 101
    assert "200 more" in findings[-1].message


@pytest.mark.parametrize(("position", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_columns_have_letters(position: int, name: str) -> None:
    assert letters(position) == name
