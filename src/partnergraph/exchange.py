"""The network as text in formats that other programs open: GraphML, GEXF, JSON, CSV, Cytoscape."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import networkx as nx

from partnergraph.csvfiles import write_csv
from partnergraph.gexf import gexf

#: The first columns of the lists; the others follow in the order of their names.
_NODE_COLUMNS = ("id", "label", "kind")
_EDGE_COLUMNS = ("source", "target", "id", "label", "kind", "relation")


def graphml(graph: nx.MultiDiGraph[str]) -> str:
    """`graph`, a network of `flat.flat`, as GraphML 1.0; `networkx.parse_graphml` reads it back."""
    # Not the writer that uses lxml where it is installed: the text shall be the same everywhere.
    writer = nx.readwrite.graphml.GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(graph)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{writer}\n'


def node_link(graph: nx.MultiDiGraph[str]) -> str:
    """`graph` as JSON with `nodes` and `edges`; `networkx.node_link_graph` reads it back."""
    return _json(nx.node_link_data(graph, edges="edges"))


def cyjs(graph: nx.MultiDiGraph[str]) -> str:
    """`graph` as the JSON of Cytoscape.js and Cytoscape: `elements` of `nodes` and `edges`."""
    nodes = [
        {"data": {**data, "id": node, "name": data.get("label", node)}}
        for node, data in graph.nodes(data=True)
    ]
    edges = [
        {"data": {**data, "id": key, "source": start, "target": end, "interaction": data["kind"]}}
        for start, end, key, data in graph.edges(keys=True, data=True)
    ]
    data = {"name": "partnergraph", **graph.graph}
    return _json({"data": data, "elements": {"nodes": nodes, "edges": edges}})


def node_list(graph: nx.MultiDiGraph[str], *, guard: bool = False) -> str:
    """The nodes of `graph` as CSV (RFC 4180), one a row, an attribute a column.

    With `guard`, an apostrophe stands before what a spreadsheet would take for a formula.
    """
    rows = [{"id": node, **data} for node, data in graph.nodes(data=True)]
    return _csv(rows, _NODE_COLUMNS, guard=guard)


def edge_list(graph: nx.MultiDiGraph[str], *, guard: bool = False) -> str:
    """The edges of `graph` as CSV like `node_list`; `source` and `target` are ids of nodes."""
    rows = [
        {"source": start, "target": end, "id": key, **data}
        for start, end, key, data in graph.edges(keys=True, data=True)
    ]
    return _csv(rows, _EDGE_COLUMNS, guard=guard)


#: The formats of which one file holds the whole network, by the ending of its name.
FORMATS: Mapping[str, Callable[[nx.MultiDiGraph[str]], str]] = {
    "json": node_link,
    "graphml": graphml,
    "gexf": gexf,
    "cyjs": cyjs,
}


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _csv(rows: Iterable[Mapping[str, Any]], first: tuple[str, ...], *, guard: bool) -> str:
    listed = list(rows)
    rest = sorted({name for row in listed for name in row} - set(first))
    names = [*first, *rest]
    return write_csv(names, ([cell(row.get(n)) for n in names] for row in listed), guard=guard)


def cell(value: object) -> str:
    """A value as text in a table: empty where there is none, true or false."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
