"""VoID: what the graph is made of, for programs that look for data."""

from __future__ import annotations

from collections.abc import Iterator

from partnergraph.nquads import iri, literal
from partnergraph.site.description import Description
from partnergraph.site.statistics import REGISTRIES
from partnergraph.site.triples import Statement
from partnergraph.vocabulary import (
    DC,
    FOAF,
    ONTOLOGY,
    PREFIXES,
    RDF_TYPE,
    SCHEMA,
    VOID,
    XSD,
)

#: Where programs look for it (VoID, §7.2; RFC 8615).
PATH = ".well-known/void"
_FEATURES = "http://www.w3.org/ns/formats/"
_FORMATS = ("N-Quads", "TriG", "Turtle", "JSON-LD")
_OWN = "void-"


def void(description: Description) -> Iterator[Statement]:
    """The description in VoID (W3C Interest Group Note of 3 March 2011), with the build's own.

    A statement counts in each graph that makes it, so that `void:triples` and the property
    partitions are what SPARQL counts in `GRAPH ?g { ?s ?p ?o }`; entities of a class count once.
    """
    dataset, document = description.iri, description.address(PATH)
    yield from description.built
    yield document, RDF_TYPE, iri(VOID.DatasetDescription)
    yield document, FOAF.primaryTopic, iri(dataset)
    yield dataset, FOAF.homepage, iri(dataset)
    for tag, text in description.descriptions().items():
        yield dataset, DC.description, literal(text, language=tag)
    if description.home:
        yield dataset, VOID.exampleResource, iri(description.home)
    for dump in description.dumps:
        yield dataset, VOID.dataDump, iri(description.address(dump.path))
    if description.sparql:
        yield dataset, VOID.sparqlEndpoint, iri(description.sparql)
    for name in _FORMATS:
        yield dataset, VOID.feature, iri(f"{_FEATURES}{name}")
    yield from _sizes(description)
    yield from _vocabularies(description)
    yield from _partitions(description)
    yield from _linksets(description)


def _sizes(description: Description) -> Iterator[Statement]:
    found = description.statistics
    yield description.iri, VOID.entities, _number(found["things"])
    yield description.iri, VOID.classes, _number(len(found["classes"]))
    yield description.iri, VOID.properties, _number(len(found["properties"]))


def _vocabularies(description: Description) -> Iterator[Statement]:
    """The vocabularies whose terms are used."""
    used = [*description.statistics["classes"], *description.statistics["properties"]]
    for prefix, namespace in PREFIXES.items():
        if prefix != "pg" and any(each.startswith(namespace) for each in used):
            yield description.iri, VOID.vocabulary, iri(str(namespace))
    yield description.iri, VOID.vocabulary, iri(ONTOLOGY)


def _partitions(description: Description) -> Iterator[Statement]:
    """A part for each class that the build has not named one for, and for each property."""
    dataset = description.iri
    term = VOID.term("class")
    known = {value for _, predicate, value in description.built if predicate == term}
    for number, (name, entities) in enumerate(description.statistics["classes"].items(), 1):
        if iri(name) not in known:
            part = f"{dataset}#{_OWN}class-{number}"
            yield dataset, VOID.classPartition, iri(part)
            yield part, term, iri(name)
            yield part, VOID.entities, _number(entities)
    for number, (name, triples) in enumerate(description.statistics["properties"].items(), 1):
        part = f"{dataset}#{_OWN}property-{number}"
        yield dataset, VOID.propertyPartition, iri(part)
        yield part, VOID.property, iri(name)
        yield part, VOID.triples, _number(triples)


def _linksets(description: Description) -> Iterator[Statement]:
    """Links to the same things in registries."""
    dataset = description.iri
    for name, title, space in REGISTRIES:
        if links := description.statistics["links"].get(name):
            linkset, target = f"{dataset}#{_OWN}links-{name}", f"{dataset}#{_OWN}{name}"
            yield dataset, VOID.subset, iri(linkset)
            yield linkset, RDF_TYPE, iri(VOID.Linkset)
            yield linkset, VOID.subjectsTarget, iri(dataset)
            yield linkset, VOID.objectsTarget, iri(target)
            yield linkset, VOID.linkPredicate, iri(SCHEMA.sameAs)
            yield linkset, VOID.triples, _number(links)
            yield target, RDF_TYPE, iri(VOID.Dataset)
            yield target, DC.term("title"), literal(title, language="en")
            yield target, VOID.uriSpace, literal(space)


def _number(value: int) -> str:
    return literal(str(value), datatype=XSD.integer)
