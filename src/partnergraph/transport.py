"""HTTP as a store needs it: one deadline, login, redirects, retries, and errors in words.

An answer is read whole, into memory or a temporary file, before anybody sees it: half an answer
looks like an answer.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import IO, Any
from urllib.parse import urljoin

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from partnergraph import __version__
from partnergraph.errors import StoreError
from partnergraph.failures import Failure, Stopped, broken_off, refused, too_slow, unreachable
from partnergraph.login import Login, address, origin, shown

_TRIES = 3
_PAUSE = 0.5  # seconds before the second try; the third waits twice as long
_REDIRECTS = 5
_REDIRECT = frozenset({301, 302, 303, 307, 308})
_SEE_OTHER = 303
_UNAUTHORISED = 401
_IN_MEMORY = 4_000_000  # bytes of an answer; a longer one goes to a temporary file
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. `body` is a form, bytes or a file.

    `safe`: it changes nothing, so that it may be sent again.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | bytes | Path | None = None
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, complete. `kind` is the media type; `body` stands at its beginning."""

    status: int
    kind: str
    headers: Mapping[str, str]
    body: IO[bytes]


class _Body(tempfile.SpooledTemporaryFile[bytes]):
    """Closes itself when the last reader lets go of it."""

    def __del__(self) -> None:
        self.close()


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _Nobody(AuthBase):
    """No login, said explicitly: the library would look for one in ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Transport:
    """Sends requests within `timeout` seconds each (None: any), tries and redirects included."""

    def __init__(self, home: str, timeout: float | None) -> None:
        """`home` is the address that the login of the environment is meant for."""
        self._home = origin(address(home))
        self._timeout = math.inf if timeout is None else timeout
        self._login = Login.read()
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"partnergraph/{__version__}"
        self._auth: AuthBase = _Bearer(self._login.token) if self._login.token else _Nobody()

    def send(self, request: Request, accepted: frozenset[int] = frozenset()) -> Reply:
        """The reply to `request`: status 200, 201 or 204, or one of `accepted`.

        Raises StoreError, or QueryError where the server calls the request malformed. A safe
        request is sent up to three times, if the server was not reached or was busy.
        """
        end = time.monotonic() + self._timeout
        for attempt in range(1, _TRIES + 1):
            outcome = self._within(end - time.monotonic(), request, accepted)
            if isinstance(outcome, Reply):
                return outcome
            failure = outcome
            pause = max(failure.again or 0.0, _PAUSE * attempt)
            if failure.again is None or not request.safe or attempt == _TRIES:
                break
            if pause >= end - time.monotonic():
                break
            time.sleep(pause)
        tried = f" Tried {attempt} times." if attempt > 1 else ""
        # Outside any handler: the exceptions of the library hold the login, and are not chained.
        message, hint = self._login.hide(failure.message), self._login.hide(failure.hint)
        raise failure.error(f"{message}{tried}", hint)

    def _within(
        self, seconds: float, request: Request, accepted: frozenset[int]
    ) -> Reply | Failure:
        """The outcome of one try.

        It has a thread of its own: nothing else ends the look-up of a name, or an answer that
        comes byte by byte.
        """
        box: SimpleQueue[Reply | Failure] = SimpleQueue()
        late = Event()

        def work() -> None:
            box.put(self._outcome(request, accepted, seconds, late))

        Thread(target=work, daemon=True).start()
        try:
            return box.get(timeout=None if math.isinf(seconds) else max(seconds, 0))
        except Empty:
            return too_slow(request.url, self._timeout)
        finally:
            late.set()

    def _outcome(
        self, request: Request, accepted: frozenset[int], seconds: float, late: Event
    ) -> Reply | Failure:
        try:
            response = self._respond(request, seconds)
        except Stopped as stopped:
            return stopped.failure
        except Exception as error:
            return unreachable(error, request.url, self._timeout)
        with response:
            if response.status_code not in accepted | {200, 201, 204}:
                return refused(response, not isinstance(self._auth, _Nobody))
            try:
                return _received(response, late)
            except Exception as error:
                return broken_off(error, response.url, self._timeout)

    def _respond(self, request: Request, seconds: float) -> requests.Response:
        """The response after redirects, and after logging in where that is asked for."""
        first = request.url
        for _ in range(_REDIRECTS + 1):
            response = self._once(request, seconds)
            if response.status_code == _UNAUTHORISED and self._log_in(response, request.url):
                response.close()
                response = self._once(request, seconds)
            target = response.headers.get("Location", "")
            if response.status_code not in _REDIRECT or not target:
                return response
            response.close()
            request = self._redirected(request, response.status_code, target)
        raise Stopped(
            Failure(
                f"{shown(first)} leads on and on (more than {_REDIRECTS} redirects).",
                "Give the address at which the store itself answers.",
            )
        )

    def _once(self, request: Request, seconds: float) -> requests.Response:
        auth = self._auth if origin(request.url) == self._home else _Nobody()

        def call(data: Any) -> requests.Response:
            return self._session.request(
                request.method,
                request.url,
                data=data,
                headers=dict(request.headers),
                auth=auth,
                timeout=None if math.isinf(seconds) else max(seconds, 0.001),
                allow_redirects=False,
                stream=True,
            )

        if isinstance(request.body, Path):
            with request.body.open("rb") as stream:
                return call(stream)
        return call(request.body)

    def _log_in(self, response: requests.Response, url: str) -> bool:
        """Prepares the login that the server asks for; False if there is none to try."""
        if not self._login.user or origin(url) != self._home or not isinstance(self._auth, _Nobody):
            return False
        user, password = self._login.user, self._login.password
        if "digest" in response.headers.get("WWW-Authenticate", "").lower():
            self._auth = HTTPDigestAuth(user, password)
        else:
            self._auth = HTTPBasicAuth(user.encode(), password.encode())
        return True

    def _redirected(self, request: Request, status: int, target: str) -> Request:
        """The request that a redirect asks for (RFC 9110, section 15.4).

        A query goes on as it is. What changes a store goes on only where the status says that
        it must not become something else, and only on the same server.
        """
        try:
            url = address(urljoin(request.url, target))
        except StoreError as error:
            message = f"{shown(request.url)} leads to an address that cannot be used."
            raise Stopped(Failure(message, error.message)) from None
        if request.safe and status == _SEE_OTHER:
            return replace(request, method="GET", url=url, body=None)
        if request.safe or (status in (307, 308) and origin(url) == origin(request.url)):
            return replace(request, url=url)
        message = f"{shown(request.url)} leads to {shown(url)}; a change is not sent on."
        raise Stopped(Failure(message, "Give the address at which the store itself answers."))


def _received(response: requests.Response, late: Event) -> Reply:
    """The whole answer, read in pieces as they come."""
    body = _Body(_IN_MEMORY)
    while not late.is_set() and (piece := response.raw.read1(_CHUNK, decode_content=True)):
        body.write(piece)
    body.seek(0)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Reply(response.status_code, kind, dict(response.headers), body)
