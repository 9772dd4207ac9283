"""Served: the files of a published site, read from its folder or over the web."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol
from urllib.parse import quote, urlsplit

from partnergraph.errors import InputError
from partnergraph.site.manifest import MANIFEST

#: Settings of servers, which some of them keep to themselves.
SETTINGS = frozenset({".htaccess", "_headers", "_redirects"})
_SECONDS = 30
_MOST = 256 * 1024 * 1024  # bytes of one file


class Served(Protocol):
    """Where a site is: its files by path."""

    def read(self, path: str) -> bytes | None:
        """The content of the file at `path`; None where there is none. Raises InputError."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A site in a folder."""

    root: Path

    def read(self, path: str) -> bytes | None:
        """The content of the file at `path`; None where there is none, or a link to another."""
        place = self.root / path
        try:
            return None if place.is_symlink() else place.read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        except OSError as error:
            raise InputError(f"{place} cannot be read: {error.strerror}.") from error

    def is_new(self, path: str) -> bool:
        """Whether the file at `path` is not one with a file of an earlier site (see `Output`)."""
        return (self.root / path).stat().st_nlink == 1

    def others(self, files: Mapping[str, str]) -> Iterator[str]:
        """Files in the folder that are not among `files`, the list itself apart."""
        for folder, _, names in os.walk(self.root):
            for name in names:
                path = (Path(folder) / name).relative_to(self.root).as_posix()
                if path not in files and path != MANIFEST:
                    yield path


class Present(Mapping[str, str]):
    """A list of files of which some digests are known; the others are there if the disk has them.

    So a process that checks some files of many needs no list of all.
    """

    def __init__(self, root: Path, known: Mapping[str, str]) -> None:
        """Takes the folder of the site, and SHA-256 by path."""
        self._root = root
        self._known = known

    def __getitem__(self, path: str) -> str:
        """The digest of one of the known files. Raises KeyError."""
        return self._known[path]

    def __contains__(self, path: object) -> bool:
        return path in self._known or (bool(path) and (self._root / str(path)).is_file())

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


@dataclass(frozen=True, slots=True)
class Web:
    """A site on the web, at an address that ends with `/`; no redirect is followed."""

    url: str

    def read(self, path: str) -> bytes | None:
        """The content of the file at `path`; None where there is none. Raises InputError.

        What was withdrawn is answered with 410, and what is left of it.
        """
        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.netloc, timeout=_SECONDS)
        try:
            connection.request("GET", parts.path + quote(path, safe="/~"))
            reply = connection.getresponse()
            data = reply.read(_MOST + 1)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise InputError(
                f"{self.url}{path} cannot be read: {error or type(error).__name__}.",
                "Is the server running, and the address that of the site's folder?",
            ) from error
        finally:
            connection.close()
        if len(data) > _MOST:
            raise InputError(f"{self.url}{path} is longer than {_MOST} bytes.")
        return data if reply.status in (http.client.OK, http.client.GONE) else None


def served(where: str) -> Folder | Web:
    """The site in the folder, or at the web address, `where`. Raises InputError."""
    if where.lower().startswith(("http://", "https://")):
        if not urlsplit(where).netloc:
            raise InputError(f"{where} is no web address.", "For example https://…/partners/")
        return Web(where if where.endswith("/") else f"{where}/")
    if not Path(where).is_dir():
        raise InputError(f"{where} is no folder.", "Give a folder or a web address.")
    return Folder(Path(where))


def listed(site: Served, where: str) -> dict[str, str]:
    """The list of files of a site: path -> SHA-256. Raises InputError where there is none."""
    data = site.read(MANIFEST)
    try:
        files = json.loads(data or b"")["files"]
        if all(_is_inside(path) and isinstance(digest, str) for path, digest in files.items()):
            return dict(files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise InputError(f"{where} holds no site: there is no list of files, {MANIFEST}.")


def matches(data: bytes, digest: str) -> bool:
    """Whether `data` has the SHA-256 `digest`."""
    return hashlib.sha256(data).hexdigest() == digest


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts
