"""Overview: the network of institutions as a drawing for the home page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import networkx as nx

from partnergraph.layout import positions
from partnergraph.site.pages import Press
from partnergraph.vocabulary import ORG, PG, RDF_TYPE

#: Above so many institutions a drawing is a grey disc, and is left to the network page.
MOST = 600
_MARGIN = 30
_TOGETHER = frozenset({"agreement", "event", "programme"})


class Dot(NamedTuple):
    """An institution: where it is, how big, and its class."""

    x: float
    y: float
    size: float
    kind: str


class Line(NamedTuple):
    """Two institutions that are connected; dashed where that is only listed."""

    x1: float
    y1: float
    x2: float
    y2: float
    listed: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The drawing: its viewBox, lines and dots."""

    box: str
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]


def overview(press: Press) -> Overview | None:
    """The drawing of the network; None where it is too big or has no lines."""
    if len(press.shelf.of_kind("institution")) > MOST:
        return None
    found = _ties(press)
    home = _home(press)
    nodes = sorted({each for pair in found for each in pair})
    if not found:
        return None
    graph: nx.Graph[str] = nx.Graph()
    for node in nodes:
        graph.add_node(node, country=press.shelf.record(node).one(PG.country), kind="institution")
    graph.add_edges_from(found)
    placed = positions(graph, home if home in graph else None)
    xs, ys = [x for x, _ in placed.values()], [y for _, y in placed.values()]
    left, top = min(xs) - _MARGIN, min(ys) - _MARGIN
    box = f"{left:.0f} {top:.0f} {max(xs) - left + _MARGIN:.0f} {max(ys) - top + _MARGIN:.0f}"
    lines = tuple(
        Line(*placed[one], *placed[other], listed) for (one, other), listed in sorted(found.items())
    )
    dots = tuple(
        Dot(
            *placed[n],
            16 if n == home else 5 + min(graph.degree[n], 6),
            "home" if n == home else "",
        )
        for n in nodes
    )
    return Overview(box, lines, dots)


def _home(press: Press) -> str:
    return next(
        (
            iri
            for iri in press.shelf.of_kind("institution")
            if any(f.value == PG.HomeInstitution for f in press.shelf.record(iri).get(RDF_TYPE))
        ),
        "",
    )


def _ties(press: Press) -> dict[tuple[str, str], bool]:
    """Pairs of institutions that have something in common -> whether it is only listed."""
    found: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
    for iri in press.shelf.of_kind(*_TOGETHER, "relation"):
        record, listed = press.shelf.record(iri), press.shelf.kind(iri) == "relation"
        agents = {_whole(press, f.value) for n in record.nodes for f in record.get(PG.agent, n)}
        known = sorted(each for each in agents if press.shelf.kind(each) == "institution")
        for pair in combinations(known, 2):
            found[pair].append(listed)
    return {pair: all(listed) for pair, listed in found.items()}


def _whole(press: Press, agent: str) -> str:
    """The institution that a unit belongs to; itself for an institution."""
    return press.shelf.record(agent).one(ORG.unitOf) or agent
