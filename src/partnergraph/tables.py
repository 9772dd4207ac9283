"""Tables: the rows of a project's folder, whatever kind of file they stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from partnergraph.context import TABLES, Context
from partnergraph.csvfiles import read_csv
from partnergraph.errors import InputError
from partnergraph.findings import Finding, warning
from partnergraph.rows import Row, both, split
from partnergraph.workbook import read_workbook

__all__ = ["Row", "read_csv", "read_folder", "split"]

_PLAIN = (".csv", ".tsv")
_WORKBOOK = (".xlsx", ".xlsm")
_FOREIGN = (".ods", ".xls", ".xlsb", ".numbers")


def read_folder(folder: Path, context: Context) -> tuple[list[Row], list[Finding]]:
    """The rows of every table in `folder`, in the order of `context.TABLES`, and findings.

    A table may be a CSV or TSV file or a sheet of a workbook. Files that are no tables
    (`registry-review.csv`, RDF) are left to others. Raises InputError where the folder cannot be
    read.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", "Tables belong in the folder graph/.")
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    files: defaultdict[str, list[str]] = defaultdict(list)
    findings: list[Finding] = []
    for path in sorted(folder.iterdir()):
        for table, name, found, doubts in _tables(path, context):
            findings += doubts
            if table:
                rows[table] += found
                files[table].append(name)
    findings += [both(table, names) for table, names in files.items() if len(names) > 1]
    return [row for table in TABLES for row in rows[table]], findings


def _tables(path: Path, context: Context) -> Iterator[tuple[str, str, list[Row], list[Finding]]]:
    """Each table in a file: its name, its place, its rows and findings."""
    kind = path.suffix.lower()
    if path.name.startswith(("~$", ".")) or not path.is_file():
        return  # what Excel keeps beside a workbook that is open, and hidden files
    if kind in _PLAIN and path.stem in context.tables:
        yield path.stem, path.name, *read_csv(path, context.tables[path.stem])
    elif kind in _WORKBOOK:
        sheets, doubts = read_workbook(path, context)
        yield "", path.name, [], doubts
        for sheet in sheets:
            yield sheet.table.name, sheet.file, *sheet.close()
    elif kind in _FOREIGN:
        message = f"{path.name} is not read."
        hint = "Save it as .xlsx, or each table as 'CSV UTF-8'."
        yield "", path.name, [], [warning("unread-file", message, hint, file=path.name)]
