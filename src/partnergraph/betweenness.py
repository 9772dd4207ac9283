"""Betweenness: how often an institution stands on the shortest ways between two others."""

from __future__ import annotations

import math
import random

import networkx as nx

from partnergraph.shortestways import dependencies
from partnergraph.ties import is_actor

#: Components with more nodes are estimated from pivots.
EXACT_UP_TO = 1000
BATCHES = 16
PIVOTS = 1024
#: Student's t for 95 % and BATCHES - 1 degrees of freedom.
_T = 2.131
_MISSED = 3
_FEWEST = 3
Estimates = dict[str, tuple[float, float]]


def betweenness(
    found: nx.Graph[str], *, seed: int = 0, exact_up_to: int = EXACT_UP_TO, pivots: int = PIVOTS
) -> Estimates:
    """The betweenness of each institution and unit of `found` (`ties.ties`), and its error.

    The share of ordered pairs of two others whose shortest ways lead through it (Freeman 1977);
    several ways count in parts, and a pair that no way joins counts as zero. Only institutions
    and units begin or end a way; how many relations a tie stands for does not matter.

    Components of up to `exact_up_to` nodes are computed wholly: error 0. In larger ones only the
    ways from `pivots` institutions, drawn with `seed`, are followed (Brandes and Pich 2007), in
    16 batches. The error is half the width of the 95 % interval of the mean of the batches, and
    what may have been missed: where none of k pivots shows a thing, up to 3 in k of the others
    may (the rule of three), and each may need this institution for all its ways.
    """
    nodes = [node for node in found if is_actor(found, node)]
    pairs = (len(nodes) - 1) * (len(nodes) - 2)
    estimates: Estimates = dict.fromkeys(nodes, (0.0, 0.0))
    for part in nx.connected_components(found):
        inside = sorted(node for node in part if is_actor(found, node))
        if len(inside) < _FEWEST:
            continue
        component = found.subgraph(sorted(part)).copy()
        if len(part) <= exact_up_to or max(pivots, BATCHES) >= len(inside):
            sums = dependencies(component, inside, inside)
            estimates |= {node: (sums[node] / pairs, 0.0) for node in inside}
        else:
            chance = random.Random(seed)  # noqa: S311 - a sample, no secret
            estimates |= _estimated(component, inside, chance, pivots, pairs)
    return estimates


def _estimated(
    found: nx.Graph[str], inside: list[str], chance: random.Random, pivots: int, pairs: int
) -> Estimates:
    size = max(1, pivots // BATCHES)
    drawn = chance.sample(inside, size * BATCHES)
    scale = len(inside) / size / pairs
    batches = [dependencies(found, drawn[i::BATCHES], inside) for i in range(BATCHES)]
    unseen = 1 - len(drawn) / len(inside)  # drawn without putting back
    missed = _MISSED / len(drawn) * len(inside) * (len(inside) - 2) / pairs * unseen
    estimates: Estimates = {}
    for node in inside:
        values = [batch[node] * scale for batch in batches]
        mean = math.fsum(values) / BATCHES
        spread = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (BATCHES - 1))
        error = _T * spread * math.sqrt(unseen / BATCHES)
        estimates[node] = (mean, error + missed)
    return estimates
