"""Figures: what a person reads of measures and losses."""

from __future__ import annotations

import pytest

from partnergraph import losses, measures
from partnergraph.figures import rows_of, short, shown
from small_networks import network, record


@pytest.mark.parametrize(
    ("value", "expected"), [(True, "yes"), (False, ""), (0.12345, "0.1235"), (7, "7"), ("x", "x")]
)
def test_values_are_shown_for_people(value: object, expected: str) -> None:
    assert shown(value) == expected


def test_an_error_stands_beside_its_estimate() -> None:
    row = {"id": "x", "betweenness": 0.5, "betweenness_error": 0.25, "articulation": True}

    assert short([row]) == [{"id": "x", "betweenness": "0.5000 ± 0.2500", "cut": True}]


def test_rows_are_what_was_asked_for() -> None:
    graph = network([record("s/a", "agreement", ["s/x", "s/y"])])
    figures = measures.measure(graph)
    lost = losses.losses(graph, losses.without(graph, relations=["s/a"]))

    whole = {
        row["measure"]: row["value"]
        for row in rows_of(graph, figures, None, "s/", "en", listed=False)
    }

    assert (whole["tied"], whole["agreements"], whole["bridges"]) == (2, 1, 1)
    assert [r["id"] for r in rows_of(graph, figures, None, "s/", "en", listed=True)] == ["x", "y"]
    assert all(r["last_agreement"] for r in rows_of(graph, None, lost, "s/", "en", listed=False))
