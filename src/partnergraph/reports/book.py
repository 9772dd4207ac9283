"""A report as a workbook: a sheet of words, then one for each table."""

from __future__ import annotations

import re
from datetime import date, datetime
from io import BytesIO
from typing import Any

from partnergraph.excel import openpyxl
from partnergraph.reports.content import Cell, Content, Filled

_WIDEST = 60
_TITLE = 31  # characters in the name of a sheet
_LONGEST = 32_767  # characters in a cell
# What no cell can hold (XML 1.0, §2.2).
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def book(content: Content) -> bytes:
    """The workbook (Office Open XML). Text stays text: no cell is ever a formula.

    Raises InputError where openpyxl is not installed.
    """
    made = openpyxl().Workbook()
    _about(made.active, content)
    for number, section in enumerate(content.sections, start=1):
        name = re.sub(r"[\\/*?:\[\]]", " ", f"{number} {section.title}")[:_TITLE].rstrip(" '")
        _table(made.create_sheet(name), section)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _about(sheet: Any, content: Content) -> None:
    sheet.title = content.words["about"][:_TITLE]
    sheet.column_dimensions["A"].width = 100
    lines = [content.title, content.graph, content.about]
    if content.as_of:
        lines.append(f"{content.words['as-of']} {content.as_of}")
    for section in content.sections:
        lines += ["", section.title, section.note, section.command]
    for number, line in enumerate(lines, start=1):
        _write(sheet.cell(number, 1), Cell(line))
        sheet.cell(number, 1).alignment = openpyxl("styles").Alignment(wrap_text=True)
    sheet.cell(1, 1).font = openpyxl("styles").Font(bold=True, size=14)


def _table(sheet: Any, section: Filled) -> None:
    for column, heading in enumerate(section.headings, start=1):
        _write(sheet.cell(1, column), Cell(heading))
        sheet.cell(1, column).font = openpyxl("styles").Font(bold=True)
        texts = [heading, *(row[column - 1].text for row in section.rows)]
        letter = openpyxl("utils").get_column_letter(column)
        sheet.column_dimensions[letter].width = min(max(map(len, texts)) + 2, _WIDEST)
    for number, row in enumerate(section.rows, start=2):
        for column, cell in enumerate(row, start=1):
            _write(sheet.cell(number, column), cell)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _write(place: Any, cell: Cell) -> None:
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float | date):
        place.value = _FORBIDDEN.sub("\ufffd", cell.text)[:_LONGEST]
        place.data_type = "s"
        if cell.link and cell.text:
            place.hyperlink = cell.link
            place.style = "Hyperlink"
    else:
        place.value = cell.value
        if isinstance(cell.value, date) and not isinstance(cell.value, datetime):
            place.number_format = "yyyy-mm-dd"
