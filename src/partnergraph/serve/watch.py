"""The watch: sees that the graph was built anew, and has the service turn to it."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from partnergraph.errors import PartnergraphError
from partnergraph.serve.generation import Build
from partnergraph.serve.log import Log
from partnergraph.serve.service import Service

_SECONDS = 1.0
_PATIENCE = 30.0  # seconds until a build that could not be opened is tried again


class BuildWatch:
    """Looks once a second whether the manifest was written anew; `ask` has it look at once."""

    def __init__(self, service: Service, log: Log) -> None:
        """Takes the service, and the log in which it says what it did."""
        self._service = service
        self._log = log
        self._asked = asyncio.Event()
        self._failed: tuple[Build, float] | None = None

    def ask(self) -> None:
        """Has the build opened anew, even if it looks the same."""
        self._asked.set()

    async def run(self) -> None:
        """Watches until it is cancelled."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), _SECONDS)
            asked = self._asked.is_set()
            self._asked.clear()
            build = await asyncio.to_thread(Build.read, self._service.settings.built)
            if build is not None and (asked or self._is_new(build)):
                await self._turn_to(build)

    def _is_new(self, build: Build) -> bool:
        if build.mark == self._service.generation.build.mark:
            return False
        now = asyncio.get_running_loop().time()
        return self._failed is None or self._failed[0] != build or now > self._failed[1]

    async def _turn_to(self, build: Build) -> None:
        try:
            await self._service.renew()
        except (PartnergraphError, OSError) as error:
            later = asyncio.get_running_loop().time() + _PATIENCE
            self._failed = (build, later)
            self._log.write(event="the new build cannot be opened", why=str(error))
        else:
            self._failed = None
            self._log.write(event="reloaded", build=self._service.build)
