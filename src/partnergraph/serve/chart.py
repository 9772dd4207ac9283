"""Charts: figures of an answer as a picture, where its rows are told apart by one or two labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

#: More bars than these are no picture but a table.
MOST_BARS = 30
_MOST_YEARS = 80
_FEWEST = 2
_LABELS = 2
_LONGEST = 60  # letters of a label, on average
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_WIDE, _HIGH, _FOOT, _HEAD = 640, 180, 22, 16


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it stands for, its number, and its length from 0 to 100."""

    label: str
    said: str
    length: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart of years: where it stands, how high, and what is written at its foot.

    `open` is that of what has no year.
    """

    label: str
    said: str
    x: float
    y: float
    width: float
    height: float
    foot: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """One number for each label: as bars, or as columns in a row of years."""

    title: str
    bars: Sequence[Bar] = ()
    columns: Sequence[Column] = ()
    wide: int = _WIDE
    high: int = _HIGH
    line: int = _HIGH - _FOOT


def charts(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Sequence[bool],
    undated: str,
) -> list[Chart]:
    """The charts of a table; none where it makes no sense.

    A column of years (in which cells may be empty, which is called `undated`) gives one for each
    column of numbers. Otherwise one or two columns of labels give bars for the first column of
    numbers. Nothing is summed up, for counts of different things may overlap.
    """
    labels = [place for place, is_number in enumerate(numeric) if not is_number]
    years = [place for place in range(len(headings)) if _is_years(rows, place)]
    if years and not labels:
        labels = years[:1]
    numbers = [place for place in range(len(headings)) if numeric[place] and place not in labels]
    if not 1 <= len(labels) <= _LABELS or not numbers or len(rows) < _FEWEST:
        return []
    by_year = labels == years[:1]
    named = [" · ".join(row[place] for place in labels if row[place]) for row in rows]
    if len(set(named)) < len(named) or not (by_year or _fits(named)):
        return []
    found = []
    for place in numbers if by_year else numbers[:1]:
        values = [float(row[place] or 0) for row in rows]
        if min(values) < 0 or max(values) == 0:
            continue
        draw = _years if by_year else _bars
        found.append(draw(headings[place], named, values, undated))
    return found


def _is_years(rows: Sequence[Sequence[str]], place: int) -> bool:
    cells = [row[place] for row in rows if row[place]]
    return bool(cells) and all(map(_YEAR.fullmatch, cells))


def _fits(names: Sequence[str]) -> bool:
    return all(names) and len(names) <= MOST_BARS and sum(map(len, names)) <= _LONGEST * len(names)


def _said(number: float) -> str:
    return f"{number:g}" if number % 1 else f"{number:.0f}"


def _bars(title: str, names: Sequence[str], values: Sequence[float], undated: str) -> Chart:
    most = max(values)
    pairs = zip(names, values, strict=True)
    bars = [Bar(name or undated, _said(value), 100 * value / most) for name, value in pairs]
    return Chart(title, bars)


def _years(title: str, names: Sequence[str], values: Sequence[float], undated: str) -> Chart:
    """A column for each year from the first to the last, and one for what has none."""
    known = {int(name): value for name, value in zip(names, values, strict=True) if name}
    first, last = min(known), max(known)
    if last - first >= _MOST_YEARS:
        return _bars(title, names, values, undated)
    filled = [(str(year), known.get(year, 0.0)) for year in range(first, last + 1)]
    filled += [("", value) for name, value in zip(names, values, strict=True) if not name]
    step = min(_WIDE / len(filled), 48)
    every = -(-len(filled) // 10)
    columns = []
    for place, (year, value) in enumerate(filled):
        height = (_HIGH - _FOOT - _HEAD) * value / max(values)
        columns.append(
            Column(
                label=year or undated,
                said=_said(value) if value else "",
                x=round(place * step + step * 0.1, 1),
                y=round(_HIGH - _FOOT - height, 1),
                width=round(step * 0.8, 1),
                height=round(height, 1),
                foot=(year if (last - int(year)) % every == 0 else "") if year else "?",
                open=not year,
            )
        )
    return Chart(title, columns=columns, wide=round(step * len(filled)))
