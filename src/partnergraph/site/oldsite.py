"""The old site: what may be kept of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from partnergraph.site.manifest import FORMAT, MANIFEST, Manifest

#: What the desktops of macOS and Windows leave in folders.
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class OldSite:
    """The site that is replaced: its folder, files (path -> SHA-256) and keys; see `Manifest`.

    `written` is when its manifest was written, in nanoseconds: a file that is newer was changed by
    somebody else and is not kept. Symbolic links are neither kept nor followed.
    """

    folder: str
    files: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, list[str]]] = field(default_factory=dict)
    written: int = 0
    _folders: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, manifest: Manifest | None) -> OldSite:
        """The site in `folder`, of which nothing is kept if another version wrote it."""
        if manifest is None or manifest.format != FORMAT:
            return cls(str(folder))
        written = (folder / MANIFEST).lstat().st_mtime_ns
        return cls(str(folder), manifest.files, manifest.keys, written)

    def part(self, names: list[str]) -> OldSite:
        """As much of the site as concerns `names`, to be given to a worker."""
        paths = [path for name in names for path in self.keys.get(name, ("", []))[1]]
        files = {path: self.files[path] for path in paths if path in self.files}
        return OldSite(self.folder, files, {}, self.written)

    def beside(self) -> OldSite:
        """The site without documents, to be given to a worker that writes another part."""
        keys = {
            name: (key, paths)
            for name, (key, paths) in self.keys.items()
            if not (paths and paths[0].startswith("doc/"))
        }
        files = {path: each for path, each in self.files.items() if not path.startswith("doc/")}
        return OldSite(self.folder, files, keys, self.written)

    def made_from(self, name: str, key: str) -> list[str] | None:
        """The paths of what was made for `name`, if it was made from the same `key`."""
        old, paths = self.keys.get(name, ("", []))
        return paths if old == key and all(path in self.files for path in paths) else None

    def at(self, path: str) -> Path | None:
        """Where the file at `path` is, if nobody else has changed it since."""
        old = f"{self.folder}/{path}"
        with suppress(OSError):
            state = os.lstat(old)
            real = S_ISREG(state.st_mode) and self._is_real(path.rpartition("/")[0])
            if path in self.files and real and state.st_mtime_ns <= self.written:
                return Path(old)
        return None

    def keep(self, path: str, digest: str, target: str) -> int | None:
        """Puts the file at `path` to `target` if it is the one of `digest`.

        Returns its size in bytes, or None where nothing can be kept.
        """
        if self.files.get(path) != digest:
            return None
        old = f"{self.folder}/{path}"
        with suppress(OSError):
            state = os.lstat(old)
            if not S_ISREG(state.st_mode) or state.st_mtime_ns > self.written:
                return None
            if self._is_real(path.rpartition("/")[0]) and _linked(old, target):
                return state.st_size
        return None

    def _is_real(self, folder: str) -> bool:
        """Whether `folder` and all above it, up to the site, are folders and no links."""
        if folder not in self._folders:
            above = folder.rpartition("/")[0]
            real = S_ISDIR(os.lstat(f"{self.folder}/{folder}").st_mode)
            self._folders[folder] = real and (not folder or self._is_real(above))
        return self._folders[folder]


def foreign(folder: Path, files: Container[str]) -> list[str]:
    """The paths in `folder` that are neither among `files` nor of the system, in order."""
    found = (
        path for path, _ in _entries(str(folder), "") if path not in files and path != MANIFEST
    )
    return sorted(path for path in found if path.rpartition("/")[2] not in _LITTER)


def untouched(folder: Path, files: Mapping[str, str], written: int) -> int | None:
    """How many bytes `files` have in `folder`; None where they are not all that is there.

    Nor may one be newer than `written`, in nanoseconds, or anything but a plain file. What the
    desktops leave does not count.
    """
    size = number = 0
    for path, entry in _entries(str(folder), ""):
        if path == MANIFEST or path.rpartition("/")[2] in _LITTER:
            continue
        state = entry.stat(follow_symlinks=False)
        if path not in files or not S_ISREG(state.st_mode) or state.st_mtime_ns > written:
            return None
        size += state.st_size
        number += 1
    return size if number == len(files) else None


def _entries(folder: str, begin: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """What is in a folder and those in it, but for folders; each with its path, after `begin`."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(entry.path, f"{begin}{entry.name}/")
            else:
                yield f"{begin}{entry.name}", entry


def _linked(old: str, target: str) -> bool:
    with suppress(OSError):
        os.link(old, target)
        return True
    with suppress(OSError):
        shutil.copy2(old, target)
        return True
    return False
