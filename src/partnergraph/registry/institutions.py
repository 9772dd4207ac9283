"""Institutions: what a registry record says of an organisation, as N-Quads lines.

A record is one claim of the dump. What it says stands in the graph of the dump; that there is such
an institution, and which claim says so, in the curated graph.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from partnergraph.nquads import is_iri, is_language, literal
from partnergraph.project import Project
from partnergraph.registry.details import Details, Place
from partnergraph.registry.records import Kind, Record
from partnergraph.vocabulary import (
    ADMS,
    ORG,
    PG,
    RDF_TYPE,
    ROR,
    SCHEMA,
    SKOS,
    VOCAB,
    WIKIDATA,
    XSD,
    scheme,
)

#: The id of the dump among the sources of a project.
SOURCE = "ror-dump"
STATUSES = ("active", "inactive", "withdrawn")
#: What the registry calls each kind, and the concept for it; a funder may be of any kind.
KINDS: Mapping[str, str] = {
    "education": "university",
    "facility": "research-centre",
    "company": "company",
    "nonprofit": "association",
    "government": "government-body",
    "healthcare": "hospital",
    "archive": "other",
    "other": "other",
    "funder": "",
}
GEONAMES = "https://sws.geonames.org/"
#: Languages that are written in more than one script, so that the tag has to say in which.
_SEVERAL_SCRIPTS = frozenset({"az", "bs", "ku", "ky", "mn", "sr", "tg", "tk", "tt", "uz"})
_SCRIPTS = {"LATIN": "latn", "CYRILLIC": "cyrl", "ARABIC": "arab", "MONGOLIAN": "mong"}
_NONE = re.compile(r"(?!)")
#: The form of an identifier, and what stands before it in its address.
_ADDRESSES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "WIKIDATA": (re.compile(r"Q[1-9][0-9]*"), WIKIDATA),
    "ISNI": (re.compile(r"[0-9]{15}[0-9X]"), "https://isni.org/isni/"),
    "FUNDREF": (re.compile(r"[0-9]+"), "https://doi.org/10.13039/"),
    "GRID": (re.compile(r"grid\.[0-9]+\.[0-9a-f]+"), "https://www.grid.ac/institutes/"),
    "Wikipedia": (re.compile(r"https?://.+"), ""),
}
_UNKNOWN_LANGUAGE = "und"  # RFC 5646 §4.1: no language is known, and a tag is required


@dataclass(frozen=True)
class Institutions:
    """Writes lines for the institutions of a project.

    `countries` are the IRIs of concepts by ISO 3166 code; `own` the ids of institutions that the
    project has already, by ROR IRI: what the registry says of them is said under these ids.
    """

    project: Project
    countries: Mapping[str, str]
    own: Mapping[str, str]

    @cached_property
    def graph(self) -> str:
        """The IRI of the graph of the dump."""
        return self.project.graph(f"source/{SOURCE}")

    @cached_property
    def _end(self) -> str:
        return f"<{self.graph}> ."

    def thing(self, ror: str) -> str:
        """The IRI of the institution whose record is `ror` (an IRI)."""
        return self.project.thing(self.own.get(ror) or ror.removeprefix(ROR))

    def lines(self, record: Record, details: Details) -> Iterator[str]:
        """What one record says, but for its identifiers and relations."""
        thing = self.thing(record.id)
        claim = f"{thing}#claim-{SOURCE}"
        curated = f"<{self.project.graph('curated')}> ."
        yield f"<{thing}> <{RDF_TYPE}> <{ORG.FormalOrganization}> {curated}"
        yield f"<{thing}> <{PG.supportedBy}> <{claim}> {curated}"
        withdrawn = record.status == "withdrawn"
        status = scheme("claim-status").term("retracted" if withdrawn else "asserted")
        yield self._link(claim, RDF_TYPE, PG.Claim)
        yield self._link(claim, PG.statedIn, self.project.thing(SOURCE))
        yield self._link(claim, PG.modality, scheme("modality").realised)
        yield self._link(claim, PG.claimStatus, status)
        yield self._link(thing, ADMS.status, f"{VOCAB}registry-status/{record.status}")
        for kind in dict.fromkeys(KINDS[each] for each in record.kinds):
            if kind:
                yield self._link(thing, ORG.classification, f"{VOCAB}institution-type/{kind}")
        for address in details.websites:
            if address.startswith(("http://", "https://")) and is_iri(address):
                yield self._link(thing, SCHEMA.url, address)
        yield from self._names(thing, record)
        yield from self._places(thing, record, details)

    def link(self, one: str, predicate: str, other: str) -> str:
        """The line that relates the institutions of two records."""
        return self._link(self.thing(one), predicate, self.thing(other))

    def same(self, ror: str, address: str) -> str:
        """The line that gives an institution an identifier that is an address."""
        return self._link(self.thing(ror), SCHEMA.sameAs, address)

    def called(self, ror: str, text: str) -> str:
        """The line that gives an institution an identifier that is only text."""
        return self._say(self.thing(ror), SCHEMA.identifier, literal(text))

    def _link(self, subject: str, predicate: str, target: str) -> str:
        return f"<{subject}> <{predicate}> <{target}> {self._end}"

    def _say(self, subject: str, predicate: str, term: str) -> str:
        return f"<{subject}> <{predicate}> {term} {self._end}"

    def _names(self, thing: str, record: Record) -> Iterator[str]:
        """One preferred name for each language, the name that is shown first; others beside it.

        Which name of an institution of the project's own is preferred, its tables say.
        """
        preferred: set[str] = set()
        own = record.id in self.own
        ranks = {Kind.DISPLAY: 0, Kind.LABEL: 1}
        main = record.name
        for name in sorted(record.names, key=lambda each: ranks.get(each.kind, 2)):
            tag = tag_of(name.text, name.language)
            predicate = PG.shortName if name.kind is Kind.ACRONYM else SKOS.altLabel
            if (name.kind in ranks or name.text == main) and not own and tag not in preferred:
                preferred.add(tag)
                predicate = SKOS.prefLabel
            yield self._say(thing, predicate, literal(name.text, language=tag))

    def _places(self, thing: str, record: Record, details: Details) -> Iterator[str]:
        """City and country of the seat, and every place as the registry locates it."""
        unknown = self.countries["unknown"]
        if record.city:
            yield self._say(thing, PG.city, literal(record.city))
        country = self.countries.get(record.country, unknown)
        yield self._link(thing, PG.country, country)
        for number, place in enumerate(details.places, start=1):
            if place.geonames or place.latitude:
                yield from self._place(thing, f"{thing}#place-{number}", place)

    def _place(self, thing: str, node: str, place: Place) -> Iterator[str]:
        yield self._link(thing, SCHEMA.location, node)
        yield self._link(node, RDF_TYPE, SCHEMA.Place)
        if place.name:
            yield self._say(node, SCHEMA.name, literal(place.name))
        if country := self.countries.get(place.country):
            yield self._link(node, PG.country, country)
        if place.geonames:
            yield self._link(node, SCHEMA.sameAs, f"{GEONAMES}{place.geonames}/")
        if place.latitude:
            for predicate, number in (
                (SCHEMA.latitude, place.latitude),
                (SCHEMA.longitude, place.longitude),
            ):
                yield self._say(node, predicate, f'"{number}"^^<{XSD.decimal}>')


def tag_of(text: str, language: str) -> str:
    """The language tag of a name (BCP 47), with the script where its language has several.

    `und` where the registry does not say, or says it in a way that is no tag.
    """
    if not language or not is_language(language):
        return _UNKNOWN_LANGUAGE
    if language not in _SEVERAL_SCRIPTS:
        return language
    scripts = Counter(unicodedata.name(c, "").partition(" ")[0] for c in text if c.isalpha())
    found = _SCRIPTS.get(scripts.most_common(1)[0][0], "") if scripts else ""
    return f"{language}-{found}" if found else language


def address(kind: str, value: str) -> str:
    """The address of an identifier of a `kind`; '' where the kind or the value has none."""
    compact = value.replace(" ", "") if kind == "ISNI" else value
    form, space = _ADDRESSES.get(kind, (_NONE, ""))
    found = f"{space}{compact}"
    return found if form.fullmatch(compact) and is_iri(found) else ""
