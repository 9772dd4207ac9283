"""A drawing as bytes, small when deflated: what `page/own.js` reads first.

Little-endian. Two numbers of 32 bits: nodes, edges. Three floats of 32 bits: left, top, unit of
length. Then planes, one byte for each node or edge: of nodes x (low byte, high byte), y (likewise),
eight times the radius, group; of edges the smaller end as the difference from the edge before
(three planes), the bigger end (three), kind plus 8 where the edge runs from the bigger end to the
smaller, and the relation's number plus one, 0 for structure, as a difference (three).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from partnergraph.drawing import GROUPS, Drawing
from partnergraph.scene import KINDS

_STEPS = 65_535  # 16 bits
_BACKWARDS = 8


def picture(drawn: Drawing, relations: Mapping[str, int]) -> bytes:
    """Write `drawn`; `relations` numbers the relations in the order of the page's data."""
    x, left, across = _whole([node.x for node in drawn.nodes])
    y, top, down = _whole([node.y for node in drawn.nodes])
    unit = max(across, down, float(_STEPS)) / _STEPS  # not finer than one: deflates better
    start = np.array([edge.start for edge in drawn.edges], dtype=np.int64)
    end = np.array([edge.end for edge in drawn.edges], dtype=np.int64)
    kinds = [KINDS.index(e.kind) if e.relation else len(KINDS) for e in drawn.edges]
    named = [relations[e.relation] + 1 if e.relation else 0 for e in drawn.edges]
    return b"".join(
        (
            struct.pack("<2I3f", len(drawn.nodes), len(drawn.edges), left, top, unit),
            *(_planes(np.rint(axis / unit).astype(np.int64), 2) for axis in (x, y)),
            bytes(min(round(node.size * 8), 255) for node in drawn.nodes),
            bytes(GROUPS.index(node.group) for node in drawn.nodes),
            _planes(_steps(np.minimum(start, end)), 3),
            _planes(np.maximum(start, end), 3),
            (np.array(kinds, dtype=np.uint8) + _BACKWARDS * (start > end)).astype("u1").tobytes(),
            _planes(_steps(np.array(named, dtype=np.int64)), 3),
        )
    )


def _whole(values: list[float]) -> tuple[NDArray[np.float64], float, float]:
    """Coordinates from 0 on, the least of them, and how far they reach."""
    axis = np.array(values, dtype=np.float64)
    least = float(axis.min(initial=0.0))
    return axis - least, least, float((axis - least).max(initial=0.0))


def _steps(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each number less the one before."""
    before = np.zeros_like(numbers)
    before[1:] = numbers[:-1]
    return np.subtract(numbers, before)


def _planes(numbers: NDArray[np.int64], count: int) -> bytes:
    return b"".join(((numbers >> 8 * k) & 255).astype(np.uint8).tobytes() for k in range(count))
