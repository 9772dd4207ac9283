"""Generations: a build that is served, with its workers; the next build is served by the next one.

A new one is opened beside the old one, which answers meanwhile, and ends what it has begun.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from partnergraph.built import MANIFEST
from partnergraph.errors import PartnergraphError
from partnergraph.serve.elsewhere import Elsewhere
from partnergraph.serve.engine import Engine
from partnergraph.serve.library import Library
from partnergraph.serve.orders import Page
from partnergraph.serve.pool import Lanes, Pool
from partnergraph.serve.problems import Problem
from partnergraph.serve.settings import Settings
from partnergraph.serve.siterole import SiteRole
from partnergraph.serve.stage import whole_of
from partnergraph.serve.terms import Terms
from partnergraph.serve.worker import Bounds, Role

_LARGE = 64 << 20  # bytes of a graph of which some chapters take long
_INDEX = 1 << 10  # bytes that a worker says of its index
#: Seconds that work on large graphs may take; visitors do not wait as long.
_SECONDS = {"document": 300.0, "leave": 300.0, "chapter": 1800.0}
#: Where in its folder a generation finds what the one before has left.
LEFT = "left"


class Build(NamedTuple):
    """A build as its manifest tells of it: checksum, when it was made, and where on the disk.

    `modified` is in seconds since 1970; `mark` differs whenever the manifest was written anew.
    """

    sha256: str
    modified: int
    mark: tuple[int, ...]

    @classmethod
    def read(cls, folder: Path) -> Build | None:
        """The build in `folder`; None where there is no whole one."""
        path = folder / MANIFEST
        try:
            stat = path.stat()
            sha256 = str(json.loads(path.read_text(encoding="utf-8"))["sha256"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return cls(sha256, int(stat.st_mtime), (stat.st_ino, stat.st_mtime_ns, stat.st_size))


@dataclass
class Generation:
    """What serves one build: workers for SPARQL, workers for pages (if it has pages), and files.

    `folder` is private, and goes with the generation. A `maker`, for large graphs only, is asked
    once, for what is needed soon and takes long.
    """

    build: Build
    engine: Pool
    folder: Path
    site: Pool | None = None
    library: Library | None = None
    maker: Pool | None = None
    _warming: asyncio.Future[None] | None = None

    @classmethod
    def of(cls, settings: Settings) -> Generation:
        """The generation for the build that is there now; its workers are not started yet."""
        build = Build.read(settings.built) or Build("", 0, ())
        folder = Path(tempfile.mkdtemp(prefix="generation-"))
        found = cls(build, engine_pool(settings), folder)
        graph = settings.built / "graph.nq"
        if settings.project is not None and graph.is_file():
            found.site = site_pool(settings, build, folder)
            found.library = Library(found.ask, build.modified)
            if graph.stat().st_size > _LARGE:
                found.maker = site_pool(settings, build, folder, maker=True)
        return found

    def start(self) -> None:
        """Starts the workers."""
        self.engine.start()
        if self.site is not None:
            self.site.start()
            self._warming = asyncio.ensure_future(self._warm(self.site))

    async def _warm(self, site: Pool) -> None:
        """Has what takes long made before anybody waits for it: first of all the index of names."""
        with suppress(PartnergraphError):
            await site.opened()
            if self.maker is not None:
                await self._prepare(self.maker)
            for _ in range(site.lanes.quick):
                await whole_of(await site.run(Page("warm"), _SECONDS["chapter"]), _INDEX)

    async def _prepare(self, maker: Pool) -> None:
        """Has a worker that then ends, so that its memory is free again, make what is large.

        The home page is in a chapter with the dumps.
        """
        maker.start()
        try:
            await whole_of(await maker.run(Page("warm"), _SECONDS["chapter"]), _INDEX)
            assert self.library is not None  # noqa: S101 - it comes with workers for pages
            await self.library.prepare("data", partial(_told, maker))
        finally:
            await maker.close()

    async def opened(self) -> None:
        """Waits until questions can be answered. Raises StoreError where they cannot."""
        await self.engine.opened()

    async def whole(self) -> None:
        """Waits until pages can be made as well. Raises StoreError where they cannot."""
        await self.engine.opened()
        if self.site is not None:
            await self.site.opened()

    async def ask(self, verb: str, what: str) -> bytes | None:
        """What a worker for pages says. Raises Problem."""
        if self.site is None:
            raise Problem(404, "This server has no pages.", "It answers SPARQL.")
        return await _told(self.site, verb, what)

    async def leave(self, folder: Path) -> None:
        """Leaves in `folder` what the next generation must know: what there was, what was gone.

        Where that cannot be told any more, nothing is left.
        """
        if self.site is None or not self.site.ready:
            return
        try:
            await self.ask("leave", str(folder))
        except (PartnergraphError, OSError):
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def close(self, patience: float = 0.0) -> None:
        """Ends the workers, after `patience` seconds if they are at work, and removes the files."""
        if self._warming is not None:
            self._warming.cancel()
        pools = [pool for pool in (self.maker, self.site, self.engine) if pool is not None]
        await asyncio.gather(*(pool.close(patience) for pool in pools))
        if self.library is not None:
            await self.library.close()
        with suppress(OSError):
            await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)


async def _told(site: Pool, verb: str, what: str) -> bytes | None:
    """What a worker of `site` says. Raises Problem."""
    answer = await site.run((verb, what), _SECONDS.get(verb))
    try:
        data = b"".join([part async for part in answer.chunks()])
    finally:
        answer.stop()
    return data if answer.head["found"] else None


def engine_pool(settings: Settings) -> Pool:
    """The workers that answer SPARQL."""
    limits = settings.limits
    terms = Terms(settings.sparql, limits.depth, settings.services)
    network = bool(settings.services or settings.endpoint)
    bounds = Bounds(limits.memory, limits.answer, limits.rows, network)
    role: Role = Engine(settings.built / "store", terms, settings.writable)
    if settings.endpoint:
        role = Elsewhere(settings.endpoint, limits.seconds, terms)
    lanes = Lanes(settings.workers, settings.slow, limits.queue)
    if settings.writable:  # whoever writes must be alone
        lanes = Lanes(1, 0, limits.queue)
    return Pool(role, bounds, lanes, limits.seconds)


def site_pool(settings: Settings, build: Build, folder: Path, *, maker: bool = False) -> Pool:
    """The workers that make pages; or the `maker`, one who lets all others go first."""
    limits, project = settings.limits, settings.project
    assert project is not None  # noqa: S101 - the caller has looked
    role = SiteRole(
        settings.built.resolve(),
        build.sha256,
        replace(project, root=project.root.resolve()),
        folder,
        place=settings.address,
        since=settings.since,
        before=folder / LEFT,
        patient=maker,
    )
    bounds = Bounds(max(limits.memory, settings.page_memory), limits.answer, limits.rows)
    workers = 1 if maker else settings.page_workers
    return Pool(role, bounds, Lanes(workers, 0, limits.queue), limits.seconds)
