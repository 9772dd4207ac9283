"""Sheets: forms, with or without rows, as a workbook that guides the person who fills it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from partnergraph.context import Kind
from partnergraph.errors import InputError
from partnergraph.excel import openpyxl
from partnergraph.forms import Form, FormColumn
from partnergraph.sheetxml import escape
from partnergraph.workbook import LISTS, README, letters

_LAST_ROW = 5_000  # down to here, cells offer a list
_LONGEST = 32_767  # what a cell can hold (ECMA-376 and every program that reads it)
_TEXT_FORMAT = "@"
_MOST_DIGITS = 15
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = {
    Kind.LANGUAGE_TEXT: 36,
    Kind.DATE: 24,
    Kind.LIFECYCLE: 16,
    Kind.DAY: 12,
    Kind.INTEGER: 10,
    Kind.ROLE: 28,
    Kind.PARTY: 36,
}
_WIDTH = 22
_NOTE_SIZE = (320, 180)


def write_workbook(
    path: Path,
    forms: Sequence[Form],
    introduction: Iterable[str],
    rows: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> None:
    """Writes a workbook with a sheet for each form, the lists they offer, and an introduction.

    `rows` are the cells of each table, in the order of its columns. Raises InputError where
    openpyxl is missing or a cell is too long for a workbook, and OSError.
    """
    _check(rows or {})
    book = openpyxl().Workbook(write_only=True)
    first = book.create_sheet(README)
    first.column_dimensions["A"].width = 110
    for line in introduction:
        first.append([_cell(first, line, wrap=True)])
    places = _places(forms)
    for form in forms:
        _table(book, form, places, (rows or {}).get(form.table.name, ()))
    _lists(book, places)
    book.save(path)


def _check(rows: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Refuses, before anything is written, text that would be cut off."""
    longest = max(
        (len(escape(c)) for table in rows.values() for row in table for c in row), default=0
    )
    if longest > _LONGEST:
        message = f"A cell of a workbook holds at most {_LONGEST:,} characters, not {longest:,}."
        raise InputError(message, "Export to CSV instead: --csv DIR")


def _places(forms: Sequence[Form]) -> dict[tuple[str, ...], int]:
    """Each list that some column offers, and the position of its column in the sheet of lists."""
    lists = dict.fromkeys(column.choices for form in forms for column in form.columns)
    lists.pop((), None)
    return {choices: position for position, choices in enumerate(lists)}


def _table(
    book: Any, form: Form, places: Mapping[tuple[str, ...], int], rows: Iterable[Sequence[str]]
) -> None:
    sheet = book.create_sheet(form.table.name)
    sheet.freeze_panes = "B2"
    for position, column in enumerate(form.columns):
        dimension = sheet.column_dimensions[letters(position)]
        dimension.width = _WIDTHS.get(column.column.kind, _WIDTH)
        if column.column.kind is not Kind.INTEGER:
            dimension.number_format = _TEXT_FORMAT
        if rule := _choice(position, column, places):
            sheet.data_validations.append(rule)
    sheet.append([_heading(sheet, column) for column in form.columns])
    for row in rows:
        pairs = zip(row, form.columns, strict=True)
        sheet.append([_value(sheet, text, column.column.kind) for text, column in pairs])


def _heading(sheet: Any, column: FormColumn) -> Any:
    cell = _cell(sheet, column.heading)
    styles, comments = openpyxl("styles"), openpyxl("comments")
    cell.font = styles.Font(bold=True)
    cell.fill = styles.PatternFill("solid", fgColor="DDE6F0")
    if column.note:
        width, height = _NOTE_SIZE
        cell.comment = comments.Comment(column.note, "partnergraph", height=height, width=width)
    return cell


def _value(sheet: Any, text: str, kind: Kind) -> Any:
    """A number as a number, and everything else as text."""
    if kind is Kind.INTEGER and text.isdecimal() and len(text) <= _MOST_DIGITS:
        return int(text)
    return _cell(sheet, text)


def _cell(sheet: Any, text: str, *, wrap: bool = False) -> Any:
    """A cell that holds `text` as text, even where it looks like a formula or a date."""
    written = escape(text)
    cell = openpyxl("cell").WriteOnlyCell(sheet, written or None)
    cell.number_format = _TEXT_FORMAT
    if written.startswith(_ACTIVE):
        cell.data_type = "s"  # openpyxl takes "=" for the beginning of a formula
        cell.quotePrefix = True
    if wrap:
        cell.alignment = openpyxl("styles").Alignment(wrap_text=True, vertical="top")
    return cell


def _choice(position: int, column: FormColumn, places: Mapping[tuple[str, ...], int]) -> Any:
    """The rule that offers a list in the cells of a column; None where there is none.

    Where a cell may hold several values, and for sources, which are filled in later, other values
    are not objected to.
    """
    if column.choices:
        letter = letters(places[column.choices])
        formula = f"{LISTS}!${letter}$1:${letter}${len(column.choices)}"
    elif column.heading == "source":
        formula = f"sources!$A$2:$A${_LAST_ROW}"
    else:
        return None
    strict = bool(column.choices) and not column.column.many
    rule = openpyxl("worksheet.datavalidation").DataValidation(
        type="list", formula1=formula, allow_blank=True, showErrorMessage=strict
    )
    rule.errorStyle = "warning"  # an id in place of a label is as good
    rule.add(f"{letters(position)}2:{letters(position)}{_LAST_ROW}")
    return rule


def _lists(book: Any, places: Mapping[tuple[str, ...], int]) -> None:
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    for number in range(max((len(choices) for choices in places), default=0)):
        texts = [choices[number] if number < len(choices) else "" for choices in places]
        sheet.append([_cell(sheet, text) for text in texts])
