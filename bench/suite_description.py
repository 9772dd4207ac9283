"""What the suite only names: Service Description; and what it lacks: that a graph stays hidden.

The suite has three cases of Service Description without an action. They are read so: a GET of the
endpoint without parameters returns RDF; there the endpoint is the value of `sd:endpoint`; every
term of the vocabulary in it exists, and whoever has an endpoint is called a service.

The suite tests only that graphs which were asked for are seen. A server that shows all graphs to
everybody passes. Two cases of our own ask for one graph and look for another.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from partnergraph.vocabulary import RDF_TYPE, Namespace
from servers import Answer, Server
from suite_manifests import Outcome, Verdict

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
PART, CONTROLS = "Service Description", "graphs not asked for (own)"
#: SPARQL 1.1 Service Description, section 3: classes, instances and properties.
TERMS = frozenset(
    SD.term(name)
    for name in (
        *("Service", "Feature", "Language", "Function", "Aggregate", "EntailmentRegime"),
        *("EntailmentProfile", "GraphCollection", "Dataset", "Graph", "NamedGraph"),
        *(
            "SPARQL10Query",
            "SPARQL11Query",
            "SPARQL11Update",
            "DereferencesURIs",
            "UnionDefaultGraph",
        ),
        *("RequiresDataset", "EmptyGraphs", "BasicFederatedQuery", "endpoint", "feature"),
        *("defaultEntailmentRegime", "entailmentRegime", "defaultSupportedEntailmentProfile"),
        *("supportedEntailmentProfile", "extensionFunction", "extensionAggregate"),
        *("languageExtension", "supportedLanguage", "propertyFeature", "defaultDataset"),
        *("availableGraphs", "resultFormat", "inputFormat", "defaultGraph", "namedGraph", "name"),
        "graph",
    )
)
_PAIR = ("http://example.org/asked", "http://example.org/hidden")
_ANY = "ASK { ?s ?p ?o FILTER (?s = <http://example.org/hidden>) }"
_NAMED = "ASK { GRAPH ?g { ?s ?p ?o } FILTER (?s = <http://example.org/hidden>) }"


def description(server: Server) -> Iterator[Verdict]:
    """The three cases of Service Description, in the reading above."""
    answer = server.send("GET", server.query)
    quads, reason = _statements(answer, server)
    yield _verdict(PART, "returns-rdf", reason)
    endpoints = {str(q.object) for q in quads if q.predicate == NamedNode(SD.endpoint)}
    found = f"<{server.query}>" in endpoints
    yield _verdict(PART, "has-endpoint-triple", "" if found else f"sd:endpoint {endpoints}")
    yield _verdict(PART, "conforms-to-schema", reason or _schema(quads))


def _statements(answer: Answer, server: Server) -> tuple[list[Quad], str]:
    form = RdfFormat.from_media_type(answer.media)
    if answer.status != 200 or form is None:
        return [], f"{answer.status} {answer.media}"
    try:
        return list(pyoxigraph.parse(answer.body, format=form, base_iri=server.query)), ""
    except (SyntaxError, ValueError) as error:
        return [], str(error)


def _schema(quads: list[Quad]) -> str:
    """Which terms the vocabulary does not have; or what is missing."""
    terms = {
        term.value
        for quad in quads
        for term in (quad.predicate, quad.object)
        if isinstance(term, NamedNode) and term.value.startswith(SD)
    }
    if unknown := sorted(terms - TERMS):
        return f"terms that do not exist: {' '.join(unknown)}"
    kinds = {quad.subject for quad in quads if _says(quad, RDF_TYPE, SD.Service)}
    owners = {quad.subject for quad in quads if quad.predicate == NamedNode(SD.endpoint)}
    return "" if owners and owners <= kinds else "no sd:Service has an sd:endpoint"


def _says(quad: Quad, predicate: str, value: str) -> bool:
    return quad.predicate == NamedNode(predicate) and quad.object == NamedNode(value)


def controls(server: Server) -> Iterator[Verdict]:
    """Two graphs, one of them asked for: what the other says must not be seen."""
    store = pyoxigraph.Store()
    for name in _PAIR:
        node = NamedNode(name)
        store.add(Quad(node, NamedNode("http://example.org/says"), Literal("so"), node))
    server.fill(store)
    for parameter, query in (("default-graph-uri", _ANY), ("named-graph-uri", _NAMED)):
        reason = ""
        for asked, seen in ((_PAIR[0], "false"), (_PAIR[1], "true")):
            values = urlencode({"query": query, parameter: asked})
            fields = {"accept": "application/sparql-results+json"}
            answer = server.send("GET", f"{server.query}?{values}", fields)
            if f'"boolean":{seen}' not in answer.body.decode("utf-8", "replace").replace(" ", ""):
                reason = f"{parameter}={asked}: {answer.status} {answer.body[:80]!r}, not {seen}"
        yield _verdict(CONTROLS, parameter, reason)


def _verdict(part: str, name: str, reason: str) -> Verdict:
    return Verdict(part, name, Outcome.FAILED if reason else Outcome.PASSED, reason)
