"""Generations: what is made before anybody asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from liveserver import project

from partnergraph.project import Project
from partnergraph.serve import generation
from partnergraph.serve.generation import Generation
from partnergraph.serve.orders import Page
from partnergraph.serve.settings import Settings
from partnergraph.serve.stage import whole_of


def played(folder: Path, test: Callable[[Generation], Awaitable[None]]) -> None:
    async def run() -> None:
        found = Project.find(project(folder / "project"))
        settings = Settings(found.base, folder / "project" / "build", project=found, workers=1)
        made = Generation.of(settings)
        try:
            made.start()
            await made.whole()
            await test(made)
        finally:
            await made.close()

    asyncio.run(run())


async def warmed(made: Generation) -> None:
    async with asyncio.timeout(120):
        while made._warming is None or not made._warming.done():
            await asyncio.sleep(0.05)


async def names(made: Generation) -> int:
    """How many names workers for pages know."""
    assert made.site is not None
    answer = await whole_of(await made.site.run(Page("warm")), 100)
    return int(answer or b"")


def test_the_index_is_made_once_for_all_workers(tmp_path: Path) -> None:
    async def test(made: Generation) -> None:
        await warmed(made)
        assert made.maker is None
        shelf = made.folder / "names"
        before = sorted((path.name, path.stat().st_mtime_ns) for path in shelf.iterdir())
        assert await names(made) > 10
        assert await names(made) > 10
        assert before == sorted((path.name, path.stat().st_mtime_ns) for path in shelf.iterdir())
        assert [path.name for path in made.folder.glob("names*")] == ["names"]
        assert not (made.folder / "data.json").exists()

    played(tmp_path, test)


def test_of_a_large_graph_the_home_page_is_made_at_the_start_by_a_worker_that_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "_LARGE", 0)

    async def test(made: Generation) -> None:
        assert made.library is not None
        early = await made.library.file("index.html")  # waits for that worker, and asks no other
        await warmed(made)
        assert early is not None
        assert made.maker is not None
        assert not made.maker.ready
        assert [path.name for path in made.folder.glob("data-*")] != []
        assert len([*made.folder.glob("data-*")]) == 1
        assert await names(made) > 10

    played(tmp_path, test)


def test_a_generation_that_is_closed_while_it_prepares_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "_LARGE", 0)

    async def test(made: Generation) -> None:
        assert made._warming is not None
        assert not made._warming.done()

    played(tmp_path, test)
