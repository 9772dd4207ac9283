"""Review: the table of proposed registry ids, `registry-review.csv`, and what people decided.

The machine owns the rows that nobody has touched: each run replaces them. A row in which a person
has written anything stays as it is, byte for byte and in its place among the others.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from partnergraph.errors import InputError
from partnergraph.files import write_text
from partnergraph.registry.reconcile import Proposal, Verdict

FILE = "registry-review.csv"
PROPOSED = ("institution", "ror", "ror_name", "ror_country", "score", "reason", "proposal")
DECIDED = ("decision", "decided_by", "why", "decided")
MACHINE = "machine"  # stands in `decided_by` where the rule decided

_BYTE_ORDER_MARK = "\ufeff"
_PROOF = "name and country prove it"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as written (`raw`) and read (`cells`); `number` counts as spreadsheets do.

    `whole` is false where the number of cells is not that of the heading.
    """

    number: int
    raw: str
    cells: Mapping[str, str]
    whole: bool = True

    @property
    def touched(self) -> bool:
        """Whether a person has written something, or damaged something, in this row."""
        return not self.whole or any(
            text.strip() for column, text in self.cells.items() if column not in PROPOSED
        )

    @property
    def pair(self) -> tuple[str, str]:
        """The institution and the record that the row is about."""
        return self.cells.get("institution", "").strip(), self.cells.get("ror", "").strip()


@dataclass(frozen=True, slots=True)
class Review:
    """The table: its heading as written, how it separates cells and lines, and its rows."""

    heading: str = ",".join(PROPOSED + DECIDED) + "\n"
    columns: tuple[str, ...] = PROPOSED + DECIDED
    separator: str = ","
    newline: str = "\n"
    rows: tuple[Row, ...] = ()

    def updated(self, proposals: Iterable[Proposal], accept_on: date | None = None) -> str:
        """The table's new text: the rows of people, then the proposals that are still open.

        With `accept_on`, proposals that the machine accepts become decisions of that day.
        """
        kept = [row for row in self.rows if row.touched]
        settled = {row.pair for row in kept}
        stream = io.StringIO()
        writer = csv.DictWriter(
            stream,
            self.columns,
            restval="",
            delimiter=self.separator,
            lineterminator=self.newline,
        )
        for each in proposals:
            if (each.institution, each.ror) not in settled:
                writer.writerow(_cells(each, accept_on))
        written = (_ended(text, self.newline) for text in (self.heading, *(r.raw for r in kept)))
        return "".join(written) + stream.getvalue()


def _ended(text: str, newline: str) -> str:
    return text if text.endswith(("\n", "\r")) else text + newline


def _cells(proposal: Proposal, accept_on: date | None) -> dict[str, str]:
    cells = {
        "institution": proposal.institution,
        "ror": proposal.ror,
        "ror_name": proposal.ror_name,
        "ror_country": proposal.ror_country,
        "score": str(proposal.score),
        "reason": proposal.reason,
        "proposal": str(proposal.verdict),
    }
    if accept_on and proposal.verdict is Verdict.ACCEPT:
        day = accept_on.isoformat()
        cells |= zip(DECIDED, ("accept", MACHINE, _PROOF, day), strict=True)
    return {column: " ".join(text.split()) for column, text in cells.items()}


def read_review(path: Path) -> Review:
    """The table in `path`; an empty one where there is no file.

    Raises InputError for a table that cannot be read without losing something.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return Review()
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: {error}.", "Save it as “CSV UTF-8”.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    if not text.strip(_BYTE_ORDER_MARK + " \r\n"):
        return Review()
    separator = _separator(text)
    records = _records(path, text, separator)
    _, heading, columns = next(records)
    _check_heading(path, columns)
    newline = "\r\n" if heading.endswith("\r\n") else "\n"
    rows = [
        Row(number, raw, dict(zip(columns, cells, strict=False)), len(cells) == len(columns))
        for number, raw, cells in records
        if any(cells)
    ]
    return Review(heading, tuple(columns), separator, newline, tuple(rows))


def _separator(text: str) -> str:
    """What separates cells in the heading: spreadsheets of many languages write semicolons."""
    heading = text.partition("\n")[0]
    return max(",;\t", key=heading.count)


def _records(path: Path, text: str, separator: str) -> Iterator[tuple[int, str, list[str]]]:
    """Number, text and cells of each record; a quoted cell may hold line breaks."""
    lines = io.StringIO(text, newline="").readlines()
    first = [line.lstrip(_BYTE_ORDER_MARK) for line in lines[:1]]
    reader = csv.reader([*first, *lines[1:]], delimiter=separator, strict=True)
    number, start = 0, 0
    try:
        for cells in reader:
            number += 1
            yield number, "".join(lines[start : reader.line_num]), cells
            start = reader.line_num
    except csv.Error as error:
        raise InputError(
            f"{path}, row {number + 1} (line {start + 1}) cannot be read: {error}.",
            "Check its quotation marks; nothing was changed.",
        ) from error


def _check_heading(path: Path, columns: list[str]) -> None:
    missing = [column for column in PROPOSED + DECIDED if column not in columns]
    if missing:
        raise InputError(
            f"{path} lacks the column {', '.join(missing)}.", "Put the heading back; row 1 has it."
        )
    repeated = {column for column in columns if columns.count(column) > 1}
    if repeated:
        raise InputError(f"{path} has two columns {', '.join(sorted(repeated))}.", "Rename one.")


def write_review(path: Path, text: str) -> bool:
    """Replaces the table at once if it changed; says whether it did."""
    try:
        if path.exists() and path.read_bytes() == text.encode():
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from error
    return True
