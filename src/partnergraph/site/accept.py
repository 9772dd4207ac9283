"""Accept: which form of a document a client is given (RFC 9110, §12.5.1).

Servers are told the same in their own languages (`apache`, `nginx`), from the patterns here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from partnergraph.site.addresses import FORMS

_SPACE = "[ \\t]*"
_END = f"{_SPACE}(?:[;,]|$)"
#: A weight below one, as short as it can be written, so that weights compare as texts.
WEIGHT = "(0(?:[.][0-9]*[1-9])?)[.]?0*"


def ranges(form: str) -> tuple[str, str, str]:
    """The media ranges that hold the type of `form`, the widest first."""
    media = FORMS[form]
    return "*/*", f"{media.partition('/')[0]}/*", media


def named(media: str) -> str:
    """A pattern that finds the media range `media` in a field Accept. Case does not matter."""
    return f"(?:^|,){_SPACE}{_literal(media)}{_END}"


def weighed(media: str) -> str:
    """A pattern that finds `media` with a weight below one, which is its first group."""
    return f"(?:^|,){_SPACE}{_literal(media)}{_SPACE};(?:[^,]*;)?{_SPACE}q={WEIGHT}{_END}"


def weight(accept: str, form: str) -> str:
    """The weight that `accept` gives to `form`, without zeros at its end: `0`, `0.5`, `1`."""
    if not accept:
        return "1"
    found = "0"
    for media in ranges(form):
        if match := re.search(weighed(media), accept, re.IGNORECASE):
            found = match[1]
        elif re.search(named(media), accept, re.IGNORECASE):
            found = "1"
    return found


def choose(accept: str, forms: Iterable[str] = FORMS) -> str | None:
    """The form of the greatest weight, of equal ones the first; None where none is acceptable."""
    best, chosen = "0", None
    for form in forms:
        if (found := weight(accept, form)) > best:
            best, chosen = found, form
    return chosen


def _literal(media: str) -> str:
    return re.sub(r"[.+*]", r"[\g<0>]", media)
