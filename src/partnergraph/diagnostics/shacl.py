"""Validation results as a SHACL validation report (SHACL §3.6), in Turtle."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as Text
from rdflib.term import Node

from partnergraph.findings import Severity
from partnergraph.shacl.shapegraph import ShapeGraph, Term
from partnergraph.validate import Result
from partnergraph.vocabulary import PREFIXES, RDF, SH, SHAPES, XSD

_SEVERITY = {
    Severity.VIOLATION: "Violation",
    Severity.WARNING: "Warning",
    Severity.INFO: "Info",
}


def report(results: Sequence[Result], shapes: bytes, lang: str = "en") -> str:
    """The report on `results` of validating against the Turtle `shapes`, messages in `lang`.

    It conforms where there is no result of any severity (§3.6.1.1). Paths of several steps are
    copied from the shapes. Each node is written where it is used; all are blank.
    """
    known = ShapeGraph(shapes, "the shapes", RdfFormat.TURTLE)
    graph = Graph()
    for prefix, namespace in {**PREFIXES, "sh": SH, "shape": SHAPES}.items():
        graph.bind(prefix, namespace)
    writer = _Writer(graph, known, lang)
    head = BNode("report")
    writer.add(head, RDF.term("type"), URIRef(SH.ValidationReport))
    writer.add(head, SH.conforms, Text(not results))
    for number, result in enumerate(results, start=1):
        node = BNode(f"result{number:06}")
        writer.add(head, SH.result, node)
        writer.result(node, result)
    return graph.serialize(format="turtle")


class _Writer:
    """Writes results into a graph. Blank nodes are numbered, so that order never changes."""

    def __init__(self, graph: Graph, shapes: ShapeGraph, lang: str) -> None:
        self._graph = graph
        self._shapes = shapes
        self._lang = lang

    def add(self, subject: Node, predicate: str, value: Node) -> None:
        self._graph.add((subject, URIRef(predicate), value))

    def result(self, node: BNode, result: Result) -> None:
        """Writes one validation result (§3.6.2)."""
        self.add(node, RDF.term("type"), URIRef(SH.ValidationResult))
        self.add(node, SH.focusNode, _term(result.focus))
        self.add(node, SH.resultSeverity, URIRef(SH.term(_SEVERITY[result.severity])))
        self.add(node, SH.sourceConstraintComponent, URIRef(result.component))
        self.add(node, SH.sourceShape, _named(result.shape))
        self.add(node, SH.resultMessage, Text(result.message, lang=self._language(result)))
        if result.value is not None:
            self.add(node, SH.value, _term(result.value))
        if result.path is not None:
            self.add(node, SH.resultPath, self._path(result, f"{node}path"))

    def _language(self, result: Result) -> str | None:
        """The language of a message: the one asked for, where the shape speaks it."""
        if ":" in result.shape and not result.shape.startswith("_"):
            for message in self._shapes.objects(NamedNode(result.shape), SH.message):
                if isinstance(message, Literal) and message.value == result.message:
                    return message.language
        return None

    def _path(self, result: Result, name: str) -> Node:
        if result.path is not None and "<" not in result.path:
            return URIRef(result.path)
        path = self._shapes.value(NamedNode(result.shape), SH.path)
        if path is None:
            return URIRef(str(result.path))
        return self._copy(path, name)

    def _copy(self, node: Term, name: str) -> Node:
        """A node of the shapes; a blank one with all that it says, under a name of its own."""
        if not isinstance(node, BlankNode):
            return _term(node)
        copy = BNode(name)
        for predicate in sorted(self._shapes.predicates(node)):
            for number, value in enumerate(self._shapes.objects(node, predicate)):
                inner = f"{name}-{predicate.rpartition('#')[2]}{number}"
                self.add(copy, predicate, self._copy(value, inner))
        return copy


def _term(term: Term) -> Node:
    if isinstance(term, Literal):
        if term.language:
            return Text(term.value, lang=term.language)
        plain = term.datatype.value == XSD.string
        return Text(term.value, datatype=None if plain else URIRef(term.datatype.value))
    return _named(term.value, blank=isinstance(term, BlankNode))


def _named(name: str, *, blank: bool = False) -> Node:
    return BNode(name) if blank or ":" not in name else URIRef(name)
