"""Content negotiation: which of our media types a client likes best (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from partnergraph.serve.problems import Problem

# A list item may hold quoted strings, and these commas and semicolons.
_ITEM = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PART = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"?)+')
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z")
#: Parameters that say nothing about the choice: all our text is UTF-8, and a profile is a wish.
_IGNORED = frozenset({"charset", "profile"})

Range = tuple[str, Mapping[str, str], float]


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that the header field `accept` likes best; None where it excludes them all.

    For each offer the most specific range counts, of equals the larger quality; of offers that
    are liked as much, the first is taken. No header, or an empty one, is content with anything.
    Ranges that are malformed are overlooked.
    """
    if accept is None or not accept.strip():
        return offers[0] if offers else None
    ranges = list(_ranges(accept))
    best, found = 0.0, None
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > best:
            best, found = quality, offer
    return found


def required(accept: str | None, offers: Sequence[str]) -> str:
    """As `choose`; raises Problem (406), which lists the offers, where all are excluded."""
    found = choose(accept, offers)
    if found is None:
        raise not_acceptable(offers)
    return found


def not_acceptable(offers: Sequence[str]) -> Problem:
    """There is nothing in a form that the client accepts (RFC 9110, section 15.5.7)."""
    return Problem(
        406,
        "This is not available in a form that you accept.",
        f"It can be had as {', '.join(offers)}.",
        members={"offers": list(offers)},
    )


def _ranges(accept: str) -> Iterator[Range]:
    for item in _ITEM.findall(accept):
        name, *rest = (part.strip() for part in _PART.findall(item))
        kind, slash, subtype = name.lower().partition("/")
        if not (kind and slash and subtype) or (kind == "*" and subtype != "*"):
            continue
        parameters = dict(_parameter(part) for part in rest if part)
        weight = parameters.pop("q", "1")
        if _QUALITY.match(weight):
            for ignored in _IGNORED & parameters.keys():
                del parameters[ignored]
            yield name.lower(), parameters, float(weight)


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value.strip().strip('"').lower()


def _quality(offer: str, ranges: Sequence[Range]) -> float:
    """How much `offer` is liked: 0 not at all, 1 most."""
    name, *rest = offer.lower().split(";")
    own = dict(_parameter(part) for part in rest)
    kind = name.partition("/")[0]
    found = (-1, 0.0)
    for accepted, parameters, quality in ranges:
        if accepted == name and parameters.items() <= own.items():
            found = max(found, (2 + len(parameters), quality))
        elif not parameters and accepted == f"{kind}/*":
            found = max(found, (1, quality))
        elif not parameters and accepted == "*/*":
            found = max(found, (0, quality))
    return found[1]
