"""The checks: each finds the fault that it is there for, and only that."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from partnergraph.store import query

CHECKS = Path(__file__).resolve().parents[1] / "queries" / "checks"
HEAD = """
@prefix claim-status: <https://w3id.org/partnergraph/vocab/claim-status/> .
@prefix date-precision: <https://w3id.org/partnergraph/vocab/date-precision/> .
@prefix lifecycle-type: <https://w3id.org/partnergraph/vocab/lifecycle-type/> .
@prefix modality: <https://w3id.org/partnergraph/vocab/modality/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pg: <https://w3id.org/partnergraph/ontology#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/partnergraph/vocab/status/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://example.org/id/> .
@prefix g: <https://example.org/graph/> .
"""
PARTY = """
:treaty pg:hasParty :party . :party pg:agent :ours ; pg:supportedBy :claim .
:ours pg:partyTo :treaty .
"""
DERIVED = 'g:derived a pg:DerivedGraph ; pg:asOf "2026-01-31"^^xsd:date .'
SIGNED = """
:treaty pg:currentStatus status:signed-force-unknown ; pg:hasLifecycleEvent :step .
:step pg:lifecycleType lifecycle-type:signed .
"""
YEAR = """
g:a {{ :visit pg:datePrecision date-precision:year ; pg:earliest "{}"^^xsd:date ;
  pg:latest "2024-12-31"^^xsd:date . }}
"""
SLIP = """
:reading pg:resolvedTo :samarkand ; pg:candidate :samara ; pg:aboutMention :words .
:words pg:surfaceForm "Samara"@en . :samara skos:prefLabel "Samara"@en .
:samarkand skos:altLabel "{}"@en .
"""
#: For each check: data that must be found, the thing that is at fault, and data that is in order.
CASES = {
    "agreement-without-status": (
        ":treaty a pg:Agreement .",
        "treaty",
        ":treaty a pg:Agreement ; pg:currentStatus status:in-force .",
    ),
    "bound-sharper-than-date": (
        YEAR.format("2024-03-01"),
        "visit",
        YEAR.format("2024-01-01"),
    ),
    "claim-outside-its-source": (
        "g:a { :claim pg:statedIn :page . } g:a prov:wasDerivedFrom :other .",
        "claim",
        "g:a { :claim pg:statedIn :page . } g:a prov:wasDerivedFrom :page .",
    ),
    "derived-fact-beside-the-rules": (
        f"{DERIVED} g:a {{ :treaty pg:currentStatus status:in-force . }}",
        "treaty",
        f"{DERIVED} g:derived {{ :treaty pg:currentStatus status:in-force . }}",
    ),
    "derived-without-valid-claim": (
        f"{PARTY} :claim pg:modality modality:realised ; pg:claimStatus claim-status:retracted .",
        "ours",
        f"{PARTY} :claim pg:modality modality:realised ; pg:claimStatus claim-status:asserted .",
    ),
    "id-of-two-kinds": (
        ":sky a pg:Agreement , pg:InstitutionalEvent .",
        "sky",
        ":sky a pg:InstitutionalEvent , pg:Negotiation .",
    ),
    "partner-of-itself": (":ours pg:partnerOf :ours .", "ours", ":ours pg:partnerOf :theirs ."),
    "slip-became-a-name": (SLIP.format("Samara"), "samarkand", SLIP.format("Samarkand")),
    "status-ahead-of-its-day": (
        f'{DERIVED} {SIGNED} :step pg:earliest "2026-02-01"^^xsd:date .',
        "treaty",
        f'{DERIVED} {SIGNED} :step pg:earliest "2026-01-31"^^xsd:date .',
    ),
    "undeclared-term": (
        f"{DERIVED} g:derived {{ :ours :motto :words . }}",
        "motto",
        f"{DERIVED} g:derived {{ :ours :motto :words . }} :motto a owl:ObjectProperty .",
    ),
}


def found(name: str, data: str) -> set[str]:
    store = pyoxigraph.Store()
    store.load((HEAD + data).encode(), format=pyoxigraph.RdfFormat.TRIG)
    answer = query(store, (CHECKS / f"{name}.rq").read_text(encoding="utf-8"))
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return {row["focus"].value.rpartition("/")[2] for row in answer}


def test_every_check_has_a_case() -> None:
    assert set(CASES) == {path.stem for path in CHECKS.glob("*.rq")}


@pytest.mark.parametrize("name", CASES)
def test_check_finds_its_fault(name: str) -> None:
    bad, focus, _ = CASES[name]

    assert found(name, bad) == {focus}


@pytest.mark.parametrize("name", CASES)
def test_check_lets_good_data_pass(name: str) -> None:
    *_, good = CASES[name]

    assert found(name, good) == set()


def test_a_second_valid_role_carries_the_tie() -> None:
    data = """
    :visit pg:hasParticipation :guest , :host . :guest pg:agent :ours ; pg:supportedBy :plan .
    :host pg:agent :ours ; pg:supportedBy :deed . :ours pg:participatedIn :visit .
    :plan pg:modality modality:intended ; pg:claimStatus claim-status:asserted .
    :deed pg:modality modality:realised ; pg:claimStatus claim-status:asserted .
    """

    assert found("derived-without-valid-claim", data) == set()


@pytest.mark.parametrize(
    ("precision", "earliest", "latest", "sharper"),
    [
        ("day", "2024-03-19", "2024-03-19", False),
        ("day", "2024-03-19", "2024-03-20", True),
        ("month", "2024-03-01", "2024-03-31", False),
        ("month", "2024-03-02", "2024-03-31", True),
        ("year", "2024-01-01", "2024-12-30", True),
        ("year-not-stated", "2024-03-19", "2024-03-19", True),
        ("interval", "2024-03-19", "2024-03-24", False),
    ],
)
def test_bounds_of_each_precision(
    precision: str, earliest: str, latest: str, sharper: bool
) -> None:
    data = (
        f"g:a {{ :visit pg:datePrecision date-precision:{precision} ; "
        f'pg:earliest "{earliest}"^^xsd:date ; pg:latest "{latest}"^^xsd:date . }}'
    )

    assert bool(found("bound-sharper-than-date", data)) is sharper
