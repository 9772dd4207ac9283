"""The library: nothing is made twice at a time, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest

from partnergraph.serve import library as subject
from partnergraph.serve.library import Library
from partnergraph.serve.problems import Problem, busy


class Workers:
    """Workers that count what they are asked, and take a moment for it."""

    def __init__(self, folder: Path, seconds: float = 0.02) -> None:
        self.folder = folder
        self.seconds = seconds
        self.asked: Counter[tuple[str, str]] = Counter()
        self.refusing = False
        (folder / "style.css").write_bytes(b"body {}")

    async def ask(self, verb: str, what: str) -> bytes | None:
        self.asked[verb, what] += 1
        await asyncio.sleep(self.seconds)
        if self.refusing:
            raise busy("No room.")
        if verb == "chapter":
            return json.dumps([str(self.folder), {"style.css": "0" * 64}]).encode()
        if verb in {"name", "named"}:
            return json.dumps(["x", False]).encode() if what in {"x", b"x".hex()} else None
        return b"text" if what == "doc/x.ttl" else None


@pytest.fixture
def workers(tmp_path: Path) -> Workers:
    return Workers(tmp_path)


def test_a_document_is_made_once_for_all_who_wait(workers: Workers) -> None:
    async def run() -> None:
        library = Library(workers.ask, 0)
        files = await asyncio.gather(*(library.document("doc/x.ttl") for _ in range(20)))
        files.append(await library.document("doc/x.ttl"))

        assert {file.data for file in files if file} == {b"text"}
        assert len({file.sha256 for file in files if file}) == 1

    asyncio.run(run())
    assert workers.asked == {("document", "doc/x.ttl"): 1}


def test_who_leaves_stops_no_work(workers: Workers) -> None:
    async def run() -> None:
        library = Library(workers.ask, 0)
        leaving = asyncio.ensure_future(library.document("doc/x.ttl"))
        await asyncio.sleep(0)
        staying = asyncio.ensure_future(library.document("doc/x.ttl"))
        await asyncio.sleep(0)
        leaving.cancel()
        found = await staying

        assert found is not None
        assert found.data == b"text"

    asyncio.run(run())
    assert sum(workers.asked.values()) == 1


def test_what_is_not_there_is_not_kept(workers: Workers) -> None:
    async def run() -> None:
        library = Library(workers.ask, 0)
        for _ in range(2):
            assert await library.document("doc/y.ttl") is None
            assert await library.named("y") is None
            assert await library.name(b"\xff") is None
            assert await library.file("style.css/x") is None

    asyncio.run(run())
    assert workers.asked["document", "doc/y.ttl"] == 2


def test_names_are_asked_once(workers: Workers) -> None:
    async def run() -> None:
        library = Library(workers.ask, 0)
        for _ in range(3):
            assert (await library.name(b"x")) == (await library.named("x"))

    asyncio.run(run())
    assert sum(workers.asked.values()) == 2


def test_a_chapter_that_failed_is_made_again(workers: Workers) -> None:
    async def run() -> None:
        library = Library(workers.ask, 0)
        workers.refusing = True
        with pytest.raises(Problem, match="busy"):
            await library.file("style.css")
        workers.refusing = False
        found = await library.file("style.css")

        assert found is not None
        assert found.data == b"body {}"

    asyncio.run(run())


def test_who_waits_too_long_for_a_chapter_is_told_to_come_again(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "_PATIENCE", 0.05)
    workers.seconds = 0.3

    async def run() -> None:
        library = Library(workers.ask, 0)
        with pytest.raises(Problem) as told:
            await library.file("style.css")
        assert told.value.status == 503
        assert told.value.headers["Retry-After"]
        await asyncio.sleep(0.4)
        assert await library.file("style.css")

    asyncio.run(run())
    assert workers.asked == {("chapter", "style"): 1}


def test_a_page_that_takes_long_is_there_later(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "_PATIENCE", 0.05)
    workers.seconds = 0.3

    async def run() -> None:
        library = Library(workers.ask, 0)
        for _ in range(3):
            with pytest.raises(Problem, match="being made"):
                await library.document("doc/x.ttl")
        await asyncio.sleep(0.4)
        assert await library.document("doc/x.ttl")

    asyncio.run(run())
    assert workers.asked == {("document", "doc/x.ttl"): 1}


def test_closing_gives_up_what_is_being_made(workers: Workers) -> None:
    workers.seconds = 60

    async def run() -> None:
        library = Library(workers.ask, 0)
        waiting = asyncio.ensure_future(library.file("style.css"))
        await asyncio.sleep(0.01)
        await asyncio.wait_for(library.close(), 1)
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(run())
