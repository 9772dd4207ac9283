"""Ordering: the rows of an answer in the order that its query wants, by one look at each term.

Oxigraph sorts by looking up the terms of two rows for each comparison, which costs four fifths of
the time of a long answer. A query that orders by all its columns has one order only, so its answer
may as well be sorted here. The order is that of SPARQL 1.1 (§15.1), and of Oxigraph where that
leaves it open: what is unbound first, IRIs, then texts by their characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import pyoxigraph

_SELECT = re.compile(r"^SELECT(?: DISTINCT((?:\s+\?\w+)+)\s+WHERE\b)?", re.MULTILINE)
_ORDER = re.compile(r"\nORDER BY((?:\s+\?\w+)+)\s*\Z")
_NUMBERS = re.compile(r"\b(?:COUNT|SUM|MIN|MAX|AVG)\s*\([^()]*\)\s+AS\b", re.IGNORECASE)
#: How a query orders by the beginning of a text before it orders by the whole.
_BEGINNING = r"BIND \(SUBSTR\(STR\(\?{whole}\), 1, [0-9]+\) AS \?{begin}\)"
Key = tuple[int] | tuple[int, str] | tuple[int, str, str, str]


class Order(NamedTuple):
    """A query without its order; the columns it orders by; those that must hold texts alone."""

    text: str
    columns: tuple[str, ...]
    texts: frozenset[str]


def order_of(text: str) -> Order | None:
    """What a query orders by; None where that does not put any two rows in order, or numbers do."""
    select, last = _SELECT.search(text), _ORDER.search(text)
    if not (select and select[1] and last) or _NUMBERS.search(text):
        return None
    shown, wanted = set(_names(select[1])), _names(last[1])
    columns, texts = [], set()
    for name, following in zip(wanted, [*wanted[1:], ""], strict=True):
        if name in shown:
            columns.append(name)
        elif _begins(text, name, following):
            texts.add(following)
        else:
            return None
    if set(columns) != shown:
        return None
    return Order(text[: last.start()] + "\n", tuple(columns), frozenset(texts))


def in_order(
    rows: Sequence[pyoxigraph.QuerySolution], columns: Sequence[str], order: Order
) -> list[pyoxigraph.QuerySolution] | None:
    """The rows, whose columns are called `columns`, in `order`.

    None where a column holds what is neither an IRI nor a text, or an IRI where only texts may be.
    """
    keys = []
    for name in order.columns:
        place = columns.index(name)
        found = [_key(row[place]) for row in rows]
        if None in found or (name in order.texts and any(key and key[0] == 1 for key in found)):
            return None
        keys.append(found)
    places = sorted(range(len(rows)), key=list(zip(*keys, strict=True)).__getitem__)
    return [rows[place] for place in places]


def _names(text: str) -> list[str]:
    return [name.removeprefix("?") for name in text.split()]


def _begins(text: str, begin: str, whole: str) -> bool:
    """Whether `begin` is but the beginning of the text that is ordered by next."""
    bound = re.search(_BEGINNING.format(whole=whole, begin=begin), text)
    return bound is not None and len(re.findall(rf"\?{begin}\b", text)) == 2  # noqa: PLR2004


def _key(term: object) -> Key | None:
    if term is None:
        return (0,)
    if isinstance(term, pyoxigraph.NamedNode):
        return 1, term.value
    if not isinstance(term, pyoxigraph.Literal):
        return None
    kind = term.datatype.value
    if not kind.endswith(("#string", "#langString")):
        return None
    return 2, term.value, kind, term.language or ""
