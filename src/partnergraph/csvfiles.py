"""CSV and TSV files: bytes into cells, and cells into bytes.

Reads RFC 4180 files in UTF-8, and says so where a file is in another encoding or has another
separator.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from partnergraph.context import TableType
from partnergraph.errors import InputError
from partnergraph.findings import Finding, info, violation, warning
from partnergraph.rows import GUARDED, LONGEST_CELL, Reader, Row

_BOM = codecs.BOM_UTF8
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LARGEST = 100_000_000
_WIDE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_CYRILLIC = re.compile("[А-яЁёЎўҚқҒғҲҳІіЇїЄєҐґЈјЅѕЂђЉљЊњЋћЏџЃѓЌќ№]")
#: What a spreadsheet takes for a formula when it stands first in a cell (OWASP, CSV injection).
_ACTIVE = re.compile(r"'*[=+\-@\t\r]")


def read_csv(path: Path, table: TableType) -> tuple[list[Row], list[Finding]]:
    """The rows of one CSV or TSV file and what is wrong with it. Raises InputError."""
    reader = Reader(path.name, table)
    text = _decoded(path, reader)
    if text is None:
        return reader.close()
    records = _records(text, path, reader)
    number = 0
    try:
        for number, record in enumerate(records, start=1):
            cells = list(enumerate(record))
            if number == 1:
                reader.head(cells, number)
            elif not reader.row(cells, number):
                break
    except csv.Error as error:
        reader.rows.clear()
        reader.tell(_broken(error, path.name, records.line_num))
    return reader.close()


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]], *, guard: bool) -> str:
    """A table as CSV text in which `read_csv` finds the same cells.

    With `guard`, a cell that a spreadsheet would take for a formula is preceded by an apostrophe;
    without, only one that begins with "=".
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([_guarded(cell, guard=guard) for cell in row] for row in rows)
    return stream.getvalue()


def _guarded(cell: str, *, guard: bool) -> str:
    active = _ACTIVE.match(cell) if guard else cell.startswith("=") or GUARDED.match(cell)
    return f"'{cell}" if active else cell


class _Records(Iterator[list[str]]):
    """The records of a text, and the row of the one that was read last."""

    def __init__(self, text: str, delimiter: str) -> None:
        self._reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)

    def __next__(self) -> list[str]:
        return next(self._reader)

    @property
    def line_num(self) -> int:
        """The line that was read last."""
        return self._reader.line_num


def _records(text: str, path: Path, reader: Reader) -> _Records:
    first = text.partition("\n")[0]
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    if delimiter not in first:
        for other in (";", "\t", ","):
            known = [part.strip(' "\r').partition("@")[0] for part in first.split(other)]
            if len(known) > 1 and all(name in reader.table.columns for name in known):
                shown = {"\t": "tabs", ";": "semicolons", ",": "commas"}[other]
                message = f"Cells are separated by {shown}; read so."
                reader.tell(info("separator", message, "", file=path.name))
                delimiter = other
                break
    return _Records(text, delimiter)


def _broken(error: csv.Error, file: str, line: int) -> Finding:
    if "field larger" in str(error):
        message = f"A cell has more than {LONGEST_CELL:,} characters: nothing of the file is read."
        hint = "Look for a quotation mark that is opened and never closed, or a pasted document."
    else:
        message = f"The file cannot be read on from here: {error}."
        hint = "Look for a quotation mark that is opened and never closed."
    return violation("csv", message, hint, file=file, row=line)


def _decoded(path: Path, reader: Reader) -> str | None:
    """The text of a file, or None with a finding where it has none that can be read."""
    name = path.name
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= _LARGEST else b""
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    if size > _LARGEST:
        message = f"The file is larger than {_LARGEST // 1_000_000} MB and is not read."
        reader.tell(violation("too-large", message, "Split it.", file=name))
        return None
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        message = "The file begins with a byte order mark; read past."
        reader.tell(info("bom", message, file=name))
    if b"\r\n" in data:
        message = "Lines end as on Windows (CRLF); read as usual."
        reader.tell(info("crlf", message, file=name))
    if not data.strip():
        hint = "Write at least the headings."
        reader.tell(violation("empty-file", "The file is empty.", hint, file=name))
        return None
    if data.startswith(_UTF16):
        return _other(data, "utf-16", "UTF-16", reader)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _windows(data, error, reader)


def _windows(data: bytes, error: UnicodeDecodeError, reader: Reader) -> str | None:
    """The text of a file that is not UTF-8, if it is all in one of the encodings of Windows.

    A file in which some lines are UTF-8 and others are not was put together from two: nobody can
    tell how to read it without looking.
    """
    line = data.count(b"\n", 0, error.start) + 1
    odd = bytes(byte for byte in data if byte > 0x7F)  # noqa: PLR2004 - beyond ASCII
    runs = b"".join(_WIDE.findall(data))
    if len(runs) * 2 < len(odd):
        cyrillic = len(_CYRILLIC.findall(odd.decode("cp1251", "replace")))
        encoding, shown = ("cp1252", "Windows-1252")
        if cyrillic * 10 >= len(odd) * 9 and _in_words(data):
            encoding, shown = ("cp1251", "Windows-1251")
        if (text := _other(data, encoding, shown, reader, line)) is not None:
            return text
    message = f"The file is not UTF-8: byte {data[error.start]:#04x} cannot be read."
    hint = "Save it as 'CSV UTF-8'."
    reader.tell(violation("encoding", message, hint, file=reader.file, row=line))
    return None


def _in_words(data: bytes) -> bool:
    """Whether most letters beyond ASCII have one beside them, as in Cyrillic words."""
    runs = re.findall(rb"[\x80-\xff]+", data)
    return sum(len(run) for run in runs if len(run) > 1) * 2 > sum(map(len, runs))


def _other(data: bytes, encoding: str, shown: str, reader: Reader, row: int = 1) -> str | None:
    """The text in an encoding that is not UTF-8, with a finding; `row` has the first sign of it."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            message = "The file begins like UTF-16 but is damaged."
            hint = "Save it as 'CSV UTF-8'."
            reader.tell(violation("encoding", message, hint, file=reader.file, row=1))
        return None
    message = (
        f"The file is in {shown}, not in UTF-8. It was read so; look whether letters are right."
    )
    hint = "Save it as 'CSV UTF-8 (comma delimited)'."
    reader.tell(warning("encoding", message, hint, file=reader.file, row=row))
    return text
