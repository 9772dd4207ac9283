"""Wording: what diagnostics have in common, from counting findings to showing what a cell holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from partnergraph.findings import Finding, Severity
from partnergraph.translation import catalogue

#: Characters that would steer a terminal, or show text in another order than it has.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile(r"\s*[\r\n\t]\s*")
_PLURAL = {Severity.VIOLATION: "violations", Severity.WARNING: "warnings", Severity.INFO: "infos"}


@dataclass(frozen=True, slots=True)
class Group:
    """The findings about one file; `file` is empty for those about the graph as a whole."""

    file: str
    findings: Sequence[Finding]


def by_file(findings: Iterable[Finding]) -> list[Group]:
    """The findings file by file: first the files with the worst, in the order given."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.file, []).append(finding)
    return [Group(file, found) for file, found in groups.items()]


def named(file: str, lang: str) -> str:
    """A file as people call it: `tables.xlsx, sheet agreements`; the graph where it is none."""
    path, _, sheet = visible(file).partition("#")
    book = catalogue()
    if not path:
        return book.label("graph", lang)
    return f"{path}, {book.label('sheet', lang)} {sheet}" if sheet else path


def tally(findings: Iterable[Finding], lang: str = "en") -> str:
    """The number of findings of each severity, in words."""
    counts = Counter(finding.severity for finding in findings)
    book = catalogue()
    if lang != "en":
        return book.label("tally", lang, *(counts[severity] for severity in Severity))
    names = {each: each.value if counts[each] == 1 else _PLURAL[each] for each in Severity}
    return ", ".join(f"{counts[each]} {book.label(name, lang)}" for each, name in names.items())


def severities(lang: str) -> dict[Severity, str]:
    """The name of each severity."""
    return {severity: catalogue().label(severity.value, lang) for severity in Severity}


def visible(text: str, longest: int = 0) -> str:
    """`text` in one line, without what steers terminals; cut where it is longer than `longest`."""
    plain = _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", _BREAKS.sub(" ", text))
    return f"{plain[: longest - 1]}…" if 0 < longest < len(plain) else plain
