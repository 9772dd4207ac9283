"""DCAT: the dataset as data catalogues and portals take it up (DCAT 3, DCAT-AP 3.0.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from partnergraph.nquads import iri, literal
from partnergraph.site.description import Description, form_of, media
from partnergraph.site.renderer import SPOKEN, words
from partnergraph.site.statistics import Dump
from partnergraph.site.triples import Statement
from partnergraph.site.void import PATH as VOID_PATH
from partnergraph.vocabulary import (
    DC,
    DCAT,
    FOAF,
    ONTOLOGY,
    OWL,
    RDF_TYPE,
    RDFS,
    SKOS,
    SPDX,
    VCARD,
    XSD,
)

#: The page that tells people of the dataset.
PAGE = "data/index.html"
_HOME = "index.html"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
_IANA = "https://www.iana.org/assignments/media-types/"
_TYPES: Mapping[str, str] = {
    "nq": "RDF_N_QUADS",
    "trig": "RDF_TRIG",
    "ttl": "RDF_TURTLE",
    "jsonld": "JSON_LD",
}


def dcat(description: Description) -> Iterator[Statement]:
    """The catalogue, its dataset and the distributions. How often it changes is not promised."""
    yield from description.built
    yield from _catalogue(description)
    yield from _dataset(description)
    yield from _contact(description)
    for dump in description.dumps:
        yield from _distribution(description, dump)
    if description.sparql:
        yield from _service(description)


def _catalogue(description: Description) -> Iterator[Statement]:
    dataset, catalogue = description.iri, f"{description.iri}#catalogue"
    yield catalogue, RDF_TYPE, iri(DCAT.Catalog)
    yield catalogue, DCAT.dataset, iri(dataset)
    yield catalogue, FOAF.homepage, iri(description.address(_HOME))
    yield description.address(_HOME), RDF_TYPE, iri(FOAF.Document)
    for lang in description.languages:
        tag, say = SPOKEN[lang][0], words(lang)
        yield catalogue, DC.term("title"), literal(say["data-catalogue"], language=tag)
        yield catalogue, DC.description, literal(say["data-catalogue-about"], language=tag)
    if description.as_of:
        yield catalogue, DC.modified, literal(description.as_of, datatype=XSD.date)
    yield from _shared(description, catalogue)
    if description.publisher:
        yield catalogue, DC.publisher, iri(f"{dataset}#publisher")


def _dataset(description: Description) -> Iterator[Statement]:
    dataset = description.iri
    for tag, text in description.descriptions().items():
        yield dataset, DC.description, literal(text, language=tag)
    for tag, keywords in description.keywords().items():
        for keyword in keywords:
            yield dataset, DCAT.keyword, literal(keyword, language=tag)
    yield dataset, DC.identifier, literal(dataset, datatype=XSD.anyURI)
    yield dataset, DCAT.version, literal(description.version)
    yield dataset, OWL.versionInfo, literal(description.version)
    yield dataset, DCAT.landingPage, iri(description.address(PAGE))
    yield dataset, FOAF.page, iri(description.address(PAGE))
    yield dataset, DC.conformsTo, iri(ONTOLOGY)
    yield dataset, DC.accessRights, iri(f"{_AUTHORITY}access-right/PUBLIC")
    yield dataset, RDFS.seeAlso, iri(description.address(VOID_PATH))
    yield dataset, DCAT.contactPoint, iri(f"{dataset}#contact")
    if description.as_of:
        yield dataset, DC.modified, literal(description.as_of, datatype=XSD.date)
    yield from _kinds(description)


def _kinds(description: Description) -> Iterator[Statement]:
    """The classes of what stands in the description, for validators that fetch nothing."""
    yield description.address(PAGE), RDF_TYPE, iri(FOAF.Document)
    yield ONTOLOGY, RDF_TYPE, iri(DC.Standard)
    yield from _authorised("access-right", "PUBLIC", DC.RightsStatement)
    if description.licence:
        yield description.licence, RDF_TYPE, iri(DC.LicenseDocument)
    for _, predicate, term in description.built:
        if predicate == DC.language and term.startswith(f"<{_AUTHORITY}"):
            yield from _authorised("language", term[1:-1].rpartition("/")[2], DC.LinguisticSystem)


def _authorised(table: str, name: str, kind: str) -> Iterator[Statement]:
    """What a validator must know of a value from a table of the EU: its class and its table."""
    value = f"{_AUTHORITY}{table}/{name}"
    yield value, RDF_TYPE, iri(kind)
    yield value, SKOS.inScheme, iri(f"{_AUTHORITY}{table}")


def _shared(description: Description, subject: str) -> Iterator[Statement]:
    """Licence and languages."""
    if description.licence:
        yield subject, DC.license, iri(description.licence)
    for _, predicate, term in description.built:
        if predicate == DC.language:
            yield subject, DC.language, term


def _contact(description: Description) -> Iterator[Statement]:
    """Whom to ask: the publisher as an organisation, by the page; no person."""
    contact = f"{description.iri}#contact"
    name = description.publisher or description.title(description.languages[0])
    yield contact, RDF_TYPE, iri(VCARD.Kind)
    yield contact, RDF_TYPE, iri(VCARD.Organization)
    yield contact, VCARD.fn, literal(name)
    yield contact, VCARD.hasURL, iri(description.iri)


def _service(description: Description) -> Iterator[Statement]:
    """Where the graph can be asked (DCAT 3, §6.10)."""
    service, endpoint = f"{description.iri}#sparql", description.sparql
    yield f"{description.iri}#catalogue", DCAT.service, iri(service)
    yield service, RDF_TYPE, iri(DCAT.DataService)
    for lang in description.languages:
        title = f"SPARQL: {description.title(lang)}"
        yield service, DC.term("title"), literal(title, language=SPOKEN[lang][0])
    yield service, DCAT.endpointURL, iri(endpoint)
    yield endpoint, RDF_TYPE, iri(RDFS.Resource)
    yield service, DCAT.servesDataset, iri(description.iri)
    yield service, DC.conformsTo, iri(_PROTOCOL)
    yield _PROTOCOL, RDF_TYPE, iri(DC.Standard)
    yield service, DC.accessRights, iri(f"{_AUTHORITY}access-right/PUBLIC")
    yield from _shared(description, service)
    if description.publisher:
        yield service, DC.publisher, iri(f"{description.iri}#publisher")


def _distribution(description: Description, dump: Dump) -> Iterator[Statement]:
    name = dump.path.rpartition("/")[2]
    this, address = f"{description.iri}#{name}", description.address(dump.path)
    checksum, kind = f"{this}-checksum", iri(_IANA + media(dump.path))
    yield description.iri, DCAT.distribution, iri(this)
    yield this, RDF_TYPE, iri(DCAT.Distribution)
    for lang in description.languages:
        text = words(lang)[f"data-form-{form_of(name)}"]
        yield this, DC.term("title"), literal(name, language=SPOKEN[lang][0])
        yield this, DC.description, literal(text, language=SPOKEN[lang][0])
    yield this, DCAT.accessURL, iri(address)
    yield this, DCAT.downloadURL, iri(address)
    yield address, RDF_TYPE, iri(RDFS.Resource)
    yield this, DCAT.mediaType, kind
    yield kind[1:-1], RDF_TYPE, iri(DC.MediaType)
    yield this, DC.term("format"), iri(f"{_AUTHORITY}file-type/{_TYPES[form_of(name)]}")
    yield from _authorised("file-type", _TYPES[form_of(name)], DC.MediaTypeOrExtent)
    if name.endswith(".gz"):
        packed = f"{_IANA}application/gzip"
        yield this, DCAT.compressFormat, iri(packed)
        yield packed, RDF_TYPE, iri(DC.MediaType)
    yield this, DCAT.byteSize, literal(str(dump.size), datatype=XSD.nonNegativeInteger)
    yield from _shared(description, this)
    yield this, SPDX.checksum, iri(checksum)
    yield checksum, RDF_TYPE, iri(SPDX.Checksum)
    yield checksum, SPDX.algorithm, iri(SPDX.checksumAlgorithm_sha256)
    yield SPDX.checksumAlgorithm_sha256, RDF_TYPE, iri(SPDX.ChecksumAlgorithm)
    yield checksum, SPDX.checksumValue, literal(dump.sha256, datatype=XSD.hexBinary)
