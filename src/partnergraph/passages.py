"""Passages: the exact places in sources on which claims and mentions rest.

Places are Web Annotation specific resources (§4) with a text quote selector (§4.2.4) and, where
the offsets are known, a text position selector (§4.2.5). Their IRIs are those of RFC 5147.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from partnergraph.findings import violation, warning
from partnergraph.ledger import Ledger, Origin, Quote, digest, slug
from partnergraph.nquads import literal
from partnergraph.tables import Row, split
from partnergraph.vocabulary import OA, PG, RDF_TYPE, XSD

_POSITION = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Place:
    """Quoted words and, where known, their character offsets (start, end) in the text."""

    words: str
    start: int | None = None
    end: int | None = None


def places(row: Row, ledger: Ledger, words: list[str] | None = None) -> Iterator[Place]:
    """The places that a row's `passage` (or the given words) and `position` name.

    Bad offsets become findings, and the words alone then stand for the place.
    """
    quotes = row.values("passage") if words is None else words
    offsets = split(row.text("position"))
    if offsets and len(offsets) != len(quotes):
        message = f"{len(quotes)} passages but {len(offsets)} positions."
        ledger.findings.append(
            violation("position-count", message, "Give one for each.", **row.at("position"))
        )
        offsets = []
    for number, quote in enumerate(quotes):
        if len(quote) > _LONGEST_QUOTE:
            message = f"A quotation of {len(quote)} characters."
            hint = "Quote the few words of the name, date or act."
            ledger.findings.append(warning("long-quote", message, hint, **row.at("passage", quote)))
        yield _place(row, ledger, quote, offsets[number] if offsets else "")


def _place(row: Row, ledger: Ledger, quote: str, offset: str) -> Place:
    if not offset:
        return Place(quote)
    match = _POSITION.fullmatch(offset)
    if match is None:
        message = f"'{offset}' is no position."
        hint = "Write start-end in characters, for example 1790-1821."
        ledger.findings.append(violation("position", message, hint, **row.at("position", offset)))
        return Place(quote)
    start, end = int(match[1]), int(match[2])
    if end - start != len(quote):
        message = f"{offset} spans {end - start} characters, but '{quote}' has {len(quote)}."
        hint = "Correct the offsets or the quotation."
        ledger.findings.append(
            violation("position-length", message, hint, **row.at("position", offset))
        )
        return Place(quote)
    return Place(quote, start, end)


def record(place: Place, source: str, row: Row, ledger: Ledger) -> str:
    """States a place in the graph of its source (an id) and returns the IRI of the evidence."""
    page, graph = ledger.project.thing(source), ledger.source_graph(source)
    known = place.start is not None
    name = f"char={place.start},{place.end}" if known else f"quote-{digest(place.words)}"
    evidence = f"{page}#{name}"
    ledger.link(graph, evidence, RDF_TYPE, OA.SpecificResource)
    ledger.link(graph, evidence, OA.hasSource, page)
    quote = f"{evidence}-quote"
    ledger.link(graph, evidence, OA.hasSelector, quote)
    ledger.link(graph, quote, RDF_TYPE, OA.TextQuoteSelector)
    ledger.say(graph, quote, OA.exact, place.words)
    if known:
        position = f"{evidence}-position"
        ledger.link(graph, evidence, OA.hasSelector, position)
        ledger.link(graph, position, RDF_TYPE, OA.TextPositionSelector)
        for predicate, offset in ((OA.start, place.start), (OA.end, place.end)):
            # The same value as nonNegativeInteger, which Oxigraph folds into integer.
            number = literal(str(offset), datatype=XSD.integer)
            ledger.state(graph, position, predicate, number)
        ledger.origins[position].append(Origin(row, "position"))
    origin = Origin(row, "as_printed" if row.table.name == "readings" else "passage")
    for node in (evidence, quote):
        ledger.origins[node].append(origin)
    ledger.quotes.append(Quote(source, place.words, place.start, place.end, origin))
    return evidence


def mention(form: str, source: str, language: str, ledger: Ledger) -> str:
    """States that a name form is printed in a source; returns the IRI of the mention."""
    page, graph = ledger.project.thing(source), ledger.source_graph(source)
    node = f"{page}#mention-{tag(form)}"
    ledger.link(graph, node, RDF_TYPE, PG.Mention)
    ledger.say(graph, node, PG.surfaceForm, form, language)
    ledger.link(graph, node, PG.statedIn, page)
    return node


def tag(form: str) -> str:
    """A printed form as the end of an IRI: readable where it is Latin, unique always."""
    return "-".join(part for part in (slug(form), digest(form, length=6)) if part)
