"""Running: a server from its start to its end."""

from __future__ import annotations

import uvicorn

from partnergraph.serve.application import application
from partnergraph.serve.service import Service
from partnergraph.serve.settings import Settings


async def run(settings: Settings, host: str, port: int) -> None:
    """Serves until it is told to stop."""
    service = Service.of(settings)
    service.engine.start()
    config = uvicorn.Config(
        application(service),
        host,
        port,
        log_level="warning",
        access_log=False,
        server_header=False,
        http="httptools",
    )
    try:
        await uvicorn.Server(config).serve()
    finally:
        await service.engine.close()
