"""The SHACL validation report: what pySHACL would write of the same data."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from click.testing import CliRunner
from pyshacl import validate as pyshacl_validate
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from partnergraph.cli import commands
from partnergraph.diagnostics.shacl import report
from partnergraph.shacl.shapes import read_shapes
from partnergraph.validate import validate

HERE = Path(__file__).parent
TURTLE = (HERE.parent / "ontology" / "shapes.ttl").read_bytes()
GOOD = (HERE / "shapes" / "good.trig").read_bytes()
BAD = sorted((HERE / "shapes" / "bad").glob("*.ttl"))
ROW = tuple[str, ...]


def example(*files: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(GOOD, format=pyoxigraph.RdfFormat.TRIG)
    for file in files:
        store.load(file.read_bytes(), format=pyoxigraph.RdfFormat.TURTLE)
    return store


def written(store: pyoxigraph.Store, lang: str = "en") -> Graph:
    text = report(validate(store, read_shapes(TURTLE), lang), TURTLE, lang)
    return Graph().parse(data=text, format="turtle")


def path_of(graph: Graph, node: Node | None) -> str:
    """A property path as text, whatever its blank nodes are called."""
    if not isinstance(node, BNode):
        return str(node)
    if (node, RDF.first, None) in graph:
        return f"({' '.join(path_of(graph, each) for each in Collection(graph, node))})"
    return " ".join(sorted(f"{p} {path_of(graph, o)}" for p, o in graph.predicate_objects(node)))


def rows(graph: Graph) -> list[ROW]:
    """Each result as text, blank nodes without name."""
    (head,) = graph.subjects(RDF.type, SH.ValidationReport)
    found = []
    for result in graph.objects(head, SH.result):
        assert (result, RDF.type, SH.ValidationResult) in graph
        focus, value = graph.value(result, SH.focusNode), graph.value(result, SH.value)
        names = [SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape]
        found.append(
            (
                "" if isinstance(focus, BNode) else str(focus),
                path_of(graph, graph.value(result, SH.resultPath)),
                "" if isinstance(value, BNode) else repr(value),
                *(str(graph.value(result, name)) for name in names),
            )
        )
    return sorted(set(found))  # pySHACL repeats a result for each of several same languages


def theirs(store: pyoxigraph.Store) -> Graph:
    data = rdflib.Dataset(default_union=True)
    data.parse(data=store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b"", format="nquads")
    union = Graph()
    for triple in data.triples((None, None, None)):
        union.add(triple)
    shapes = Graph().parse(data=TURTLE, format="turtle")
    _, found, _ = pyshacl_validate(union, shacl_graph=shapes, inference="none")
    assert isinstance(found, Graph)
    return found


def conforms(graph: Graph) -> Literal:
    (value,) = graph.objects(None, SH.conforms)
    assert isinstance(value, Literal)
    return value


def test_good_data_conform() -> None:
    graph = written(example())

    assert conforms(graph).toPython() is True
    assert rows(graph) == []


def test_the_report_is_that_of_pyshacl() -> None:
    store = example(*BAD)
    ours, other = written(store), theirs(store)

    assert rows(ours) == rows(other)
    assert conforms(ours) == conforms(other)
    assert len(rows(ours)) > len(BAD) / 2


@pytest.mark.parametrize("lang", ["en", "ru", "uz-Latn"])
def test_messages_are_tagged_with_their_language(lang: str) -> None:
    graph = written(example(BAD[0]), lang)
    tags = {message.language for message in graph.objects(None, SH.resultMessage)}  # type: ignore[attr-defined]

    assert {str(tag).lower() for tag in tags} == {lang.lower()}


def test_a_report_is_the_same_every_time() -> None:
    store = example(*BAD[:20])
    shapes = read_shapes(TURTLE)

    assert report(validate(store, shapes), TURTLE) == report(validate(store, shapes), TURTLE)


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(commands, ["check", "--format", "shacl", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_reports_what_the_shapes_say() -> None:
    code, text, said = run("--project", str(HERE / "projects" / "one-party-agreement"))
    graph = Graph().parse(data=text, format="turtle")
    shape = URIRef("https://w3id.org/partnergraph/shapes#Agreement-parties")

    assert code == 1
    assert shape in set(graph.objects(None, SH.sourceShape))
    assert "violation" in said


def test_where_the_shapes_have_not_run_nothing_claims_to_conform() -> None:
    code, text, said = run("--project", str(HERE / "projects" / "unknown-name"))

    assert code == 1
    assert text == ""
    assert "there is no report" in said
