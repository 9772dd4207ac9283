"""The SPARQL 1.1 Protocol: queries and updates over HTTP.

A request is taken apart here, evaluated by a worker, and answered in the form that its client
likes best.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from partnergraph.serve.answer import Answer
from partnergraph.serve.cache import Kept
from partnergraph.serve.engine import Query
from partnergraph.serve.mediatypes import TABLES, TRIPLES, YES_NO, content_type
from partnergraph.serve.negotiation import choose
from partnergraph.serve.parameters import Parameters, decoded, one
from partnergraph.serve.problems import Problem
from partnergraph.serve.requests import Watch, body, field
from partnergraph.serve.requests import content_type as type_of_body
from partnergraph.serve.responses import entity_tag, matches, refused, streamed, whole
from partnergraph.serve.service import Service

PATH = "/sparql"
METHODS = "GET, HEAD, POST, QUERY, OPTIONS"
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_DATASET = ("default-graph-uri", "named-graph-uri")
_USING = ("using-graph-uri", "using-named-graph-uri")


class Sparql:
    """The endpoint, as an ASGI application."""

    def __init__(self, service: Service) -> None:
        self.service = service

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
        if text is None:
            raise Problem(400, "There is no query.", "Send one as the parameter query.")
        if len(text) > self.service.settings.limits.query:
            raise Problem(414, "The query is too long for an address.", "Send it by POST.")
        await self._query(text, parameters, scope, receive, send)

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
            parameters = {**parameters, **decoded(data)}
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
        if query is None:
            raise Problem(403, "This server takes no updates.")
        await self._query(query, parameters, scope, receive, send)

    async def _query(
        self, text: str, parameters: Parameters, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if any(name in parameters for name in _USING):
            raise Problem(400, "A query has no using-graph-uri.", f"Use {' and '.join(_DATASET)}.")
        accept = field(scope, b"accept")
        query = asked(text, parameters, accept, union=self.service.settings.union)
        key = (self.service.build, query)
        kept = self.service.cache.get(key)
        if kept is not None:
            await _send_kept(kept, scope, send)
            return
        with Watch(receive):
            answer = await self.service.engine.run(query)
            try:
                await self._send(answer, key, scope, send)
            finally:
                answer.stop()

    async def _send(self, answer: Answer, key: object, scope: Scope, send: Send) -> None:
        media, lasting = answer.head["type"], answer.head["lasting"]
        data = answer.body
        if data is not None and lasting:
            kept = Kept(media, data, entity_tag(media, data))
            self.service.cache.put(key, kept)
            await _send_kept(kept, scope, send)
            return
        fields = _fields(media, lasting)
        if data is not None:
            await whole(send, HTTPStatus.OK, fields, data)
            return
        chunks = self._keeping(answer, media, key) if lasting else answer.chunks()
        await streamed(scope, send, fields, chunks)

    async def _keeping(self, answer: Answer, media: str, key: object) -> AsyncIterator[bytes]:
        """The data of `answer` as it comes; if it is not too long, it is then kept."""
        parts: list[bytes] = []
        size = 0
        async for chunk in answer.chunks():
            size += len(chunk)
            if size <= self.service.cache.largest:
                parts.append(chunk)
            else:
                parts.clear()
            yield chunk
        if parts:
            data = b"".join(parts)
            self.service.cache.put(key, Kept(media, data, entity_tag(media, data)))


def routes(service: Service) -> list[Route]:
    """The routes of the protocol."""
    return [Route(PATH, Sparql(service))]


def asked(text: str, parameters: Parameters, accept: str | None, *, union: bool) -> Query:
    """What a worker is asked: the query `text` with the dataset in `parameters`."""
    default, named = (tuple(parameters.get(name, ())) for name in _DATASET)
    return Query(
        text,
        choose(accept, list(TABLES)),
        choose(accept, list(YES_NO)),
        choose(accept, list(TRIPLES)),
        default if default or named else None,
        named,
        union or "union-default-graph" in parameters,
    )


async def _send_kept(kept: Kept, scope: Scope, send: Send) -> None:
    fields = {**_fields(kept.media, True), "ETag": kept.tag}
    if matches(field(scope, b"if-none-match"), kept.tag):
        await send_unchanged(send, fields)
        return
    await whole(send, HTTPStatus.OK, fields, kept.body)


async def send_unchanged(send: Send, fields: dict[str, str]) -> None:
    """Sends 304: the client has it already (RFC 9110, section 15.4.5)."""
    del fields["Content-Type"]
    headers = [(name.lower().encode(), value.encode()) for name, value in fields.items()]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _fields(media: str, lasting: bool) -> dict[str, str]:
    control = "public, no-cache" if lasting else "no-store"
    return {"Content-Type": content_type(media), "Vary": "Accept", "Cache-Control": control}


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "The body is not in UTF-8.") from error
