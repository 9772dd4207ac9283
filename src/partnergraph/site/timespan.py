"""Timespan: when a thing was, read from its statements without looking at the rest of them."""

from __future__ import annotations

import re
from typing import NamedTuple

from partnergraph.site.documents import Document
from partnergraph.vocabulary import PG

_TOLD = (PG.earliest, PG.latest, PG.edtf, PG.hasLifecycleEvent)
_NAMES = tuple(each.encode() for each in _TOLD)
_SAID = re.compile(
    rb"(?m)^<([^>\n]*)> <("
    + b"|".join(re.escape(each.encode()) for each in _TOLD)
    + rb')> (?:<([^>\n]*)>|"([^"\\\n]*)")'
)


class Timespan(NamedTuple):
    """The years that a thing touches, its first day for sorting, and whether it has any date."""

    years: tuple[str, ...] = ()
    first: str = ""
    dated: bool = False


def timespan(document: Document) -> Timespan:
    """The timespan of what a document is about: of the thing itself and of its lifecycle events."""
    if not any(name in document.data for name in _NAMES):  # most of a registry
        return Timespan()
    found: dict[tuple[str, str], list[str]] = {}
    for subject, predicate, iri, text in _SAID.findall(document.data):
        key = (subject.decode(), predicate.decode())
        found.setdefault(key, []).append((iri or text).decode())
    if not found:
        return Timespan()
    own = document.iri
    nodes = [own, *dict.fromkeys(found.get((own, PG.hasLifecycleEvent), ()))]
    bounds = {
        node: [*found.get((node, PG.earliest), ()), *found.get((node, PG.latest), ())]
        for node in nodes
    }
    years = (day[:4] for node in nodes for day in bounds[node])
    dated = [node for node in nodes if (node, PG.edtf) in found]
    first = next((bounds[node][0] for node in dated if bounds[node]), "")
    return Timespan(tuple(dict.fromkeys(y for y in years if y.isdecimal())), first, bool(dated))
