"""Rows: what a table says, cell by cell, and where each cell stands.

Takes the cells of a CSV file or a sheet and makes rows of them. Whatever is wrong with a heading
or a cell becomes a finding; what can be read is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from partnergraph.context import IDLE, Column, Kind, TableType
from partnergraph.findings import Finding, info, violation, warning

SEPARATOR = "|"
#: Longer cells are no text that a person typed; the same for every kind of file.
LONGEST_CELL = 131_072
MOST_ROWS = 200_000
_ALIKE = 100
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
#: Text that begins like a formula has an apostrophe before it, as in spreadsheets.
GUARDED = re.compile(r"'+[=+\-@\t\r]")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LATIN = re.compile(r"[a-z]")
#: Cyrillic (and one Greek) small letters that look like Latin ones, and dashes like the hyphen.
_LOOK = str.maketrans("асеорхуіјѕһԁԛԝο‐‑‒–—−", "aceopxyijshdqwo------")
#: Blanks that a person does not see: they have no place where a cell holds an id or a date.
_BLANKS = {ord(c): " " for c in "\u00a0\u2007\u2009\u202f"} | dict.fromkeys(
    map(ord, "\u200b\ufeff")
)
_PROSE = (Kind.TEXT, Kind.LANGUAGE_TEXT)
_IDS = (Kind.REFERENCE, Kind.ROLE, Kind.PARTY)


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


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as typed, and the column and language it stands for; None where it is unknown."""

    text: str
    column: Column | None = None
    language: str = ""


@dataclass(slots=True)
class Reader:
    """Reads one table of one file: first its headings, then row after row.

    `typed` says that the file knows text from formulas, as spreadsheets do; in a CSV file a cell
    that begins with `=` is a formula.
    """

    file: str
    table: TableType
    typed: bool = False
    headings: Mapping[int, Heading] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _told: Counter[str] = field(default_factory=Counter)

    def head(self, cells: Iterable[tuple[int, str]], number: int = 1) -> None:
        """Reads the headings from (position, text) pairs; they stand in row `number`."""
        found: dict[int, Heading] = {}
        for position, cell in cells:
            text = cell.strip()
            heading, fault = _heading(text, self.table)
            if text and any(text == other.text for other in found.values()):
                message = f"The heading '{text}' stands twice."
                heading = Heading(text)
                fault = violation("duplicate-heading", message, "Join them.")
            found[position] = heading
            if fault:
                place = {"file": self.file, "row": number, "column": text, "value": text}
                self.tell(violation(fault.rule, fault.message, fault.repair, **place))
        self.headings = found

    def row(self, cells: Iterable[tuple[int, str]], number: int) -> bool:
        """Reads one row from (position, text) pairs. False when the table is full."""
        if len(self.rows) >= MOST_ROWS:
            message = f"The table has more than {MOST_ROWS:,} rows; the rest is not read."
            self.tell(violation("too-many-rows", message, "Split it.", file=self.file, row=number))
            return False
        empty = Row(self.table, self.file, number, {})
        kept: dict[tuple[str, str], str] = {}
        for position, cell in cells:
            text = unicodedata.normalize("NFC", cell).strip()
            if text.startswith("=") and not self.typed:
                self._formula(position, text, empty)
            elif text:
                plain = text[1:] if GUARDED.match(text) and not self.typed else text
                self._cell(position, plain, empty, kept)
        if kept:
            self.rows.append(replace(empty, cells=kept))
        return True

    def tell(self, finding: Finding) -> None:
        """Keeps a finding, unless it is one of very many of its kind in this file."""
        self._told[finding.rule] += 1
        if self._told[finding.rule] <= _ALIKE:
            self.findings.append(finding)

    def close(self) -> tuple[list[Row], list[Finding]]:
        """The rows and findings; kinds of which there were too many are counted."""
        for rule, count in sorted(self._told.items()):
            if count > _ALIKE:
                message = f"{count - _ALIKE} more findings of the kind '{rule}' are not listed."
                self.findings.append(
                    violation(rule, message, "Repair these first.", file=self.file)
                )
        return self.rows, self.findings

    def _formula(self, position: int, text: str, row: Row) -> None:
        heading = self.headings.get(position, Heading(""))
        message = f"'{text[:80]}' is a formula, not a value."
        hint = "Paste the value itself."
        self.tell(violation("formula", message, hint, **row.at(heading.text, text)))

    def _cell(self, position: int, text: str, row: Row, kept: dict[tuple[str, str], str]) -> None:
        heading = self.headings.get(position)
        if heading is None and not self.typed:
            message = f"The value '{text[:80]}' stands beyond the last heading."
            hint = "Put text that holds a comma between quotation marks."
            self.tell(violation("extra-cell", message, hint, **row.at("", text)))
        elif heading is None or not heading.text:
            message = f"The value '{text[:80]}' stands in a column without heading."
            self.tell(violation("no-heading", message, "Give it one.", **row.at("", text)))
        elif len(text) > LONGEST_CELL:
            message = f"The cell holds {len(text):,} characters and is not read."
            hint = "Keep the few words that matter."
            self.tell(violation("long-cell", message, hint, **row.at(heading.text, text[:80])))
        elif heading.column and heading.column.name in IDLE.get(self.table.name, ()):
            message = f"The column '{heading.text}' says nothing in {self.table.name}; not read."
            self.tell(warning("idle-column", message, "Empty it.", **row.at(heading.text, text)))
        elif heading.column and (clean := self._clean(text, heading.column, row)):
            kept[heading.column.name, heading.language] = clean

    def _clean(self, text: str, column: Column, row: Row) -> str:
        """A cell without what nobody sees: odd blanks, and Cyrillic letters in an id."""
        is_id = column.name == "id" or column.kind in _IDS
        if column.kind in _PROSE and not is_id:
            return text
        plain = text.translate(_BLANKS).strip()
        if not is_id or plain.isascii():
            return plain
        values = plain.split(SEPARATOR)
        for place, value in enumerate(values):
            repaired = latin(value.strip(), alone=column.kind in (Kind.ROLE, Kind.PARTY))
            if repaired:
                odd = ", ".join(sorted({f"{c} (U+{ord(c):04X})" for c in value if ord(c) in _LOOK}))
                message = f"'{value.strip()}' holds characters that only look Latin: {odd}."
                hint = f"Write '{repaired}'."
                self.tell(
                    violation("look-alike", message, hint, **row.at(column.name, value.strip()))
                )
                values[place] = f" {repaired} "
        return SEPARATOR.join(values).strip()


def latin(text: str, *, alone: bool = False) -> str:
    """The id that `text` was meant to be, if only look-alike letters keep it from being one.

    '' where it is none. With `alone`, `text` may also be a name in Cyrillic letters, and is taken
    for an id only if it has Latin letters as well.
    """
    if text.isascii() or (alone and not _LATIN.search(text)):
        return ""
    folded = text.translate(_LOOK)
    return folded if _ID.fullmatch(folded) else ""


def canonical(tag: str) -> str:
    """A language tag in the usual capitals: `uz-latn` as `uz-Latn` (RFC 5646 §2.1.1)."""
    first, *others = tag.split("-")
    cased = [part.title() if len(part) == len("Latn") else part.upper() for part in others]
    return "-".join([first.lower(), *cased])


def _heading(text: str, table: TableType) -> tuple[Heading, Finding | None]:
    name, at, language = text.partition("@")
    column = table.columns.get(name)
    if column is None:
        if not text:
            return Heading(text), None
        near = get_close_matches(name[:80], table.columns, n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(table.columns)}."
        message = f"There is no column '{text[:80]}' in {table.name}."
        return Heading(text), violation("unknown-column", message, hint)
    if (column.kind is Kind.LANGUAGE_TEXT) != bool(at):
        hint = f"Write '{name}@en'." if not at else f"Write '{name}'."
        message = f"'{text}' {'has a' if at else 'lacks its'} language."
        return Heading(text), violation("column-language", message, hint)
    if at and not _LANGUAGE.fullmatch(language):
        message = f"'{language}' is no language tag."
        return Heading(text), violation("column-language", message, "Write en, ru or uz-Latn.")
    return Heading(text, column, language), None


def both(table: str, files: list[str]) -> Finding:
    """The news that a table stands in several files."""
    message = f"The table {table} stands in {' and '.join(files)}; the rows of all are read."
    return info("several-files", message, "Keep one of them.", file=files[-1])
