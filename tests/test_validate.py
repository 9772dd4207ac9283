"""The shipped shapes: each rule has an example that breaks it and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode

from partnergraph import referee
from partnergraph.build import Graph
from partnergraph.errors import QueryError
from partnergraph.findings import Finding, Severity
from partnergraph.referee import RefereeError, validate_pyshacl
from partnergraph.shacl.shapemodel import Shape
from partnergraph.shacl.shapes import read_shapes
from partnergraph.validate import (
    Result,
    check,
    findings,
    hierarchy,
    run_checks,
    shapes_of,
    text_in,
    validate,
)
from partnergraph.vocabulary import PG, SHAPES

HERE = Path(__file__).parent
TURTLE = (HERE.parent / "ontology" / "shapes.ttl").read_bytes()
SHIPPED = read_shapes(TURTLE, "ontology/shapes.ttl")
GOOD = (HERE / "shapes" / "good.trig").read_bytes()
BAD = {file.stem: file.read_bytes() for file in sorted((HERE / "shapes" / "bad").glob("*.ttl"))}
LANGUAGES = {"en", "ru", "uz-latn"}

SMALL = """
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""


def reported(shapes: tuple[Shape, ...]) -> Iterator[Shape]:
    """The shapes that results can name: those with a target and, at any depth, their properties."""
    for shape in shapes:
        constraints = [c for c in shape.constraints if c.name != "property"]
        if constraints:
            yield shape
        inner = (s for c in shape.constraints if c.name == "property" for s in c.shapes)
        yield from reported(tuple(inner))


REPORTED = {shape.iri.removeprefix(SHAPES): shape for shape in reported(SHIPPED)}


def example(*snippets: bytes) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(GOOD, format=pyoxigraph.RdfFormat.TRIG)
    for snippet in snippets:
        store.load(snippet, format=pyoxigraph.RdfFormat.TURTLE)
    return store


def nquads(store: pyoxigraph.Store) -> bytes:
    return store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""


def without_blanks(results: list[Result]) -> set[tuple[str, ...]]:
    """What both engines must agree on; blank nodes have no lasting name."""
    found = [
        (r.focus, r.path, r.value, r.component, r.severity, r.message, r.shape) for r in results
    ]
    return {tuple("_:" if str(x).startswith("_:") else str(x) for x in row) for row in found}


def test_the_good_example_has_nothing_to_report() -> None:
    assert validate(example(), SHIPPED) == []


def test_every_rule_has_a_bad_example_and_every_bad_example_a_rule() -> None:
    assert set(BAD) == set(REPORTED)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_example_breaks_its_rule_and_no_other(name: str) -> None:
    results = validate(example(BAD[name]), SHIPPED)
    assert {result.shape for result in results} == {SHAPES.term(name)}
    assert {result.severity for result in results} == {REPORTED[name].severity}


def test_all_bad_examples_together_give_what_pyshacl_gives() -> None:
    store = example(*BAD.values())
    ours = validate(store, SHIPPED, "ru")
    assert without_blanks(ours) == without_blanks(validate_pyshacl(nquads(store), TURTLE, "ru"))


@pytest.mark.parametrize(
    "name", [n for n, s in REPORTED.items() if any(c.name == "node" for c in s.constraints)]
)
def test_a_value_that_is_not_in_its_list_is_found(name: str) -> None:
    path, store, stranger = REPORTED[name].path, example(), NamedNode("https://example.org/no")
    assert path is not None
    assert path.iri is not None
    predicate = NamedNode(path.iri)
    for quad in list(store.quads_for_pattern(None, predicate, None)):
        store.add(pyoxigraph.Quad(quad.subject, predicate, stranger))
    found = [r for r in validate(store, SHIPPED) if r.shape == SHAPES.term(name)]
    assert ("NodeConstraintComponent", stranger) in {
        (r.component.rpartition("#")[2], r.value) for r in found
    }


@pytest.mark.parametrize("name", REPORTED)
def test_a_rule_tells_staff_what_to_do_in_three_languages(name: str) -> None:
    shape = REPORTED[name]
    assert shape.iri.startswith(SHAPES)
    assert {language for language, _ in shape.messages} == LANGUAGES
    assert all(text.endswith(".") for _, text in shape.messages)


def test_only_lists_paths_and_queries_of_the_shapes_are_blank() -> None:
    text = """PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT DISTINCT ?shape WHERE { ?shape ?p ?o . FILTER (ISBLANK(?shape))
          { ?shape a ?kind . FILTER (?kind IN (sh:NodeShape, sh:PropertyShape)) }
          UNION { ?shape sh:path ?any } UNION { ?s sh:property|sh:node|sh:not ?shape }
          UNION { ?s (sh:and|sh:or|sh:xone)/(<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>*/
            <http://www.w3.org/1999/02/22-rdf-syntax-ns#first>) ?shape } }"""
    store = pyoxigraph.Store()
    store.load(TURTLE, format=pyoxigraph.RdfFormat.TURTLE)
    assert not list(_rows(store, text))


def test_each_shape_says_how_much_it_matters() -> None:
    text = """PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT ?shape WHERE { ?shape a sh:PropertyShape
          FILTER NOT EXISTS { ?shape sh:severity ?severity } }"""
    store = pyoxigraph.Store()
    store.load(TURTLE, format=pyoxigraph.RdfFormat.TURTLE)
    assert not list(_rows(store, text))


def test_the_shipped_graph_gives_what_pyshacl_gives(graph: Graph) -> None:
    ours = validate(graph.store(), read_shapes(shapes_of(graph.project)))
    assert without_blanks(ours) == without_blanks(
        validate_pyshacl(graph.nquads.encode(), shapes_of(graph.project))
    )


def test_the_shipped_graph_has_no_violation_and_its_findings_have_a_place(graph: Graph) -> None:
    found = check(graph)
    assert not [f for f in found if f.severity is Severity.VIOLATION]
    assert all(finding.file and finding.row for finding in found)


def test_messages_are_in_the_language_asked_for() -> None:
    store = example(BAD["Agreement-type"])
    english, russian, other = (validate(store, SHIPPED, lang)[0] for lang in ("en", "ru", "fr"))
    assert english.message == other.message
    assert english.message.startswith("Choose the type of agreement")
    assert russian.message.startswith("Выберите тип соглашения")
    assert validate(store, SHIPPED, "uz-Latn")[0].message.startswith("Kelishuv turini")


@pytest.mark.parametrize(
    ("texts", "lang", "expected"),
    [
        ((("en", "a"), ("ru", "b")), "RU", "b"),
        ((("de", "a"), ("", "b")), "ru", "b"),
        ((("de", "a"), ("fr", "b")), "ru", "a"),
        ((), "ru", ""),
    ],
)
def test_a_text_falls_back(texts: tuple[tuple[str, str], ...], lang: str, expected: str) -> None:
    assert text_in(texts, lang) == expected


def small(shapes: str, data: str) -> list[Result]:
    store = pyoxigraph.Store()
    store.load((SMALL + data).encode(), format=pyoxigraph.RdfFormat.TRIG)
    return validate(store, read_shapes(SMALL + shapes))


def test_a_message_shows_what_the_query_found() -> None:
    shapes = """ex:S sh:targetClass ex:T ; sh:sparql [
        sh:message "{?this} has {?value}, {$other}." ;
        sh:select "SELECT $this ?value WHERE { $this <https://example.org/p> ?value }" ] ."""
    (result,) = small(shapes, 'ex:a a ex:T ; ex:p "x" .')
    assert result.message == "https://example.org/a has x, {$other}."
    assert result.value == Literal("x")


def test_a_query_of_a_node_shape_reports_the_node_as_value_and_its_own_message() -> None:
    shapes = """ex:S sh:targetClass ex:T ; sh:sparql [
        sh:select "SELECT $this ('mine' AS ?message) WHERE { $this ?any ?thing }" ] ."""
    (result,) = small(shapes, "ex:a a ex:T .")
    assert (result.value, result.message) == (NamedNode("https://example.org/a"), "mine")


def test_a_shape_without_message_names_its_constraint() -> None:
    (result,) = small("ex:S sh:targetClass ex:T ; sh:in ( ex:b ) .", "ex:a a ex:T .")
    assert "InConstraintComponent" in result.message


def test_subclasses_are_found_at_any_depth_and_in_any_graph() -> None:
    store = pyoxigraph.Store()
    data = """ex:g1 { ex:B rdfs:subClassOf ex:A } ex:g2 { ex:C rdfs:subClassOf ex:B , ex:C .
        ex:D rdfs:subClassOf [ a owl:Restriction ] . [] rdfs:subClassOf ex:A }"""
    store.load((SMALL + data).encode(), format=pyoxigraph.RdfFormat.TRIG)
    a, b, c = (f"https://example.org/{name}" for name in "ABC")
    assert hierarchy(store, [a, c, "urn:x"]) == {a: (a, b, c), c: (c,), "urn:x": ("urn:x",)}
    assert hierarchy(store, []) == {}


def place(focus: str, path: str | None) -> tuple[str, int | None, str] | None:
    known = {(PG.term("a"), PG.role): "role", (PG.term("a"), PG.hasParty): "parties"}
    return ("t.csv", 3, known[focus, path]) if path and (focus, path) in known else None


@pytest.mark.parametrize(
    ("path", "column"),
    [(PG.role, "role"), (f"<{PG.hasParty}>/<{PG.agent}>", "parties"), (PG.agent, ""), (None, "")],
)
def test_a_result_becomes_a_finding_at_its_cell(path: str | None, column: str) -> None:
    value, focus = NamedNode(PG.Party), NamedNode(PG.term("a"))
    result = Result(focus, path, value, "urn:c", Severity.WARNING, "Do this.", SHAPES.term("S"))
    (found,) = findings([result, result], place)
    assert (found.file, found.row, found.column) == (
        ("t.csv", 3, column) if column else ("", None, "")
    )
    assert (found.severity, found.rule) == (Severity.WARNING, SHAPES.term("S"))
    assert (found.message, found.value, found.focus) == ("Do this.", "pg:Party", focus.value)


def checked(folder: Path, text: str) -> list[Finding]:
    file = folder / "no-doubt.rq"
    file.write_text(text, encoding="utf-8")
    where = ("t.csv", 3, "")
    return run_checks(example(), [file], lambda focus, _: where if focus.endswith("said") else None)


@pytest.mark.parametrize(
    ("tag", "severity"),
    [("claims", Severity.VIOLATION), ("warning", Severity.WARNING), ("info", Severity.INFO)],
)
def test_a_row_of_a_check_is_a_finding(tmp_path: Path, tag: str, severity: Severity) -> None:
    header = f"#+ summary: Which claims are doubtful?\n#+ tags:\n#+   - {tag}\n"
    query = """SELECT DISTINCT ?claim ?status ?no
        WHERE { ?claim a <%s> ; <%s> ?status OPTIONAL { ?claim <urn:no> ?no } }
        ORDER BY ?claim""" % (PG.Claim, PG.claimStatus)  # noqa: UP031 # braces abound
    found = checked(tmp_path, header + query)
    assert [(f.focus.rpartition("/")[2], f.value, f.row) for f in found] == [
        ("hoped", "claim-status:inferred", None),
        ("said", "claim-status:asserted", 3),
    ]
    assert {(f.rule, f.severity, f.message) for f in found} == {
        ("no-doubt", severity, "Which claims are doubtful?")
    }


def test_a_check_may_be_about_no_thing(tmp_path: Path) -> None:
    text = '#+ summary: Nothing.\nSELECT ("a" AS ?x) ("b" AS ?y) WHERE {}'
    (found,) = checked(tmp_path, text)
    assert (found.focus, found.value, found.file) == ("", "a, b", "")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s WHERE { ?s ?p ?o }",
        "#+ tags: []\nSELECT ?s WHERE { ?s ?p ?o }",
        "#+ summary: [\nSELECT ?s WHERE { ?s ?p ?o }",
        "#+ summary: No query.\nSELECT ?s WHERE",
    ],
)
def test_a_file_that_is_no_check_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(QueryError, match="no-doubt"):
        checked(tmp_path, text)


def test_without_pyshacl_the_referee_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(referee, "validate", None)
    with pytest.raises(RefereeError, match=r"partnergraph\[shacl\]"):
        validate_pyshacl(b"", TURTLE)


def test_the_referee_says_what_pyshacl_cannot_use() -> None:
    shapes = SMALL + "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:minCount 1 ] ."
    with pytest.raises(RefereeError, match="pySHACL cannot use the shapes"):
        validate_pyshacl(b"", shapes.encode())


def _rows(store: pyoxigraph.Store, text: str) -> pyoxigraph.QuerySolutions:
    solutions = store.query(text)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return solutions
