"""Footprint: statements with other properties never change an answer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as some

from partnergraph.site.footprint import footprint

ROOT = Path(__file__).parents[2]
QUESTIONS = sorted((ROOT / "queries" / "questions").glob("*.rq"))
BASE = "https://example.org/"
HEAD = f"PREFIX x: <{BASE}>\n"
#: Queries in which the properties are a and b; c and d are others.
CLOSED = (
    "SELECT ?s ?o WHERE { ?s x:a ?o }",
    "SELECT ?s ?o WHERE { ?s x:a ?o ; x:b ?z . FILTER (?z != x:n1) }",
    "SELECT ?s ?o WHERE { ?s x:a ?o . FILTER NOT EXISTS { ?o x:b ?s } }",
    "SELECT ?s ?o WHERE { ?s x:a/^x:b|x:b+ ?o }",
    "SELECT ?s ?n WHERE { ?s x:a ?o . { SELECT ?o (COUNT(?z) AS ?n) { ?z x:b ?o } GROUP BY ?o } }",
    "SELECT ?s ?o WHERE { ?s x:a ?o MINUS { ?s x:b ?o } }",
    "SELECT ?s ?o WHERE { x:n1 x:a ?s . BIND (?s AS ?o) FILTER (!BOUND(?z)) }",
    "SELECT ?s ?o WHERE { VALUES (?s ?o) { (x:n1 x:n2) } OPTIONAL { ?s x:a ?c } } # ?s ?p ?o",
    "SELECT ?s ?o WHERE { [] x:a [ x:b ?s ] . FILTER (!(?s = x:n1)) FILTER ('?a ?b ?c' != '') }",
    "ASK { ?s x:a true }",
)
#: Queries that depend on every statement.
OPEN = (
    "SELECT ?s WHERE { ?s ?p ?o }",
    "SELECT ?s WHERE { x:n1 ?p x:n2 }",
    "SELECT ?s WHERE { ?s x:a ?o ; ?p 1 }",
    "SELECT ?s WHERE { ?s x:a ?o . FILTER (?o != x:n1) ?s ?p -1 }",
    "SELECT ?s WHERE { [ ?p ?o ] x:a ?s }",
    "SELECT ?s WHERE { (1 2) ?p ?s }",
    "SELECT ?s WHERE { FILTER (true) (1 2) ?p ?s }",
    "SELECT ?s WHERE { [] ?p ?s }",
    "SELECT ?s WHERE { ?s x:a* ?o }",
    "SELECT ?s WHERE { ?s x:a? ?o }",
    "SELECT ?s WHERE { ?s (x:a/x:b)?/x:a ?o }",
    "SELECT ?s WHERE { ?s !x:a ?o }",
    "SELECT ?s WHERE { ?s !(x:a|^x:b) ?o }",
    "SELECT ?s WHERE { ?s !(^x:b) ?o }",
    "SELECT ?s WHERE { ?s !a ?o }",
    "SELECT ?g WHERE { GRAPH ?g { } }",
    "SELECT ?g WHERE { graph ?g { ?s x:a ?o } }",
    "DESCRIBE x:n1",
    "SELECT ?n WHERE { BIND (now() AS ?n) }",
    "SELECT ?s WHERE { ?s x:a\\-b ?o }",
    f"PREFIX x: <{BASE}other/> SELECT ?s WHERE {{ ?s x:a ?o }}",
    "SELECT ?s WHERE { ?s y:a ?o }",
)
NODES = some.integers(1, 4).map(lambda n: pyoxigraph.NamedNode(f"{BASE}n{n}"))
QUADS = some.builds(
    lambda s, p, o: pyoxigraph.Quad(s, pyoxigraph.NamedNode(f"{BASE}{p}"), o),
    NODES,
    some.sampled_from("abcd"),
    NODES,
)


def answer(quads: Iterable[pyoxigraph.Quad], text: str) -> list[str]:
    store = pyoxigraph.Store()
    store.extend(quads)
    found = store.query(text, use_default_graph_as_union=True)
    if isinstance(found, pyoxigraph.QueryBoolean):
        return [str(bool(found))]
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [str([str(term) for term in row]) for row in found]


@pytest.mark.parametrize("text", CLOSED)
@given(some.lists(QUADS), some.lists(QUADS))
def test_other_properties_change_no_answer(
    text: str, kept: list[pyoxigraph.Quad], changed: list[pyoxigraph.Quad]
) -> None:
    properties = footprint(HEAD + text)
    assert properties is not None
    assert f"{BASE}c" not in properties
    others = [quad for quad in changed if quad.predicate.value not in properties]

    assert sorted(answer(kept, HEAD + text)) == sorted(answer([*kept, *others], HEAD + text))


@pytest.mark.parametrize("text", OPEN)
def test_what_may_depend_on_anything_says_so(text: str) -> None:
    assert footprint(HEAD + text) is None


def test_every_property_is_found() -> None:
    text = f'{HEAD}SELECT ?s {{ ?s a x:K ; x:p 1 . ?s <{BASE}q> "#", x:o . }}'

    assert set(footprint(text) or ()) == {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        *(f"{BASE}{name}" for name in ("", "K", "p", "q", "o")),
    }


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_questions_of_the_catalogue_see_their_properties_only(
    path: Path, store: pyoxigraph.Store
) -> None:
    text = path.read_text(encoding="utf-8")
    properties = footprint(text)
    if properties is None:
        return
    seen = [quad for quad in store if quad.predicate.value in properties]

    assert answer(seen, text) == answer(store, text)


def test_most_questions_of_the_catalogue_are_understood() -> None:
    found = [footprint(path.read_text(encoding="utf-8")) for path in QUESTIONS]

    assert sum(each is not None for each in found) > len(found) / 2
