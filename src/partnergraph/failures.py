"""What can go wrong between here and a store, in words.

The words are ours: an exception of the HTTP library may hold addresses with their queries, and
requests with their logins.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import requests

from partnergraph.errors import PartnergraphError, QueryError, StoreError
from partnergraph.login import HOW, shown

_EXCERPT = 300
_ENOUGH = 4096  # bytes of an error page
_MALFORMED = 400
_BUSY = frozenset({429, 502, 503, 504})
_SAYING = ("detailedMessage", "detail", "message", "exception", "error", "title")


_TIMEOUTS = {"ConnectTimeout", "ReadTimeout", "ReadTimeoutError", "TimeoutError"}
#: Names of exceptions, what they mean, what to do, and whether another try makes sense.
_UNREACHED: tuple[tuple[set[str], str, str, float | None], ...] = (
    ({"NameResolutionError", "gaierror"}, "is on an unknown host", "Check the address.", None),
    ({"ConnectionRefusedError"}, "refuses the connection", "Is the server running?", 0.0),
    (
        {"RemoteDisconnected", "ConnectionResetError", "BrokenPipeError"},
        "closed the connection without an answer",
        "Is it a server for HTTP, and is it well?",
        0.0,
    ),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong and what to do. `again`: after how many seconds another try makes sense;
    None if none does.
    """

    message: str
    hint: str = ""
    again: float | None = None
    error: type[PartnergraphError] = StoreError


class Stopped(Exception):  # noqa: N818 - ends an exchange, and carries what to say
    """Raised inside an exchange, and turned into its outcome."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def too_slow(url: str, seconds: float) -> Failure:
    """No complete answer within the time allowed."""
    return Failure(
        f"{shown(url)} did not answer within {seconds:g} s.", "Ask for less, or allow more time."
    )


def refused(response: requests.Response, logged_in: bool) -> Failure:
    """What a status other than 2xx means (RFC 9110, section 15)."""
    where, status = shown(response.url), response.status_code
    if status in (401, 403):
        did = "refuses the login" if logged_in else "asks for a login"
        return Failure(f"{where} {did} ({status}).", HOW)
    if status in (404, 410):
        return Failure(
            f"Nothing is at {where} ({status}).",
            "Check the path: it often ends in /sparql, on an Oxigraph server in /query.",
        )
    said = _first_line(response)
    saying = f": {said}" if said else "."
    if status == _MALFORMED:
        return Failure(
            f"{where} refuses what it was asked (400){saying}",
            "The server's own words stand after the colon." if said else "",
            error=QueryError,
        )
    again = _retry_after(response.headers.get("Retry-After")) if status in _BUSY else None
    hint = f"It asks to wait {again:.0f} s." if again else ""
    return Failure(
        f"{where} answers {status} {response.reason or ''}".rstrip() + saying, hint, again
    )


def unreachable(error: Exception, url: str, seconds: float) -> Failure:
    """What an exception before the answer began means."""
    where, chain = shown(url), list(_chain(error))
    names = {kind.__name__ for each in chain for kind in type(each).__mro__}
    if "SSLError" in names:
        return Failure(
            f"{where} cannot be trusted: {_certificate(chain)}.",
            "A certificate of your institution's own is named in REQUESTS_CA_BUNDLE.",
        )
    for known, message, hint, again in _UNREACHED:
        if names & known:
            return Failure(f"{where} {message}.", hint, again)
    if names & _TIMEOUTS:
        return too_slow(url, seconds)
    return Failure(f"{where} cannot be reached, or does not speak HTTP ({type(error).__name__}).")


def broken_off(error: Exception, url: str, seconds: float) -> Failure:
    """What an exception in the middle of an answer means."""
    names = {kind.__name__ for each in _chain(error) for kind in type(each).__mro__}
    if names & _TIMEOUTS:
        return too_slow(url, seconds)
    if "HTTPError" not in names and isinstance(error, OSError):
        return Failure(f"The answer of {shown(url)} cannot be kept: {error.strerror or 'no room'}.")
    return Failure(
        f"{shown(url)} broke off in the middle of its answer.", "Nothing of it is shown. Ask again."
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception, those that it wraps, and those that led to it."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) not in seen:
            seen.add(id(each))
            yield each
            inner = (each.__cause__, each.__context__, getattr(each, "reason", None), *each.args)
            waiting.extend(found for found in inner if isinstance(found, BaseException))


def _certificate(chain: list[BaseException]) -> str:
    reasons = (str(getattr(each, "verify_message", "")) for each in chain)
    return next(filter(None, reasons), "no encrypted connection can be made")


def _retry_after(value: str | None) -> float:
    """Seconds that the server asks to wait (RFC 9110, section 10.2.3); 0 if it says nothing."""
    if not value:
        return 0.0
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0.0


def _first_line(response: requests.Response) -> str:
    """The first line of what the server says, if that is meant to be read."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "text/plain" and not kind.endswith("json"):
        return ""
    try:
        text = response.raw.read(_ENOUGH, decode_content=True).decode(errors="replace")
    except Exception:
        return ""
    if kind.endswith("json"):
        text = _saying(text)
    lines = (" ".join(line.split()) for line in text.splitlines())
    line = next(filter(None, lines), "")
    return "".join(sign for sign in line if sign.isprintable())[:_EXCERPT]


def _saying(text: str) -> str:
    """The message in an error that is JSON, under any of its usual names."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    names = (name for name in _SAYING if isinstance(found, dict) and found.get(name))
    return str(found[name]) if (name := next(names, None)) else " ".join(text.split())
