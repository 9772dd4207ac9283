"""A thing is found by its id, its name in any script, or its IRI; else there are suggestions."""

from __future__ import annotations

import pyoxigraph
import pytest

from partnergraph.errors import QueryError
from partnergraph.query import Question
from partnergraph.things import find, resolve

SPACE = "https://w3id.org/partnergraph/samsmu/id/"


@pytest.mark.parametrize(
    "text",
    [
        "xinjiang-mu",
        "Xinjiang Medical University",
        "«xinjiang medical university»",
        "新疆医科大学",
        f"{SPACE}xinjiang-mu",
    ],
)
def test_every_way_to_write_it_finds_it(text: str, store: pyoxigraph.Store) -> None:
    assert find(store, text, SPACE) == f"{SPACE}xinjiang-mu"


def test_a_name_that_several_bear_is_no_answer(store: pyoxigraph.Store) -> None:
    with pytest.raises(QueryError, match="belarusian-smu"):
        find(store, "BSMU", SPACE)


@pytest.mark.parametrize("text", ["xinjiang", "Xinjang Medical University"])
def test_a_slip_gets_a_suggestion(text: str, store: pyoxigraph.Store) -> None:
    with pytest.raises(QueryError, match="xinjiang-mu"):
        find(store, text, SPACE)


@pytest.mark.parametrize("text", ["", "q", "> } SELECT", "https://example.org/nobody"])
def test_nothing_like_it_says_so(text: str, store: pyoxigraph.Store) -> None:
    with pytest.raises(QueryError, match="knows no"):
        find(store, text, SPACE)


def test_a_thing_of_another_graph_is_no_default(store: pyoxigraph.Store) -> None:
    """A question of the shipped graph, asked of another, must not answer "nothing"."""
    question = Question("chain", f"SELECT ?a {{ VALUES ?partner {{ <{SPACE}elsewhere> }} }}")

    with pytest.raises(QueryError, match="--partner") as caught:
        resolve(question, {}, store, SPACE)

    assert "elsewhere" in caught.value.message
    assert (
        f"<{SPACE}xinjiang-mu>" in resolve(question, {"partner": "xinjiang-mu"}, store, SPACE).text
    )
