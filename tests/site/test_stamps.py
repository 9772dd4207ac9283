"""A stamp changes whenever something changes that a page may show, and seldom otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from handmade import BASE, THINGS, chain, line, linked, named

from partnergraph.nquads import iri, literal
from partnergraph.site.documents import Documents
from partnergraph.site.stamps import stamp, stamps
from partnergraph.vocabulary import PROV, SKOS

CONCEPT = f"<https://example.org/concept> <{SKOS.prefLabel}> {literal('C')} <{BASE}graph/o> .\n"


def changed(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The ids of the things whose stamps differ, in both graphs."""
    found = []
    for lines in (before, after):
        documents = Documents.of(sorted(lines), THINGS)
        found.append(stamps(documents, stamp(documents, "")).keys)
    one, other = found
    return {thing[len(THINGS) :] for thing in one.keys() & other if one[thing] != other[thing]}


def test_the_same_graph_has_the_same_stamps() -> None:
    assert changed(chain(9), chain(9)) == set()
    assert changed(chain(9), [*chain(9), *chain(3)][::-1]) != set()  # a line twice is not the same


@pytest.mark.parametrize(
    ("thing", "others"),
    [
        ("t5", {"t3", "t4", "t5", "t6"}),  # 3 names it as what its neighbour 4 links to
        ("t0", {"t0", "t1"}),
        ("t8", {"t6", "t7", "t8"}),
    ],
)
def test_a_name_is_part_of_the_documents_that_may_show_it(thing: str, others: set[str]) -> None:
    assert changed(chain(9), chain(9, **{thing: "Renamed"})) == others


def test_a_new_link_is_part_of_both_ends() -> None:
    assert {"t0", "t8"} <= changed(chain(9), [*chain(9), linked("t0", "t8")])
    assert "t4" not in changed(chain(9), [*chain(9), linked("t0", "t8")])


def test_a_new_thing_leaves_things_elsewhere_alone() -> None:
    assert changed(chain(9), [*chain(9), named("a", "New"), named("z", "New")]) == set()


def test_a_part_is_part_of_its_thing() -> None:
    assert changed(chain(3), [*chain(3), named("t0#x", "Part")]) == {"t0", "t1"}


def test_statements_about_graphs_are_part_of_what_they_point_to() -> None:
    told = (
        f"<{BASE}graph/source/t1> <{PROV.wasDerivedFrom}> {iri(f'{THINGS}t1')} <{BASE}graph/o> .\n"
    )

    assert changed(chain(9), [*chain(9), told]) == {"t0", "t1", "t2"}


def test_what_concepts_are_called_is_part_of_all() -> None:
    other = CONCEPT.replace('"C"', '"D"')

    assert changed([CONCEPT, *chain(3)], [other, *chain(3)]) == {"t0", "t1", "t2"}


def test_settings_are_part_of_all() -> None:
    documents = Documents.of(chain(3), THINGS)

    assert stamp(documents, "a") == stamp(documents, "a") != stamp(documents, "b")


def test_a_thing_that_many_link_to_has_a_stamp() -> None:
    many = [linked(f"t{n}", "hub") for n in range(500)]

    assert changed([named("hub", "H"), *many], [named("hub", "I"), *many]) == {
        "hub",
        *(f"t{n}" for n in range(500)),
    }
    assert "t3" not in changed([*many, line("t7", SKOS.note, literal("x"))], many)


def test_a_state_is_that_of_a_thing_and_of_what_it_points_to() -> None:
    found = [
        stamps(Documents.of(sorted(lines), THINGS), "").states
        for lines in (chain(9), chain(9, t5="Renamed"))
    ]
    one, other = found
    assert {each[len(THINGS) :] for each in one if one[each] != other[each]} == {"t4", "t5"}
