"""Lists: what there is of each kind, in each country, region and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

import pyoxigraph

from partnergraph.progress import Tell
from partnergraph.site.addresses import file_name
from partnergraph.site.clerk import Clerk, country_page
from partnergraph.site.company import item
from partnergraph.site.evidence import reading
from partnergraph.site.listing import Cell, Line, Lines, Listing, write
from partnergraph.site.material import Site
from partnergraph.site.output import Output
from partnergraph.site.pages import Press, press_of
from partnergraph.site.records import Text, short
from partnergraph.site.renderer import words
from partnergraph.site.sheet import Value
from partnergraph.site.tally import tally
from partnergraph.store import query
from partnergraph.vocabulary import DC, ORG, PG, SCHEMA

_LONGEST = 200
#: Kind -> properties that a list of that kind shows beside name, date and status.
_SHOWN = {
    "institution": (PG.country, PG.city, ORG.classification),
    "unit": (ORG.unitOf,),
    "agreement": (PG.agreementType,),
    "event": (PG.country, PG.city),
    "programme": (),
    "relation": (),
    "statement": (PG.statedIn, PG.modality, PG.claimStatus),
    "source": (DC.publisher, DC.language, PG.retrievedOn),
    "thing": (),
}
#: Kinds that pages lead to, so that their lists are there even when they are empty.
_ALWAYS = frozenset(_SHOWN) - {"thing"}
_KINDS = tuple(_SHOWN)
_DATED = frozenset({"agreement", "event", "relation", "programme", "thing"})
_GROUPS = f"""
SELECT DISTINCT ?country ?group
WHERE {{
  ?country <{PG.inGrouping}> ?group .
  ?country a <{SCHEMA.Country}> .
}}
ORDER BY ?group ?country
"""
Years = dict[str, list[str]]
#: What is made once for a thing that stands in several lists.
Made = dict[str, Line]


def write_lists(site: Site, output: Output, tell: Tell) -> None:
    """Writes every list in every language, and its CSV in the first."""
    press = press_of(site)
    for lang in press.renderer.languages:
        for listing in listings(press, lang):
            tell(f"Lists in {lang}: {listing.title.text}.")
            write(press, listing, lang, output)


def listings(press: Press, lang: str) -> Iterator[Listing]:
    """Every list in a language."""
    for kind, shown in _SHOWN.items():
        found = press.shelf.of_kind(kind)
        if found or kind in _ALWAYS:
            yield _of_kind(press, lang, f"{kind}s", kind, found, shown)
    yield readings(press, lang)
    made: Made = {}
    yield from _places(press, lang, made)
    yield from _years(press, lang, made)


def _of_kind(
    press: Press, lang: str, stem: str, kind: str, found: Sequence[str], shown: Sequence[str]
) -> Listing:
    dated = kind in _DATED
    status = kind not in {"statement", "source"}
    ordered = sorted(found, key=lambda iri: (_name(press, lang, iri).text.casefold(), iri))
    make = partial(_line, press, lang, shown, dated=dated, status=status)
    columns = ("name", *(["date"] if dated else []), *(f"p:{each}" for each in shown))
    title = Text(words(lang)[f"{kind}s"])
    columns += ("status",) if status else ()
    return Listing(stem, title, kind, columns, Lines(ordered, make))


def _name(press: Press, lang: str, iri: str) -> Text:
    return short(press.shelf.name(iri, lang), _LONGEST)


def _line(
    press: Press, lang: str, shown: Sequence[str], iri: str, *, dated: bool, status: bool
) -> Line:
    clerk = clerk_of(press, iri, lang)
    found = item(clerk, iri)
    title = found.title._replace(text=_name(press, lang, iri))
    cells = [Cell((title,))]
    if dated:
        cells.append(Cell((Value(Text(found.date)),)))
    cells += [Cell(clerk.values(each)) for each in shown]
    if status:
        cells.append(Cell((Value(found.status),), found.doubts))
    return Line(iri, tuple(cells))


def clerk_of(press: Press, iri: str, lang: str) -> Clerk:
    """A clerk for the record of `iri`."""
    return Clerk(press.shelf, press.site.addresses, press.shelf.record(iri), lang)


def readings(press: Press, lang: str) -> Listing:
    """Every name as printed, and how it was read."""
    lines = []
    for source in press.shelf.of_kind("source"):
        clerk = clerk_of(press, source, lang)
        for mention in sorted(n for n, f in clerk.record.nodes.items() if PG.surfaceForm in f):
            found = reading(clerk, mention)
            cells = (
                Cell((Value(found.text, found.target),)),
                Cell(found.meant or found.candidates),
                Cell(
                    (Value(found.sure),) if found.key == "asserted" else (),
                    _sure(found.sure, found.key),
                ),
                Cell(tuple(Value(each) for each in found.why)),
                Cell((clerk.link(source),)),
            )
            lines.append(Line(mention, cells))
    columns = ("printed", "read-as", "how-sure", "why", "source")
    return Listing("readings", Text(words(lang)["readings"]), "source", columns, tuple(lines))


def _sure(sure: Text, key: str) -> tuple[Text, ...]:
    return () if key == "asserted" or not sure.text else (sure,)


def _places(press: Press, lang: str, made: Made) -> Iterator[Listing]:
    """What is in each country and region, and the list of them."""
    inside: defaultdict[str, list[str]] = defaultdict(list)
    for iri in press.shelf.of_kind("institution", "event"):
        for country in press.site.documents[iri].objects(PG.country):
            inside[country].append(iri)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for country, group in _groups(press.site):
        if country in inside:
            groups[group].append(country)
    name = press.shelf.name
    countries = sorted(inside, key=lambda each: name(each, lang).text)
    for country in countries:
        stem = country_page(country).removesuffix(".html")
        yield _mixed(press, lang, stem, name(country, lang), inside[country], made)
    for group in groups:
        found = [iri for country in groups[group] for iri in inside[country]]
        yield _mixed(press, lang, _region(group), name(group, lang), found, made)
    counted = [(c, country_page(c), [inside[c]]) for c in countries]
    title = Text(words(lang)["countries"])
    yield tally(press, lang, "countries", title, counted)
    counted = [
        (group, f"{_region(group)}.html", [inside[c] for c in groups[group]])
        for group in sorted(groups, key=lambda each: name(each, lang).text)
    ]
    yield tally(press, lang, "regions", Text(words(lang)["regions"]), counted)


def _region(group: str) -> str:
    """The path of the page of a region or grouping, without ending."""
    return f"region/{file_name(group.rpartition('/')[2])}"


def _groups(site: Site) -> list[tuple[str, str]]:
    answer = query(site.graph.store, _GROUPS)
    if not isinstance(answer, pyoxigraph.QuerySolutions):
        return []
    return [(str(getattr(c, "value", "")), str(getattr(g, "value", ""))) for c, g in answer]


def _mixed(
    press: Press, lang: str, stem: str, title: Text, found: Sequence[str], made: Made
) -> Listing:
    """Things of several kinds, in the order of kinds, then of dates."""

    def order(iri: str) -> tuple[int, str, str]:
        kind = _KINDS.index(press.shelf.kind(iri))
        return kind, press.shelf.span(iri).first or "~", _name(press, lang, iri).text

    def make(iri: str) -> Line:
        if iri not in made:
            made[iri] = _among(press, lang, iri)
        return made[iri]

    ordered = sorted(dict.fromkeys(found), key=order)
    return Listing(stem, title, "thing", ("name", "kind", "date", "status"), Lines(ordered, make))


def _among(press: Press, lang: str, iri: str) -> Line:
    """The line of a thing among others of other kinds."""
    line = _line(press, lang, (), iri, dated=True, status=True)
    kind = words(lang)[press.shelf.kind(iri)]
    return Line(iri, (line.cells[0], Cell((Value(Text(kind)),)), *line.cells[1:]))


def _years(press: Press, lang: str, made: Made) -> Iterator[Listing]:
    """What happened in each year, what has no year, and the list of years."""
    found = years(press)
    said = words(lang)
    for year, things in found.items():
        title = Text(year if year != "undated" else said["undated"])
        yield _mixed(press, lang, f"year/{year}", title, things, made)
    counted = [
        (year if year != "undated" else said["undated"], f"year/{year}.html", [things])
        for year, things in found.items()
    ]
    yield tally(press, lang, "years", Text(said["years"]), counted)


def years(press: Press) -> Years:
    """The things with a date by year, the latest first; last those whose year is not stated."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for iri in press.shelf.of_kind("agreement", "event", "programme", "relation"):
        span = press.shelf.span(iri)
        for year in span.years or (["undated"] if span.dated else []):
            found[year].append(iri)
    return {
        year: found[year] for year in sorted(found, key=lambda y: (y != "undated", y), reverse=True)
    }
