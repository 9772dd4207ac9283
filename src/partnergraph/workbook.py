"""Workbooks: each sheet that has the name of a table is read like a CSV file of that name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from string import ascii_uppercase

from partnergraph.context import Context
from partnergraph.errors import InputError
from partnergraph.findings import Finding, info, violation, warning
from partnergraph.rows import Reader
from partnergraph.sheetxml import Cell, unescape
from partnergraph.xlsx import Package, Sheet
from partnergraph.xmlguard import Refused

#: Sheets of our own workbooks that hold no table.
README = "README"
LISTS = "lists"
_EPOCH = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_NO_SUCH_DAY = 60  # 29 February 1900, which the first spreadsheets took for a day
_LAST_SERIAL = 2_958_465  # 9999-12-31
_MOST_DIGITS = 15
_SHOWN = {"day": 10, "month": 7, "year": 4}
_TEXT = ("s", "str", "inlineStr")
_LETTERS = len(ascii_uppercase)


def read_workbook(path: Path, context: Context) -> tuple[list[Reader], list[Finding]]:
    """A reader for each sheet that is a table, with its rows, and findings about the others.

    Values are read, not formulas. Raises InputError where the file itself cannot be opened.
    """
    findings: list[Finding] = []
    tables: list[Reader] = []
    try:
        with Package(path) as package:
            for sheet in package.sheets:
                name = sheet.name.strip().casefold()
                if name not in context.tables:
                    findings += _no_table(sheet, path, context)
                    continue
                reader = Reader(f"{path.name}#{name}", context.tables[name], typed=True)
                if sheet.hidden:
                    message = f"The sheet {sheet.name} is hidden; it is read like the others."
                    reader.tell(info("hidden-sheet", message, file=reader.file))
                tables.append(reader)
                _Sheet(package, reader).read(sheet)
    except Refused as refused:
        place = {"file": path.name, "row": None}
        hint = refused.hint or "Save it again as .xlsx."
        findings.append(violation("workbook", refused.message, hint, **place))
        return [], findings
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    return tables, findings


def _no_table(sheet: Sheet, path: Path, context: Context) -> list[Finding]:
    name = sheet.name.strip()
    if name in (README, LISTS):
        return []
    near = get_close_matches(name.casefold()[:80], context.tables, n=1)
    message = f"The sheet '{name}' is no table and is not read."
    if near:
        hint = f"Did you mean '{near[0]}'? Rename it."
        return [warning("unknown-sheet", message, hint, file=path.name, value=name)]
    return [info("unknown-sheet", message, file=path.name, value=name)]


@dataclass(slots=True)
class _Sheet:
    """Reads one sheet: turns what is stored into text, and says where that is doubtful."""

    package: Package
    reader: Reader
    dates: Counter[str] = field(default_factory=Counter)
    formulas: Counter[str] = field(default_factory=Counter)

    def read(self, sheet: Sheet) -> None:
        """Reads headings and rows, and tells what is odd about the sheet."""
        reader = self.reader
        for number, cells in self.package.rows(sheet):
            texts = [(at, text) for at, cell in cells if (text := self._text(at, cell, number))]
            if not reader.headings:
                if any(text.strip() for _, text in texts):
                    reader.head(texts, number)
            elif not reader.row(texts, number):
                break
        if not reader.headings:
            hint = "Write at least the headings."
            reader.tell(violation("empty-file", "The sheet is empty.", hint, file=reader.file))
        self._notes()

    def _notes(self) -> None:
        reader = self.reader
        for merged in self.package.merged:
            message = f"The cells {merged} are merged: only the first of them has the value."
            hint = "Unmerge them, and repeat the value where it is meant."
            number = "".join(c for c in merged.partition(":")[0] if c.isdigit())
            place = {"file": reader.file, "row": int(number or 0) or None, "value": merged}
            reader.tell(warning("merged-cells", message, hint, **place))
        for column, count in sorted(self.dates.items()):
            message = f"Dates of the spreadsheet, not text: {count}. Read as days, months or years."
            hint = "Format the column as text, so that 2024-03 stays a month."
            place = {"file": reader.file, "column": column}
            reader.tell(info("spreadsheet-date", message, hint, **place))
        for column, count in sorted(self.formulas.items()):
            message = f"Formulas: {count}. Their values were read."
            place = {"file": reader.file, "column": column}
            reader.tell(info("formula-value", message, "Paste the values.", **place))

    def _text(self, position: int, cell: Cell, number: int) -> str:
        """What a cell holds as text, '' with a finding where that cannot be told."""
        heading = self._heading(position)
        where = {"file": self.reader.file, "row": number, "column": heading}
        value = cell.text or ""
        if cell.type == "e":
            message = f"The cell shows the error {value}."
            where["value"] = value
            self.reader.tell(violation("cell-error", message, "Write the value itself.", **where))
            return ""
        if cell.formula and (cell.text is None or (not value and cell.type == "n")):
            message = "The cell holds a formula that has no value yet."
            hint = "Open the workbook, save it again, or paste the value itself."
            self.reader.tell(violation("formula", message, hint, **where))
            return ""
        if cell.formula:
            self.formulas[heading] += 1
        if cell.type in _TEXT:
            return self.package.string(value) if cell.type == "s" else unescape(value)
        if cell.type == "b":
            return "TRUE" if value == "1" else "FALSE"
        return self._number(value, cell, where)

    def _number(self, value: str, cell: Cell, where: dict[str, object]) -> str:
        """A number as digits, and one that is shown as a date as the day, month or year."""
        if cell.type == "d":
            self.dates[str(where["column"])] += 1
            return value[: _SHOWN["day"]]
        try:
            number = float(value) if value else 0.0
        except ValueError:
            return value  # not what the format promises, but what is there
        if not cell.shows or not value:
            whole = number.is_integer() and abs(number) < 10**_MOST_DIGITS
            return str(int(number)) if value and whole else value
        serial = int(number) if abs(number) <= _LAST_SERIAL else 0
        if serial < 1 or (serial == _NO_SUCH_DAY and not self.package.since_1904):
            message = f"The number {value} is shown as a date or time but is no day."
            where["value"] = value
            self.reader.tell(violation("date", message, "Write the date as text.", **where))
            return ""
        self.dates[str(where["column"])] += 1
        return _day(serial, since_1904=self.package.since_1904)[: _SHOWN.get(cell.shows, 10)]

    def _heading(self, position: int) -> str:
        heading = self.reader.headings.get(position)
        return heading.text if heading and heading.text else letters(position)


def _day(serial: int, *, since_1904: bool) -> str:
    if since_1904:
        return (_EPOCH_1904 + timedelta(serial)).isoformat()
    return (_EPOCH + timedelta(serial + (serial < _NO_SUCH_DAY))).isoformat()


def letters(position: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, _LETTERS)
        name = ascii_uppercase[rest] + name
    return name
