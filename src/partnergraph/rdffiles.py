"""RDF files: the ontology's Turtle, and what stands beside the tables for what they cannot say.

Files beside the tables come from anywhere: they are read within limits, never fetch anything, and
whatever is wrong with them is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from partnergraph.errors import InputError
from partnergraph.findings import Finding, info, violation
from partnergraph.project import Project
from partnergraph.xmlguard import Nothing, Refused, parse

FORMATS: Mapping[str, RdfFormat] = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
}
_LARGEST = 20_000_000
_DEEPEST = 100
_LONGEST_LITERAL = 131_072
_REMADE = ("derived", "ontology")
_BRACKETS = re.compile(
    r'"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*|(?P<open>[\[({])|(?P<close>[\])}])'
)


def ontology_lines(project: Project, files: Iterable[Path]) -> set[str]:
    """The statements of Turtle files, as N-Quads in the graph of the ontology.

    Raises InputError for a file that is no Turtle or holds a blank node.
    """
    graph = pyoxigraph.NamedNode(project.graph("ontology"))
    lines: set[str] = set()
    for path in files:
        try:
            for quad in pyoxigraph.parse(path=str(path), format=RdfFormat.TURTLE):
                if _blank(quad):
                    raise InputError(f"{path} holds a blank node: {quad}.", "Give it an IRI.")
                lines.add(f"{quad.subject} {quad.predicate} {quad.object} {graph} .")
        except SyntaxError as error:
            raise InputError(f"{path} is no Turtle: {error}.") from error
    return lines


def data_lines(project: Project) -> tuple[set[str], list[Finding]]:
    """The statements of the RDF files beside the tables, as N-Quads, and findings.

    They belong to the curated graph, or to the graph that a TriG or N-Quads file names, if that
    is one of the project's own. Of a file with a fault nothing is taken.
    """
    lines: set[str] = set()
    findings: list[Finding] = []
    for path in sorted(project.tables_dir.iterdir()):
        form = FORMATS.get(path.suffix.lower())
        if form is None or path.name.startswith(".") or not path.is_file():
            continue
        try:
            found = set(_lines(path, form, project))
        except Refused as refused:
            place = {"file": path.name, "row": refused.line or 1}
            findings.append(violation("rdf", refused.message, refused.hint, **place))
            continue
        lines |= found
        message = f"{len(found)} statements were read beside the tables."
        findings.append(info("rdf-file", message, file=path.name))
    return lines, findings


def _lines(path: Path, form: RdfFormat, project: Project) -> Iterator[str]:
    _acceptable(path, form)
    curated = pyoxigraph.NamedNode(project.graph("curated"))
    try:
        for quad in pyoxigraph.parse(path=str(path), format=form):
            _check(quad)
            graph = quad.graph_name
            if isinstance(graph, pyoxigraph.DefaultGraph):
                graph = curated
            else:
                _own(str(graph)[1:-1], project)
            yield f"{quad.subject} {quad.predicate} {quad.object} {graph} ."
    except SyntaxError as error:
        raise _syntax(error, form) from error
    except OSError as error:
        raise Refused(f"It cannot be read: {error.strerror}.") from error


def _check(quad: pyoxigraph.Quad) -> None:
    """Refuses a statement that the graph cannot hold."""
    if _blank(quad):
        raise Refused(f"It holds a blank node: {str(quad)[:200]}.", "Give it an IRI.")
    if isinstance(quad.object, pyoxigraph.Triple):
        raise Refused("It holds a triple term of RDF 1.2.", "Write it in RDF 1.1.")
    if isinstance(quad.object, pyoxigraph.Literal) and len(quad.object.value) > _LONGEST_LITERAL:
        message = f"A literal has {len(quad.object.value):,} characters."
        raise Refused(message, f"At most {_LONGEST_LITERAL:,} are read.")


def _own(graph: str, project: Project) -> None:
    if not graph.startswith(project.graph("")):
        hint = f"Names of graphs here begin with {project.graph('')}."
        raise Refused(f"It names the graph {graph[:200]}, which is not the project's own.", hint)
    if graph in {project.graph(name) for name in _REMADE}:
        hint = "Each build makes it anew: put the statements elsewhere."
        raise Refused(f"It adds to the graph {graph}.", hint)


def _acceptable(path: Path, form: RdfFormat) -> None:
    """Refuses, before it is parsed, a file that is made to exhaust the parser."""
    size = path.stat().st_size
    if size > _LARGEST:
        raise Refused(f"It has {size / 1_000_000:.0f} MB.", f"At most {_LARGEST // 1_000_000} MB.")
    if form == RdfFormat.RDF_XML:
        with path.open("rb") as stream:
            parse(stream, Nothing())
        return
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Refused("It is not UTF-8.", "Save it as UTF-8.") from error
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth += (match["open"] is not None) - (match["close"] is not None)
        if depth > _DEEPEST:
            line = text.count("\n", 0, match.start()) + 1
            raise Refused(f"Brackets are nested more than {_DEEPEST} deep.", "Flatten it.", line)


def _syntax(error: SyntaxError, form: RdfFormat) -> Refused:
    message = str(error.msg or error)
    if "LoadDocumentCallback" in message:
        return Refused(
            "It refers to a context on the web; nothing is fetched.", "Put the context into it."
        )
    name = form.name
    return Refused(
        f"It is no {name}: {message[:300]}.", f"Correct it: {name} is read.", error.lineno
    )


def _blank(quad: pyoxigraph.Quad) -> bool:
    return any(isinstance(term, pyoxigraph.BlankNode) for term in quad)
