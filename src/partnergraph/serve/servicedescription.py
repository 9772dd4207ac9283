"""The service description: what the endpoint says of itself (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph

from partnergraph.serve.cache import Kept
from partnergraph.serve.mediatypes import TRIPLES
from partnergraph.serve.responses import entity_tag
from partnergraph.serve.settings import Settings
from partnergraph.vocabulary import RDF_TYPE

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads"),
)
_INPUTS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
#: Stands for the address of the request, where nobody said what that is, until it is written.
_HERE = "urn:here:"
_FORMS = ("text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples")


@dataclass(frozen=True, slots=True)
class Description:
    """The description in all its forms, by media type."""

    forms: Mapping[str, Kept]

    @classmethod
    def of(cls, settings: Settings) -> Description:
        """The description of a server with these settings.

        Where its address is not known, the endpoint is `<>`: what was asked. N-Triples, which
        have no relative IRIs, are then not offered.
        """
        found = list(_statements(settings))
        names = _FORMS if settings.address else _FORMS[:-1]
        return cls({name: _kept(name, found) for name in names})


def _kept(media: str, found: list[pyoxigraph.Triple]) -> Kept:
    prefixes = {"sd": _SD, "format": _FORMATS}
    text = pyoxigraph.serialize(found, format=TRIPLES[media], prefixes=prefixes) or b""
    data = text.replace(_HERE.encode(), b"")
    return Kept(media, data, entity_tag(media, data))


def _statements(settings: Settings) -> Iterator[pyoxigraph.Triple]:
    service = pyoxigraph.NamedNode(settings.sparql if settings.address else _HERE)
    dataset, graph = pyoxigraph.BlankNode("dataset"), pyoxigraph.BlankNode("graph")

    def says(
        subject: pyoxigraph.NamedNode | pyoxigraph.BlankNode,
        name: str,
        value: pyoxigraph.NamedNode | pyoxigraph.BlankNode,
    ) -> pyoxigraph.Triple:
        predicate = RDF_TYPE if name == "a" else f"{_SD}{name}"
        return pyoxigraph.Triple(subject, pyoxigraph.NamedNode(predicate), value)

    yield says(service, "a", _term("Service"))
    yield says(service, "endpoint", service)
    yield says(service, "supportedLanguage", _term("SPARQL11Query"))
    if settings.writable:
        yield says(service, "supportedLanguage", _term("SPARQL11Update"))
        for name in _INPUTS:
            yield says(service, "inputFormat", pyoxigraph.NamedNode(f"{_FORMATS}{name}"))
    for name in _RESULTS:
        yield says(service, "resultFormat", pyoxigraph.NamedNode(f"{_FORMATS}{name}"))
    if settings.union:
        yield says(service, "feature", _term("UnionDefaultGraph"))
    if settings.services:
        yield says(service, "feature", _term("BasicFederatedQuery"))
    yield says(service, "defaultDataset", dataset)
    yield says(dataset, "a", _term("Dataset"))
    yield says(dataset, "defaultGraph", graph)
    yield says(graph, "a", _term("Graph"))


def _term(name: str) -> pyoxigraph.NamedNode:
    return pyoxigraph.NamedNode(f"{_SD}{name}")
