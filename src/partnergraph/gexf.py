"""GEXF 1.3, the format of Gephi, with the days between which each relation is known to last.

After the schema of GEXF 1.3: attributes are declared once for nodes and once for edges, ids are
unique, days are `xsd:date`, and the kind of parallel edges keeps them apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import networkx as nx

from partnergraph.flat import Value

_NAMESPACE = "http://gexf.net/1.3"
_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
#: In their own place in the file, not among the other attributes.
_APART = frozenset({"label"})


def gexf(graph: nx.MultiDiGraph[str]) -> str:
    """`graph`, a network of `flat.flat`, as GEXF 1.3; `networkx.read_gexf` reads it.

    What has a `first_day` or `last_day` gets a spell, open where a day is not known. What has
    neither, or a last day before the first one, has no spell: Gephi then always shows it.
    """
    root = Element("gexf", {"xmlns": _NAMESPACE, "version": "1.3"})
    meta = SubElement(root, "meta")
    SubElement(meta, "creator").text = str(graph.graph.get("publisher", "partnergraph"))
    about = "; ".join(f"{name}: {value}" for name, value in sorted(graph.graph.items()))
    SubElement(meta, "description").text = about
    settings = {"defaultedgetype": "directed", "mode": "dynamic", "timeformat": "date"}
    body = SubElement(root, "graph", settings)
    nodes = _declared(body, "node", (data for _, data in graph.nodes(data=True)))
    edges = _declared(body, "edge", (data for _, _, data in graph.edges(data=True)))
    listed = SubElement(body, "nodes")
    for node, data in graph.nodes(data=True):
        names = {"id": node, "label": str(data.get("label", node))}
        _fill(SubElement(listed, "node", names), data, nodes)
    listed = SubElement(body, "edges")
    for start, end, key, data in graph.edges(keys=True, data=True):
        names = {"id": key, "source": start, "target": end, "kind": str(data.get("kind", ""))}
        names["label"] = str(data.get("label", ""))
        _fill(SubElement(listed, "edge", names), data, edges)
    indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _declared(
    body: Element, what: str, found: Iterable[Mapping[str, Value]]
) -> Mapping[str, tuple[str, str]]:
    """Declare the attributes of nodes or edges; their ids and types by name."""
    types: dict[str, str] = {}
    for data in found:
        for name, value in data.items():
            kind = _TYPES[type(value)]
            types[name] = kind if types.get(name, kind) == kind else "string"
    parent = SubElement(body, "attributes", {"class": what, "mode": "static"})
    ids = {}
    for number, name in enumerate(sorted(types.keys() - _APART)):
        ids[name] = (f"{what}-{number}", types[name])
        names = {"id": ids[name][0], "title": name, "type": types[name]}
        SubElement(parent, "attribute", names)
    return ids


def _fill(element: Element, data: Mapping[str, Value], ids: Mapping[str, tuple[str, str]]) -> None:
    values = SubElement(element, "attvalues")
    for name, (number, kind) in ids.items():
        if name in data:
            value = str(data[name]).lower() if kind == "boolean" else str(data[name])
            SubElement(values, "attvalue", {"for": number, "value": value})
    if spell := _spell(data):
        SubElement(SubElement(element, "spells"), "spell", spell)


def _spell(data: Mapping[str, Value]) -> dict[str, str]:
    days = {"start": str(data.get("first_day", "")), "end": str(data.get("last_day", ""))}
    spell = {name: day for name, day in days.items() if _is_day(day)}
    return {} if len(spell) > 1 and spell["end"] < spell["start"] else spell


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
