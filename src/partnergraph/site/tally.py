"""Tally: a list that counts what there is under each heading, by kind."""

from __future__ import annotations

from collections.abc import Sequence

from partnergraph.site.listing import Cell, Line, Listing
from partnergraph.site.pages import Press
from partnergraph.site.records import Text
from partnergraph.site.sheet import Value

_KINDS = ("institution", "agreement", "event", "programme", "relation")


def tally(
    press: Press,
    lang: str,
    stem: str,
    title: Text,
    counted: Sequence[tuple[str, str, Sequence[Sequence[str]]]],
) -> Listing:
    """The list at `stem` that tells how much there is under each heading.

    `counted` are the IRI of each heading, or its text; the page of it; and the things, in groups.
    """
    lines = []
    for iri, target, found in counted:
        things = [each for group in found for each in group]
        numbers = [sum(press.shelf.kind(each) == kind for each in things) for kind in _KINDS]
        name = press.shelf.name(iri, lang) if "/" in iri else Text(iri)
        cells = (Cell((Value(name, target),)), *(_number(each) for each in numbers))
        lines.append(Line(iri if "/" in iri else "", cells))
    used = [
        number
        for number in range(1, len(_KINDS) + 1)
        if any(line.cells[number].text for line in lines)
    ]
    kept = tuple(Line(x.iri, (x.cells[0], *(x.cells[n] for n in used))) for x in lines)
    columns = ("name", *(f"{_KINDS[number - 1]}s" for number in used))
    return Listing(stem, title, "thing", columns, kept)


def _number(number: int) -> Cell:
    return Cell((Value(Text(str(number) if number else "")),))
