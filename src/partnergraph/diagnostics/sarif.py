"""Findings for code hosts: SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from partnergraph import __version__
from partnergraph.diagnostics.cellplaces import Place, places, position_of, separator
from partnergraph.findings import Finding, Severity
from partnergraph.project import SETTINGS, Project
from partnergraph.translation import catalogue
from partnergraph.vocabulary import SHAPES

Record = dict[str, Any]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVEL = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PLAIN = (".csv", ".tsv")


def sarif(
    findings: Sequence[Finding], project: Project, lang: str = "en", english: Sequence[Finding] = ()
) -> str:
    """The log of one run, as JSON text.

    Files are named relative to the repository around the project, or to the project where there is
    none. `english` are the same findings untranslated: they tell what is common to all of a rule.
    """
    rules = _rules(english or findings, lang)
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    files = _Files(project)
    driver = {"name": "partnergraph", "version": __version__, "rules": rules}
    run: Record = {
        "tool": {"driver": driver},
        "language": lang.partition("-")[0],
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, numbers, files) for finding in findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{json.dumps(log, ensure_ascii=False, indent=2)}\n"


def _rules(findings: Iterable[Finding], lang: str) -> list[Record]:
    """Each rule that has a finding, with what is the matter and what to do (§3.49)."""
    rules: dict[str, Record] = {}
    say = catalogue().pattern
    for finding in findings:
        name, shape = _id(finding.rule), ":" in finding.rule
        if name in rules:
            continue
        matter = finding.message if shape else say(finding.message, lang)
        repair = finding.repair if shape else say(finding.repair, lang)
        rules[name] = {
            "id": name,
            "shortDescription": {"text": matter},
            "fullDescription": {"text": matter},
            "help": {"text": f"{matter} {repair}".rstrip()},
            "defaultConfiguration": {"level": _LEVEL[finding.severity]},
        }
        if finding.rule.startswith(("http://", "https://")):
            rules[name]["helpUri"] = finding.rule
    return list(rules.values())


def _id(rule: str) -> str:
    return rule.removeprefix(SHAPES)


def _result(finding: Finding, numbers: dict[str, int], files: _Files) -> Record:
    """A result (§3.27). Its fingerprint outlives a row that is moved."""
    name = _id(finding.rule)
    parts = (name, finding.file, finding.column, finding.value, finding.focus, finding.message)
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
    return {
        "ruleId": name,
        "ruleIndex": numbers[name],
        "level": _LEVEL[finding.severity],
        "message": {"text": f"{finding.message} {finding.repair}".rstrip()},
        "locations": [files.location(finding)],
        "partialFingerprints": {"finding/v1": digest},
    }


class _Files:
    """The project's files: where they are for a code host, and where in them cells stand."""

    def __init__(self, project: Project) -> None:
        self._project = project
        root = project.root.resolve()
        around = (folder for folder in (root, *root.parents) if (folder / ".git").exists())
        self._prefix = root.relative_to(next(around, root))
        self._read: dict[str, list[list[Place]]] = {}

    def location(self, finding: Finding) -> Record:
        """The physical location (§3.29) of a finding, as exactly as it is known."""
        file, _, sheet = finding.file.partition("#")
        inside = Path(SETTINGS) if file in ("", SETTINGS) else Path("graph") / file
        artifact = {"uri": quote((self._prefix / inside).as_posix())}
        physical: Record = {"artifactLocation": artifact}
        if region := self._region(finding, file, sheet):
            physical["region"] = region
        location: Record = {"physicalLocation": physical}
        if sheet:
            parts = (sheet, str(finding.row or ""), finding.column)
            location["logicalLocations"] = [{"fullyQualifiedName": ", ".join(filter(None, parts))}]
        return location

    def _region(self, finding: Finding, file: str, sheet: str) -> Record:
        if finding.row is None or sheet:
            return {}
        if not file.endswith(_PLAIN):
            return {"startLine": finding.row}
        if finding.rule in ("csv", "encoding"):  # these name a line, not a row
            return {"startLine": finding.row}
        records = self._records(file)
        if finding.row > len(records) or not (cells := records[finding.row - 1]):
            return {"startLine": finding.row}
        at = position_of([place.text for place in records[0]], finding.column)
        if at is None or at >= len(cells):
            return {"startLine": cells[0].line}
        place = cells[at]
        return {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }

    def _records(self, file: str) -> list[list[Place]]:
        if file not in self._read:
            try:
                data = (self._project.tables_dir / file).read_bytes()
            except OSError:
                data = b""
            text = data.decode("utf-8-sig", "replace")
            self._read[file] = places(text, separator(text))
        return self._read[file]
