"""The referee: pySHACL's results for the same data and shapes, to compare ours with.

Loaded only when it is asked for; it needs the optional dependency.
"""

from __future__ import annotations

import logging

import pyoxigraph
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from partnergraph.errors import PartnergraphError
from partnergraph.findings import Severity
from partnergraph.shacl.shapegraph import ShapeGraph, Term
from partnergraph.validate import Result, text_in
from partnergraph.vocabulary import SH

try:
    from pyshacl import validate
except ImportError:  # the extra is not installed
    validate = None  # type: ignore[assignment] # told by a clear error below


class RefereeError(PartnergraphError):
    """PySHACL is not installed, or cannot use the shapes."""


def validate_pyshacl(nquads: bytes, turtle: bytes, lang: str = "en") -> list[Result]:
    """What in the union of the graphs in `nquads` does not conform to the shapes in `turtle`.

    Raises RefereeError where pySHACL is not installed or fails.
    """
    if validate is None:
        raise RefereeError("pySHACL is not installed.", 'Run: pip install "partnergraph[shacl]"')
    data = rdflib.Graph().parse(data=_union(nquads), format="nt")
    report = _report(data, turtle)
    triples = report.serialize(format="nt", encoding="utf-8")
    results = ShapeGraph(triples, "the report of pySHACL", RdfFormat.N_TRIPLES)
    shapes = ShapeGraph(turtle, "the shapes", RdfFormat.TURTLE)
    return [_result(results, node, shapes, lang) for node in _nodes(results)]


def _report(data: rdflib.Graph, turtle: bytes) -> rdflib.Graph:
    logger = logging.getLogger("partnergraph.referee")
    logger.setLevel(logging.CRITICAL)
    try:
        shapes = rdflib.Graph().parse(data=turtle, format="turtle")
        _, report, text = validate(data, shacl_graph=shapes, inference="none", logger=logger)
    except RuntimeError as error:  # all errors of pySHACL are
        raise RefereeError(f"pySHACL cannot use the shapes: {error}", "Correct them.") from error
    if not isinstance(report, rdflib.Graph):
        raise RefereeError(f"pySHACL cannot use the shapes: {text}", "Correct them.")
    return report


def _union(nquads: bytes) -> bytes:
    """The triples of all graphs, once each."""
    quads = pyoxigraph.parse(nquads, format=RdfFormat.N_QUADS)
    triples = {pyoxigraph.Triple(q.subject, q.predicate, q.object) for q in quads}
    text = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    return text or b""


def _nodes(graph: ShapeGraph) -> list[Term]:
    reports = set(graph.subjects(SH.result))
    return [node for report in reports for node in graph.objects(report, SH.result)]


def _result(graph: ShapeGraph, node: Term, shapes: ShapeGraph, lang: str) -> Result:
    focus, path = graph.value(node, SH.focusNode), graph.value(node, SH.resultPath)
    shape = graph.value(node, SH.sourceShape)
    component = graph.value(node, SH.sourceConstraintComponent)
    severity = graph.value(node, SH.resultSeverity)
    if focus is None or component is None or severity is None:
        raise RefereeError(f"pySHACL reports an incomplete result: {node}.")
    steps = graph.path(path) if path is not None else None
    # Of several messages of a shape, pySHACL gives any one for the results of a query.
    own = shapes.objects(shape, SH.message) if isinstance(shape, NamedNode) else []
    found = own or graph.objects(node, SH.resultMessage)
    messages = [m for m in found if isinstance(m, Literal)]
    return Result(
        focus=focus,
        path=(steps.iri or steps.text) if steps else None,
        value=graph.value(node, SH.value),
        component=str(component.value),
        severity=Severity(str(severity.value).removeprefix(SH).lower()),
        message=text_in(tuple((m.language or "", m.value) for m in messages), lang),
        shape=_name(shape),
    )


def _name(shape: Term | None) -> str:
    return shape.value if isinstance(shape, NamedNode | BlankNode) else ""
