"""Problems: errors as clients of an HTTP API read them (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from partnergraph.errors import PartnergraphError

MEDIA_TYPE = "application/problem+json"


class Problem(PartnergraphError):  # noqa: N818 - as the standard calls it
    """Why a request gets no answer: a status, what is wrong in few words, and what to do.

    `headers` go with the response, `members` into its JSON (RFC 9457, section 3.2): `line` and
    `column` of an error in a query, `offers` of media types.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(title, detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = dict(members or {})

    def __reduce__(self) -> tuple[type[Problem], tuple[object, ...]]:
        return Problem, (self.status, self.title, self.detail, self.headers, self.members)

    def body(self) -> bytes:
        """The JSON of the response, in UTF-8."""
        found = {"status": self.status, "title": self.title or HTTPStatus(self.status).phrase}
        if self.detail:
            found["detail"] = self.detail
        text = json.dumps({**found, **self.members}, ensure_ascii=False)
        return text.encode("utf-8", "replace") + b"\n"


def busy(detail: str, seconds: int = 5) -> Problem:
    """No room at the moment: 503, and when to come again (RFC 9110, section 15.6.4)."""
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE, "The server is busy.", detail, {"Retry-After": str(seconds)}
    )


def too_slow(seconds: float) -> Problem:
    """An answer took more than `seconds`."""
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        f"There is no answer after {seconds:g} seconds.",
        "Ask for less: a LIMIT, a more selective pattern first.",
        {"Retry-After": "30"},
    )


def died() -> Problem:
    """A worker ended by itself: too deep for its stack, or too large for its memory."""
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The question was more than the engine can bear.",
        "It may need too much memory. Ask for less, or in another way.",
        {"Retry-After": "30"},
    )
