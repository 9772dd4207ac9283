"""Home: the first page, with figures, a picture of the network and ways in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from partnergraph.progress import Tell
from partnergraph.site.latest import latest
from partnergraph.site.material import Site
from partnergraph.site.output import Output
from partnergraph.site.overview import overview
from partnergraph.site.pages import Press, press_of
from partnergraph.site.records import Text
from partnergraph.vocabulary import PG, RDF_TYPE, SCHEMA, SKOS

#: Kinds whose number the home page tells, with the page of each.
_FIGURES = ("institution", "agreement", "event", "programme", "relation", "statement", "source")


class Standing(NamedTuple):
    """A status of agreements: its name, what it means, how many have it."""

    label: Text
    meaning: Text
    number: int


def write_home(site: Site, output: Output, tell: Tell, jsonld: str = "") -> None:
    """Writes the home page in every language; `jsonld` is embedded in each."""
    tell("Home page.")
    press = press_of(site)
    drawing = overview(press)
    extra = {path.partition("/")[0]: path for path, _ in press.renderer.extra}
    counts = site.built.manifest.get("counts", {})
    for lang in press.renderer.languages:
        page = press.renderer.render(
            "home.html",
            lang,
            "index.html",
            title=press.renderer.titles.get(lang) or press.renderer.base,
            jsonld=jsonld,
            figures=_figures(press, counts),
            standings=standings(press, lang),
            drawing=drawing,
            extra=extra,
            home=_name_of_home(press, lang),
            latest=latest(press, lang),
        )
        output.write(press.renderer.path("index.html", lang), page)


def _figures(press: Press, counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    found = [(f"{k}s.html", f"{k}s", _number(press, k)) for k in _FIGURES]
    open_ = counts.get("unresolved readings", 0)
    return [*(each for each in found if each[2]), ("unknowns.html", "u-readings", open_)]


def _number(press: Press, kind: str) -> int:
    """How many of a kind there are; a series is no event, though the lists have it among them."""
    found = press.shelf.of_kind(kind)
    if kind != "event":
        return len(found)
    documents = press.site.documents
    return sum(SCHEMA.EventSeries not in documents[iri].objects(RDF_TYPE) for iri in found)


def standings(press: Press, lang: str) -> list[Standing]:
    """How many agreements have each status, the most frequent first."""
    agreements = press.shelf.of_kind("agreement")
    documents = press.site.documents
    found = Counter(next(iter(documents[i].objects(PG.currentStatus)), "") for i in agreements)
    return [
        Standing(press.shelf.name(iri, lang), press.meaning(iri, lang), number)
        for iri, number in sorted(found.items(), key=lambda each: (-each[1], each[0]))
        if iri
    ]


def _name_of_home(press: Press, lang: str) -> Text:
    project = press.site.project
    iri = project.thing(project.home) if project.home else ""
    names = press.shelf.record(iri).get(SKOS.prefLabel) if iri else ()
    return press.shelf.name(iri, lang) if names else Text(press.renderer.titles.get(lang, ""))
