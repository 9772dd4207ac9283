"""Decisions: which registry ids people accepted or rejected in the review table, and slips.

Whatever is doubtful (a contradiction, a mistyped id, two institutions with one record) counts for
nothing and is a finding; the table itself is never changed here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from partnergraph.findings import Finding, violation, warning
from partnergraph.registry.records import ror_iri
from partnergraph.registry.review import FILE, Review, Row, read_review

_WORDS = ("accept", "reject")


@dataclass(frozen=True, slots=True)
class Decision:
    """A row that a person (or the rule, `decided_by` machine) decided."""

    institution: str
    ror: str
    accepted: bool
    row: int
    decided_by: str
    why: str
    decided: str


def decisions(
    path: Path, institutions: Container[str] | None = None
) -> tuple[dict[str, Decision], list[Finding]]:
    """The accepted record of each institution in the table at `path`, and findings.

    Where `institutions` is given, decisions about others are findings and left out. Raises
    InputError for a table that cannot be read; a missing table has no decisions.
    """
    accepted, _, findings = settled(read_review(path), institutions)
    return accepted, findings


def settled(
    review: Review, institutions: Container[str] | None = None
) -> tuple[dict[str, Decision], frozenset[tuple[str, str]], list[Finding]]:
    """Accepted decisions by institution, rejected pairs, and findings about the rest."""
    findings: list[Finding] = []
    found = [each for row in review.rows for each in _decision(row, findings)]
    clear = list(_consistent(found, findings))
    rejected = frozenset((each.institution, each.ror) for each in clear if not each.accepted)
    chosen = [each for each in clear if each.accepted]
    chosen = list(_known(chosen, institutions, findings))
    chosen = list(_single(chosen, lambda each: each.institution, findings))
    chosen = list(_single(chosen, lambda each: each.ror, findings))
    return {each.institution: each for each in chosen}, rejected, findings


def _decision(row: Row, findings: list[Finding]) -> Iterator[Decision]:
    """The decision in a row, if it holds one that can be understood."""
    if not row.whole:
        message = "The row has more or fewer cells than the heading; its decision does not count."
        repair = "Put the cells under their columns."
        findings.append(violation("review-cells", message, repair, file=FILE, row=row.number))
        return
    cells = {column: text.strip() for column, text in row.cells.items()}
    word = cells["decision"].casefold()
    institution, ror = cells["institution"], ror_iri(cells["ror"])
    if word not in _WORDS:
        if row.touched:
            findings.append(_no_decision(row, cells["decision"]))
        return
    if not ror or not institution:
        column = "institution" if ror else "ror"
        message = f"The decision does not count: its {column} is empty or mistyped."
        repair = "Copy the id from https://ror.org." if not ror else "Write the institution's id."
        findings.append(_at(violation, "review-id", row, column)(message, repair))
        return
    findings += _incomplete(row, cells)
    why, by, day = cells["why"], cells["decided_by"], cells["decided"]
    yield Decision(institution, ror, word == "accept", row.number, by, why, day)


def _at(make: Callable[..., Finding], rule: str, row: Row, column: str) -> Callable[..., Finding]:
    """A maker of findings about one cell, which lacks only message and repair."""
    value = row.cells.get(column, "")
    return partial(make, rule, file=FILE, row=row.number, column=column, value=value)


def _no_decision(row: Row, text: str) -> Finding:
    repair = "Write accept or reject."
    if text:
        message = f"“{text}” is no decision; the row is kept and does not count."
        return _at(violation, "review-decision", row, "decision")(message, repair)
    message = "The row has remarks but no decision; it is kept and does not count."
    return _at(warning, "review-open", row, "decision")(message, repair)


def _incomplete(row: Row, cells: dict[str, str]) -> Iterator[Finding]:
    for column, what in (("decided_by", "role, such as editor"), ("why", "reason")):
        if not cells[column]:
            make = _at(warning, "review-incomplete", row, column)
            yield make(f"The decision has no {column}.", f"Write the {what}.")
    try:
        date.fromisoformat(cells["decided"])
    except ValueError:
        message = f"“{cells['decided']}” is no day." if cells["decided"] else "The day is missing."
        make = _at(warning, "review-incomplete", row, "decided")
        yield make(message, "Write it as 2026-11-23.")


def _consistent(found: list[Decision], findings: list[Finding]) -> Iterator[Decision]:
    """One decision per pair: the first of repeated ones, none of contradictory ones."""
    groups: defaultdict[tuple[str, str], list[Decision]] = defaultdict(list)
    for each in found:
        groups[each.institution, each.ror].append(each)
    for same in groups.values():
        rows = ", ".join(str(each.row) for each in same)
        what = f"{same[0].institution} and {same[0].ror}"
        if len({each.accepted for each in same}) > 1:
            message = f"Rows {rows} accept and reject {what}: neither counts."
            findings += [_about(violation, "review-contradiction", message, e) for e in same]
            continue
        if len(same) > 1:
            message = f"Rows {rows} decide {what} alike: the first counts."
            findings += [_about(warning, "review-repeated", message, e) for e in same[1:]]
        yield same[0]


def _about(make: Callable[..., Finding], rule: str, message: str, decision: Decision) -> Finding:
    repair = "Keep one row."
    return make(
        rule, message, repair, file=FILE, row=decision.row, column="decision", value=decision.ror
    )


def _known(
    found: list[Decision], institutions: Container[str] | None, findings: list[Finding]
) -> Iterator[Decision]:
    for each in found:
        if institutions is None or each.institution in institutions:
            yield each
        else:
            message = f"There is no institution {each.institution}; the row is kept."
            repair = "Write the id that it has now, or delete the row."
            place = {"row": each.row, "column": "institution", "value": each.institution}
            findings.append(warning("review-institution", message, repair, file=FILE, **place))


def _single(
    found: list[Decision], subject: Callable[[Decision], str], findings: list[Finding]
) -> Iterator[Decision]:
    """The decisions that share their subject with no other; the others are findings."""
    groups: defaultdict[str, list[Decision]] = defaultdict(list)
    for each in found:
        groups[subject(each)].append(each)
    for name, same in groups.items():
        if len(same) == 1:
            yield same[0]
            continue
        rows = ", ".join(str(each.row) for each in same)
        message = f"{name} is accepted in rows {rows}, yet can have one match: none counts."
        findings += [_about(violation, "review-several", message, each) for each in same]
