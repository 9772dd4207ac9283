"""JSON documents one at a time from large files: plain, gzip or zip; an array or one per line.

A registry dump is a single array of several hundred megabytes. It is decoded document by
document from a moving window of text, so memory holds a window and not the file.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from partnergraph.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LIMIT = 2 * 1024**3
DOCUMENT_LIMIT = 64 * 1024**2

_WINDOW = 1024**2
_GZIP, _ZIP = b"\x1f\x8b", b"PK"
_BLANK = b"\xef\xbb\xbf \t\r\n"
_BETWEEN = re.compile(r"[\s,]*")
_SUFFIXES = (".json", ".jsonl", ".ndjson")
_AGAIN = "Download it again."


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is no JSON; `line` counts from 1, `why` says what is wrong."""

    line: int
    why: str


def documents(path: Path, limit: int = LIMIT) -> Iterator[object]:
    """The JSON documents in `path`; `Unreadable` stands for a line that is none.

    Raises InputError for a file that is cut off, damaged, not UTF-8, not JSON, or larger than
    `limit` bytes when unpacked (which a small malicious archive can be).
    """
    with _opened(path, limit) as stream:
        first = stream.peek(_WINDOW).lstrip(_BLANK)[:1]
        text = io.TextIOWrapper(stream, encoding="utf-8-sig")
        yield from _reader(path, first)(path, text)


def _reader(path: Path, first: bytes) -> Callable[[Path, IO[str]], Iterator[object]]:
    if first == b"[":
        return _array
    if first == b"{":
        return _lines
    if not first:
        raise InputError(f"{path} is empty.", _AGAIN)
    raise InputError(
        f"{path} is not a registry file: it holds no JSON in UTF-8.",
        "Give the zip, .json, .jsonl or .gz file that the registry publishes.",
    )


@contextmanager
def _opened(path: Path, limit: int) -> Iterator[io.BufferedReader]:
    """The unpacked bytes of `path`; every way in which reading can fail becomes InputError."""
    try:
        with ExitStack() as stack:
            raw: IO[bytes] = stack.enter_context(path.open("rb"))
            start = raw.read(2)
            raw.seek(0)
            if start == _GZIP:
                raw = cast("IO[bytes]", stack.enter_context(gzip.GzipFile(fileobj=raw)))
            elif start == _ZIP:
                archive = stack.enter_context(zipfile.ZipFile(raw))
                raw = stack.enter_context(archive.open(_member(path, archive)))
            yield io.BufferedReader(_Limited(path, raw, limit), _WINDOW)
    except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
        raise InputError(f"{path} is cut off or damaged: {error}.", _AGAIN) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: {error}.", _AGAIN) from error
    except (NotImplementedError, RuntimeError) as error:  # zipfile: method unknown, encrypted
        raise InputError(f"{path} cannot be unpacked: {error}.", "Unpack it yourself.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error


def _member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The JSON file of a release; of two, the one in schema 2, which is the richer."""
    found = [
        each
        for each in archive.infolist()
        if each.filename.lower().endswith(_SUFFIXES) and not each.filename.startswith("__MACOSX/")
    ]
    if not found:
        raise InputError(f"{path} contains no JSON file.", "Give the registry's own zip file.")
    return min(found, key=lambda each: ("schema_v2" not in each.filename, each.filename))


class _Limited(io.RawIOBase):
    """Bytes of a stream up to a limit."""

    def __init__(self, path: Path, stream: IO[bytes], limit: int) -> None:
        self._path, self._stream, self._limit, self._count = path, stream, limit, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._stream.read(len(view))
        self._count += len(data)
        if self._count > self._limit:
            raise InputError(
                f"{self._path} unpacks to more than the limit of {self._limit:,} bytes.",
                "A whole registry needs less than a fifth of that: is this the right file?",
            )
        view[: len(data)] = data
        return len(data)


def _lines(path: Path, stream: IO[str]) -> Iterator[object]:
    number = 0
    while line := stream.readline(DOCUMENT_LIMIT + 1):
        number += 1
        if len(line) > DOCUMENT_LIMIT:
            raise _too_long(path, f"line {number}")
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except (ValueError, RecursionError) as error:
            if not line.endswith("\n") and number > 1:
                raise InputError(f"{path} is cut off in line {number}.", _AGAIN) from error
            document = Unreadable(number, str(error))
        yield document


def _array(path: Path, stream: IO[str]) -> Iterator[object]:
    decode = json.JSONDecoder().raw_decode
    window = stream.read(_WINDOW)
    at, count = window.index("[") + 1, 0
    while True:
        at = _between(window, at)
        if window.startswith("]", at):
            return
        try:
            document, at = decode(window, at)
        except RecursionError as error:
            place = f"document {count + 1}"
            raise InputError(f"{path}, {place}: nested too deeply.", _AGAIN) from error
        except ValueError as error:
            # Most often the window ends within a document. Doubling it keeps the work linear.
            window, at = window[at:], 0
            if len(window) > DOCUMENT_LIMIT:
                raise _too_long(path, f"document {count + 1}") from error
            more = stream.read(max(_WINDOW, len(window)))
            if not more:
                raise InputError(
                    f"{path} is cut off or damaged after {count:,} documents.", _AGAIN
                ) from error
            window += more
        else:
            count += 1
            yield document


def _between(window: str, at: int) -> int:
    match = _BETWEEN.match(window, at)
    return match.end() if match else at


def _too_long(path: Path, place: str) -> InputError:
    return InputError(
        f"{path}, {place} is damaged or longer than the limit of {DOCUMENT_LIMIT:,} characters.",
        "Is this a registry file?",
    )
