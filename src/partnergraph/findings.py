"""Findings: what is wrong or worth knowing in the data, and where to repair it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters, after SHACL §2.1.4 (`sh:severity`)."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


_RANK = {Severity.VIOLATION: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    `message` says what is the matter, `repair` what to do. `file`, `row` (1 is the heading, as
    spreadsheets count) and `column` say where; `value` is the cell as typed. `rule` names the
    rule in a stable way (a slug, or the IRI of a shape); `focus` is the IRI of the thing.
    """

    severity: Severity
    rule: str
    message: str
    repair: str = ""
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    focus: str = ""

    @property
    def place(self) -> str:
        """Where it is, for people: `agreements.csv, row 3, column parties`."""
        parts = [self.file or self.focus]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column {self.column}")
        return ", ".join(part for part in parts if part)

    def as_dict(self) -> dict[str, object]:
        """The finding as plain values, for CSV and JSON."""
        return asdict(self)


def violation(rule: str, message: str, repair: str = "", **place: object) -> Finding:
    """A finding that must be repaired before the data can be trusted."""
    return Finding(Severity.VIOLATION, rule, message, repair, **place)  # type: ignore[arg-type]


def warning(rule: str, message: str, repair: str = "", **place: object) -> Finding:
    """A finding that should be looked at."""
    return Finding(Severity.WARNING, rule, message, repair, **place)  # type: ignore[arg-type]


def info(rule: str, message: str, repair: str = "", **place: object) -> Finding:
    """A finding that is honest news, such as a disagreement between sources."""
    return Finding(Severity.INFO, rule, message, repair, **place)  # type: ignore[arg-type]


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without repeats: worst first, then by file, row and column."""
    return sorted(
        set(findings),
        key=lambda f: (
            _RANK[f.severity],
            *(f.file, f.row or 0, f.column, f.rule, f.focus, f.value, f.message, f.repair),
        ),
    )


def has_violation(findings: Iterable[Finding]) -> bool:
    """Whether anything must be repaired."""
    return any(f.severity is Severity.VIOLATION for f in findings)
