"""Findings: their order, their place, and their plain values."""

from __future__ import annotations

import json
from itertools import pairwise, permutations
from typing import Any

import pytest

from partnergraph.findings import (
    Finding,
    Severity,
    has_violation,
    info,
    ordered,
    violation,
    warning,
)

WANTED = [
    violation("b", "in front of a file", focus="https://example.org/a"),
    violation("a", "m", file="agreements.csv"),
    violation("a", "m", file="agreements.csv", row=2, column="b"),
    violation("a", "m", file="agreements.csv", row=10, column="a"),
    violation("a", "m", file="agreements.csv", row=10, column="b"),
    violation("b", "m", file="agreements.csv", row=10, column="b"),
    violation("a", "m", file="events.csv", row=1),
    warning("a", "m", file="agreements.csv", row=1),
    info("a", "m"),
]


@pytest.mark.parametrize("pair", list(pairwise(WANTED)), ids=lambda pair: pair[1].place)
def test_worst_first_then_by_place(pair: tuple[Finding, Finding]) -> None:
    assert ordered(reversed(pair)) == list(pair)


def test_all_are_ordered() -> None:
    assert ordered(reversed(WANTED)) == WANTED


def test_repeats_are_told_once() -> None:
    assert ordered([*WANTED, *WANTED]) == WANTED


def test_the_order_is_the_same_whatever_comes_first() -> None:
    alike = [violation("a", message, repair) for message in "xy" for repair in ("", "r")]
    assert {tuple(ordered(some)) for some in permutations(alike)} == {tuple(ordered(alike))}
    assert ordered(alike) == alike


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({}, ""),
        ({"file": "a.csv"}, "a.csv"),
        ({"file": "a.csv", "row": 3, "column": "parties"}, "a.csv, row 3, column parties"),
        ({"file": "a.csv", "column": "parties"}, "a.csv, column parties"),
        ({"focus": "https://example.org/a"}, "https://example.org/a"),
        ({"file": "a.csv", "focus": "https://example.org/a"}, "a.csv"),
    ],
)
def test_a_finding_says_where_it_is(place: dict[str, Any], expected: str) -> None:
    assert violation("a", "m", "", **place).place == expected


@pytest.mark.parametrize(
    ("make", "severity"),
    [
        (violation, Severity.VIOLATION),
        (warning, Severity.WARNING),
        (info, Severity.INFO),
    ],
)
def test_each_severity_has_its_maker(make: type[Finding], severity: Severity) -> None:
    assert make("r", "m", "do", file="a.csv", value="v") == Finding(  # type: ignore[arg-type]
        severity, "r", "m", "do", file="a.csv", value="v"
    )


def test_a_finding_is_plain_values_for_json() -> None:
    finding = violation("r", "m", "do", file="a.csv", row=3, column="c", value="v", focus="f")
    assert json.loads(json.dumps(finding.as_dict())) == {
        "severity": "violation",
        "rule": "r",
        "message": "m",
        "repair": "do",
        "file": "a.csv",
        "row": 3,
        "column": "c",
        "value": "v",
        "focus": "f",
    }


@pytest.mark.parametrize(
    ("findings", "expected"),
    [([], False), ([info("a", "m"), warning("a", "m")], False), (WANTED[-2:] + WANTED[:1], True)],
)
def test_only_violations_must_be_repaired(findings: list[Finding], expected: bool) -> None:
    assert has_violation(findings) is expected
