"""Health: whether the server answers, for those who watch it."""

from __future__ import annotations

import json
import time

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from partnergraph import __version__
from partnergraph.serve.pool import Pool
from partnergraph.serve.service import Service


def routes(service: Service) -> list[Route]:
    """The route of the health check."""
    began = time.monotonic()

    async def health(request: Request) -> Response:
        del request
        found = state(service)
        found["seconds"] = round(time.monotonic() - began)
        status = 200 if found["status"] == "ok" else 503
        body = json.dumps(found) + "\n"
        return Response(body, status, {"Cache-Control": "no-store"}, "application/json")

    return [Route("/healthz", health)]


def state(service: Service) -> dict[str, object]:
    """What works. `ok`: questions are answered, and pages are shown if there are any."""
    generation = service.generation
    pools = {"engine": generation.engine, "site": generation.site}
    known = {name: pool for name, pool in pools.items() if pool is not None}
    ready = all(pool.ready for pool in known.values())
    return {
        "status": "ok" if ready else "not ready",
        "version": __version__,
        "build": service.build,
        **{name: _of(pool) for name, pool in known.items()},
    }


def _of(pool: Pool) -> dict[str, object]:
    return {"ready": pool.ready, "replaced": pool.replaced}
