"""Ids: which rows can be used, because they say what they are about and do not contradict."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from partnergraph.claims import Desk
from partnergraph.concepts import Concepts
from partnergraph.context import scheme_of
from partnergraph.ledger import digest
from partnergraph.rows import SEPARATOR, Row, split

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 80
#: Columns in which two rows of one source about one thing may differ.
_MAY_DIFFER = frozenset({"why", "note", "source", "modality", "claim_status"})


def identified(rows: list[Row], desk: Desk) -> list[Row]:
    """The rows that have an id, or need none and are given one, with slugs for labels.

    A row without one, an id of two kinds of things and a contradiction within a source are
    findings.
    """
    kept: list[Row] = []
    first: dict[str, Row] = {}
    stated: defaultdict[tuple[str, str, str], dict[tuple[str, str], Row]] = defaultdict(dict)
    for row in (_slugged(each, desk.concepts) for each in rows):
        if row.table.name == "readings":
            kept.append(row)
            continue
        if not row.text("id") and row.table.name == "relations":
            row = _minted(row)  # noqa: PLW2901 - the row with its id is the row from here on
        identifier = row.text("id")
        if not identifier:
            hint = "Give it one: small letters, digits and hyphens, for example xinjiang-mu."
            desk.fault("missing-id", "The row has no id.", hint, row, "id", "")
        elif not _ID.fullmatch(identifier) or len(identifier) > _LONGEST:
            hint = "Use small Latin letters, digits and single hyphens."
            desk.fault("bad-id", f"'{identifier}' is no id.", hint, row, "id", identifier)
        else:
            kept.append(row)
            other = first.setdefault(identifier, row)
            if other.table.name != row.table.name:
                message = f"'{identifier}' is already the id of row {other.number} in {other.file}."
                desk.fault("duplicate-id", message, "Choose another id.", row, "id", identifier)
            else:
                key = (row.table.name, identifier, row.text("source"))
                _contradict(row, stated[key], desk)
    return kept


def _slugged(row: Row, concepts: Concepts) -> Row:
    """The row with the slug of each concept in place of the label that was chosen for it."""
    changed = {}
    for (name, language), text in row.cells.items():
        if scheme := scheme_of(row.table.columns[name]):
            values = split(text) if row.table.columns[name].many else [text]
            found = [concepts.find(scheme, value) for value in values]
            slugs = [
                (iri or value).rpartition("/")[2] for iri, value in zip(found, values, strict=True)
            ]
            if slugs != values and all(found):
                changed[name, language] = f" {SEPARATOR} ".join(slugs)
    return replace(row, cells={**row.cells, **changed}) if changed else row


def _minted(row: Row) -> Row:
    parts = [row.text(name) for name in ("partners", "type", "date", "responsible_unit")]
    identifier = f"{row.text('source')}-relation-{digest(*parts)}"
    return Row(row.table, row.file, row.number, {**row.cells, ("id", ""): identifier})


def _contradict(row: Row, stated: dict[tuple[str, str], Row], desk: Desk) -> None:
    """Compares a row with what earlier rows of its source say of the same thing."""
    if row.text("named_during"):
        return  # names of different times do not contradict one another
    for (name, language), value in row.cells.items():
        column = row.table.columns[name]
        if column.many or name in _MAY_DIFFER:
            continue
        other = stated.setdefault((name, language), row)
        if other.cells[name, language] != value:
            message = f"'{value}' contradicts '{other.cells[name, language]}' in row "
            message += f"{other.number}, from the same source."
            hint = "Correct one, or name the source that says otherwise."
            desk.fault("contradiction", message, hint, row, name, value)
