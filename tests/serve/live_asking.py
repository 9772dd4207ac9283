"""A server of questions and search, running in a thread of the tests."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from partnergraph.project import Project
from partnergraph.serve import ask, protocol, searching
from partnergraph.serve.deskrole import DeskRole
from partnergraph.serve.pool import Lanes, Pool
from partnergraph.serve.service import Service
from partnergraph.serve.settings import MEGABYTE, Limits, Settings
from partnergraph.serve.stage import Stage
from partnergraph.serve.worker import Bounds
from partnergraph.site.renderer import text


@contextmanager
def running(build: Path, project: Project, limits: Limits | None = None) -> Iterator[str]:
    """The address of a server that answers from the graph in the folder `build`."""
    settings = Settings(project.base, build, workers=1, slow=1, limits=limits or Limits(seconds=20))
    listening = socket.create_server(("127.0.0.1", 0))
    ready, ended = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=lambda: asyncio.run(_serve(settings, project, listening, ready, ended)), daemon=True
    )
    thread.start()
    assert ready.wait(30)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        ended.set()
        thread.join(30)


async def _serve(
    settings: Settings,
    project: Project,
    listening: socket.socket,
    ready: threading.Event,
    ended: threading.Event,
) -> None:
    service = Service.of(settings)
    bounds = Bounds(2048 * MEGABYTE, 256 * MEGABYTE)
    site = Pool(DeskRole(settings.built, project), bounds, Lanes(1), 20)
    for pool in (service.engine, site):
        pool.start()
        await pool.opened()
    stage = Stage(
        service.engine.run, site.run, lambda: service.build, service.cache, settings.limits
    )
    config = uvicorn.Config(_application(service, stage), log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    ready.set()
    while not ended.is_set():
        await asyncio.sleep(0.05)
    server.should_exit = True
    await serving
    for pool in (service.engine, site):
        await pool.close()


def _application(service: Service, stage: Stage) -> Starlette:
    style = Response(text("style.css"), media_type="text/css")
    return Starlette(
        routes=[
            *protocol.routes(service),
            *ask.routes(stage),
            *searching.routes(stage),
            Route("/style.css", lambda _request: style),
        ]
    )
