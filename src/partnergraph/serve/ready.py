"""Ready responses: whole ones that were just sent, for connections to send again as they are.

Kept is what depends on nothing but the address, Accept and Accept-Encoding, and on the graph: when
that changes, all are forgotten. Clients that say more (conditions, a login) go the long way.
"""

from __future__ import annotations

from typing import TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from partnergraph.serve.recent import Recent

#: The target of a request as it was sent, and its fields Accept and Accept-Encoding.
Key: TypeAlias = tuple[bytes, bytes | None, bytes | None]
_MOST = 32 << 20
_KNOWN = frozenset({b"accept", b"accept-encoding"})
#: What a request may say beside, because no answer depends on it.
_OTHERS = frozenset(
    {b"host", b"user-agent", b"connection", b"accept-language", b"origin", b"referer"}
    | {b"cache-control", b"pragma", b"dnt", b"te", b"upgrade-insecure-requests", b"cookie"}
    | {b"sec-fetch-dest", b"sec-fetch-mode", b"sec-fetch-site", b"sec-fetch-user", b"priority"}
    | {b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip", b"via"}
    | {b"sec-ch-ua", b"sec-ch-ua-mobile", b"sec-ch-ua-platform", b"forwarded"}
)


class Ready:
    """Responses by key: the fields after Date, and the body, as bytes of HTTP/1.1."""

    def __init__(self, most: int = _MOST) -> None:
        """Takes how many bytes may be kept."""
        self._kept = Recent[Key, tuple[bytes, int]](most, _size)
        #: How often all was forgotten.
        self.epoch = 0

    def get(self, key: Key) -> tuple[bytes, int] | None:
        """The response kept by `key` from its first field on, and how long the body is."""
        return self._kept.get(key)

    def keep(self, key: Key, epoch: int, data: bytes, length: int) -> None:
        """Keeps a response that was begun in `epoch`, unless the graph has changed since."""
        if epoch == self.epoch:
            self._kept.put(key, (data, length))

    def clear(self) -> None:
        """Forgets all."""
        self.epoch += 1
        self._kept.clear()


def _size(key: Key, kept: tuple[bytes, int]) -> int:
    """Bytes of memory; clients choose how long a key is."""
    return sum(len(part) for part in key if part) + len(kept[0]) + 768


def key_of(method: bytes, target: bytes, fields: list[tuple[bytes, bytes]]) -> Key | None:
    """What a request is known by, its `fields` having small letters; None: it goes the long way."""
    if method != b"GET":
        return None
    accept = coding = None
    for name, value in fields:
        if name == b"accept" and accept is None:
            accept = value
        elif name == b"accept-encoding" and coding is None:
            coding = value
        elif name not in _OTHERS:
            return None
    return target, accept, coding


class Keeping:
    """The layer of ASGI around `app` that keeps its whole answers in `ready`."""

    def __init__(self, app: ASGIApp, ready: Ready) -> None:
        """Takes the application, with all that it sends, and where to keep it."""
        self.app = app
        self.ready = ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        query: bytes = scope["query_string"]
        target = scope["raw_path"] + (b"?" + query if query else b"")
        key = key_of(b"GET", target, scope["headers"])
        if key is None:
            await self.app(scope, receive, send)
            return
        epoch, start = self.ready.epoch, None

        async def passed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message if _is_lasting(message) else None
            elif start is not None:
                if not message.get("more_body") and message["type"] == "http.response.body":
                    self.ready.keep(key, epoch, *_bytes_of(start, message.get("body", b"")))
                start = None
            await send(message)

        await self.app(scope, receive, passed)


def _is_lasting(start: Message) -> bool:
    """Whether a response is the same for everybody who asks the same."""
    fields = dict(start["headers"])
    varies = {each.strip().lower() for each in fields.get(b"vary", b"").split(b",") if each.strip()}
    return (
        start["status"] == 200  # noqa: PLR2004 - OK
        and b"etag" in fields
        and b"content-length" in fields
        and b"connection" not in fields
        and b"public" in fields.get(b"cache-control", b"")
        and varies <= _KNOWN
    )


def _bytes_of(start: Message, body: bytes) -> tuple[bytes, int]:
    fields = b"".join(name + b": " + value + b"\r\n" for name, value in start["headers"])
    return fields + b"\r\n" + body, len(body)
