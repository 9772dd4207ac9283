"""Header fields of every response: who may read it, and what a browser must not do with it.

A layer of ASGI around the application. It answers preflight requests of browsers (Fetch, §3.2.2),
and takes the body from what answers HEAD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from partnergraph.site.rules import DATA_POLICY, FIELDS, PAGE_POLICY

#: A header field as ASGI has it: the name in small letters.
Pair: TypeAlias = tuple[bytes, bytes]
#: What scripts of other sites may read beside the few fields that they always may.
_EXPOSED = "Link, Location, Content-Location, ETag, Retry-After, Allow"
#: What every response carries, whatever it is.
COMMON: Mapping[str, str] = {**FIELDS, "Access-Control-Expose-Headers": _EXPOSED}
_COMMON = [(name.lower().encode(), value.encode()) for name, value in COMMON.items()]
_POLICY = b"content-security-policy"
_METHODS = "GET, HEAD, POST, OPTIONS"
_ASKED = "Accept, Content-Type, If-None-Match, If-Modified-Since, Range"
_PREFLIGHT: Mapping[str, str] = {
    **COMMON,
    "Content-Security-Policy": DATA_POLICY,
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": _ASKED,
    "Access-Control-Max-Age": "86400",
    "Allow": _METHODS,
}
_STATED = re.compile(
    rb'<meta http-equiv="?Content-Security-Policy"? content="([^"<>\r\n]{1,4000})"'
)


class Headers:
    """The layer around `app`."""

    def __init__(self, app: ASGIApp) -> None:
        """Takes the application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if is_preflight(scope):
            await send_fields(send, 204, _PREFLIGHT)
            return
        bare = scope["method"] == "HEAD"

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": added(message["headers"])}
            elif bare and message["type"] == "http.response.body":
                if message.get("more_body"):
                    return
                message = {**message, "body": b""}
            await send(message)

        await self.app(scope, receive, sent)


def is_preflight(scope: Scope) -> bool:
    """Whether a browser asks beforehand what a script may send."""
    if scope["method"] != "OPTIONS":
        return False
    return any(name == b"access-control-request-method" for name, _ in scope["headers"])


def page_policy(page: bytes) -> str:
    """The policy of a page as a header field: what the page itself states, and about frames.

    `page` may be its beginning. A field can forbid what an element `meta` cannot (CSP 3, §3.3).
    """
    found = _STATED.search(page)
    own = (
        found[1].decode("ascii", "ignore").replace("&#39;", "'") if found else "default-src 'none'"
    )
    named = {part.split()[0] for part in own.split(";") if part.split()}
    more = [part for part in PAGE_POLICY.split("; ") if part.split()[0] not in named]
    forms = [] if "form-action" in named else ["form-action 'self'"]
    return "; ".join([own.strip().rstrip(";"), *more, *forms])


async def send_fields(send: Send, status: int, fields: Mapping[str, str]) -> None:
    """Sends a response that is nothing but header fields."""
    headers = [(name.lower().encode(), value.encode()) for name, value in fields.items()]
    if status != 204:  # noqa: PLR2004 - which has none (RFC 9110, §8.6)
        headers.append((b"content-length", b"0"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def field(scope: Scope, name: bytes) -> str | None:
    """The request's header field `name`, in small letters; repeated ones joined (RFC 9110, §5.3).

    None where it is absent.
    """
    found = [value for key, value in scope["headers"] if key == name]
    return b", ".join(found).decode("latin-1") if found else None


def varied(headers: MutableHeaders, names: Iterable[str]) -> None:
    """Adds `names` to the field Vary, each once."""
    known = [each.strip() for each in headers.get("vary", "").split(",") if each.strip()]
    lower = {each.lower() for each in known}
    new = [name for name in names if name.lower() not in lower]
    if new and "*" not in lower:
        headers["Vary"] = ", ".join([*known, *new])


def added(headers: Sequence[Pair]) -> list[Pair]:
    """`headers`, and then what is common to all responses, where they do not say something else."""
    found = dict(headers)
    more = [pair for pair in _COMMON if pair[0] not in found]
    if _POLICY not in found:
        html = found.get(b"content-type", b"").startswith(b"text/html")
        more.append((_POLICY, (PAGE_POLICY if html else DATA_POLICY).encode()))
    return [*headers, *more]
