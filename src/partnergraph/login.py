"""How to log in at a store: from environment variables, and nowhere else."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from partnergraph.errors import StoreError

USER = "PARTNERGRAPH_STORE_USER"
PASSWORD = "PARTNERGRAPH_STORE_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN = "PARTNERGRAPH_STORE_TOKEN"  # noqa: S105 - likewise
HOW = f"Set {USER} and {PASSWORD}, or {TOKEN}, in the environment."


@dataclass(frozen=True, slots=True, repr=False)
class Login:
    """A user with a password, or a token, or nothing. Its text never holds any of them."""

    user: str = ""
    password: str = ""
    token: str = ""

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Login:
        """What the environment says. Raises StoreError where that cannot be used."""
        user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
        if bool(user) != bool(password):
            given, missing = (USER, PASSWORD) if user else (PASSWORD, USER)
            raise StoreError(f"{given} is set and {missing} is not.", HOW)
        if user and token:
            raise StoreError(f"{USER} and {TOKEN} are both set.", "Unset one of them.")
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise StoreError(f"{TOKEN} is no token: it has characters that no header may hold.")
        if ":" in user or not (user.isprintable() and password.isprintable()):
            raise StoreError(f"{USER} or {PASSWORD} has characters that cannot be sent.")
        return cls(user, password, token)

    def __repr__(self) -> str:
        return f"Login({'token' if self.token else 'user' if self.user else 'none'})"

    def hide(self, text: str) -> str:
        """`text` without what is secret, should a server have sent it back."""
        pair = b64encode(f"{self.user}:{self.password}".encode()).decode()
        for secret in (self.token, self.password, pair if self.user else ""):
            text = text.replace(secret, "(hidden)") if secret else text
        return text


def shown(url: str) -> str:
    """`url` as messages show it: without user, password, query and fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(no address)"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def address(url: str) -> str:
    """`url`, checked: http or https, a host, no login. Raises StoreError, hiding a login."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise StoreError(
            "The address of the store is malformed.", "Write http://host/path."
        ) from None
    if parts.username is not None or parts.password is not None:
        raise StoreError(
            f"The address {shown(url)} was given with a login in it.",
            f"A login in an address ends up in logs. {HOW}",
        )
    if parts.scheme not in ("http", "https") or not host or not url.isprintable() or " " in url:
        raise StoreError(f"{shown(url)} is no address of a store.", "Write http://host/path.")
    return url


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port: a login is sent only where all three are those it is meant for."""
    parts = urlsplit(url)
    return (
        parts.scheme,
        parts.hostname or "",
        parts.port or (443 if parts.scheme == "https" else 80),
    )
