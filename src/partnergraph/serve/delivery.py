"""Delivery: what a worker writes, or wrote before, on its way to the client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from partnergraph.serve.answer import Answer
from partnergraph.serve.cache import Kept
from partnergraph.serve.jobs import Graph, Query
from partnergraph.serve.mediatypes import content_type
from partnergraph.serve.requests import BEGUN, Watch, field
from partnergraph.serve.responses import entity_tag, matches, streamed, unchanged, whole
from partnergraph.serve.service import Service


async def respond(
    service: Service, job: Query | Graph, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answers with what is kept for `job`, else with what a worker says. Raises Problem.

    The work ends when the client goes away.
    """
    key = (service.state, job)
    begun: Answer | None = scope.get("state", {}).get(BEGUN)
    kept = service.cache.get(key) if begun is None else None
    if kept is not None:
        await send_kept(kept, scope, send)
        return
    with Watch(receive):
        answer = begun or await service.engine.run(job)
        try:
            await answer.beginning()
            await _deliver(service, answer, key, scope, send)
        finally:
            answer.stop()


async def _deliver(service: Service, answer: Answer, key: object, scope: Scope, send: Send) -> None:
    media, lasting = answer.head["type"], answer.head["lasting"]
    data = answer.body
    if data is not None and lasting:
        kept = Kept(media, data, entity_tag(media, data))
        service.cache.put(key, kept)
        await send_kept(kept, scope, send)
        return
    fields = fields_of(media, lasting)
    if data is not None:
        await whole(send, HTTPStatus.OK, fields, data)
        return
    chunks = _keeping(service, answer, media, key) if lasting else answer.chunks()
    await streamed(scope, send, fields, chunks, answer.room)


async def _keeping(
    service: Service, answer: Answer, media: str, key: object
) -> AsyncIterator[bytes]:
    """The data of `answer` as it comes; if it is neither too long nor read slowly, it is kept."""
    parts: list[bytes] = []
    size = 0
    async for chunk in answer.chunks():
        size += len(chunk)
        if size <= service.cache.largest and not answer.spooled:
            parts.append(chunk)
        else:
            parts.clear()
        yield chunk
    if parts:
        data = b"".join(parts)
        service.cache.put(key, Kept(media, data, entity_tag(media, data)))


async def send_kept(kept: Kept, scope: Scope, send: Send) -> None:
    """Sends an answer that is kept, or 304 to who has it already."""
    fields = {**fields_of(kept.media, True), "ETag": kept.tag}
    if matches(field(scope, b"if-none-match"), kept.tag):
        await unchanged(send, fields)
    else:
        await whole(send, HTTPStatus.OK, fields, kept.body)


def fields_of(media: str, lasting: bool) -> dict[str, str]:
    """The header fields of an answer in the form `media`; `lasting` ones may be kept."""
    control = "public, no-cache" if lasting else "no-store"
    return {"Content-Type": content_type(media), "Vary": "Accept", "Cache-Control": control}
