"""Cell places: at which line and column of a CSV file each cell stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTED = re.compile(r'"(?:[^"]|"")*"?')
_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands, from its first character to after its last, counted from 1."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


def places(text: str, delimiter: str = ",") -> list[list[Place]]:
    """The cells of each record of a CSV text (RFC 4180); the place is that of the cell as typed.

    Never fails: what is no good CSV is read as far as it goes.
    """
    plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    records: list[list[Place]] = [[]]
    position, line, start = 0, 1, 0  # `start` is where the line begins
    while position <= len(text):
        first, begin, began = position, line, start
        if text.startswith('"', position):
            position = _end(_QUOTED, text, position)
            for match in _BREAK.finditer(text, first, position):
                line, start = line + 1, match.end()
        position = _end(plain, text, position)
        cell = text[first:position]
        if cell or records[-1] or text.startswith(delimiter, position):
            place = Place(begin, first - began + 1, line, position - start + 1, cell)
            records[-1].append(place)
        if text.startswith(delimiter, position):
            position += 1
            continue
        ended = _BREAK.match(text, position)
        if ended is None:
            break
        position = start = ended.end()
        line += 1
        records.append([])
    return records


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def separator(text: str) -> str:
    """What separates the cells of the first line: the sign that is most frequent there."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def position_of(headings: list[str], column: str) -> int | None:
    """The position of a column as findings name it; None where there is no such heading.

    `name` also stands for the first of `name@en`, `name@ru`.
    """
    names = [heading.strip().strip('"').strip() for heading in headings]
    if column in names:
        return names.index(column)
    return next((n for n, name in enumerate(names) if name.partition("@")[0] == column), None)
