"""The dataset: what a built graph covers, described in DCAT 3 and VoID."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from partnergraph.inventory import CLASSES, Inventory
from partnergraph.nquads import iri, literal
from partnergraph.project import Project
from partnergraph.vocabulary import DC, DCAT, FOAF, ONTOLOGY, PG, RDF_TYPE, VOID, XSD

#: Languages as the Publications Office of the EU names them, which DCAT-AP 3 asks for.
_OFFICE = "http://publications.europa.eu/resource/authority/language/"
_CODES: Mapping[str, str] = {
    "ar": "ARA",
    "de": "DEU",
    "en": "ENG",
    "es": "SPA",
    "fa": "FAS",
    "fr": "FRA",
    "hi": "HIN",
    "it": "ITA",
    "ja": "JPN",
    "kk": "KAZ",
    "ko": "KOR",
    "ky": "KIR",
    "pl": "POL",
    "ru": "RUS",
    "tg": "TGK",
    "tk": "TUK",
    "tr": "TUR",
    "uk": "UKR",
    "uz": "UZB",
    "zh": "ZHO",
}
#: Others as DCAT 3 (§6.4.11) has them: by their code of ISO 639-1.
_CONGRESS = "http://id.loc.gov/vocabulary/iso639-1/"


def describe(project: Project, found: Inventory, as_of: date | None) -> str:
    """The description as N-Triples, sorted: title, licence, publisher, coverage and counts.

    `found` was counted in the graph, which speaks of the day `as_of`. Follows DCAT 3 §6.6 and VoID
    §4. Nothing in it depends on the clock.
    """
    dataset = project.base
    statements = {
        *_head(project, dataset),
        *_coverage(dataset, found),
        *_counts(dataset, found),
    }
    if as_of:
        statements.add((dataset, PG.asOf, literal(as_of.isoformat(), datatype=XSD.date)))
    return "".join(sorted(f"<{s}> <{p}> {term} .\n" for s, p, term in statements))


def _head(project: Project, dataset: str) -> Iterator[tuple[str, str, str]]:
    yield dataset, RDF_TYPE, iri(DCAT.Dataset)
    yield dataset, RDF_TYPE, iri(VOID.Dataset)
    for language, title in project.title.items():
        yield dataset, DC.term("title"), literal(title, language=language)
    if project.licence:
        yield dataset, DC.license, iri(project.licence)
    if project.publisher:
        publisher = f"{dataset}#publisher"
        yield dataset, DC.publisher, iri(publisher)
        yield publisher, RDF_TYPE, iri(FOAF.Agent)
        yield publisher, FOAF.name, literal(project.publisher)
    for language in project.languages:
        yield dataset, DC.language, iri(_language(language))
    yield dataset, VOID.uriSpace, literal(project.thing(""))
    yield dataset, VOID.vocabulary, iri(ONTOLOGY)


def _language(tag: str) -> str:
    """The IRI of a language, of which `tag` (BCP 47) says more than its name."""
    code = tag.partition("-")[0].lower()
    return f"{_OFFICE}{_CODES[code]}" if code in _CODES else f"{_CONGRESS}{code}"


def _coverage(dataset: str, found: Inventory) -> Iterator[tuple[str, str, str]]:
    """The first and the last day that any dated fact touches."""
    if not found.first:
        return
    period = f"{dataset}#period"
    yield dataset, DC.temporal, iri(period)
    yield period, RDF_TYPE, iri(DC.PeriodOfTime)
    yield period, DCAT.startDate, literal(found.first, datatype=XSD.date)
    if found.last:
        yield period, DCAT.endDate, literal(found.last, datatype=XSD.date)


def _counts(dataset: str, found: Inventory) -> Iterator[tuple[str, str, str]]:
    yield dataset, VOID.triples, literal(str(found.statements), datatype=XSD.integer)
    for name, class_iri in CLASSES.items():
        part = f"{dataset}#{name}"
        yield dataset, VOID.classPartition, iri(part)
        yield part, VOID.term("class"), iri(class_iri)
        yield part, VOID.entities, literal(str(found.things[name]), datatype=XSD.integer)
