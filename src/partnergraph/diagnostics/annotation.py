"""A copy of a project's workbook in which the cells with findings are coloured and explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from partnergraph.diagnostics.cellplaces import places, position_of, separator
from partnergraph.diagnostics.wording import severities, visible
from partnergraph.errors import InputError, PartnergraphError
from partnergraph.excel import openpyxl
from partnergraph.findings import Finding, Severity
from partnergraph.project import Project
from partnergraph.sheetxml import escape
from partnergraph.translation import catalogue
from partnergraph.workbook import letters
from partnergraph.xlsx import Package
from partnergraph.xmlguard import Refused

#: The sheet that lists all findings. No table has a name like it.
SHEET = "check"
_FILL = {Severity.VIOLATION: "FFC7CE", Severity.WARNING: "FFE699", Severity.INFO: "DDEBF7"}
_RANK = list(Severity)
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767
_LETTERS = 3  # XFD is the last column
_AUTHOR = "partnergraph check"
_COMMENT_SIZE = (360, 160)
_LONGEST_COMMENT = 1_000
_HEADINGS = ("severity", "sheet", "row", "column", "value", "matter", "repair")
_WIDTHS = (14, 18, 8, 20, 36, 60, 60)


def annotate(target: Path, findings: Sequence[Finding], project: Project, lang: str = "en") -> None:
    """Writes to `target` the project's workbook, or one made from its CSV files, with findings.

    Every finding also stands in a sheet of its own, with a link to its cell. Raises InputError
    where openpyxl is missing, the workbook is refused or `target` cannot be written.
    """
    _check_target(target, project)
    book = _book(project)
    sheets = {sheet.title.strip().casefold(): _Sheet(sheet) for sheet in book.worksheets}
    listed = book.create_sheet(SHEET, 0)
    book.active = 0
    _list(listed, findings, sheets, lang)
    for name, sheet in sheets.items():
        own = [finding for finding in findings if _sheet_name(finding) == name]
        sheet.mark(own, severities(lang))
    try:
        book.save(target)
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}.") from error


def _check_target(target: Path, project: Project) -> None:
    if target.suffix.lower() != ".xlsx":
        raise PartnergraphError(f"{target} is no name of a workbook.", "End it in .xlsx.")
    if target.resolve().parent == project.tables_dir.resolve():
        message = f"{target} would be read as tables: it is in {project.tables_dir}."
        raise PartnergraphError(message, "Write it to another folder.")


def _book(project: Project) -> Any:
    """The first workbook among the tables; without one, a new one with a sheet for each CSV."""
    found = sorted(project.tables_dir.glob("*.xlsx"))
    paths = [path for path in found if not path.name.startswith(("~$", "."))]
    if paths:
        try:
            with Package(paths[0]):  # refuses what is made to exhaust the memory
                return openpyxl().load_workbook(paths[0])
        except (Refused, KeyError, ValueError, OSError) as error:
            message = f"{paths[0]} cannot be annotated: {error}."
            raise InputError(message, "Repair it first: see the findings.") from error
    book = openpyxl().Workbook()
    book.remove(book.active)
    for path in sorted(project.tables_dir.glob("*.csv")):
        _fill(book.create_sheet(path.stem[:31]), path)
    return book


def _fill(sheet: Any, path: Path) -> None:
    """The cells of a CSV file as text, each where findings say that it is."""
    text = path.read_bytes().decode("utf-8-sig", "replace")
    for number, record in enumerate(places(text, separator(text)), start=1):
        for position, place in enumerate(record, start=1):
            _type(sheet.cell(number, position), _unquoted(place.text))
    sheet.freeze_panes = "A2"


def _unquoted(cell: str) -> str:
    return cell[1:].removesuffix('"').replace('""', '"') if cell.startswith('"') else cell


def _type(cell: Any, text: str) -> None:
    """Writes text as text, even where it looks like a formula or a date."""
    written = escape(text)[:_LONGEST_CELL]
    cell.value = written or None
    cell.number_format = "@"
    if written.startswith(_ACTIVE):
        cell.data_type = "s"  # openpyxl takes "=" for the beginning of a formula
        cell.quotePrefix = True


def _sheet_name(finding: Finding) -> str:
    file, _, sheet = finding.file.partition("#")
    return sheet or Path(file).stem.casefold()


class _Sheet:
    """A sheet, and where its columns are."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._top, self._headings = 1, list[str]()
        for row in sheet.iter_rows(max_row=50):
            texts = ["" if cell.value is None else str(cell.value) for cell in row]
            if any(text.strip() for text in texts):
                self._top, self._headings = row[0].row, texts
                break

    def place(self, finding: Finding) -> str:
        """The cell that a finding is about, as `F12`; the first of its row or sheet otherwise."""
        column, number = finding.column, finding.row or self._top
        position = position_of(self._headings, column) if column else 0
        if position is None and column.isascii() and column.isupper() and len(column) <= _LETTERS:
            return f"{column}{number}"  # a column without heading is named by its letters
        return f"{letters(position or 0)}{number}"

    def link(self, finding: Finding) -> str:
        """A link within the workbook to the cell of a finding."""
        title = self._sheet.title.replace("'", "''")
        return f"'{title}'!{self.place(finding)}"

    def mark(self, findings: Iterable[Finding], names: Mapping[Severity, str]) -> None:
        """Colours the cells of findings and says in a comment what is the matter."""
        cells: dict[str, list[Finding]] = {}
        for finding in findings:
            cells.setdefault(self.place(finding), []).append(finding)
        comments, styles = openpyxl("comments"), openpyxl("styles")
        for place, found in cells.items():
            cell = self._sheet[place]
            if type(cell).__name__ == "MergedCell":  # only the first of merged cells can be marked
                continue
            lines = [f"{names[each.severity].upper()}: {_said(each)}" for each in found]
            if cell.comment and cell.comment.author != _AUTHOR:
                lines.append(cell.comment.text)
            width, height = _COMMENT_SIZE
            text = "\n\n".join(lines)[:_LONGEST_COMMENT]
            cell.comment = comments.Comment(text, _AUTHOR, height=height, width=width)
            worst = min((finding.severity for finding in found), key=_RANK.index)
            cell.fill = styles.PatternFill("solid", fgColor=_FILL[worst])


def _said(finding: Finding) -> str:
    return visible(f"{finding.message} {finding.repair}".rstrip(), _LONGEST_COMMENT)


def _list(sheet: Any, findings: Iterable[Finding], sheets: Mapping[str, _Sheet], lang: str) -> None:
    """A row for each finding, with a link to its cell."""
    styles, names = openpyxl("styles"), severities(lang)
    hyperlink = openpyxl("worksheet.hyperlink").Hyperlink
    for position, (name, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), start=1):
        cell = sheet.cell(1, position, catalogue().label(name, lang))
        cell.font = styles.Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A2"
    for number, each in enumerate(findings, start=2):
        found = sheets.get(_sheet_name(each))
        texts = (names[each.severity], each.file, str(each.row or ""), each.column, each.value)
        for position, text in enumerate((*texts, each.message, each.repair), start=1):
            cell = sheet.cell(number, position)
            _type(cell, visible(text, _LONGEST_COMMENT))
            cell.alignment = styles.Alignment(wrap_text=True, vertical="top")
        sheet.cell(number, 1).fill = styles.PatternFill("solid", fgColor=_FILL[each.severity])
        if found:
            cell = sheet.cell(number, 2)
            cell.hyperlink = hyperlink(ref=cell.coordinate, location=found.link(each))
            cell.font = styles.Font(underline="single", color="0563C1")
    sheet.auto_filter.ref = sheet.dimensions
