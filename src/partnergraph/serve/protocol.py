"""The SPARQL 1.1 Protocol: queries and updates over HTTP.

A request is taken apart here, evaluated by a worker, and answered in the form that its client
likes best.
"""

from __future__ import annotations

from functools import lru_cache

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from partnergraph.serve.delivery import respond, send_kept
from partnergraph.serve.jobs import Query, Update
from partnergraph.serve.mediatypes import TABLES, TRIPLES, YES_NO
from partnergraph.serve.negotiation import choose, required
from partnergraph.serve.parameters import Parameters, decoded, merged, one
from partnergraph.serve.problems import Problem
from partnergraph.serve.requests import body, field
from partnergraph.serve.requests import content_type as type_of_body
from partnergraph.serve.responses import refused, whole
from partnergraph.serve.service import Service
from partnergraph.serve.servicedescription import Description
from partnergraph.serve.writing import finish, require_writer

PATH = "/sparql"
METHODS = "GET, HEAD, POST, QUERY, OPTIONS"
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_DATASET = ("default-graph-uri", "named-graph-uri")
_OFFERS = (tuple(TABLES), tuple(YES_NO), tuple(TRIPLES))
_USING = ("using-graph-uri", "using-named-graph-uri")


class Sparql:
    """The endpoint, as an ASGI application."""

    def __init__(self, service: Service, editor: str = "") -> None:
        """Takes the service, and where a page for writing queries is, for browsers."""
        self.service = service
        self.editor = editor
        self.description = Description.of(service.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        try:
            method = scope["method"]
            if method in ("GET", "HEAD"):
                await self._get(scope, receive, send)
            elif method in ("POST", "QUERY"):
                await self._post(scope, receive, send)
            elif method == "OPTIONS":
                await whole(send, 204, {"Allow": METHODS, "Accept-Query": _QUERY})
            else:
                raise Problem(405, f"{method} is not possible here.", "", {"Allow": METHODS})
        except Problem as problem:
            await refused(send, problem)

    async def _get(self, scope: Scope, receive: Receive, send: Send) -> None:
        parameters = decoded(scope["query_string"])
        if "update" in parameters:
            raise Problem(400, "An update cannot be asked for by GET.", "Use POST.")
        text = one(parameters, "query")
        if text is None and not parameters:
            await self._description(scope, send)
            return
        if text is None:
            raise Problem(400, "There is no query.", "Send one as the parameter query.")
        if len(text) > self.service.settings.limits.query:
            raise Problem(414, "The query is too long for an address.", "Send it by POST.")
        await self._query(text, parameters, scope, receive, send)

    async def _description(self, scope: Scope, send: Send) -> None:
        """Says what the endpoint can do (SPARQL 1.1 Service Description, section 2)."""
        offers = [*self.description.forms, *(["text/html"] if self.editor else [])]
        media = required(field(scope, b"accept"), offers)
        if media == "text/html":
            await whole(send, 303, {"Location": self.editor, "Vary": "Accept"})
            return
        await send_kept(self.description.forms[media], scope, send)

    async def _post(self, scope: Scope, receive: Receive, send: Send) -> None:
        media, charset = type_of_body(scope)
        accepted = (_QUERY,) if scope["method"] == "QUERY" else (_FORM, _QUERY, _UPDATE)
        if media not in accepted or charset not in ("", "utf-8", "utf8", "us-ascii"):
            names = ", ".join(accepted)
            raise Problem(
                415, "Such a body is not read.", f"Send {names}, in UTF-8.", {"Accept-Post": names}
            )
        limits = self.service.settings.limits
        data = await body(scope, receive, limits.body)
        parameters = decoded(scope["query_string"])
        if media == _FORM:
            parameters = merged(parameters, decoded(data))
        else:
            name = "query" if media == _QUERY else "update"
            if {"query", "update"} & parameters.keys():
                raise Problem(400, f"There is more than one {name}.", "Send one.")
            parameters = {**parameters, name: [_text(data)]}
        query, update = one(parameters, "query"), one(parameters, "update")
        if (query is None) == (update is None):
            raise Problem(400, "Neither a query nor an update, or both.", "Send one of them.")
        if len(query or update or "") > limits.query:
            raise Problem(413, "The query is too long.", f"It may have {limits.query:,} signs.")
        if query is not None:
            await self._query(query, parameters, scope, receive, send)
        else:
            await self._update(update or "", parameters, scope, send)

    async def _update(self, text: str, parameters: Parameters, scope: Scope, send: Send) -> None:
        require_writer(scope, self.service.settings)
        if any(name in parameters for name in _DATASET):
            raise Problem(
                400, "An update has no default-graph-uri.", f"Use {' and '.join(_USING)}."
            )
        using, named = (tuple(parameters.get(name, ())) for name in _USING)
        await finish(self.service, Update(text, using, named), send)

    async def _query(
        self, text: str, parameters: Parameters, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if any(name in parameters for name in _USING):
            raise Problem(400, "A query has no using-graph-uri.", f"Use {', '.join(_DATASET)}.")
        accept = field(scope, b"accept")
        query = asked(text, parameters, accept, union=self.service.settings.union)
        await respond(self.service, query, scope, receive, send)


def routes(service: Service, editor: str = "") -> list[Route]:
    """The routes of the protocol; `editor` is the address of a page for writing queries."""
    return [Route(PATH, Sparql(service, editor))]


def asked(text: str, parameters: Parameters, accept: str | None, *, union: bool) -> Query:
    """What a worker is asked: the query `text` with the dataset in `parameters`."""
    table, yes_no, triples = _liked(accept)
    if len(parameters) == 1:
        return Query(text, table, yes_no, triples, union=union)
    default, named = (tuple(parameters.get(name, ())) for name in _DATASET)
    union = union or "union-default-graph" in parameters
    chosen = default if default or named else None
    return Query(text, table, yes_no, triples, chosen, named, union)


@lru_cache(maxsize=256)
def _liked(accept: str | None) -> tuple[str | None, str | None, str | None]:
    """The forms of rows, of yes or no, and of triples that a client likes best."""
    table, yes_no, triples = (choose(accept, offers) for offers in _OFFERS)
    return table, yes_no, triples


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "The body is not in UTF-8.") from error
