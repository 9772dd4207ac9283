"""The network: what becomes a node, what an edge, and what they carry."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

from partnergraph.errors import QueryError
from partnergraph.network import project

ROOT = Path(__file__).parents[1]
VIEWS = ROOT / "queries" / "views"
DATA = Path(__file__).parent / "data" / "network.nq"
ID = "https://w3id.org/partnergraph/samsmu/id/"
HOME = f"{ID}samsmu"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=str(DATA), format=ox.RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="module")
def graph(store: ox.Store) -> nx.MultiDiGraph[str]:
    return project(store, VIEWS)


def _edge(graph: nx.MultiDiGraph[str], other: str, relation: str) -> dict[str, Any]:
    found: dict[str, Any] = graph.edges[HOME, f"{ID}{other}", f"{ID}{relation}"]
    return found


def test_an_empty_store_is_an_empty_network() -> None:
    graph = project(ox.Store(), VIEWS)

    assert len(graph) == 0
    assert graph.graph["home"] is None


def test_relations_between_the_same_two_stay_parallel(graph: nx.MultiDiGraph[str]) -> None:
    keys = set(graph[HOME][f"{ID}xinjiang-mu"])

    assert keys == {f"{ID}xinjiang-2024", f"{ID}china-visit-2024"}


def test_many_partners_are_joined_to_home_one_by_one(graph: nx.MultiDiGraph[str]) -> None:
    key = f"{ID}joint-faculty"

    assert {v for u, v, k in graph.edges(keys=True) if k == key} == {
        f"{ID}{name}" for name in ("privolzhsky", "chuvash", "national-louis")
    }
    assert key not in graph


def test_an_event_without_home_is_a_node_of_its_own(graph: nx.MultiDiGraph[str]) -> None:
    hub = f"{ID}volga-forum"

    assert graph.nodes[hub]["standing"] == "relation"
    assert set(graph.predecessors(hub)) == {
        f"{ID}{name}" for name in ("privolzhsky", "chuvash", "mechnikov")
    }


def test_an_event_with_one_known_participant_is_not_lost(graph: nx.MultiDiGraph[str]) -> None:
    assert list(graph.predecessors(f"{ID}turkic-congress-2024")) == [HOME]


@pytest.mark.parametrize("candidate", ["bukhara-smi", "tajik-smu", "samara-smu"])
def test_a_mere_candidate_is_no_partner(graph: nx.MultiDiGraph[str], candidate: str) -> None:
    assert graph.nodes[f"{ID}{candidate}"]["standing"] == "mentioned"
    assert graph.degree(f"{ID}{candidate}") == 0


def test_an_unresolved_reading_keeps_its_candidates(graph: nx.MultiDiGraph[str]) -> None:
    (reading,) = [r for r in graph.graph["readings"] if not r["resolved"]]

    assert reading["printed"] == {"text": "named after Abu Ali ibn Sina", "lang": "en"}
    assert reading["candidates"] == [f"{ID}bukhara-smi", f"{ID}tajik-smu"]
    assert reading["status"] == "decision-status:unresolved"


def test_an_edge_carries_its_evidence(graph: nx.MultiDiGraph[str]) -> None:
    edge = _edge(graph, "xinjiang-mu", "xinjiang-2024")

    claims = {claim["source"]: claim for claim in edge["claims"]}
    assert claims[f"{ID}ph-page"]["quotes"] == [
        {"text": "signing a cooperation agreement", "lang": "", "start": "1860", "end": "1891"}
    ]
    assert claims[f"{ID}ph-page"]["conflicts"] == [f"{ID}xinjiang-2024#claim-news-2566588"]
    assert claims[f"{ID}news-2566588"]["status"] == "claim-status:disputed"


def test_an_edge_says_how_names_were_read(graph: nx.MultiDiGraph[str]) -> None:
    edge = _edge(graph, "xinjiang-mu", "china-visit-2024")

    (home,) = [p for p in edge["participants"] if p["agent"] == HOME]
    assert home["readings"][0]["printed"]["text"] == "Samara State Medical University"
    assert home["readings"][0]["status"] == "decision-status:inferred"
    assert edge["standing"] == "inferred"


def test_disagreements_stand_side_by_side(graph: nx.MultiDiGraph[str]) -> None:
    (difference,) = _edge(graph, "xinjiang-mu", "xinjiang-2024")["differences"]

    assert difference["property"] == "agreementType"
    assert {v["value"]: v["sources"] for v in difference["values"]} == {
        "agreement-type:cooperation-agreement": [f"{ID}ph-page"],
        "agreement-type:memorandum-of-cooperation": [f"{ID}news-2566588"],
    }


@pytest.mark.parametrize(
    ("other", "relation", "span"),
    [
        ("xinjiang-mu", "china-visit-2024", ["2024-03-19", "2024-03-24"]),
        ("xinjiang-mu", "xinjiang-2024", ["2024-03-19", None]),
        ("mechnikov", "lecture-oct", ["2024-05-18", "2024-05-18"]),
        ("istanbul-u", "istanbul-listing", None),
    ],
)
def test_spans_are_open_where_no_end_is_known(
    graph: nx.MultiDiGraph[str], other: str, relation: str, span: object
) -> None:
    assert _edge(graph, other, relation)["span"] == span


def test_dates_say_who_states_them(graph: nx.MultiDiGraph[str]) -> None:
    dates = _edge(graph, "mechnikov", "lecture-oct")["dates"]

    assert {(d["edtf"], d["source"]) for d in dates} == {
        ("XXXX-10-04", f"{ID}neuro-page"),
        ("2024-05-18", f"{ID}news-2566588"),
    }


def test_dated_names_keep_their_bounds(graph: nx.MultiDiGraph[str]) -> None:
    names = {n["text"]: n for n in graph.nodes[HOME]["names"]}

    assert names["Samarkand State Medical Institute"]["to"] == "2022-03-31"


def test_statements_hang_on_what_they_are_about(graph: nx.MultiDiGraph[str]) -> None:
    assert [c["id"] for c in graph.nodes[HOME]["statements"]] == [f"{ID}more-than-60"]


def test_later_relations_are_left_out_on_an_earlier_day(store: ox.Store) -> None:
    early = project(store, VIEWS, as_of=dt.date(2023, 6, 1))

    assert f"{ID}xinjiang-2024" not in early.graph["relations"]
    assert f"{ID}joint-faculty" in early.graph["relations"]
    assert f"{ID}istanbul-listing" in early.graph["relations"]
    assert early.graph["as_of"] == "2023-06-01"


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (dt.date(2024, 3, 20), "status:unknown-on-that-date"),
        (dt.date(2024, 4, 1), "status:signed-force-unknown"),
    ],
)
def test_the_status_is_that_of_the_day(store: ox.Store, day: dt.date, status: str) -> None:
    relations = project(store, VIEWS, as_of=day).graph["relations"]

    assert relations[f"{ID}xinjiang-2024"]["status"] == status


def test_a_missing_view_is_an_error(store: ox.Store, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"network-things\.rq"):
        project(store, tmp_path)


def test_a_broken_view_is_an_error(store: ox.Store, tmp_path: Path) -> None:
    (tmp_path / "network-things.rq").write_text("SELECT nonsense", encoding="utf-8")

    with pytest.raises(QueryError, match=r"network-things\.rq cannot be used"):
        project(store, tmp_path)


@pytest.fixture(scope="module")
def dataset() -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Dataset.default_context", DeprecationWarning)
        dataset.parse(data=DATA.read_text(encoding="utf-8"), format="nquads")
    return dataset


@pytest.mark.filterwarnings("ignore:Dataset.(default_context|contexts):DeprecationWarning")
@pytest.mark.parametrize("view", sorted(VIEWS.glob("network-*.rq")), ids=lambda path: path.stem)
def test_views_mean_the_same_to_rdflib(
    store: ox.Store, dataset: rdflib.Dataset, view: Path
) -> None:
    text = view.read_text(encoding="utf-8")

    found = store.query(text, use_default_graph_as_union=True)

    assert isinstance(found, ox.QuerySolutions)
    ours = sorted(["" if term is None else term.value for term in row] for row in found)
    rows = [tuple(row) for row in dataset.query(text) if not isinstance(row, bool)]
    theirs = sorted(["" if term is None else str(term) for term in row] for row in rows)
    assert ours
    assert ours == theirs
