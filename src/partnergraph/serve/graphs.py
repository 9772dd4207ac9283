"""The SPARQL 1.1 Graph Store HTTP Protocol: whole graphs, read and, where allowed, written."""

from __future__ import annotations

import re
import uuid

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from partnergraph.serve.delivery import respond
from partnergraph.serve.jobs import Change, Graph
from partnergraph.serve.mediatypes import TRIPLES
from partnergraph.serve.negotiation import required
from partnergraph.serve.parameters import decoded, one
from partnergraph.serve.problems import Problem
from partnergraph.serve.requests import body, field
from partnergraph.serve.responses import refused, whole
from partnergraph.serve.service import Service
from partnergraph.serve.writing import finish, require_writer

PATH = "/graphs"
_READ = "GET, HEAD, OPTIONS"
_WRITE = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_NOT_IN_IRIS = re.compile(r'[<>"{}|^`\\\x00-\x20]')


class Graphs:
    """The graph store, as an ASGI application."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.methods = _WRITE if service.settings.writable else _READ

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        try:
            method = scope["method"]
            if method in ("GET", "HEAD"):
                await self._get(scope, receive, send)
            elif method == "OPTIONS":
                await whole(send, 204, {"Allow": self.methods})
            elif method in self.methods.split(", "):
                await self._change(scope, receive, send)
            else:
                raise Problem(405, f"{method} is not possible here.", "", {"Allow": self.methods})
        except Problem as problem:
            await refused(send, problem)

    async def _get(self, scope: Scope, receive: Receive, send: Send) -> None:
        named, name = self._graph(scope)
        if not named:
            raise Problem(400, "No graph is named.", "Add ?graph=IRI or ?default.")
        media = required(field(scope, b"accept"), list(TRIPLES))
        job = Graph(name, media, self.service.settings.union)
        await respond(self.service, job, scope, receive, send)

    async def _change(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings = self.service.settings
        require_writer(scope, settings)
        named, name = self._graph(scope)
        method, location = scope["method"], ""
        content = await body(scope, receive, settings.limits.body)
        if not named and method != "POST":
            raise Problem(400, "No graph is named.", "Add ?graph=IRI or ?default.")
        if not named:
            name = location = f"{settings.graphs}/{uuid.uuid4()}"
        kind = field(scope, b"content-type") or ""
        if method != "DELETE" and not kind:
            raise Problem(415, "The form of the graph is not said.", "Send Content-Type.")
        await finish(self.service, Change(method, name, content, kind), send, location)

    def _graph(self, scope: Scope) -> tuple[bool, str | None]:
        """Whether a graph is named, and its IRI; None for the default graph.

        It is named by a parameter, or by the address itself (section 4.1), which is then that
        under which this server is known, and not what the request says. Raises Problem (400).
        """
        parameters = decoded(scope["query_string"])
        name = one(parameters, "graph")
        default = "default" in parameters
        path = scope.get("raw_path", scope["path"].encode()).decode("latin-1")
        direct = path.partition(PATH)[2]
        if sum((name is not None, default, len(direct) > 1)) > 1:
            raise Problem(400, "More than one graph is named.", "Name one.")
        if len(direct) > 1:
            name = f"{self.service.settings.graphs}{direct}"
        if name is not None and (_NOT_IN_IRIS.search(name) or ":" not in name):
            raise Problem(400, "This is no absolute IRI.", "It should name a graph.")
        return default or name is not None, name


def routes(service: Service) -> list[Route]:
    """The routes of the graph store."""
    graphs = Graphs(service)
    return [Route(PATH, graphs), Route(PATH + "/{path:path}", graphs)]
