"""Tables: CSV files into rows that know where they stand.

Reads RFC 4180 files in UTF-8. Whatever is wrong with a file or a heading becomes a finding; what
can be read is read.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from partnergraph.context import TABLES, Column, Context, Kind, TableType
from partnergraph.errors import InputError
from partnergraph.findings import Finding, info, violation

SEPARATOR = "|"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_BOM = b"\xef\xbb\xbf"
_HEADING_ROW = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. `cells` holds the filled cells by (column, language)."""

    table: TableType
    file: str
    number: int
    cells: Mapping[tuple[str, str], str]

    def text(self, column: str) -> str:
        """The cell in `column`, '' where it is empty."""
        return self.cells.get((column, ""), "")

    def values(self, column: str) -> list[str]:
        """The values in a cell that may hold several, separated by `|`."""
        return split(self.text(column))

    def at(self, column: str = "", value: str | None = None) -> dict[str, object]:
        """Where a finding about this row belongs."""
        text = self.text(column) if value is None else value
        return {"file": self.file, "row": self.number, "column": column, "value": text}


def split(cell: str) -> list[str]:
    """The values of a cell, without the blanks around them and without empty ones."""
    return [value for part in cell.split(SEPARATOR) if (value := part.strip())]


def read_folder(folder: Path, context: Context) -> tuple[list[Row], list[Finding]]:
    """The rows of every table in `folder`, in the order of `context.TABLES`, and findings.

    Files that are no tables (`registry-review.csv`, Turtle) are left to others. Raises InputError
    where the folder cannot be read.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", "Tables belong in the folder graph/.")
    rows: list[Row] = []
    findings: list[Finding] = []
    for name in TABLES:
        path = folder / f"{name}.csv"
        if path.is_file():
            found, doubts = read_csv(path, context.tables[name])
            rows += found
            findings += doubts
    return rows, findings


def read_csv(path: Path, table: TableType) -> tuple[list[Row], list[Finding]]:
    """The rows of one CSV file and what is wrong with it."""
    text, findings = _decoded(path)
    if text is None:
        return [], findings
    records = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        headings = next(records, [])
        columns, doubts = _columns(headings, path.name, table)
        findings += doubts
        for number, record in enumerate(records, start=_HEADING_ROW + 1):
            row, doubts = _row(record, columns, Row(table, path.name, number, {}))
            findings += doubts
            if row.cells:
                rows.append(row)
    except csv.Error as error:
        findings.append(
            violation(
                "csv",
                f"The file cannot be read on from here: {error}.",
                "Look for a quotation mark that is opened and never closed.",
                file=path.name,
                row=records.line_num,
            )
        )
        return [], findings
    return rows, findings


def _decoded(path: Path) -> tuple[str | None, list[Finding]]:
    """The text of a file, or None with a finding where it has none that can be read."""
    name = path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    findings: list[Finding] = []
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        findings.append(
            info("bom", "The file begins with a byte order mark; read past.", file=name)
        )
    if b"\r\n" in data:
        findings.append(info("crlf", "Lines end as on Windows (CRLF); read as usual.", file=name))
    if not data.strip():
        return None, [
            *findings,
            violation(
                "empty-file", "The file is empty.", "Write at least the headings.", file=name
            ),
        ]
    try:
        return data.decode("utf-8"), findings
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [
            *findings,
            violation(
                "encoding",
                f"The file is not UTF-8: byte {data[error.start]:#04x} cannot be read.",
                "Save it as 'CSV UTF-8'.",
                file=name,
                row=line,
            ),
        ]


@dataclass(frozen=True, slots=True)
class _Heading:
    text: str
    column: Column | None
    language: str


def _columns(
    headings: list[str], file: str, table: TableType
) -> tuple[list[_Heading], list[Finding]]:
    columns: list[_Heading] = []
    findings: list[Finding] = []
    for text in (heading.strip() for heading in headings):
        heading, finding = _heading(text, table)
        if text and any(text == other.text for other in columns):
            finding = violation(
                "duplicate-heading", f"The heading '{text}' stands twice.", "Join them."
            )
            heading = _Heading(text, None, "")
        columns.append(heading)
        if finding:
            where = {"file": file, "row": _HEADING_ROW, "column": text, "value": text}
            findings.append(violation(finding.rule, finding.message, finding.repair, **where))
    return columns, findings


def _heading(text: str, table: TableType) -> tuple[_Heading, Finding | None]:
    name, at, language = text.partition("@")
    column = table.columns.get(name)
    if column is None:
        if not text:
            return _Heading(text, None, ""), None
        near = get_close_matches(name, table.columns, n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(table.columns)}."
        return _Heading(text, None, ""), violation(
            "unknown-column", f"There is no column '{text}' in {table.name}.", hint
        )
    if (column.kind is Kind.LANGUAGE_TEXT) != bool(at):
        hint = f"Write '{name}@en'." if not at else f"Write '{name}'."
        return _Heading(text, None, ""), violation(
            "column-language", f"'{text}' {'has a' if at else 'lacks its'} language.", hint
        )
    if at and not _LANGUAGE.fullmatch(language):
        return _Heading(text, None, ""), violation(
            "column-language", f"'{language}' is no language tag.", "Write en, ru or uz-Latn."
        )
    return _Heading(text, column, language), None


def _row(record: list[str], headings: list[_Heading], empty: Row) -> tuple[Row, list[Finding]]:
    findings: list[Finding] = []
    cells: dict[tuple[str, str], str] = {}
    for heading, value in _pairs(record, headings):
        text = unicodedata.normalize("NFC", value).strip()
        if not text:
            continue
        if heading is None:
            message = f"The value '{text}' stands beyond the last heading."
            hint = "Put text that holds a comma between quotation marks."
            findings.append(violation("extra-cell", message, hint, **empty.at("", text)))
        elif text.startswith("="):
            message = f"'{text}' is a formula, not a value."
            hint = "Paste the value itself."
            findings.append(violation("formula", message, hint, **empty.at(heading.text, text)))
        elif heading.column is not None:
            cells[heading.column.name, heading.language] = text
        elif not heading.text:
            message = f"The value '{text}' stands in a column without heading."
            findings.append(violation("no-heading", message, "Give it one.", **empty.at("", text)))
    return Row(empty.table, empty.file, empty.number, cells), findings


def _pairs(record: list[str], headings: list[_Heading]) -> Iterator[tuple[_Heading | None, str]]:
    for position, value in enumerate(record):
        yield (headings[position] if position < len(headings) else None), value
