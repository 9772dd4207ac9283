"""Picture: a thing and its neighbours as a small drawing with links, always the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from partnergraph.site.records import Text, short
from partnergraph.site.sheet import Item, Value

MOST = 8
_LEAST = 2
_DRAWN = frozenset({"institution", "unit", "agreement", "event", "programme"})
_LASTING = frozenset({"institution", "unit"})
_ROW, _HUB, _COLUMN = 24, 16, 78
_LETTERS = 36


class Spoke(NamedTuple):
    """A neighbour: what and where it is, and the line that leads to it."""

    kind: str
    title: Value
    y: int
    path: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: its height, where the thing itself is, and its neighbours from top to bottom."""

    height: int
    hub: tuple[int, int]
    column: int
    kind: str
    spokes: tuple[Spoke, ...]
    total: int

    @property
    def lines(self) -> list[tuple[str, bool]]:
        """The lines to all neighbours as two paths: to sure ones, and to doubtful ones."""
        found = [
            ("".join(each.path for each in self.spokes if each.doubtful is doubtful), doubtful)
            for doubtful in (False, True)
        ]
        return [(path, doubtful) for path, doubtful in found if path]


def picture(kind: str, neighbours: Sequence[Item]) -> Picture | None:
    """The drawing of a thing of a kind with its first neighbours; None where it has none."""
    if kind not in _DRAWN or len(neighbours) < _LEAST:
        return None
    drawn = neighbours[:MOST]
    height = _ROW * len(drawn)
    middle = height // 2
    spokes = []
    for number, item in enumerate(drawn):
        y = _ROW * number + _ROW // 2
        bend = (_HUB + _COLUMN) // 2
        path = f"M{_HUB} {middle}C{bend} {middle} {bend} {y} {_COLUMN} {y}"
        title = item.title._replace(text=_label(item.title.text))
        spokes.append(
            Spoke(item.kind, title, y, path, bool(item.doubts) and item.kind not in _LASTING)
        )
    return Picture(height, (_HUB, middle), _COLUMN, kind, tuple(spokes), len(neighbours))


def _label(text: Text) -> Text:
    return short(text, _LETTERS)
