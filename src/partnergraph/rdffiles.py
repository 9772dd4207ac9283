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
from partnergraph.known import Known
from partnergraph.lines import Lines
from partnergraph.nquads import canonical
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
_BY_LINE = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
_LARGEST = 20_000_000
#: How many bytes of a file of lines are read at once, and how many one line may have.
_PART = 1_000_000
_DEEPEST = 100
_LONGEST_LITERAL = 131_072
_REMADE = ("derived", "ontology")
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"')
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


def data_lines(project: Project, known: Known | None = None) -> tuple[Lines, list[Finding]]:
    """The statements of the RDF files beside the tables, as N-Quads, and findings.

    They belong to the curated graph, or to the graph that a TriG or N-Quads file names, if that
    is one of the project's own. Of a file with a fault nothing is taken. `known` takes note of
    what they tell.
    """
    lines = Lines()
    findings: list[Finding] = []
    for path in sorted(project.tables_dir.iterdir()):
        form = FORMATS.get(path.suffix.lower())
        if form is None or path.name.startswith(".") or not path.is_file():
            continue
        try:
            found = _read(path, form, project, known)
        except Refused as refused:
            place = {"file": path.name, "row": refused.line or 1}
            findings.append(violation("rdf", refused.message, refused.hint, **place))
            continue
        message = f"{len(found)} statements were read beside the tables."
        findings.append(info("rdf-file", message, file=path.name))
        lines.absorb(found)
    return lines, findings


def _read(path: Path, form: RdfFormat, project: Project, known: Known | None) -> Lines:
    found = Lines()
    try:
        if form in _BY_LINE:
            parts = _parts(path, form, project)
        else:
            _acceptable(path, form)
            quads = pyoxigraph.parse(path=str(path), format=form)
            parts = iter([list(_lines(quads, project))])
        for part in parts:
            found.update(part)
            if known is not None:
                known.read(part)
    except SyntaxError as error:
        raise _syntax(error, form) from error
    except OSError as error:
        raise Refused(f"It cannot be read: {error.strerror}.") from error
    return found


def _parts(path: Path, form: RdfFormat, project: Project) -> Iterator[list[str]]:
    """The statements of a file that has one on each line, a part at a time.

    What is in canonical form already, as `partnergraph ror --graph` writes it, is taken as it is.
    """
    own = rf"{re.escape(project.graph(''))}(?!(?:{'|'.join(_REMADE)})>)[^>]*"
    known = canonical(own)
    number = 1
    for text in _texts(path):
        lines = text.split("\n")
        if max(map(len, lines)) <= _LONGEST_LITERAL and known.fullmatch(text):
            yield lines[:-1]
        elif "<<" in _QUOTED.sub("", text):
            raise Refused("It holds a triple term of RDF 1.2.", "Write it in RDF 1.1.", number)
        else:
            try:
                yield list(_lines(pyoxigraph.parse(text, format=form), project))
            except SyntaxError as error:
                error.lineno = (error.lineno or 1) + number - 1
                raise
        number += len(lines) - 1


def _texts(path: Path) -> Iterator[str]:
    """The text of a file, some whole lines at a time."""
    rest = b""
    with path.open("rb") as file:
        while block := file.read(_PART):
            whole, end, rest = (rest + block).rpartition(b"\n")
            if len(rest) > _PART:
                raise Refused(f"A line has more than {_PART:,} bytes.", "Write shorter literals.")
            yield _decoded(whole + end)
    yield _decoded(rest + b"\n" if rest else b"")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("It is not UTF-8.", "Save it as UTF-8.") from error


def _lines(quads: Iterable[pyoxigraph.Quad], project: Project) -> Iterator[str]:
    curated = pyoxigraph.NamedNode(project.graph("curated"))
    for quad in quads:
        _check(quad)
        graph = quad.graph_name
        if isinstance(graph, pyoxigraph.DefaultGraph):
            graph = curated
        else:
            _own(str(graph)[1:-1], project)
        yield f"{quad.subject} {quad.predicate} {quad.object} {graph} ."


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
    text = _decoded(path.read_bytes())
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
