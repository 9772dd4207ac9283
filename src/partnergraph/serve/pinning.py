"""Pinning: the files of a build stay what they are for whoever has opened them, whatever happens
to their folder meanwhile.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_OPEN = Path("/proc/self/fd")


def pinned(build: Path, names: tuple[str, ...], folder: Path) -> Path:
    """A new folder inside `folder` with those of `names` that are in `build`.

    On Linux they are links to the open files of this process, for which alone the folder is; else
    they are linked, or copied where that cannot be. Raises OSError.
    """
    private = Path(tempfile.mkdtemp(dir=folder, prefix="build-"))
    for name in names:
        if (build / name).is_file():
            _pin(build / name, private / name)
    return private


def _pin(source: Path, target: Path) -> None:
    if _OPEN.is_dir():
        handle = os.open(source, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))  # until we end
        target.symlink_to(_OPEN / str(handle))
        return
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)
