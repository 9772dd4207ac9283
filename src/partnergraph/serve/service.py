"""The service: what all requests share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from partnergraph.serve.cache import Cache
from partnergraph.serve.generation import LEFT, Generation
from partnergraph.serve.library import Library
from partnergraph.serve.pool import Pool
from partnergraph.serve.problems import Problem
from partnergraph.serve.ready import Ready
from partnergraph.serve.settings import Settings


@dataclass
class Service:
    """A server's settings, the answers that it keeps, and the generation that makes new ones.

    `cache` keeps answers of the engine, `ready` whole responses; `changes` counts the
    updates to the graph that was built.
    """

    settings: Settings
    cache: Cache
    generation: Generation
    changes: int = 0
    ready: Ready = field(default_factory=Ready)
    _leaving: set[asyncio.Task[None]] = field(default_factory=set)

    @classmethod
    def of(cls, settings: Settings) -> Service:
        """The service with these settings; its workers are not started yet."""
        return cls(settings, Cache(settings.cache), Generation.of(settings))

    @property
    def engine(self) -> Pool:
        """The workers that answer SPARQL."""
        return self.generation.engine

    @property
    def build(self) -> str:
        """The checksum of the built graph, '' where there is none."""
        return self.generation.build.sha256

    @property
    def state(self) -> tuple[str, int]:
        """What stands for the state of the graph in what is kept."""
        return self.build, self.changes

    def changed(self) -> None:
        """Forgets all answers: the graph is another now."""
        self.changes += 1
        self.cache.clear()
        self.ready.clear()

    def library(self) -> Library:
        """The files of the site. Raises Problem (404) where there are no pages."""
        if self.generation.library is None:
            raise Problem(404, "This server has no pages.", "It answers SPARQL, at sparql.")
        return self.generation.library

    def pages(self) -> Pool:
        """The workers for pages. Raises Problem (404) where there are no pages."""
        self.library()
        assert self.generation.site is not None  # noqa: S101 - it comes with the library
        return self.generation.site

    def start(self) -> None:
        """Starts the workers."""
        self.generation.start()

    async def renew(self) -> None:
        """Serves the build that is there now, as soon as its workers are ready.

        Raises PartnergraphError where they do not become so; what was served stays.
        """
        old, new = self.generation, Generation.of(self.settings)
        try:
            await old.leave(new.folder / LEFT)
            new.start()
            await new.whole()
        except BaseException:
            await new.close()
            raise
        self.generation = new
        self.changed()
        leaving = asyncio.ensure_future(old.close(self.settings.limits.seconds))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    async def close(self) -> None:
        """Ends all workers."""
        await self.generation.close()
        for leaving in list(self._leaving):
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
