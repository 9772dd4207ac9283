"""Sketches join what an answer joins, and leave out what is no network."""

from __future__ import annotations

import itertools

import pytest

from partnergraph.serve.sketch import MOST, Sketch, sketch
from partnergraph.site.naming import Name


def thing(text: str) -> Name:
    return Name(text, page=f"doc/{text}.html")


HEADS = ["institution", "country", "event"]


def joined(found: Sketch) -> set[tuple[str, str, str]]:
    """What the lines join, by where they end."""
    known = {(node.x, node.y): node.name.text for node in found.nodes}
    return {(known[e.x1, e.y1], known[e.x2, e.y2], e.said) for e in found.edges}


def test_the_first_thing_of_a_row_is_joined_to_the_others() -> None:
    rows = [
        [thing("a"), Name("Uzbekistan"), thing("x")],
        [thing("b"), Name("Uzbekistan"), thing("x")],
    ]
    found = sketch(rows, HEADS)

    assert found
    assert joined(found) == {("a", "x", "event"), ("b", "x", "event")}
    assert [node.name.text for node in found.nodes if node.first] == ["a", "b"]


def test_one_line_says_all_that_it_stands_for() -> None:
    rows = [[thing("a"), thing("x"), thing("y")], [thing("a"), Name(""), thing("x")]]
    found = sketch(rows, HEADS)

    assert found
    assert ("a", "x", "country, event") in joined(found)


def test_statements_go_from_subject_to_object() -> None:
    rows = [
        [thing("a"), thing("knows"), thing("b")],
        [thing("b"), thing("knows"), Name("elsewhere", link="https://example.org/")],
        [thing("a"), thing("age"), Name("7")],
        [thing("c"), thing("is"), thing("c")],
    ]
    found = sketch(rows, ["subject", "predicate", "object"], triples=True)

    assert found
    assert joined(found) == {("a", "b", "knows"), ("b", "elsewhere", "knows")}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[Name("a"), Name("b"), Name("c")]],
        [[thing("a"), Name("b"), Name("c")]],
        [[thing("a"), thing("a"), Name("c")]],
        [[thing("a"), thing("b"), Name("c")]],
        [[thing("a"), Name(""), thing(str(number))] for number in range(MOST)],
    ],
    ids=["nothing", "no thing", "one thing", "with itself", "a pair", "too many"],
)
def test_what_is_no_network_is_not_drawn(rows: list[list[Name]]) -> None:
    assert sketch(rows, HEADS) is None


def test_things_stand_apart_and_on_the_sheet() -> None:
    rows = [[thing("hub"), Name(""), thing(str(number))] for number in range(MOST - 1)]
    found = sketch(rows, HEADS)

    assert found
    assert len(found.nodes) == MOST
    for one, other in itertools.combinations(found.nodes, 2):
        assert abs(one.x - other.x) > 50 or abs(one.y - other.y) > 20
    assert all(0 < node.x < found.wide and 0 < node.y + 19 < found.high for node in found.nodes)


def test_a_long_name_is_shortened_and_kept() -> None:
    long = "Samarkand State Medical University named after somebody"
    rows = [[thing(long), thing("b"), thing("c")]]
    found = sketch(rows, HEADS)

    assert found
    assert found.nodes[0].name.text == long
    assert found.nodes[0].label == "Samarkand State Medical U…"
