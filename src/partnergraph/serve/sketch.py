"""Sketches: an answer as a small network, where its rows join things with one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from partnergraph.layout import place
from partnergraph.site.naming import Name

#: More things than these are no sketch; the page of the network draws thousands.
MOST = 80
_FEWEST = 3
_LONGEST = 26  # letters of a name; the whole name is shown on pointing at it
_AIR = 62.0  # half of the least distance between two things, across
_FLAT = 0.45  # names are wide and not high
_WIDE, _HIGH = 104.0, 34.0  # what a name needs beside and below the outermost things


@dataclass(frozen=True, slots=True)
class Node:
    """A thing: its name, as much of that as is written, and where it stands."""

    name: Name
    label: str
    x: float
    y: float
    first: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one place to another, and what it says."""

    x1: float
    y1: float
    x2: float
    y2: float
    said: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """Things and lines on a sheet of `wide` by `high`."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]
    wide: float
    high: float


def sketch(
    rows: Sequence[Sequence[Name]], headings: Sequence[str], *, triples: bool = False
) -> Sketch | None:
    """The network of an answer; None where it makes none, or one that is too large.

    A thing is what has a page or an address. In each row, the first one is joined to all others;
    of `triples`, the subject to the object.
    """
    ends: dict[str, Name] = {}
    firsts: set[str] = set()
    said: dict[tuple[str, str], list[str]] = {}
    for one, other, text in _joined(rows, headings, triples=triples):
        keys = _key(one), _key(other)
        ends |= {key: name for key, name in zip(keys, (one, other), strict=True) if key not in ends}
        firsts.add(keys[0])
        texts = said.setdefault(keys, [])
        if text not in texts:
            texts.append(text)
        if len(ends) > MOST:
            return None
    return _drawn(ends, firsts, said) if len(ends) >= _FEWEST else None


def _joined(
    rows: Sequence[Sequence[Name]], headings: Sequence[str], *, triples: bool
) -> Iterator[tuple[Name, Name, str]]:
    for row in rows:
        if triples:
            if _key(row[0]) and _key(row[2]) and _key(row[0]) != _key(row[2]):
                yield row[0], row[2], row[1].text
            continue
        things = [(name, head) for name, head in zip(row, headings, strict=True) if _key(name)]
        for name, head in things[1:]:
            if _key(name) != _key(things[0][0]):
                yield things[0][0], name, head


def _key(name: Name) -> str:
    return name.page or name.link


def _drawn(
    ends: dict[str, Name], firsts: set[str], said: dict[tuple[str, str], list[str]]
) -> Sketch:
    number = {key: at for at, key in enumerate(ends)}
    pairs = [(number[one], number[other]) for one, other in said]
    placed = place(len(ends), pairs, sizes=[_AIR] * len(ends))
    placed[:, 1] *= _FLAT
    margin = np.array((_WIDE, _HIGH))
    placed += margin - placed.min(axis=0)
    spots = [(round(float(x), 1), round(float(y), 1)) for x, y in placed]
    wide, high = (placed.max(axis=0) + margin).round(1).tolist()
    nodes = [
        Node(name, _shortened(name.text), *spots[number[key]], key in firsts)
        for key, name in ends.items()
    ]
    edges = [
        Edge(*spots[number[one]], *spots[number[other]], ", ".join(texts))
        for (one, other), texts in said.items()
    ]
    return Sketch(nodes, edges, wide, high)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
