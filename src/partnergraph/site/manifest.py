"""The manifest of a site: the list of its files, by which it is recognised and verified."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: The name of the list in the folder of a site; it also marks a folder as ours.
MANIFEST = "site.json"
#: Raised when sites of an older version must be written anew.
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a site holds: its files (path -> SHA-256), and what they were made from.

    `keys` tells of things by name from which state (the key) which files were made. In the file
    those are numbers: places in the list of files, in order.
    """

    format: int
    files: Mapping[str, str]
    keys: Mapping[str, tuple[str, list[str]]]

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """The manifest of the site in `folder`; None where there is none, or a damaged one."""
        path = folder / MANIFEST
        if path.is_symlink():
            return None
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            files, made = found["files"], found["keys"]
            if not _is_list(files):
                return None
            order = sorted(files) if found["format"] == FORMAT else []
            keys = {
                name: (key, [order[number] for number in numbers])
                for name, (key, numbers) in made.items()
                if order
            }
            return cls(found["format"], files, keys)
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None

    def write(self, folder: Path) -> None:
        """Writes the manifest into `folder`, a line for each entry. Raises OSError."""
        with (folder / MANIFEST).open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(f'{{"format": {self.format},\n"files": {{\n')
            stream.writelines(_entries(self.files))
            stream.write('},\n"keys": {\n')
            numbers = {path: number for number, path in enumerate(sorted(self.files))}
            made = {n: (key, [numbers[p] for p in paths]) for n, (key, paths) in self.keys.items()}
            stream.writelines(_entries(made))
            stream.write("}}\n")


def _entries(found: Mapping[str, Any]) -> Iterator[str]:
    last = len(found)
    for number, name in enumerate(sorted(found), 1):
        comma = "," if number < last else ""
        yield f"{_json(name)}:{_json(found[name])}{comma}\n"


def _is_list(files: Any) -> bool:
    return isinstance(files, dict) and all(isinstance(digest, str) for digest in files.values())


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
