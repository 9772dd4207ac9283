"""Figures: measures and losses as rows of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import networkx as nx

from partnergraph import losses, measures
from partnergraph.flat import label

Rows = Sequence[Mapping[str, Any]]
_DIGITS = 4
_LEFT_OUT = frozenset({"name", "kind", "betweenness_error", "component"})
_HEADINGS = {"other_agreements": "other", "articulation": "cut"}


def rows_of(
    graph: nx.MultiDiGraph[str],
    figures: measures.Measures | None,
    lost: list[losses.Loss] | None,
    space: str,
    lang: str,
    *,
    listed: bool,
) -> Rows:
    """Losses as rows, else with `listed` the measures of each, else the figures of the whole.

    Ids lose the namespace `space`; names are in `lang`, as in `flat.label`.
    """
    if lost is not None:
        found: Rows = [asdict(loss) for loss in lost]
    elif figures and listed:
        order = sorted(figures.rows, key=lambda row: (-row.betweenness, -row.relations, row.id))
        found = [asdict(row) for row in order]
    else:
        return _summary(figures, graph) if figures else []
    return [
        {"id": row["id"].removeprefix(space), "name": label(graph.nodes[row["id"]]["names"], lang)}
        | {name: value for name, value in row.items() if name != "id"}
        for row in found
    ]


def _summary(figures: measures.Measures, graph: nx.MultiDiGraph[str]) -> Rows:
    values = asdict(figures)
    del values["rows"]
    kinds = Counter(measures.counter(r) for r in graph.graph["relations"].values())
    found = {"joint": graph.graph["joint"], "as_of": graph.graph["as_of"]} | values
    found |= {name: kinds[name] for name in sorted(kinds)}
    found |= {name: len(values[name]) for name in ("articulation", "bridges")}
    return [{"measure": name, "value": value} for name, value in found.items() if value is not None]


def short(rows: Rows) -> Rows:
    """Measures in as few columns as a terminal has room for: names and kinds stay out."""
    found = []
    for row in rows:
        short = {_HEADINGS.get(n, n): value for n, value in row.items() if n not in _LEFT_OUT}
        if row["betweenness_error"]:
            short["betweenness"] = (
                f"{shown(row['betweenness'])} ± {shown(row['betweenness_error'])}"
            )
        found.append(short)
    return found


def shown(value: object) -> str:
    """A value for people: yes or nothing, and four decimals."""
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"{value:.{_DIGITS}f}" if isinstance(value, float) else str(value)
