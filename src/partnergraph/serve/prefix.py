"""The path under which a server lies: another server before it may take that away, or leave it."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from partnergraph.serve.headers import send_fields


class Prefix:
    """The layer of ASGI that takes `prefix`, with `/` at both ends, from paths that begin with it.

    Links in answers are relative, so that it need not be put there again.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        """Takes the application, and the path of its public address."""
        self.app = app
        self._text = prefix
        self._raw = prefix.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] == "http" and scope["raw_path"] == self._raw[:-1]:
            own = self._text.rstrip("/").rpartition("/")[2]
            await send_fields(send, 301, {"Location": f"{own}/"})
            return
        if scope["type"] == "http" and scope["raw_path"].startswith(self._raw):
            scope = {
                **scope,
                "path": scope["path"][len(self._text) - 1 :],
                "raw_path": scope["raw_path"][len(self._raw) - 1 :],
            }
        await self.app(scope, receive, send)
