"""Latest: what is new, as far as the graph knows: changes, else what was read and decided last."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import NamedTuple

from partnergraph.site.dating import say
from partnergraph.site.pages import Press
from partnergraph.site.records import Text, short
from partnergraph.site.renderer import words
from partnergraph.site.sentences import title
from partnergraph.site.sheet import Value
from partnergraph.translation import fill
from partnergraph.vocabulary import PG

_MOST = 6
_KINDS = ("added", "changed", "withdrawn")


class News(NamedTuple):
    """A line: what happened, in a word ('' where the lead says it); to what; and when, in words."""

    what: str
    thing: Value
    day: str


class Latest(NamedTuple):
    """What is new: a sentence that leads to the lines, the lines, and a closing sentence or ''."""

    lead: str
    lines: tuple[News, ...]
    close: str = ""


def latest(press: Press, lang: str) -> Latest:
    """What is new in `lang`: against the earlier graph, if one was named; else what was read last.

    All days are those of the graph. Raises PartnergraphError where the earlier graph cannot be
    read.
    """
    return _changed(press, lang) if press.site.since is not None else _read(press, lang)


def _changed(press: Press, lang: str) -> Latest:
    found, said = press.site.changes, words(lang)
    lines = []
    for each in chain.from_iterable([c for c in found if c.kind == kind] for kind in _KINDS):
        name, tag = title(press.site, each, lang)
        target = press.site.addresses.path(each.iri)
        lines.append(News(said[f"changes-{each.kind}"], Value(short(Text(name, tag)), target), ""))
        if len(lines) == _MOST:
            break
    more = len(found) - len(lines)
    close = fill(said["changes-more"], str(more)) if more else ""
    return Latest(said["changes-lead"] if found else said["changes-none"], tuple(lines), close)


def _read(press: Press, lang: str) -> Latest:
    record, said = press.shelf.record, words(lang)
    days, decided = {}, Counter[str]()
    for source in press.shelf.of_kind("source"):
        days[source] = record(source).one(PG.retrievedOn)
        nodes = record(source).nodes.values()
        decided.update(fact.value for node in nodes for fact in node.get(PG.decidedOn, ()))
    newest = sorted((iri for iri in days if days[iri]), key=lambda iri: (days[iri], iri))[::-1]
    lines = [
        News("", Value(short(press.shelf.name(iri, lang)), press.site.addresses.path(iri)), day)
        for iri in newest[:_MOST]
        if (day := say(days[iri], lang))
    ]
    close = ""
    if decided:
        day, number = max(decided.items())
        close = fill(said["latest-decided"], say(day, lang), str(number))
    return Latest(said["latest-read"] if lines else "", tuple(lines), close)
