"""Relations: their kind, their span and how sure they are."""

from __future__ import annotations

from typing import Any

import pytest

from partnergraph.relations import kind_of, span, standing
from partnergraph.vocabulary import ORG, PG


def date(step: str, earliest: str, latest: str) -> dict[str, str]:
    return {"step": step and f"lifecycle-type:{step}", "earliest": earliest, "latest": latest}


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        ({PG.Agreement}, "agreement"),
        ({PG.InstitutionalEvent, PG.DelegationVisit}, "event"),
        ({ORG.FormalOrganization}, ""),
        (set(), ""),
    ],
)
def test_classes_make_a_kind(classes: set[str], kind: str) -> None:
    assert kind_of(classes) == kind


@pytest.mark.parametrize(
    ("kind", "dates", "found"),
    [
        ("event", [date("", "2024-03-19", "2024-03-24")], ["2024-03-19", "2024-03-24"]),
        ("event", [date("", "", "")], None),
        ("agreement", [date("signed", "2020-01-01", "2020-12-31")], ["2020-01-01", None]),
        (
            "agreement",
            [
                date("signed", "2020-01-01", "2020-01-01"),
                date("expired", "2025-01-01", "2025-12-31"),
            ],
            ["2020-01-01", "2025-12-31"],
        ),
        ("agreement", [date("expired", "2025-01-01", "2025-12-31")], [None, "2025-12-31"]),
    ],
)
def test_spans(kind: str, dates: list[dict[str, str]], found: object) -> None:
    assert span({"kind": kind, "dates": dates}) == found


@pytest.mark.parametrize(
    ("claims", "readings", "found"),
    [
        ([], [], "asserted"),
        (["asserted", "inferred"], [], "inferred"),
        (["retracted", "asserted"], [], "asserted"),
        (["retracted"], [], "retracted"),
        (["asserted"], ["disputed"], "disputed"),
    ],
)
def test_a_relation_is_as_sure_as_its_least_sure_support(
    claims: list[str], readings: list[str], found: str
) -> None:
    record: dict[str, Any] = {
        "claims": [{"status": f"claim-status:{each}"} for each in claims],
        "participants": [
            {"readings": [{"status": f"decision-status:{each}"} for each in readings]}
        ],
    }
    assert standing(record) == found
