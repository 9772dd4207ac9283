"""Where a store is written is guessed from where it is asked, or said."""

from __future__ import annotations

import pyoxigraph
import pytest

from partnergraph.errors import StoreError
from partnergraph.target import _BATCH, Target, _batches


@pytest.mark.parametrize(
    ("query", "graphs"),
    [
        ("http://h:7878/query", "http://h:7878/store"),
        ("http://h:8890/sparql", "http://h:8890/sparql-graph-crud-auth"),
        ("http://h:8890/sparql/?default-graph-uri=", "http://h:8890/sparql-graph-crud-auth"),
        ("https://h/partners/query", "https://h/partners/data"),
        ("https://h/partners/sparql", "https://h/partners/data"),
        ("http://h/repositories/smu", "http://h/repositories/smu/rdf-graphs/service"),
        ("http://h/rdf4j/repositories/s", "http://h/rdf4j/repositories/s/rdf-graphs/service"),
    ],
)
def test_the_usual_place_is_guessed(query: str, graphs: str) -> None:
    assert Target.of(query) == Target(query, graphs)


@pytest.mark.parametrize("query", ["http://h/", "http://h/api", "http://h/a/b/api?query"])
def test_what_cannot_be_guessed_must_be_said(query: str) -> None:
    with pytest.raises(StoreError, match="not known") as refused:
        Target.of(query)
    assert "--graph-store" in refused.value.hint
    assert "--update" in refused.value.hint
    assert Target.of(query, "http://h/g").graphs == "http://h/g"
    assert Target.of(query, update="http://h/u") == Target(query, update="http://h/u")


def test_a_store_is_written_in_one_way() -> None:
    with pytest.raises(StoreError, match="one way"):
        Target.of("http://h/query", "http://h/g", "http://h/u")


@pytest.mark.parametrize("place", ["query", "graphs", "update"])
def test_no_address_may_hold_a_login(place: str) -> None:
    urls = {"query": "http://h/query"} | {place: "http://me:canary@h/query"}
    with pytest.raises(StoreError, match="login in it") as refused:
        Target.of(urls["query"], urls.get("graphs", ""), urls.get("update", ""))
    assert "canary" not in str(refused.value)


def test_blank_nodes_stay_in_one_batch() -> None:
    node, text = pyoxigraph.NamedNode("urn:a"), pyoxigraph.Literal("b")
    blank = [pyoxigraph.Triple(pyoxigraph.BlankNode("x"), node, text)] * 3
    plain = [pyoxigraph.Triple(node, node, text)] * (2 * _BATCH + 1)
    batches = list(_batches([*blank[:1], *plain, *blank[1:]]))
    assert [len(batch) for batch in batches] == [_BATCH, _BATCH, 1, 3]
    assert batches[-1] == blank
