"""The library: the files of the live site as the server sees them, who makes none himself.

What was made once is kept: small files in memory, chapters in a private folder. Nothing is made
twice at the same time, and a visitor who leaves stops no work that others wait for.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from partnergraph.serve.chapters import chapter_of
from partnergraph.serve.problems import busy
from partnergraph.serve.recent import Recent

T = TypeVar("T")
#: Asks a site worker: what is wanted, of what. None: there is no such thing.
Ask = Callable[[str, str], Awaitable[bytes | None]]
_KEPT = 64 << 20  # bytes of documents
_NAMES = 20_000
_SMALL = 1 << 20  # bytes of a file that is read into memory
_HEAD = 16_384
_PATIENCE = 20.0  # seconds that a visitor waits for a chapter


@dataclass(frozen=True, slots=True)
class File:
    """A file of the site: its SHA-256, size, and content; where it is, if it is a large one."""

    sha256: str
    size: int
    data: bytes = b""
    place: Path | None = None

    def head(self) -> bytes:
        """The beginning of the content."""
        if self.place is None:
            return self.data[:_HEAD]
        with self.place.open("rb") as stream:
            return stream.read(_HEAD)

    @classmethod
    def of(cls, data: bytes) -> File:
        """The file with the content `data`."""
        return cls(hashlib.sha256(data).hexdigest(), len(data), data)


@dataclass(frozen=True, slots=True)
class Name:
    """What a resource's documents are called, and whether it was withdrawn."""

    stem: str
    gone: bool


@dataclass
class Library:
    """The files of the site of one build; `ask` is how its workers are asked.

    `modified` is when that was built, in seconds since 1970.
    """

    ask: Ask
    modified: int
    _files: Recent[str, File] = field(
        default_factory=lambda: Recent(_KEPT, lambda _, file: len(file.data) + 512)
    )
    _names: Recent[str, Name] = field(default_factory=lambda: Recent(_NAMES, lambda *_: 1))
    _chapters: dict[str, asyncio.Task[tuple[Path, Mapping[str, str]]]] = field(default_factory=dict)
    _one: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    _documents: dict[str, asyncio.Task[File | None]] = field(default_factory=dict)

    async def name(self, local: bytes) -> Name | None:
        """The documents about the resource whose id a client has written so. Raises Problem."""
        return await self._name("name", local.hex())

    async def named(self, stem: str) -> Name | None:
        """The documents that are called `stem`. Raises Problem."""
        return await self._name("named", stem)

    async def document(self, path: str) -> File | None:
        """The document at `path`, `doc/…`; None where there is none. Raises Problem."""
        found = self._files.get(path)
        if found is not None:
            return found
        task = self._documents.get(path)
        if task is None:
            task = self._documents[path] = asyncio.ensure_future(self._make(path))
            task.add_done_callback(_seen)
            task.add_done_callback(lambda _: self._documents.pop(path, None))
        return await patiently(task)

    async def file(self, path: str) -> File | None:
        """The other file at `path`; None where there is none. Raises Problem."""
        name = chapter_of(path)
        if name is None:
            return None
        found = self._files.get(path)
        if found is not None:
            return found
        folder, files = await self._chapter(name)
        if path not in files:
            return None
        place = folder / path
        size = place.stat().st_size
        if size > _SMALL:
            return File(files[path], size, place=place)
        found = File(files[path], size, place.read_bytes())
        self._files.put(path, found)
        return found

    async def placed(self, path: str) -> Path | None:
        """Where the file at `path` is on the disk; None where there is none. Raises Problem."""
        name = chapter_of(path)
        if name is None:
            return None
        folder, files = await self._chapter(name)
        return folder / path if path in files else None

    async def prepare(self, name: str, ask: Ask) -> None:
        """Has a chapter made by those whom `ask` asks; visitors wait for that. Raises Problem."""
        if name not in self._chapters:
            task = asyncio.ensure_future(_made_chapter(name, ask))
            self._chapters[name] = task
            task.add_done_callback(_seen)
            await asyncio.wait({task})

    async def close(self) -> None:
        """Gives up what is being made."""
        tasks = [*self._chapters.values(), *self._documents.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _name(self, how: str, what: str) -> Name | None:
        key = f"{how} {what}"
        found = self._names.get(key)
        if found is None:
            told = await self.ask(how, what)
            if told is None:
                return None
            found = Name(*json.loads(told))
            self._names.put(key, found)
        return found

    async def _make(self, path: str) -> File | None:
        data = await self.ask("document", path)
        if data is None:
            return None
        found = File.of(data)
        self._files.put(path, found)
        return found

    async def _chapter(self, name: str) -> tuple[Path, Mapping[str, str]]:
        """The folder and the files of a chapter. Raises Problem."""
        task = self._chapters.get(name)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._chapters[name] = asyncio.ensure_future(self._make_chapter(name))
            task.add_done_callback(_seen)
        return await patiently(task)

    async def _make_chapter(self, name: str) -> tuple[Path, Mapping[str, str]]:
        async with self._one:  # so that another worker is there for documents
            return await _made_chapter(name, self.ask)


async def _made_chapter(name: str, ask: Ask) -> tuple[Path, Mapping[str, str]]:
    folder, files = json.loads(await ask("chapter", name) or b"")
    return Path(folder), files


async def patiently(task: asyncio.Task[T]) -> T:
    """What `task` gives; the work goes on where nobody waits for it any more.

    Raises Problem (503) where it takes too long for a visitor to wait.
    """
    done, _ = await asyncio.wait({task}, timeout=_PATIENCE)
    if not done:
        raise busy("This page is being made. It will be there soon.", 10)
    return task.result()


def _seen(task: asyncio.Task[T]) -> None:
    """Looks at how `task` ended, so that a failure nobody waited for is no riddle in the log."""
    if not task.cancelled():
        task.exception()
