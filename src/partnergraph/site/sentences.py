"""Sentences: what changed, in the words of a language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from partnergraph.site.comparison import Change, Note
from partnergraph.site.documents import unescape
from partnergraph.site.naming import chosen, named
from partnergraph.site.renderer import words
from partnergraph.translation import fill
from partnergraph.vocabulary import PG

if TYPE_CHECKING:
    from partnergraph.site.material import Site

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)".*', re.DOTALL)
_FEW = 12  # notes of one thing
_LONG = 160  # characters of a value


def title(site: Site, change: Change, lang: str) -> tuple[str, str]:
    """What the thing is called, for a withdrawn one what it was called; and the tag of that."""
    own = chosen(change.names, lang) if change.kind == "withdrawn" else ("", "")
    found = named(site, change.iri, lang)
    return own if own[0] else (found.text, found.lang)


def notes(site: Site, change: Change, lang: str) -> list[str]:
    """How the thing changed, a sentence each: `last day: 2024 → 2027 (source: …)`."""
    found = [each for note in change.notes[:_FEW] for each in _sentences(site, note, lang)]
    more = len(change.notes) - _FEW
    return [*found, fill(words(lang)["changes-more"], str(more))] if more > 0 else found


def summary(site: Site, change: Change, lang: str) -> str:
    """The whole change in one line: `Changed: NAME. last day: 2024 → 2027; …`."""
    head = fill(words(lang)[f"changes-{change.kind}-thing"], title(site, change, lang)[0])
    told = notes(site, change, lang)
    return f"{head}: {'; '.join(told)}" if told else head


def _sentences(site: Site, note: Note, lang: str) -> Iterator[str]:
    say = words(lang)
    what = say["date"] if note.what == PG.edtf else named(site, note.what, lang).text
    lost, born = note.parts
    if born:
        yield fill(say["changes-parts-added"], what, str(born))
    if lost:
        yield fill(say["changes-parts-withdrawn"], what, str(lost))
    old, new = (", ".join(_text(site, term, lang) for term in terms) for terms in _terms(note))
    if not (old or new):
        return
    key = "value" if old and new else "value-added" if new else "value-withdrawn"
    said = fill(say[f"changes-{key}"], what, old or new, new)
    sources = ", ".join(named(site, _source(site, each), lang).text for each in note.sources)
    yield f"{said} ({fill(say['changes-source'], sources)})" if sources else said


def _terms(note: Note) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return note.removed, note.added


def _source(site: Site, graph: str) -> str:
    """The source whose graph it is."""
    return site.project.thing(graph.removeprefix(site.project.graph("source/")))


def _text(site: Site, term: str, lang: str) -> str:
    if term.startswith("<"):
        return named(site, term[1:-1], lang).text
    literal = _LITERAL.fullmatch(term)
    text = unescape(literal[1]) if literal else term
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
