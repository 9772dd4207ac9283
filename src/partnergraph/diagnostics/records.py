"""Findings as records for programs: CSV and JSON, with the names of the fields of a finding."""

from __future__ import annotations

import json
from collections.abc import Iterable

from partnergraph.csvfiles import write_csv
from partnergraph.findings import Finding

FIELDS = tuple(Finding.__dataclass_fields__)


def as_csv(findings: Iterable[Finding]) -> str:
    """CSV with a heading; a cell that a spreadsheet would run as a formula begins with `'`."""
    rows = (["" if cell is None else str(cell) for cell in _values(each)] for each in findings)
    return write_csv(FIELDS, rows, guard=True)


def as_json(findings: Iterable[Finding]) -> str:
    """A JSON list of objects; exact, nothing is guarded or cut."""
    records = [finding.as_dict() for finding in findings]
    return f"{json.dumps(records, ensure_ascii=False, indent=2)}\n"


def _values(finding: Finding) -> list[object]:
    return list(finding.as_dict().values())
