from __future__ import annotations

from pathlib import Path

import pytest

from partnergraph.findings import Severity
from partnergraph.registry.decisions import Decision, decisions, settled
from partnergraph.registry.review import DECIDED, PROPOSED, read_review

HEADING = ",".join(PROPOSED + DECIDED)
GRAZ = "https://ror.org/02n0bts35"
PORTO = "https://ror.org/043pwc612"
PISA = "https://ror.org/03ad39j10"


def row(institution: str, ror: str, decision: str, **rest: str) -> str:
    cells = {"decided_by": "editor", "why": "own site", "decided": "2026-11-23"} | rest
    decided = ",".join((decision, cells["decided_by"], cells["why"], cells["decided"]))
    return f"{institution},{ror},,,,,weak,{decided}"


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "registry-review.csv"
    path.write_text("\n".join((HEADING, *rows)) + "\n", encoding="utf-8")
    return path


def test_no_table_has_no_decisions(tmp_path: Path) -> None:
    assert decisions(tmp_path / "none.csv") == ({}, [])


def test_accepted_rows_are_given_with_their_reason(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        row("porto", PORTO, "reject"),
        f"open,{PISA},,,100,,accept,,,,",
        row("graz", GRAZ, "accept"),
    )

    accepted, findings = decisions(path)

    assert accepted == {"graz": Decision("graz", GRAZ, True, 4, "editor", "own site", "2026-11-23")}
    assert findings == []


def test_rejected_pairs_are_known(tmp_path: Path) -> None:
    path = table(tmp_path, row("porto", PORTO, "reject"), row("porto", PISA, "accept"))

    accepted, rejected, findings = settled(read_review(path))

    assert {institution: each.ror for institution, each in accepted.items()} == {"porto": PISA}
    assert rejected == {("porto", PORTO)}
    assert findings == []


def test_case_blanks_and_short_ids_do_not_matter(tmp_path: Path) -> None:
    accepted, findings = decisions(table(tmp_path, row(" graz ", "02n0bts35", " Accept ")))

    assert accepted["graz"].ror == GRAZ
    assert findings == []


CASES = {
    "another word": ([row("graz", GRAZ, "yes")], ["review-decision"], {}),
    "a remark only": ([row("graz", GRAZ, "")], ["review-open"], {}),
    "a mistyped id": ([row("graz", GRAZ[:-1] + "6", "accept")], ["review-id"], {}),
    "no institution": ([row("", GRAZ, "accept")], ["review-id"], {}),
    "too few cells": (["graz,accept"], ["review-cells"], {}),
    "too many cells": ([row("graz", GRAZ, "accept") + ",x"], ["review-cells"], {}),
    "no reason": ([row("graz", GRAZ, "accept", why="")], ["review-incomplete"], {"graz": GRAZ}),
    "no role": (
        [row("graz", GRAZ, "accept", decided_by="")],
        ["review-incomplete"],
        {"graz": GRAZ},
    ),
    "no day": (
        [row("graz", GRAZ, "accept", decided="soon")],
        ["review-incomplete"],
        {"graz": GRAZ},
    ),
    "repeated": ([row("graz", GRAZ, "accept")] * 2, ["review-repeated"], {"graz": GRAZ}),
    "rejected twice": ([row("graz", GRAZ, "reject")] * 2, ["review-repeated"], {}),
    "contradictory": (
        [row("graz", GRAZ, "accept"), row("graz", GRAZ, "reject")],
        ["review-contradiction"] * 2,
        {},
    ),
    "two records": (
        [row("graz", GRAZ, "accept"), row("graz", PISA, "accept"), row("porto", PORTO, "accept")],
        ["review-several"] * 2,
        {"porto": PORTO},
    ),
    "two institutions": (
        [row("graz", GRAZ, "accept"), row("pisa", GRAZ, "accept"), row("porto", PORTO, "accept")],
        ["review-several"] * 2,
        {"porto": PORTO},
    ),
    "institution gone": ([row("gone", GRAZ, "accept")], ["review-institution"], {}),
    "gone, so not shared": (
        [row("gone", GRAZ, "accept"), row("graz", GRAZ, "accept")],
        ["review-institution"],
        {"graz": GRAZ},
    ),
}


@pytest.mark.parametrize(("rows", "rules", "expected"), CASES.values(), ids=CASES.keys())
def test_slips_are_findings_and_what_is_doubtful_does_not_count(
    rows: list[str], rules: list[str], expected: dict[str, str], tmp_path: Path
) -> None:
    path = table(tmp_path, *rows)
    before = path.read_bytes()

    accepted, findings = decisions(path, {"graz", "porto", "pisa"})

    assert [each.rule for each in findings] == rules
    assert {institution: each.ror for institution, each in accepted.items()} == expected
    assert path.read_bytes() == before
    for each in findings:
        assert each.file == "registry-review.csv"
        assert each.row
        assert each.row > 1
        assert each.message.endswith(".")
        assert each.repair.endswith(".")


@pytest.mark.parametrize(
    "rule", ["review-contradiction", "review-several", "review-id", "review-decision"]
)
def test_what_a_person_meant_but_does_not_count_must_be_repaired(rule: str, tmp_path: Path) -> None:
    rows = next(rows for rows, rules, _ in CASES.values() if rule in rules)

    _, findings = decisions(table(tmp_path, *rows))

    assert {each.severity for each in findings} == {Severity.VIOLATION}


def test_rows_are_numbered_as_in_a_spreadsheet(tmp_path: Path) -> None:
    path = table(tmp_path, '"two\nlines",,,,,,weak,,,,', "", row("graz", GRAZ, "yes"))

    _, findings = decisions(path)

    assert [each.row for each in findings] == [4]


def test_without_a_list_of_institutions_none_is_missed(tmp_path: Path) -> None:
    accepted, findings = decisions(table(tmp_path, row("gone", GRAZ, "accept")))

    assert list(accepted) == ["gone"]
    assert findings == []
