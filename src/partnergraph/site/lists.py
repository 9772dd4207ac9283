"""Lists: what there is of each kind, in each country, region and year, with CSV beside."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyoxigraph

from partnergraph.progress import Tell
from partnergraph.site.addresses import file_name
from partnergraph.site.clerk import Clerk, country_page
from partnergraph.site.company import item
from partnergraph.site.evidence import reading
from partnergraph.site.material import Site
from partnergraph.site.output import Output
from partnergraph.site.pages import Press, press_of
from partnergraph.site.records import Text, short
from partnergraph.site.renderer import words
from partnergraph.site.sheet import Value
from partnergraph.store import query
from partnergraph.vocabulary import DC, ORG, PG, SCHEMA

#: How many lines a page has; the next ones go on the next page.
PAGE = 500
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
#: What `_mixed` has made for a thing, which stands in several lists: its order, name and line.
Made = dict[str, tuple[tuple[int, str], str, "Line"]]


class Cell(NamedTuple):
    """What stands in a column of a line: values, and doubts about them."""

    values: tuple[Value, ...]
    doubts: tuple[Text, ...] = ()

    @property
    def text(self) -> str:
        """The cell without links, for CSV."""
        return "; ".join(each.text.text for each in self.values) or "; ".join(
            each.text for each in self.doubts
        )


class Line(NamedTuple):
    """A thing in a list: its IRI ('' where it is none of ours) and its cells."""

    iri: str
    cells: tuple[Cell, ...]


class Listing(NamedTuple):
    """A list: where it is (without ending), its title, what it is a list of, and its lines."""

    stem: str
    title: Text
    kind: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def write_lists(site: Site, output: Output, tell: Tell) -> None:
    """Writes every list in every language, and its CSV in the first."""
    press = press_of(site)
    for lang in press.renderer.languages:
        tell(f"Lists in {lang}.")
        for listing in listings(press, lang):
            for path, page in pages(press, listing, lang):
                output.write(path, page)
            if lang == press.renderer.default:
                output.write(f"{listing.stem}.csv", table(listing))


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
    lines = [_line(press, lang, iri, shown, dated=dated, status=status) for iri in found]
    lines.sort(key=lambda line: (line.cells[0].text.casefold(), line.iri))
    columns = ("name", *(["date"] if dated else []), *(f"p:{each}" for each in shown))
    title = Text(words(lang)[f"{kind}s"])
    return Listing(stem, title, kind, (*columns, *(["status"] if status else [])), tuple(lines))


def _line(
    press: Press, lang: str, iri: str, shown: Sequence[str], *, dated: bool, status: bool
) -> Line:
    clerk = clerk_of(press, iri, lang)
    found = item(clerk, iri)
    title = found.title._replace(text=short(press.shelf.name(iri, lang), _LONGEST))
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
        for fact in press.shelf.record(iri).get(PG.country):
            inside[fact.value].append(iri)
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
    yield _counts(press, lang, "countries", title, counted)
    counted = [
        (group, f"{_region(group)}.html", [inside[c] for c in groups[group]])
        for group in sorted(groups, key=lambda each: name(each, lang).text)
    ]
    yield _counts(press, lang, "regions", Text(words(lang)["regions"]), counted)


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
    things = dict.fromkeys(found)
    made.update({iri: _among(press, lang, iri) for iri in things if iri not in made})
    lines = sorted((made[iri] for iri in things), key=lambda each: each[:2])
    ordered = tuple(line for *_, line in lines)
    return Listing(stem, title, "thing", ("name", "kind", "date", "status"), ordered)


def _among(press: Press, lang: str, iri: str) -> tuple[tuple[int, str], str, Line]:
    """A thing among others of other kinds: its order, its name and its line."""
    line = _line(press, lang, iri, (), dated=True, status=True)
    kind = press.shelf.kind(iri)
    order = (list(_SHOWN).index(kind), clerk_of(press, iri, lang).when()[1] or "~")
    cells = (line.cells[0], Cell((Value(Text(words(lang)[kind])),)), *line.cells[1:])
    return order, line.cells[0].text, Line(iri, cells)


def _counts(
    press: Press,
    lang: str,
    stem: str,
    title: Text,
    counted: Sequence[tuple[str, str, Sequence[Sequence[str]]]],
) -> Listing:
    """How much there is under each heading: a name, its page, and the things."""
    kinds = ("institution", "agreement", "event", "programme", "relation")
    lines = []
    for iri, target, found in counted:
        things = [each for group in found for each in group]
        numbers = [sum(press.shelf.kind(each) == kind for each in things) for kind in kinds]
        name = press.shelf.name(iri, lang) if "/" in iri else Text(iri)
        cells = (Cell((Value(name, target),)), *(_number(each) for each in numbers))
        lines.append(Line(iri if "/" in iri else "", cells))
    used = [
        number
        for number in range(1, len(kinds) + 1)
        if any(line.cells[number].text for line in lines)
    ]
    kept = tuple(Line(x.iri, (x.cells[0], *(x.cells[n] for n in used))) for x in lines)
    columns = ("name", *(f"{kinds[number - 1]}s" for number in used))
    return Listing(stem, title, "thing", columns, kept)


def _number(number: int) -> Cell:
    return Cell((Value(Text(str(number) if number else "")),))


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
    yield _counts(press, lang, "years", Text(said["years"]), counted)


def years(press: Press) -> Years:
    """The things with a date by year, the latest first; last those whose year is not stated."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for iri in press.shelf.of_kind("agreement", "event", "programme", "relation"):
        record = press.shelf.record(iri)
        nodes = [iri, *(fact.value for fact in record.get(PG.hasLifecycleEvent))]
        spans = [
            year
            for node in nodes
            for fact in (*record.get(PG.earliest, node), *record.get(PG.latest, node))
            if (year := fact.value[:4]).isdecimal()
        ]
        for year in dict.fromkeys(spans):
            found[year].append(iri)
        if not spans and any(record.get(PG.edtf, node) for node in nodes):
            found["undated"].append(iri)
    return {
        year: found[year] for year in sorted(found, key=lambda y: (y != "undated", y), reverse=True)
    }


def pages(press: Press, listing: Listing, lang: str) -> Iterator[tuple[str, str]]:
    """The pages of a list: path and text of each."""
    starts = range(0, max(len(listing.lines), 1), PAGE)
    paths = [_page_path(listing.stem, number) for number in range(len(starts))]
    for number, start in enumerate(starts):
        page = press.renderer.render(
            "list.html",
            lang,
            paths[number],
            title=listing.title.text,
            csv=f"{listing.stem}.csv",
            listing=listing,
            headings=[_heading(press, lang, each) for each in listing.columns],
            lines=listing.lines[start : start + PAGE],
            parts=paths,
            number=number,
        )
        yield press.renderer.path(paths[number], lang), page


def _page_path(stem: str, number: int) -> str:
    return f"{stem}-{number + 1}.html" if number else f"{stem}.html"


def _heading(press: Press, lang: str, column: str) -> Text:
    if not column.startswith("p:"):
        return Text(words(lang)[column])
    return Clerk(press.shelf, press.site.addresses, press.shelf.record(""), lang).label(column[2:])


def table(listing: Listing) -> str:
    """The list as CSV (RFC 4180), with the IRI of each thing first."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    names = [each.rpartition("#")[2].rpartition("/")[2] for each in listing.columns]
    writer.writerow(["iri", *names])
    writer.writerows([line.iri, *(cell.text for cell in line.cells)] for line in listing.lines)
    return stream.getvalue()
