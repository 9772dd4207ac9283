"""Office Open XML workbooks (ECMA-376 Part 1 §18), read cell by cell within limits.

A reader of our own, on the standard library: it needs no memory for empty cells, knows a formula
without value from an empty cell, and refuses archives and documents that are made to blow up.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from partnergraph.sheetxml import Book, Cell, Cells, Relations, Strings, Styles, unescape
from partnergraph.xmlguard import Handler, Refused, parse, pieces

_LARGEST_FILE = 50_000_000
_LARGEST_CONTENT = 100_000_000
_MOST_PARTS = 1_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_SAVE = "Save it in Excel or LibreOffice as .xlsx, without a password."


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, the part it stands in and whether it is hidden."""

    name: str
    part: str
    hidden: bool


class Package:
    """An opened workbook. Every method raises Refused where the file cannot be read."""

    def __init__(self, path: Path) -> None:
        self._archive = _archive(path)
        found = [
            target for kind, target in self._relations("").values() if kind == "officeDocument"
        ]
        if not found:
            raise Refused("It is no workbook.", _SAVE)
        book = found[0]
        described, styles, strings = Book(), Styles(), Strings()
        self._parse(book, described)
        self.since_1904 = described.since_1904
        self.merged: list[str] = []
        related = self._relations(book)
        self.sheets = [
            Sheet(name, related[key][1], hidden)
            for name, key, hidden in described.sheets
            if related.get(key, ("", ""))[0] == "worksheet"
        ]
        for kind, part in related.values():
            if kind == "styles":
                self._parse(part, styles)
            elif kind == "sharedStrings":
                self._parse(part, strings)
        self._shows = styles.shows
        self._strings = [unescape(text) for text in strings.strings]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[tuple[int, Cell]]]]:
        """The rows of a sheet that hold anything: number, and cells by position from 0."""
        cells = Cells(shows=self._shows)
        with _readable(), self._archive.open(sheet.part) as stream:
            for _ in pieces(stream, cells):
                yield from cells.rows
                cells.rows.clear()
        self.merged = cells.merged

    def string(self, number: str) -> str:
        """The shared string with this number."""
        try:
            return self._strings[int(number)]
        except (ValueError, IndexError) as error:
            raise Refused(f"There is no shared string {number[:20]}.", _SAVE) from error

    def _parse(self, part: str, handler: Handler) -> None:
        with _readable(), self._archive.open(part) as stream:
            parse(stream, handler)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and target of each relation of a part, by its id (Part 2 §9.3)."""
        folder, name = posixpath.split(part)
        found = Relations()
        self._parse(posixpath.join(folder, "_rels", f"{name}.rels"), found)
        return {
            key: (kind, posixpath.normpath(posixpath.join("/", folder, target))[1:])
            for key, (kind, target) in found.found.items()
        }


@contextmanager
def _readable() -> Iterator[None]:
    """Turns what a damaged archive raises into Refused."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError) as error:
        raise Refused(f"The file is damaged: {error}.", _SAVE) from error
    except (NotImplementedError, RuntimeError) as error:  # an odd compression, a password
        raise Refused(f"The file cannot be read: {error}.", _SAVE) from error


def _archive(path: Path) -> zipfile.ZipFile:
    """The opened archive, if it is one and not too large."""
    with path.open("rb") as stream:
        if stream.read(len(_OLD_EXCEL)) == _OLD_EXCEL:
            raise Refused("It is an old Excel file, or one with a password.", _SAVE)
    if path.stat().st_size > _LARGEST_FILE:
        raise Refused(f"It is larger than {_LARGEST_FILE // 1_000_000} MB.", "Split it.")
    with _readable():
        archive = zipfile.ZipFile(path)
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)  # no more than that is ever unpacked
        if size > _LARGEST_CONTENT or len(parts) > _MOST_PARTS:
            archive.close()
            message = f"Unpacked, it would have {size / 1_000_000:.0f} MB in {len(parts)} parts."
            raise Refused(
                message, f"At most {_LARGEST_CONTENT // 1_000_000} MB are read: split it."
            )
        return archive
