"""Running: a server from its start to its end.

It begins to listen when the graph is open, turns to a new build when there is one, and ends, when
it is told to, after what it has begun.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp

from partnergraph.errors import PartnergraphError
from partnergraph.serve.application import application
from partnergraph.serve.compression import Compression
from partnergraph.serve.connection import connections
from partnergraph.serve.headers import Headers
from partnergraph.serve.log import Log, Logged
from partnergraph.serve.lookups import Lookups
from partnergraph.serve.prefix import Prefix
from partnergraph.serve.privatefolder import private_folder
from partnergraph.serve.quota import Quota
from partnergraph.serve.ready import Keeping
from partnergraph.serve.service import Service
from partnergraph.serve.settings import Settings
from partnergraph.serve.waiting import Bounds, Waiting
from partnergraph.serve.watch import BuildWatch

if sys.platform != "win32":
    import resource

    import uvloop

_BACKLOG = 2048
_KEEP_ALIVE = 15  # seconds that a connection may wait for its next request
_GARBAGE = 20_000  # new objects after which rings of them are looked for; requests make few
_SPARE = 256  # files that are open beside connections


def run(
    settings: Settings,
    address: tuple[str, int],
    log: tuple[Path | None, bool],
    tell: Callable[[str], None],
) -> None:
    """Serves at `address` (host and port) until it is told to stop; `tell` learns where.

    `log` is the file of the access log (None: standard error), and whether query strings are
    written there. Raises PartnergraphError where it cannot listen there, the log cannot be written
    or the graph cannot be opened.
    """
    path, queries = log
    factory = None if sys.platform == "win32" else uvloop.new_event_loop
    with (
        closing(Log(path, queries=queries)) as opened,
        listen(*address) as listening,
        private_folder(),
        asyncio.Runner(loop_factory=factory) as runner,
    ):
        runner.run(_serve(settings, listening, opened, tell))


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at this address. Raises PartnergraphError, which says what is wrong."""
    shown = f"[{host}]" if ":" in host else host
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except (OSError, UnicodeError, OverflowError) as error:
        number = error.errno if isinstance(error, OSError) and (error.errno or 0) > 0 else None
        reason = os.strerror(number) if number else str(getattr(error, "strerror", "") or error)
        raise PartnergraphError(
            f"{shown}:{port} is no address to listen at: {reason}.",
            "Choose another with --host and --port, or end the program that listens there.",
        ) from error


def layered(service: Service, log: Log) -> ASGIApp:
    """The application, under the path of its public address, with what all responses share."""
    app, prefix = application(service), urlsplit(service.settings.address).path or "/"
    placed = app if prefix == "/" else Prefix(app, prefix)
    seconds = service.settings.client_seconds
    fair = Quota(placed, seconds) if seconds else placed
    return Keeping(Logged(Headers(Compression(fair)), log), service.ready)


async def _serve(
    settings: Settings, listening: socket.socket, log: Log, tell: Callable[[str], None]
) -> None:
    service = Service.of(settings)
    try:
        service.start()
        await service.generation.opened()
        watch = BuildWatch(service, log)
        server = _server(service, log, settings)
        telling = asyncio.ensure_future(_tell_of_pages(service, log))
        telling.add_done_callback(lambda done: done.cancelled() or done.exception())
        gc.freeze()  # what there is now stays
        gc.set_threshold(_GARBAGE)
        with _signals(server, watch, log), _background(watch, settings):
            tell(_where(listening))
            await server.serve([listening])
        telling.cancel()
    finally:
        await service.close()


async def _tell_of_pages(service: Service, log: Log) -> None:
    """Says in the log why there are no pages, where they cannot be made."""
    try:
        await service.generation.whole()
    except PartnergraphError as error:
        log.write(event="pages cannot be made", why=str(error))


def _where(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Server(uvicorn.Server):
    """A server whose signals are ours."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Does nothing: see `_signals`."""
        yield


def _server(service: Service, log: Log, settings: Settings) -> _Server:
    lookups = Lookups(service, urlsplit(settings.address).path or "/")
    waiting = Waiting(service.ready, lookups, log, Bounds(connections=_connections()))
    config = uvicorn.Config(
        layered(service, log),
        http=cast(
            "type[asyncio.Protocol]", connections(waiting)
        ),  # it is called as a class would be
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=int(settings.limits.seconds) + 1,
    )
    return _Server(config)


def _connections() -> int:
    """How many connections there may be, by the number of files that may be open."""
    most = Bounds().connections
    if sys.platform == "win32":
        return most
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most + _SPARE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        able = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (able, hard))
            soft = able
    return most if soft == resource.RLIM_INFINITY else max(64, min(most, soft - _SPARE))


@contextmanager
def _signals(server: _Server, watch: BuildWatch, log: Log) -> Iterator[None]:
    """SIGTERM and Ctrl-C end the server, at the second time at once; SIGHUP has it look anew."""

    def end() -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    def renew() -> None:
        log.reopen()
        watch.ask()

    loop = asyncio.get_running_loop()
    if sys.platform == "win32":
        before = signal.signal(signal.SIGINT, lambda *_: end())
        yield
        signal.signal(signal.SIGINT, before)
        return
    handlers = {signal.SIGTERM: end, signal.SIGINT: end, signal.SIGHUP: renew}
    for number, handler in handlers.items():
        loop.add_signal_handler(number, handler)
    yield
    for number in handlers:
        loop.remove_signal_handler(number)


@contextmanager
def _background(watch: BuildWatch, settings: Settings) -> Iterator[None]:
    """Watches the build, unless writers change it here."""
    if settings.writable or settings.endpoint:
        yield
        return
    task = asyncio.ensure_future(watch.run())
    try:
        yield
    finally:
        task.cancel()
