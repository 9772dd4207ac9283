"""Ordering: an answer that is sorted here has the order that Oxigraph gives it."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as some

from partnergraph.project import Project
from partnergraph.site.ordering import Order, in_order, order_of

QUERY = """PREFIX x: <https://example.org/>

SELECT DISTINCT ?thing ?name ?other
WHERE {
  ?thing x:is x:there .
  OPTIONAL { ?thing x:name ?name }
  OPTIONAL { ?thing x:other ?other }
  BIND (SUBSTR(STR(?name), 1, 2) AS ?beginning)
}
ORDER BY ?beginning ?name ?other ?thing
"""
LITTLE = some.text(alphabet="aZ éя𝒳\n", max_size=4)
TEXTS = some.builds(pyoxigraph.Literal, LITTLE) | some.builds(
    lambda text, tag: pyoxigraph.Literal(text, language=tag),
    LITTLE,
    some.sampled_from(["en", "ru", "uz-latn"]),
)
THINGS = some.integers(0, 30).map(lambda n: pyoxigraph.NamedNode(f"https://example.org/{n}"))
TERMS = TEXTS | THINGS
NUMBERS = some.integers(-3, 3).map(pyoxigraph.Literal)
Rows = list[pyoxigraph.QuerySolution]


def term(name: str) -> pyoxigraph.NamedNode:
    return pyoxigraph.NamedNode(f"https://example.org/{name}")


def graph(*statements: tuple[pyoxigraph.NamedNode, str, object]) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for thing, name, value in statements:
        store.add(pyoxigraph.Quad(thing, term("is"), term("there")))
        assert isinstance(value, pyoxigraph.NamedNode | pyoxigraph.Literal)
        store.add(pyoxigraph.Quad(thing, term(name), value))
    return store


def rows(store: pyoxigraph.Store, text: str) -> tuple[list[str], Rows]:
    answer = store.query(text)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return [each.value for each in answer.variables], list(answer)


def shown(found: Rows) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in found]


def found_order(text: str) -> Order:
    order = order_of(text)
    assert order is not None
    return order


@given(
    some.lists(
        some.tuples(THINGS, some.just("name"), TEXTS)
        | some.tuples(THINGS, some.just("other"), TERMS)
    )
)
def test_sorted_here_as_by_the_engine(
    statements: list[tuple[pyoxigraph.NamedNode, str, object]],
) -> None:
    store = graph(*statements)
    _, wanted = rows(store, QUERY)
    order = found_order(QUERY)
    columns, unsorted = rows(store, order.text)

    found = in_order(unsorted, columns, order)
    assert found is not None
    expected = shown(wanted)
    del wanted
    assert shown(found) == expected


@given(TERMS, NUMBERS)
def test_what_is_no_text_is_left_to_the_engine(one: object, number: pyoxigraph.Literal) -> None:
    store = graph((term("1"), "other", one), (term("2"), "other", number))
    order = found_order(QUERY)
    columns, unsorted = rows(store, order.text)

    assert in_order(unsorted, columns, order) is None


def test_a_thing_where_texts_are_cut_is_left_to_the_engine() -> None:
    order = found_order(QUERY)
    columns, unsorted = rows(graph((term("1"), "name", term("2"))), order.text)

    assert in_order(unsorted, columns, order) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("DISTINCT ", ""),
        lambda text: text.replace("DISTINCT ?thing ?name ?other", "DISTINCT *"),
        lambda text: text.replace("?other ?thing\n", "?other\n"),
        lambda text: text.replace("?beginning ?name ?other", "?name ?other ?beginning"),
        lambda text: text.replace("ORDER BY ?beginning", "ORDER BY DESC(?beginning)"),
        lambda text: f"{text}LIMIT 3\n",
        lambda text: text.replace("1, 2)", "2, 2)"),
        lambda text: text.replace("x:other ?other", "x:other ?beginning"),
        lambda text: text.replace("?thing ?name ?other", "?thing ?name (COUNT(*) AS ?other)"),
    ],
)
def test_an_order_that_is_not_whole_is_left_to_the_engine(change: Callable[[str], str]) -> None:
    assert order_of(change(QUERY)) is None


def test_long_answers_of_the_catalogue_are_sorted_here(project: Project) -> None:
    texts = {path.stem: path.read_text("utf-8") for path in project.query_files("questions")}
    long = ("registry-ids", "missing-identifiers", "names-missing-in-russian-or-uzbek")

    assert all(order_of(texts[name]) for name in (*long, "same-name-different-institution"))
