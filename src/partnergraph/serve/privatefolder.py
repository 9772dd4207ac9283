"""The private folder of a server: all its temporary files, gone when it ends, however it ends.

A server that was killed cannot remove its folder; the next one does. Whose owner lives is told by a
lock on the folder, which the system takes away with the process, and not by a number that another
process may have by now. Cleaners of temporary folders respect it too (systemd-tmpfiles).
"""

from __future__ import annotations

import importlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import util
from pathlib import Path

from partnergraph.errors import PartnergraphError

PREFIX = "partnergraph-serve-"
#: Missing on Windows, where what a killed server left stays.
fcntl = importlib.import_module("fcntl") if os.name == "posix" else None
_LONGEST = 70  # signs of a folder in which a socket can be made (sun_path has 104 on some systems)
_TRIES = 10
_MULTIPROCESSING = "pymp-*"
_LAST = -101  # after what multiprocessing does at -100


@contextmanager
def private_folder() -> Iterator[Path]:
    """A new folder, in which temporary files of this process are made; removed at the end.

    Before, those of servers that were killed are removed. Raises PartnergraphError where none can
    be made.
    """
    try:
        remove_abandoned()
        folder, lock = _made()
    except OSError as error:
        raise PartnergraphError(
            f"No temporary folder can be made: {error}.",
            "Make room, or name another place in the variable TMPDIR.",
        ) from error
    before = tempfile.tempdir
    if len(str(folder)) > _LONGEST:
        util.get_temp_dir()  # of multiprocessing, which makes its socket in it
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before
        if any(folder.glob(_MULTIPROCESSING)):  # which wants to remove that itself, at the very end
            util.Finalize(None, _remove, (folder, lock), exitpriority=_LAST)
        else:
            _remove(folder, lock)


def _remove(folder: Path, lock: int | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if lock is not None:
        os.close(lock)


def remove_abandoned() -> None:
    """Removes the folders of this user's servers that live no more."""
    if fcntl is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            lock = _locked(folder)
            try:
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _made() -> tuple[Path, int | None]:
    """A new folder, and the lock on it, if there are locks."""
    for _ in range(_TRIES):
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        if fcntl is None:
            return folder, None
        with suppress(OSError):
            lock = _locked(folder)
            if folder.is_dir():
                return folder, lock
            os.close(lock)  # another server took it for one without an owner
    raise OSError(f"No folder can be locked in {tempfile.gettempdir()}.")


def _locked(folder: Path) -> int:
    """The lock on a folder of this user's. Raises OSError where another has it, or it is none."""
    assert fcntl is not None  # noqa: S101 - the callers have looked
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        found = os.fstat(handle)
        if found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
            raise PermissionError(f"{folder} is not ours")
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(handle)
        raise
    return handle
