"""Unknowns: what the sources leave open, contradict or break off, gathered on one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from partnergraph.progress import Tell
from partnergraph.site.company import item
from partnergraph.site.evidence import claim, difference, reading
from partnergraph.site.lists import clerk_of, years
from partnergraph.site.material import Site
from partnergraph.site.output import Output
from partnergraph.site.pages import Press, press_of
from partnergraph.site.records import Record, Text, short
from partnergraph.site.renderer import words
from partnergraph.site.sheet import Claim, Difference, Item, Printed, Value
from partnergraph.vocabulary import PG, RDF_TYPE, scheme

_STATUS = scheme("status")
_CLAIM_STATUS = scheme("claim-status")
_INCOMPLETE = PG.IncompleteStatement
_UNSURE = ("disputed", "unresolved", "retracted", "inferred")


@dataclass(frozen=True, slots=True)
class Unknowns:
    """What is not known: readings with their sources, contradictions, claims and things."""

    unresolved: tuple[tuple[Printed, Value], ...]
    inferred: tuple[tuple[Printed, Value], ...]
    differences: tuple[Difference, ...]
    incomplete: tuple[tuple[Claim, tuple[Text, ...]], ...]
    unsure: tuple[Claim, ...]
    supposed: tuple[Claim, ...]
    undated: tuple[Item, ...]
    force: tuple[Item, ...]

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many there are under each heading."""
        return (
            ("u-readings", len(self.unresolved)),
            ("u-conflicts", len(self.differences)),
            ("u-incomplete", len(self.incomplete)),
            ("u-unsure", len(self.unsure)),
            ("u-force", len(self.force)),
            ("u-undated", len(self.undated)),
            ("u-inferred", len(self.inferred)),
            ("u-supposed", len(self.supposed)),
        )


def write_unknowns(site: Site, output: Output, tell: Tell) -> None:
    """Writes the page in every language."""
    tell("What is not known.")
    press = press_of(site)
    for lang in press.renderer.languages:
        page = press.renderer.render(
            "unknowns.html",
            lang,
            "unknowns.html",
            title=words(lang)["unknowns"],
            u=unknowns(press, lang),
        )
        output.write(press.renderer.path("unknowns.html", lang), page)


def unknowns(press: Press, lang: str) -> Unknowns:
    """What the graph does not know, in a language."""
    found = tuple(_readings(press, lang))
    claims = tuple(_claims(press, lang))
    things = years(press).get("undated", [])
    return Unknowns(
        unresolved=tuple(each for each in found if each[0].key == "unresolved"),
        inferred=tuple(each for each in found if each[0].key in {"inferred", "disputed"}),
        differences=_differences(press, lang),
        incomplete=tuple((each, missing) for each, missing, cut in claims if cut),
        unsure=tuple(c for c, _, cut in claims if not cut and c.status_key != "inferred"),
        supposed=tuple(c for c, _, cut in claims if not cut and c.status_key == "inferred"),
        undated=_items(
            press, lang, [each for each in things if press.shelf.kind(each) != "relation"]
        ),
        force=_items(
            press,
            lang,
            [
                iri
                for iri in press.shelf.of_kind("agreement")
                if press.site.documents[iri].objects(PG.currentStatus)[:1]
                == [_STATUS.term("signed-force-unknown")]
            ],
        ),
    )


def _items(press: Press, lang: str, found: list[str]) -> tuple[Item, ...]:
    items = [item(clerk_of(press, iri, lang), iri) for iri in found]
    return tuple(sorted(items, key=lambda each: (each.kind, each.title.text)))


def _readings(press: Press, lang: str) -> Iterator[tuple[Printed, Value]]:
    for source in press.shelf.of_kind("source"):
        clerk = clerk_of(press, source, lang)
        for mention in sorted(n for n, f in clerk.record.nodes.items() if PG.surfaceForm in f):
            yield reading(clerk, mention), clerk.link(source)


def _claims(press: Press, lang: str) -> Iterator[tuple[Claim, tuple[Text, ...], bool]]:
    """Claims that fall short: what is missing from each, and whether it breaks off."""
    for record in _with(press, *(_CLAIM_STATUS.term(each) for each in _UNSURE), _INCOMPLETE):
        iri = record.iri
        for node in record.nodes:
            if _falls_short(record, node):
                clerk = clerk_of(press, iri, lang)
                cut = any(f.value == PG.IncompleteStatement for f in record.get(RDF_TYPE, node))
                title = short(press.shelf.name(iri, lang))
                about = Value(title, clerk.target(node))
                yield claim(clerk, record, node, about), clerk.texts(PG.missing, node), cut


def _with(press: Press, *terms: str) -> Iterator[Record]:
    """The records of documents in which one of `terms` stands; the others are not even parsed."""
    marks = [f"<{term}>".encode() for term in terms]
    documents = press.shelf.documents
    for iri in documents:
        data = documents[iri].data
        if any(mark in data for mark in marks):
            yield press.shelf.record(iri)


def _falls_short(record: Record, node: str) -> bool:
    status = record.one(PG.claimStatus, node).rpartition("/")[2]
    return status in _UNSURE or any(
        fact.value == _INCOMPLETE for fact in record.get(RDF_TYPE, node)
    )


def _differences(press: Press, lang: str) -> tuple[Difference, ...]:
    found: dict[frozenset[str], Difference] = {}
    for record in _with(press, PG.conflictsWith):
        iri = record.iri
        for node in record.nodes:
            for fact in record.get(PG.conflictsWith, node):
                pair = frozenset({node, fact.value})
                if pair not in found:
                    found[pair] = difference(clerk_of(press, iri, lang), node, fact.value)
    return tuple(found.values())
