"""Lookups: questions by GET that go to a worker, and answers that come back, below ASGI.

Most questions are small, and their answers are whole within a moment. What they need of HTTP is
done here at once, as the long way through the application would do it. Whatever is not of that
kind, or turns out not to be, goes the long way, and takes along the answer that has begun.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from partnergraph.serve.answer import Answer
from partnergraph.serve.cache import Kept
from partnergraph.serve.compression import LEAST, accepts_gzip, pack, packed_tag
from partnergraph.serve.delivery import fields_of
from partnergraph.serve.headers import added
from partnergraph.serve.jobs import Query
from partnergraph.serve.protocol import PATH, asked
from partnergraph.serve.ready import Key
from partnergraph.serve.responses import entity_tag
from partnergraph.serve.service import Service

_LARGEST = 1 << 16  # bytes of an answer that is packed and sent without holding up others
_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})|[^\x21-\x7e]")
_NAME = b"query="


class Lookup:
    """A question on its way. Its `answer` may be whole when it begins, or go the long way."""

    def __init__(self, service: Service, key: Key, job: Query, heard: Callable[[], None]) -> None:
        """Takes the request and what it asks; `heard` is called when the answer begins or fails."""
        self.since = time.perf_counter()
        self.answer = Answer(heard)
        self._service, self._key, self._job = service, key, job
        self._state, self._epoch = service.state, service.ready.epoch

    @property
    def milliseconds(self) -> float:
        """How long it has been worked for."""
        return round(1000 * (time.perf_counter() - self.since), 1)

    def begin(self) -> None:
        """Asks a worker; the answer may begin or fail at once."""
        self._service.engine.ask(self._job, self.answer)

    def response(self) -> tuple[bytes, int] | None:
        """The response from its first field on, and how long the body is; then it is kept.

        None where it must go the long way.
        """
        answer = self.answer
        body = None if answer.refused else answer.body
        if body is None or len(body) > _LARGEST or not answer.head["lasting"]:
            return None
        media = answer.head["type"]
        tag = entity_tag(media, body)
        self._service.cache.put((self._state, self._job), Kept(media, body, tag))
        coding = self._key[2]
        packed = len(body) >= LEAST and accepts_gzip(coding.decode("latin-1") if coding else None)
        if packed:
            body, tag = pack(body), packed_tag(tag)
        before, between, after = _head(media, packed)
        data = b"".join((before, tag.encode(), between, str(len(body)).encode(), after, body))
        self._service.ready.keep(self._key, self._epoch, data, len(body))
        return data, len(body)


class Lookups:
    """What tells lookups from other requests."""

    def __init__(self, service: Service, prefix: str = "/") -> None:
        """Takes the service, and the path of its public address."""
        self._service = service
        self._paths = {PATH.encode(), prefix.rstrip("/").encode() + PATH.encode()}
        # What a client may use is counted on the long way.
        self._open = not service.settings.client_seconds

    def of(self, key: Key, heard: Callable[[], None]) -> Lookup | None:
        """The lookup that a request is; None where it is another, or malformed.

        `heard` is called when its answer begins or fails.
        """
        target, accept, _ = key
        path, _, query = target.partition(b"?")
        if not self._open or path not in self._paths:
            return None
        text = text_of(query)
        settings = self._service.settings
        if text is None or len(text) > settings.limits.query:
            return None
        liked = accept.decode("latin-1") if accept is not None else None
        job = asked(text, {"query": [text]}, liked, union=settings.union)
        if self._service.cache.get((self._service.state, job)) is not None:
            return None
        return Lookup(self._service, key, job, heard)


def text_of(query: bytes) -> str | None:
    """The query that a query string is; None where it says more than that, or is malformed."""
    if not query.startswith(_NAME) or b"&" in query or _BROKEN.search(query):
        return None
    try:
        text = unquote_to_bytes(query[len(_NAME) :].replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text or None


@lru_cache(maxsize=64)
def _head(media: str, packed: bool) -> tuple[bytes, bytes, bytes]:
    """The fields of a response: before its ETag, between that and its length, and after."""
    fields = {**fields_of(media, True), "Vary": "Accept, Accept-Encoding"}
    stated = [(name.lower().encode(), value.encode()) for name, value in fields.items()]
    coded = [(b"content-encoding", b"gzip")] if packed else []
    rest = added([*stated, *coded])[len(stated) :]
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in stated)
    after = b"".join(name + b": " + value + b"\r\n" for name, value in rest)
    return lines + b"etag: ", b"\r\ncontent-length: ", b"\r\n" + after + b"\r\n"
