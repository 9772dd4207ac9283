"""Writing so that a reader, or a killed process, never meets half a result."""

from __future__ import annotations

import ctypes
import glob
import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from partnergraph.errors import PartnergraphError

#: Missing on Windows, where two builds at once are not kept apart.
fcntl = importlib.import_module("fcntl") if os.name == "posix" else None
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def write_text(path: Path, text: str) -> None:
    """Replaces `path` by `text` in UTF-8, at once. Raises OSError; the old file then remains."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        beside.chmod(0o644)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def save(path: Path, text: str) -> None:
    """Replaces `path` by `text` as `write_text` does, making its folder where there is none.

    Raises PartnergraphError, which says why, where it cannot.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PartnergraphError(f"{path} cannot be written: {reason}.") from error


@contextmanager
def stream_to(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or the file `path`, which is replaced only when the block ends well.

    Raises PartnergraphError where the file cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    beside = path
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        beside = Path(name)
        with os.fdopen(handle, "wb") as stream:
            yield stream
        beside.chmod(0o644)
        beside.replace(path)
    except OSError as error:
        raise PartnergraphError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        if beside != path:
            beside.unlink(missing_ok=True)


@contextmanager
def replaced_folder(path: Path, tell: Callable[[str], None] | None = None) -> Iterator[Path]:
    """A new empty folder beside `path` that takes its place when the block ends well.

    When the block raises, the old folder stays as it was. Left-overs of a killed run (folders
    named `.NAME-new-…`) are removed by the next one. `tell` is called with a sentence where another
    process is replacing a folder there and has to be waited for.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with alone(path.parent, tell):
        yield from _replaced(path)


def tidy(path: Path) -> None:
    """Removes what a killed run left beside the folder `path`, and puts that back if need be."""
    recover(path)
    for leftover in path.parent.glob(f".{glob.escape(path.name)}-new-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _replaced(path: Path) -> Iterator[Path]:
    tidy(path)
    fresh = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}-new-"))
    try:
        fresh.chmod(0o755)
        yield fresh
        _swap(fresh, path)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def alone(folder: Path, tell: Callable[[str], None] | None = None) -> Iterator[None]:
    """Waits until no other process replaces a folder in `folder` (flock(2), where there is one).

    The lock is the folder itself, so that nothing is left behind, and it ends with its process.
    """
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if tell:
                tell(f"Another process is writing in {folder}; this one waits until it is done.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def recover(path: Path) -> None:
    """Puts back the folder that a swap, killed between its two renames, had moved aside."""
    aside = _aside(path)
    if aside.exists():
        if path.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(path)


def _swap(fresh: Path, path: Path) -> None:
    if not path.exists():
        fresh.rename(path)
    elif not _exchange(fresh, path):
        path.rename(_aside(path))
        fresh.rename(path)
        shutil.rmtree(_aside(path), ignore_errors=True)


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}-aside")


def _exchange(one: Path, other: Path) -> bool:
    """Exchanges two folders in one step, where the system can (Linux, renameat2(2))."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    return bool(renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
