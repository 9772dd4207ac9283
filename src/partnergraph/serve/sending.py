"""Sending what workers of the site made: pages with their policy, files, and both from memory."""

from __future__ import annotations

from starlette.types import Scope, Send

from partnergraph.serve.cache import Kept
from partnergraph.serve.headers import page_policy
from partnergraph.serve.orders import Made
from partnergraph.serve.requests import field
from partnergraph.serve.responses import entity_tag, matches, whole

#: It may be kept, and must be asked for again: the graph may be another by then.
CACHED = "public, no-cache"
PAGE = "public, max-age=300"
_HEAD = 4096  # bytes of a page in which it states its policy
_FINE, _UNCHANGED = 200, 304


async def send_made(made: Made, scope: Scope, send: Send, control: str = CACHED) -> None:
    """Sends what was made; what is no page of success is not to be kept by anybody."""
    fields = {"Content-Type": made.media, "Vary": "Accept", "Cache-Control": control}
    if made.media.startswith("text/html"):
        fields["Content-Security-Policy"] = page_policy(made.data[:_HEAD])
    if made.status != _FINE:
        fields["Cache-Control"] = "no-store"
        await whole(send, made.status, fields, made.data)
        return
    if control != "no-store":
        tag = fields["ETag"] = entity_tag(made.media, made.data)
        if matches(field(scope, b"if-none-match"), tag):
            del fields["Content-Type"]
            headers = [(k.lower().encode(), v.encode()) for k, v in fields.items()]
            await send({"type": "http.response.start", "status": _UNCHANGED, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
    await whole(send, _FINE, fields, made.data)


async def send_kept(kept: Kept, scope: Scope, send: Send) -> None:
    """Sends what was made before."""
    await send_made(Made(_FINE, kept.media, kept.body), scope, send)
