"""Does by program what the walk-through in docs/staff.md asks a person to do by hand."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl

SHEET = re.compile(r"In the sheet `(\w+)`.*?\n\n(\|.*?)\n\n", re.DOTALL)
SLIP = ("agreements", "North Univercity", "North University")


def rows(page: str) -> dict[str, list[dict[str, str]]]:
    """What the page says to fill in: the rows of each sheet, by heading."""
    found = {}
    for name, table in SHEET.findall(page):
        headings, _, *lines = (_cells(line) for line in table.splitlines())
        found[name] = [dict(zip(headings, line, strict=True)) for line in lines]
    return found


def _cells(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", line)[1:-1]
    return [cell.strip().strip("`").replace("\\|", "|") for cell in cells]


def fill(workbook: Path, page: str) -> None:
    """Types the rows of the page into the workbook and saves it."""
    book = openpyxl.load_workbook(workbook)
    for name, lines in rows(page).items():
        sheet = book[name]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for number, line in enumerate(lines, start=2):
            for heading, text in line.items():
                sheet.cell(number, columns[heading], text)
    book.save(workbook)


def correct(workbook: Path) -> None:
    """Corrects the slip that the check has found."""
    name, wrong, right = SLIP
    book = openpyxl.load_workbook(workbook)
    for row in book[name].iter_rows():
        for cell in row:
            if wrong in str(cell.value):
                cell.value = str(cell.value).replace(wrong, right)
    book.save(workbook)
