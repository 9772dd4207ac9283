"""Writing over HTTP: who may, and how a change is made and told."""

from __future__ import annotations

import hmac

from starlette.types import Scope, Send

from partnergraph.serve.jobs import Change, Update
from partnergraph.serve.problems import Problem
from partnergraph.serve.requests import field
from partnergraph.serve.responses import whole
from partnergraph.serve.service import Service
from partnergraph.serve.settings import Settings


def require_writer(scope: Scope, settings: Settings) -> None:
    """Raises Problem: 403 where nobody writes, 401 for who does not know the token.

    The token comes in a header field (RFC 6750, section 2.1), which no other site can make a
    browser send unasked, as it can cookies.
    """
    if not settings.writable:
        raise Problem(403, "This server takes no updates.", "It is read-only.")
    scheme, _, token = (field(scope, b"authorization") or "").partition(" ")
    known = hmac.compare_digest(token.strip().encode(), settings.token.encode())
    if scheme.lower() != "bearer" or not known:
        raise Problem(
            401,
            "Writers must say the token.",
            "Send it as Authorization: Bearer TOKEN.",
            {"WWW-Authenticate": 'Bearer realm="partnergraph"'},
        )


async def finish(service: Service, job: Update | Change, send: Send, location: str = "") -> None:
    """Has a change made, and tells that it is done. Raises Problem.

    A client that goes away meanwhile does not stop it.
    """
    try:
        answer = await service.engine.run(job)
    finally:
        service.changed()
    fields = {"Location": location} if location else {}
    await whole(send, int(answer.head["status"]), fields)
