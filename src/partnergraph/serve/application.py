"""The application: which path leads where, and what becomes of errors."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from partnergraph.serve import ask, graphs, health, protocol, searching
from partnergraph.serve.answer import Answer
from partnergraph.serve.problems import MEDIA_TYPE, Problem
from partnergraph.serve.resources import Resources
from partnergraph.serve.service import Service
from partnergraph.serve.stage import Stage


def application(service: Service) -> ASGIApp:
    """The ASGI application of `service`."""
    project = service.settings.project
    tags = project.languages if project else ()
    spoken = tuple(dict.fromkeys(tag.partition("-")[0] for tag in tags)) or ("en",)
    pages = Resources(service.library, project.licence if project else "", spoken)
    stage = stage_of(service)
    return Starlette(
        routes=[
            *protocol.routes(service),
            *graphs.routes(service),
            *health.routes(service),
            *ask.routes(stage),
            *searching.routes(stage),
            Route("/{path:path}", pages),
        ],
        exception_handlers={Problem: refused, HTTPException: unfound, 500: failed},
    )


def stage_of(service: Service) -> Stage:
    """The workers that questions need: at any time those of the build that is served then."""

    async def engine(job: object) -> Answer:
        return await service.engine.run(job)

    async def site(job: object) -> Answer:
        return await service.pages().run(job)

    return Stage(engine, site, lambda: service.state, service.cache, service.settings.limits)


async def refused(request: Request, error: Exception) -> Response:
    """The response to a problem."""
    del request
    assert isinstance(error, Problem)  # noqa: S101 - only these are handled here
    headers = {"Cache-Control": "no-store", **error.headers}
    return Response(error.body(), error.status, headers, MEDIA_TYPE)


async def unfound(request: Request, error: Exception) -> Response:
    """The response where no route leads."""
    assert isinstance(error, HTTPException)  # noqa: S101 - only these are handled here
    return await refused(request, Problem(error.status_code, "", headers=error.headers))


async def failed(request: Request, error: Exception) -> Response:
    """The response to a fault of ours, of which nothing is shown."""
    del error
    return await refused(request, Problem(500, ""))
