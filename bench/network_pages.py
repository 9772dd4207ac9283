"""The pages that bench/explore.py opens: ours, and the same network by others."""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx
from pyvis.network import Network

from partnergraph.drawing import drawing
from partnergraph.explore import render
from partnergraph.registry.archives import documents
from partnergraph.registry.records import Kind, Record, record_of
from partnergraph.scene import scene
from partnergraph.vocabulary import PG, SCHEMA

Graph: TypeAlias = "nx.MultiDiGraph"
BASE = "https://example.org/registry/id/"
SOURCE = f"{BASE}source"
_SORTS = {Kind.DISPLAY: "preferred", Kind.LABEL: "preferred", Kind.ALIAS: "other"}


def registry(file: Path) -> tuple[dict[str, Record], dict[str, list[tuple[str, str]]]]:
    """Records by id, and their relations in the dump as (kind, other id)."""
    found = [(record_of(each), each) for each in documents(file) if isinstance(each, dict)]
    records = {r.id: r for r, _ in found if r and r.names}
    related = {
        r.id: [(x["type"].lower(), x["id"]) for x in d.get("relationships") or ()]
        for r, d in found
        if r and r.id in records
    }
    return records, related


def graph(
    records: dict[str, Record], related: dict[str, list[tuple[str, str]]], nodes: int
) -> Graph:
    """A network of `nodes` institutions: real relations, half as many generated ones."""
    chosen = list(_chosen(records, related, nodes))
    found: Graph = nx.MultiDiGraph(home=None, base=BASE)
    for key in chosen:
        record = records[key]
        names = sorted(record.names, key=lambda name: name.kind is not Kind.DISPLAY)
        found.add_node(
            _iri(key),
            kind="institution",
            standing="connected",
            names=[
                {"text": n.text, "lang": n.language, "sort": _SORTS.get(n.kind, "short")}
                for n in names
            ],
            facts={
                PG.country: [f"country:{record.country}"],
                PG.city: [record.city],
                SCHEMA.sameAs: [record.id],
            },
        )
    _real(found, chosen, related)
    _generated(found, chosen)
    countries = {f"country:{r.country}": {"en": r.country_name} for r in records.values()}
    found.graph |= {"concepts": countries, "sources": {SOURCE: {"title": [], "url": ""}}}
    return found


def _chosen(
    records: dict[str, Record], related: dict[str, list[tuple[str, str]]], nodes: int
) -> Iterator[str]:
    """The best connected with all around them, until there are enough."""
    seen: set[str] = set()
    for start in sorted(records, key=lambda key: (-len(related[key]), key)):
        waiting = deque([start])
        while waiting:
            key = waiting.popleft()
            if key in records and key not in seen:
                seen.add(key)
                yield key
                waiting.extend(other for _, other in related[key])
            if len(seen) == nodes:
                return


def _iri(key: str) -> str:
    return BASE + key.rpartition("/")[2]


def _real(found: Graph, chosen: list[str], related: dict[str, list[tuple[str, str]]]) -> None:
    inside, done = set(chosen), set()
    for key in chosen:
        for kind, other in related[key]:
            pair = (min(key, other), max(key, other), kind == "related")
            if other not in inside or pair in done or kind not in ("parent", "child", "related"):
                continue
            done.add(pair)
            if kind == "related":
                _relate(found, (key, other), "partnership", f"{BASE}related-{len(done)}", None)
            else:
                ends = (key, other) if kind == "child" else (other, key)
                found.add_edge(*map(_iri, ends), kind="part-of")


def _generated(found: Graph, chosen: list[str]) -> None:
    """Agreements and events between any two, from any year."""
    chance = random.Random(1)  # noqa: S311 - the same network every time
    for number in range(len(chosen) // 2):
        ends = (chance.choice(chosen), chance.choice(chosen))
        kind = "agreement" if number % 2 else "event"
        year = 2000 + chance.randrange(25)
        if ends[0] != ends[1]:
            _relate(found, ends, kind, f"{BASE}{kind}-{number}", year)


def _relate(found: Graph, ends: tuple[str, str], kind: str, iri: str, year: int | None) -> None:
    first, last = f"{year}-01-01", f"{year}-12-31"
    date = {"edtf": str(year), "earliest": first, "latest": last, "step": "", "precision": "year"}
    found.add_edge(
        *map(_iri, ends),
        iri,
        id=iri,
        kind=kind,
        titles=[{"text": iri.removeprefix(BASE).replace("-", " "), "lang": "en"}],
        span=[first, last] if year else None,
        dates=[date | {"source": SOURCE}] if year else [],
        participants=[{"agent": _iri(end), "roles": [], "readings": []} for end in ends],
    )


# The pages. Each maker takes the network and gives HTML; scripts of npm come from a folder.


def ours(found: Graph, _npm: Path) -> str:
    return render(found, title="Registry")


def pyvis_default(found: Graph, _npm: Path) -> str:
    page = Network(directed=True, cdn_resources="in_line")
    _fill(page, found, {})
    return str(page.generate_html(notebook=False))


def pyvis_placed(found: Graph, _npm: Path) -> str:
    page = Network(directed=True, cdn_resources="in_line")
    drawn = drawing(found, scene(found), 0).nodes
    _fill(page, found, {BASE + node.key: {"x": node.x, "y": node.y} for node in drawn})
    page.set_options('{"physics": {"enabled": false}, "edges": {"smooth": false}}')
    return str(page.generate_html(notebook=False))


def _fill(page: Network, found: Graph, places: dict[str, dict[str, float]]) -> None:
    for iri, node in found.nodes(data=True):
        page.add_node(iri, node["names"][0]["text"], size=6, **places.get(iri, {}))
    for start, end in found.edges():
        page.add_edge(start, end)


def gravis(found: Graph, _npm: Path) -> str:
    return str(import_module("gravis").vis(_simple(found)).to_html())


def ipysigma(found: Graph, _npm: Path) -> str:
    target = Path("/tmp/ipysigma.html")  # noqa: S108 - the library writes files only
    import_module("ipysigma").Sigma.write_html(_simple(found), str(target))
    return target.read_text(encoding="utf-8")


def _simple(found: Graph) -> nx.Graph:
    simple: nx.Graph = nx.Graph()
    simple.add_nodes_from((iri, {"label": d["names"][0]["text"]}) for iri, d in found.nodes.items())
    simple.add_edges_from(found.edges())
    return simple


def force_graph(found: Graph, npm: Path) -> str:
    nodes, links = _placed(found)
    script = (npm / "force-graph/dist/force-graph.min.js").read_text(encoding="utf-8")
    data = json.dumps({"nodes": nodes, "links": links}).replace("<", "\\u003c")
    start = (
        f"ForceGraph()(document.getElementById('g')).graphData({data})"
        ".nodeRelSize(5).cooldownTicks(0)"
    )
    return f"<!doctype html><div id=g></div><script>{script}</script><script>{start}</script>"


def _placed(found: Graph) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    nodes = [
        {"id": n.key, "x": n.x, "y": n.y, "fx": n.x, "fy": n.y}
        for n in drawing(found, scene(found), 0).nodes
    ]
    edges = found.edges()
    return nodes, [
        {"source": a.removeprefix(BASE), "target": b.removeprefix(BASE)} for a, b in edges
    ]


def sigma(found: Graph, npm: Path) -> str:
    nodes, links = _placed(found)
    paths = ("graphology/dist/graphology.umd.min.js", "sigma/dist/sigma.min.js")
    scripts = [(npm / path).read_text(encoding="utf-8") for path in paths]
    data = json.dumps({"nodes": nodes, "links": links}).replace("<", "\\u003c")
    start = f"""const data = {data}, graph = new graphology.MultiGraph();
    data.nodes.forEach((n) => graph.addNode(n.id, {{ x: n.x, y: -n.y, size: 3, label: n.id }}));
    data.links.forEach((l) => graph.addEdge(l.source, l.target));
    new Sigma(graph, document.getElementById('g'));"""
    tags = "".join(f"<script>{script}</script>" for script in (*scripts, start))
    return f"<!doctype html><div id=g style='position:fixed;inset:0'></div>{tags}"


MAKERS: dict[str, Callable[[Graph, Path], str]] = {
    "partnergraph": ours,
    "pyvis, default": pyvis_default,
    "pyvis, positions given": pyvis_placed,
    "gravis (vis)": gravis,
    "ipysigma": ipysigma,
    "force-graph": force_graph,
    "sigma.js": sigma,
}
