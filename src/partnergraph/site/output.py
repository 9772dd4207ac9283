"""Output: the files of a site, written to a new folder that then takes the place of the old one.

What has not changed since the last publication is not written again: it is linked from the old
folder, with its date, or copied where the disk cannot link.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from partnergraph.errors import BuildError
from partnergraph.files import replaced_folder

#: The list of all files: path -> SHA-256, and for what was made from it -> key. Also marks a
#: folder as ours.
MANIFEST = "site.json"
#: Raised when sites of an older version must be written anew.
FORMAT = 1


class Output:
    """The new folder of a site, and what is known of the old one."""

    def __init__(self, folder: Path, before: Path, old: Mapping[str, Any]) -> None:
        """Takes the new folder, the old one, and the manifest of the old one ({}: none)."""
        self.folder = folder
        self._before = before
        self._old_files: Mapping[str, str] = old.get("files", {})
        self._old_keys: Mapping[str, Any] = old.get("keys", {})
        self._made: set[str] = set()
        #: Path -> SHA-256 of the file there.
        self.files: dict[str, str] = {}
        #: Name -> [key, paths]: what was made from something whose state is the key.
        self.keys: dict[str, list[Any]] = {}
        #: How many files were written, and how many were kept from the old site.
        self.written = self.kept = 0

    def write(self, path: str, content: str | bytes) -> None:
        """Writes a file of the site, `path` being relative and with `/`; text as UTF-8.

        Raises ValueError for a path that leads out of the site or is there already.
        """
        data = content.encode("utf-8", "replace") if isinstance(content, str) else content
        digest = hashlib.sha256(data).hexdigest()
        target = self._target(path)
        if self._old_files.get(path) == digest and self._keep(path, target):
            self.kept += 1
        else:
            target.write_bytes(data)
            self.written += 1
        self.files[path] = digest

    def reuse(self, name: str, key: str) -> bool:
        """Keeps the old files of `name` if they were made from the same `key`; tells whether."""
        old_key, paths = self._old_keys.get(name, ("", []))
        if old_key != key or not all(self._keep(path, self._target(path)) for path in paths):
            return False
        self.files.update({path: self._old_files[path] for path in paths})
        self.keys[name] = [key, paths]
        self.kept += len(paths)
        return True

    @contextmanager
    def making(self, name: str, key: str) -> Iterator[None]:
        """Notes that the files written in this block are those of `name`, made from `key`."""
        before = len(self.files)
        yield
        self.keys[name] = [key, list(self.files)[before:]]

    def _target(self, path: str) -> Path:
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts or path in self.files:
            msg = f"Not a new path in the site: {path}"
            raise ValueError(msg)
        folder = str(parts.parent)
        if folder not in self._made:
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return self.folder / path

    def _keep(self, path: str, target: Path) -> bool:
        old = self._before / path
        with suppress(OSError):
            if old.is_symlink():
                return False
            os.link(old, target)
            return True
        with suppress(OSError):
            shutil.copy2(old, target)
            return True
        return False


@contextmanager
def replaced(folder: Path) -> Iterator[Output]:
    """An output that becomes `folder` when the block ends well; else the old site stays.

    Raises BuildError where `folder` holds something that is no site of ours, or the disk refuses.
    """
    old = manifest(folder)
    if folder.exists() and old is None and not _is_empty(folder):
        raise BuildError(f"{folder} holds something that is no site.", "Choose another folder.")
    same = (old or {}).get("format") == FORMAT
    try:
        with replaced_folder(folder) as fresh:
            output = Output(fresh, folder, old or {} if same else {})
            yield output
            found = {"format": FORMAT, "files": output.files, "keys": output.keys}
            text = json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True)
            (fresh / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise BuildError(
            f"{folder} cannot be written: {error.strerror or error}.", "The earlier site stands."
        ) from error


def manifest(folder: Path) -> dict[str, Any] | None:
    """The list of files of the site in `folder`; None where there is no site."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "files" in found else None


def _is_empty(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except NotADirectoryError:
        return False
