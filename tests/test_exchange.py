"""Exchange: networks that other programs read back whole, whatever stands in them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from typing import TypeAlias
from xml.etree import ElementTree as ET

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph import measures
from partnergraph.exchange import FORMATS, cyjs, edge_list, graphml, node_link, node_list
from partnergraph.flat import fit, flat, label
from partnergraph.gexf import gexf
from partnergraph.network import project as project_network
from partnergraph.project import Project
from small_networks import network, record

Flat: TypeAlias = "nx.MultiDiGraph[str]"
Write: TypeAlias = Callable[[Flat], str]
Read: TypeAlias = Callable[[str], Flat]
NAMESPACE = "{http://gexf.net/1.3}"
HOSTILE = [
    "a\x00b\x08c\x1fd",
    "]]><script>alert(1)</script>&amp;\"'",
    "Ünïcödé 新疆医科大学 Ўзбекистон 🎓👩‍⚕️",
    "\u202egnp.exe\u202c \u2067rtl\u2069",
    "x" * 10_000,
    "two\nlines\tand\ra tab",
    "\ufffe\uffff lone \ud800 half",
    " kept blanks ",
    "=HYPERLINK(1)",
]


@pytest.fixture(scope="module")
def shipped(store: ox.Store, project: Project) -> Flat:
    graph = project_network(store, project.query_files("views"), joint="nodes")
    measures.write(graph, measures.measure(graph))
    return flat(graph, about={"licence": project.licence})


def hostile(texts: Iterable[str]) -> Flat:
    """A flat network in which every name and title is one of `texts`."""
    records = []
    for n, text in enumerate(texts):
        titles = [{"text": text, "lang": "en", "sort": "preferred"}]
        agents = [f"https://example.org/{n}", f"https://example.org/{n + 1}"]
        dates = [{"edtf": text, "step": "", "earliest": "", "latest": "", "source": ""}]
        more = {"titles": titles, "span": ["2024-01-01", None], "dates": dates}
        records.append(record(f"https://example.org/r{n}", "event", agents, **more))
    graph = network(records)
    for (_, node), text in zip(graph.nodes(data=True), texts, strict=False):
        node["names"] = [{"text": text, "lang": "en", "sort": "preferred"}]
    return flat(graph)


def same(one: Flat, other: Flat) -> bool:
    return (
        dict(one.nodes(data=True)) == dict(other.nodes(data=True))
        and sorted(one.edges(keys=True), key=str) == sorted(other.edges(keys=True), key=str)
        and all(other.edges[edge[:3]] == edge[3] for edge in one.edges(keys=True, data=True))
    )


def from_graphml(text: str) -> Flat:
    found: Flat = nx.parse_graphml(text, force_multigraph=True)
    return found


def from_json(text: str) -> Flat:
    found: Flat = nx.node_link_graph(json.loads(text), edges="edges")
    return found


def from_gexf(text: str) -> Flat:
    """What networkx reads, without the spells, which it turns into attributes of their own."""
    found = nx.read_gexf(io.BytesIO(text.encode()), version="1.3")
    graph: Flat = nx.MultiDiGraph()
    graph.add_nodes_from((n, _no_time(data)) for n, data in found.nodes(data=True))
    for start, end, data in found.edges(data=True):
        graph.add_edge(start, end, data["id"], **_no_time(data))
    return graph


def _no_time(data: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in data.items() if name not in ("spells", "id")}


READERS = [(graphml, from_graphml), (gexf, from_gexf), (node_link, from_json)]
READER_NAMES = ["graphml", "gexf", "json"]


@pytest.mark.parametrize(("write", "read"), READERS, ids=READER_NAMES)
def test_networkx_reads_the_shipped_graph_back(write: Write, read: Read, shipped: Flat) -> None:
    assert same(shipped, read(write(shipped)))


@pytest.mark.parametrize(("write", "read"), READERS, ids=READER_NAMES)
def test_hostile_texts_come_back(write: Write, read: Read) -> None:
    graph = hostile(HOSTILE)

    assert same(graph, read(write(graph)))


@given(st.lists(st.text(max_size=30), max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back(texts: list[str]) -> None:
    graph = hostile(texts)

    for write, read in READERS:
        assert same(graph, read(write(graph)))


# GEXF


def elements(text: str, path: str) -> list[ET.Element]:
    return ET.fromstring(text.encode()).findall(  # noqa: S314 - our own text
        "/".join(f"{NAMESPACE}{name}" for name in path.split("/"))
    )


def test_gexf_is_well_formed(shipped: Flat) -> None:
    text = gexf(shipped)
    nodes = {node.get("id") for node in elements(text, "graph/nodes/node")}
    edges = elements(text, "graph/edges/edge")
    declared = elements(text, "graph/attributes/attribute")

    assert len(nodes) == len(shipped)
    assert len({edge.get("id") for edge in edges}) == len(edges) == shipped.number_of_edges()
    assert all(edge.get("source") in nodes and edge.get("target") in nodes for edge in edges)
    ids = [attribute.get("id") for attribute in declared]
    assert len(set(ids)) == len(ids)
    for path in ("graph/nodes/node", "graph/edges/edge"):
        used = {value.get("for") for value in elements(text, f"{path}/attvalues/attvalue")}
        assert used <= set(ids)


def test_days_are_iso_and_in_order(shipped: Flat) -> None:
    spells = elements(gexf(shipped), "graph/edges/edge/spells/spell")

    days = [day for spell in spells for day in spell.attrib.values()]
    assert len(spells) > 50
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)
    assert all(s.get("start", "") <= s.get("end", "9999") for s in spells)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (["2024-03-19", "2024-03-24"], {"start": "2024-03-19", "end": "2024-03-24"}),
        (["2024-03-19", None], {"start": "2024-03-19"}),
        ([None, "2024-03-24"], {"end": "2024-03-24"}),
        (["2024-03-24", "2024-03-19"], None),
        (["-0044-03-15", None], None),
        (None, None),
    ],
)
def test_a_spell_says_no_more_than_is_known(
    span: list[str | None] | None, expected: dict[str, str] | None
) -> None:
    text = gexf(flat(network([record("e", "event", "xy", span=span)])))

    found = [spell.attrib for spell in elements(text, "graph/edges/edge/spells/spell")]
    assert found == ([expected] if expected else [])


def test_parallel_edges_are_told_apart_by_kind() -> None:
    graph = flat(network([record("a", "agreement", "xy"), record("b", "event", "xy")]))

    assert {edge.get("kind") for edge in elements(gexf(graph), "graph/edges/edge")} == {
        "agreement",
        "event",
    }


# What edges and labels say


def test_no_edge_leaves_without_its_source(shipped: Flat) -> None:
    for *_, edge in shipped.edges(keys=True, data=True):
        assert edge["relation"].startswith("https://")
        assert edge["standing"]
        assert edge["source_count"] == len(edge["sources"].split(" | ")) > 0
        assert all(url.startswith("http") for url in edge["source_urls"].split(" | "))


def test_one_relation_of_several_edges_keeps_its_iri(shipped: Flat) -> None:
    iri = "https://w3id.org/partnergraph/samsmu/id/olympiad-3"
    edges = {key: edge for *_, key, edge in shipped.edges(keys=True, data=True)}

    found = {key for key, edge in edges.items() if edge["relation"] == iri}
    assert found == {f"{iri}#edge-{n}" for n in range(1, 10)}
    assert {edges[key]["edges"] for key in found} == {9}


NAMES = [
    {"text": "Old", "lang": "en", "sort": "other"},
    {"text": "Университет", "lang": "ru", "sort": "preferred"},
    {"text": "University", "lang": "en", "sort": "preferred"},
]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("ru", "Университет"), ("ru-RU", "Университет"), ("en", "University"), ("uz", "University")],
)
def test_labels_fall_back(lang: str, expected: str) -> None:
    assert label(NAMES, lang) == expected


def test_without_any_name_the_label_is_the_iri() -> None:
    assert label([], "en") == ""
    assert flat(network([record("a", "agreement", "xy")])).nodes["x"]["label"] == "x"


def test_text_is_made_fit_for_xml() -> None:
    assert fit("a\x00\ud800\r\n\tb") == "a\ufffd\ufffd b"


# CSV and Cytoscape


def test_lists_hold_every_node_and_edge(shipped: Flat) -> None:
    nodes = list(csv.DictReader(io.StringIO(node_list(shipped))))
    edges = list(csv.DictReader(io.StringIO(edge_list(shipped))))

    assert [row["id"] for row in nodes] == list(shipped)
    keys = [(row["source"], row["target"], row["id"]) for row in edges]
    assert keys == list(shipped.edges(keys=True))
    assert {row["bridge"] for row in edges} == {"true", "false", ""}


@pytest.mark.parametrize(("guard", "expected"), [(True, "'+SUM(A1)"), (False, "+SUM(A1)")])
def test_spreadsheets_meet_no_formula(guard: bool, expected: str) -> None:
    (first, *_) = csv.DictReader(io.StringIO(node_list(hostile(["+SUM(A1)"]), guard=guard)))

    assert first["label"] == expected


def test_cytoscape_gets_ids_and_names(shipped: Flat) -> None:
    found = json.loads(cyjs(shipped))["elements"]

    ids = [each["data"]["id"] for each in (*found["nodes"], *found["edges"])]
    assert len(set(ids)) == len(shipped) + shipped.number_of_edges()
    known = {each["data"]["id"] for each in found["nodes"]}
    assert all({e["data"]["source"], e["data"]["target"]} <= known for e in found["edges"])
    assert all(each["data"]["name"] for each in found["nodes"])


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_network_gives_the_same_text(form: str, shipped: Flat) -> None:
    assert FORMATS[form](shipped) == FORMATS[form](shipped)
