"""Compression: responses as gzip for clients that take it (RFC 9110, §8.4 and §12.5.3).

A layer of ASGI. The packed form of a representation is another one, with an ETag of its own: that
of the plain one with `-gz` before its end. Packed forms of whole bodies with an ETag are kept.
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Callable
from functools import lru_cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from partnergraph.serve.headers import field, varied
from partnergraph.serve.recent import Recent

#: Bytes from which a body is packed; what fits into one packet gains nothing.
LEAST = 700
_AT_ONCE = 1 << 18  # bytes that are packed without holding up other requests
_LEVEL = 5
_GZIP = 31  # window bits that make zlib write gzip (RFC 1952)
_KEPT = 32 << 20
_TEXTUAL = re.compile(
    r"text/|application/(?:[a-z0-9.-]+[+])?(?:json|xml|n-triples|n-quads|trig|sparql-query|yaml)\b"
    r"|application/(?:ld[+]json|javascript)|image/svg"
)
_CODING = re.compile(r"\s*([^\s;,]+)\s*(?:;\s*q\s*=\s*([0-9.]+))?\s*", re.IGNORECASE)
_PACKED = re.compile(r'-gz"')


class Compression:
    """The layer around `app`."""

    def __init__(self, app: ASGIApp) -> None:
        """Takes the application."""
        self.app = app
        self._kept = Recent[tuple[str, str, int], bytes](_KEPT, lambda _, data: len(data) + 512)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wanted = accepts_gzip(field(scope, b"accept-encoding"))
        tags = field(scope, b"if-none-match") or ""
        if _PACKED.search(tags):
            plain = _PACKED.sub('"', tags).encode("latin-1")
            others = [each for each in scope["headers"] if each[0] != b"if-none-match"]
            scope = {**scope, "headers": [*others, (b"if-none-match", plain)]}
        packer = _Packer(send, wanted=wanted, tags=tags, kept=self._kept)
        await self.app(scope, receive, packer.send)


class _Packer:
    """What becomes of one response on its way out."""

    def __init__(
        self, send: Send, *, wanted: bool, tags: str, kept: Recent[tuple[str, str, int], bytes]
    ) -> None:
        self._send = send
        self._wanted = wanted
        self._tags = tags
        self._kept = kept
        self._start: Message | None = None
        self._packing: Callable[[bytes, bool], bytes] | None = None

    async def send(self, message: Message) -> None:
        """Passes a message on, packed where it is to be."""
        if message["type"] == "http.response.start":
            if message["status"] == 304:  # noqa: PLR2004
                self._restore_tag(MutableHeaders(scope=message))
            elif self._fits(message):
                self._start = message  # until it is known how much follows
                return
            await self._send(message)
            return
        if self._start is not None:
            await self._begin(message)
        elif self._packing is not None and message["type"] == "http.response.body":
            more = bool(message.get("more_body"))
            data = self._packing(message.get("body", b""), not more)
            if data or not more:
                await self._send({**message, "body": data})
        else:
            await self._send(message)

    def _fits(self, start: Message) -> bool:
        """Whether the response is to be packed; one that could be says that it depends on that."""
        fields = dict(start["headers"])
        if b"content-encoding" in fields or b"content-range" in fields:
            return False
        if not _is_textual(fields.get(b"content-type", b"")):
            return False
        varied(MutableHeaders(scope=start), ["Accept-Encoding"])
        length = fields.get(b"content-length")
        return self._wanted and (length is None or int(length) >= LEAST)

    def _restore_tag(self, headers: MutableHeaders) -> None:
        """Names in a 304 the form that the client has."""
        tag = headers.get("etag", "")
        packed = packed_tag(tag)
        if packed and packed in self._tags:
            headers["ETag"] = packed
        varied(headers, ["Accept-Encoding"])

    async def _begin(self, message: Message) -> None:
        start, self._start = self._start, None
        assert start is not None  # noqa: S101 - the caller has looked
        headers, body = MutableHeaders(scope=start), message.get("body", b"")
        whole = not message.get("more_body")
        if message["type"] != "http.response.body" or (whole and len(body) < LEAST):
            await self._send(start)
            await self._send(message)
            return
        tag = headers.get("etag", "")
        headers["Content-Encoding"] = "gzip"
        if packed := packed_tag(tag):
            headers["ETag"] = packed
        if "accept-ranges" in headers:
            del headers["accept-ranges"]
        if whole:
            data = await self._whole((tag, headers.get("content-type", ""), len(body)), body)
            headers["Content-Length"] = str(len(data))
        else:
            if "content-length" in headers:
                del headers["content-length"]
            self._packing = _stream()
            data = self._packing(body, False)
        await self._send(start)
        if data or whole:
            await self._send({**message, "body": data})

    async def _whole(self, key: tuple[str, str, int], body: bytes) -> bytes:
        found = self._kept.get(key) if key[0] else None
        if found is None:
            packed = asyncio.to_thread(pack, body) if len(body) > _AT_ONCE else None
            found = await packed if packed else pack(body)
            if key[0]:
                self._kept.put(key, found)
        return found


@lru_cache(maxsize=256)
def _is_textual(media: bytes) -> bool:
    return _TEXTUAL.match(media.decode("latin-1")) is not None


@lru_cache(maxsize=256)
def accepts_gzip(accept: str | None) -> bool:
    """Whether a client with this field Accept-Encoding takes gzip."""
    weights: dict[str, float] = {}
    for part in (accept or "").lower().split(","):
        found = _CODING.fullmatch(part)
        if found:
            try:
                weights[found[1]] = float(found[2] or 1)
            except ValueError:
                weights[found[1]] = 0
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0))) > 0


def pack(body: bytes) -> bytes:
    """`body` as gzip; the same bytes each time."""
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return packing.compress(body) + packing.flush()


def _stream() -> Callable[[bytes, bool], bytes]:
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)

    def more(data: bytes, last: bool) -> bytes:
        found = packing.compress(data)
        return found + packing.flush() if last else found

    return more


def packed_tag(tag: str) -> str:
    """The entity tag of the packed form of what has `tag`; '' where that is none."""
    return f'{tag[:-1]}-gz"' if tag.endswith('"') and len(tag) > 1 else ""
