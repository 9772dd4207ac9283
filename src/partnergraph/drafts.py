"""Drafts: rows in the making, and how a statement is written into a cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from partnergraph.context import Column, Kind, TableType
from partnergraph.rows import SEPARATOR, Row, canonical
from partnergraph.statements import Facts, Value
from partnergraph.vocabulary import PG

#: What says how a row is claimed, and what its nodes say; the rest are facts of the thing itself.
_NOT_PLAIN = frozenset(
    {"id", "source", "passage", "position", "modality", "claim_status", "why", "note"}
)
_PLAIN = frozenset(
    {
        Kind.TEXT,
        Kind.LANGUAGE_TEXT,
        Kind.CONCEPT,
        Kind.DATE,
        Kind.DAY,
        Kind.INTEGER,
        Kind.EXTERNAL,
    }
)
_NO_DATE = "XXXX"


@dataclass(slots=True)
class Draft:
    """A row in the making: the values of its cells by (column, language)."""

    table: TableType
    cells: defaultdict[tuple[str, str], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def put(self, column: str, values: Iterable[str], language: str = "") -> None:
        """Adds values to a cell; one that is there already is not repeated."""
        cell = self.cells[column, language]
        cell.extend(value for value in dict.fromkeys(values) if value and value not in cell)

    def has_room(self, column: Column, language: str) -> bool:
        """Whether the cell may take another value."""
        return column.many or not self.cells.get((column.name, language))

    @property
    def dated(self) -> bool:
        """Whether the names in the row are those of a time."""
        return bool(self.cells.get(("named_during", "")))

    def row(self, number: int) -> Row:
        """The finished row."""
        cells = {key: f" {SEPARATOR} ".join(values) for key, values in self.cells.items() if values}
        return Row(self.table, f"{self.table.name}.csv", number, cells)


def plain(table: TableType, facts: Facts) -> Iterator[tuple[Column, Value]]:
    """The facts of a thing that stand in one cell as they are: column and text of the cell."""
    columns: defaultdict[str, list[Column]] = defaultdict(list)
    for column in table.columns.values():
        if column.kind in _PLAIN and column.name not in _NOT_PLAIN and column.iri != PG.hasName:
            columns[column.iri].append(column)
    for predicate, values in facts.items():
        for value in values:
            for column in columns.get(predicate, ()):
                if (text := written(column, value)) is not None:
                    yield column, Value(text, canonical(value.language) if value.language else "")
                    break


def written(column: Column, value: Value) -> str | None:
    """A value as it is written in a cell of `column`; None where it belongs into another one."""
    if column.kind in (Kind.CONCEPT, Kind.EXTERNAL):
        if not value.text.startswith(column.space):
            return None
        return value.text[len(column.space) :]
    if column.kind in (Kind.DATE, Kind.LIFECYCLE) and value.text == _NO_DATE:
        return "unknown"
    return value.text


def place(facts: Iterable[tuple[Column, Value]], drafts: list[Draft]) -> None:
    """Writes each fact into the first row that has room for it.

    The names in a row with `named_during` are not preferred or other names, so none goes there.
    """
    for column, value in facts:
        for draft in drafts:
            named = column.kind is Kind.LANGUAGE_TEXT and draft.dated
            if not named and draft.has_room(column, value.language):
                draft.put(column.name, [value.text], value.language)
                break


def counts(found: list[tuple[Column, Value]]) -> Mapping[tuple[str, str], int]:
    """How many values each cell that may hold one only would have to hold."""
    number: defaultdict[tuple[str, str], int] = defaultdict(int)
    for column, value in found:
        if not column.many:
            number[column.name, value.language] += 1
    return number


def spread(draft: Draft, least: int) -> list[Draft]:
    """Rows that together hold what `draft` holds, with one value in a cell that takes one only.

    Passages with a position and such without cannot stand in one row.
    """
    passages, positions = (draft.cells.pop((name, ""), []) for name in ("passage", "position"))
    loose = passages[len(positions) :]
    columns = draft.table.columns
    single = [len(values) for (name, _), values in draft.cells.items() if not columns[name].many]
    mixed = 2 if loose and positions else 1
    drafts = [Draft(draft.table) for _ in range(max([least, mixed, *single]))]
    for (name, language), values in draft.cells.items():
        for number, each in enumerate(drafts):
            if not columns[name].many:
                each.put(name, values[number : number + 1] or values[-1:], language)
            elif number == 0:
                each.put(name, values, language)
    drafts[0].cells["passage", ""] = passages[: len(positions)]
    drafts[0].cells["position", ""] = positions
    drafts[mixed - 1].cells["passage", ""] += loose
    return drafts


def by_position(passage: tuple[str, str]) -> tuple[bool, list[int], str]:
    """The key by which passages are sorted: by position, and those without one last."""
    words, position = passage
    return not position, [int(part) for part in position.split("-") if part], words
