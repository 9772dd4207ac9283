"""Conditional requests: what a client has already is not sent again (RFC 9110, §13)."""

from __future__ import annotations

import re
from email.utils import formatdate, parsedate_to_datetime

from starlette.types import Scope

from partnergraph.serve.headers import field

_TAG = re.compile(r'(?:W/)?("[^"]*")')
_DIGITS = 32


def tag_of(sha256: str) -> str:
    """The strong entity tag of the bytes with this checksum (§8.8.3)."""
    return f'"{sha256[:_DIGITS]}"'


def dated(seconds: int) -> str:
    """A moment, in seconds since 1970, as header fields have it (§5.6.7)."""
    return formatdate(seconds, usegmt=True)


def fresh(scope: Scope, tag: str, modified: int) -> bool:
    """Whether the client has what has this `tag` and was `modified` then.

    If-Modified-Since counts only where there is no If-None-Match (§13.1.3).
    """
    known = field(scope, b"if-none-match")
    if known is not None:
        return known.strip() == "*" or tag in _TAG.findall(known)
    since = field(scope, b"if-modified-since")
    if since is None:
        return False
    try:
        return modified <= parsedate_to_datetime(since).timestamp()
    except (ValueError, TypeError, OverflowError):
        return False
