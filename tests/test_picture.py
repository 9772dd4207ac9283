"""A drawing as bytes: read as the page reads them, it is the same drawing."""

from __future__ import annotations

import struct
from itertools import accumulate
from typing import Any

import pytest

from partnergraph.drawing import GROUPS, Drawing, Edge, Node
from partnergraph.picture import picture
from partnergraph.scene import KINDS


def _read(content: bytes) -> tuple[list[Any], list[Any]]:
    """Nodes as (x, y, size, group), edges as (start, end, kind, relation)."""
    nodes, edges, left, top, unit = struct.unpack_from("<2I3f", content)
    rest = iter(content[20:])

    def planes(count: int, number: int) -> list[int]:
        found = [[next(rest) for _ in range(count)] for _ in range(number)]
        return [sum(plane[i] << 8 * k for k, plane in enumerate(found)) for i in range(count)]

    x, y = planes(nodes, 2), planes(nodes, 2)
    size, group = planes(nodes, 1), planes(nodes, 1)
    low, high = list(accumulate(planes(edges, 3))), planes(edges, 3)
    marks = planes(edges, 1)
    relation = [v % 2**24 for v in accumulate(planes(edges, 3))]
    assert next(rest, None) is None
    places = [(left + a * unit, top + b * unit) for a, b in zip(x, y, strict=True)]
    points = [(*p, s / 8, g) for p, s, g in zip(places, size, group, strict=True)]
    ends = [(b, a) if m & 8 else (a, b) for a, b, m in zip(low, high, marks, strict=True)]
    lines = [(*e, m & 7, r - 1) for e, m, r in zip(ends, marks, relation, strict=True)]
    return points, lines


def test_what_is_written_is_read() -> None:
    nodes = [
        Node("a", -120.0, 30.0, 24, "home"),
        Node("b", 900.5, -4000.0, 6.5, "institution"),
        Node("c", 0.0, 0.0, 5, "mentioned"),
    ]
    edges = [
        Edge(0, 1, "agreement", "r2"),
        Edge(1, 0, "event", "r0"),
        Edge(2, 2, "partnership", "r1"),
        Edge(1, 2, "part-of", None),
    ]
    drawn = Drawing(nodes, sorted(edges, key=lambda e: (min(e.start, e.end), e.kind)))

    points, lines = _read(picture(drawn, {"r0": 0, "r1": 1, "r2": 2}))

    for point, node in zip(points, nodes, strict=True):
        assert point[:2] == pytest.approx((node.x, node.y), abs=0.51)
        assert point[2:] == (node.size, GROUPS.index(node.group))
    kinds = {kind: i for i, kind in enumerate(KINDS)} | {"part-of": len(KINDS)}
    number = {"r0": 0, "r1": 1, "r2": 2, None: -1}
    assert lines == [(e.start, e.end, kinds[e.kind], number[e.relation]) for e in drawn.edges]


def test_nothing_is_a_header() -> None:
    assert _read(picture(Drawing([], []), {})) == ([], [])


def test_a_wide_picture_keeps_its_ends() -> None:
    nodes = [Node("a", -500_000.0, 0.0, 5, "unit"), Node("b", 500_000.0, 10.0, 5, "unit")]

    points, _ = _read(picture(Drawing(nodes, []), {}))

    assert [p[0] for p in points] == pytest.approx([-500_000, 500_000], abs=16)
