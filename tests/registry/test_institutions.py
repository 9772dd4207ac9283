from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from partnergraph.project import Project, bundle
from partnergraph.registry.details import Details, Place
from partnergraph.registry.institutions import Institutions, address, tag_of
from partnergraph.registry.records import Kind, Name, Record
from partnergraph.vocabulary import PG, SKOS, VOCAB, scheme

BASE = "https://example.org/g/"
ROR = "https://ror.org/02n0bts35"
COUNTRIES = {code: f"{VOCAB}country/{code}" for code in ("AT", "unknown")}
NAMES = (
    Name("ALIAS", Kind.ALIAS, "de"),
    Name("Universität", Kind.LABEL, "de"),
    Name("Uni", Kind.LABEL, "de"),
    Name("University", Kind.DISPLAY),
    Name("UG", Kind.ACRONYM, "de"),
)
RECORD = Record(ROR, NAMES, "AT", "Austria", "Graz", kinds=("education", "funder"))
PLACE = Place("Graz", "AT", "12", "47.1", "15.4")


def writer(**own: str) -> Institutions:
    return Institutions(
        Project(Path(), BASE), COUNTRIES, dict.fromkeys([ROR], own.get("mine", "")) if own else {}
    )


def said(record: Record = RECORD, details: Details = Details(), **own: str) -> dict[str, set[str]]:  # noqa: B008 - frozen
    """What the lines say, by predicate; subjects and graphs left out."""
    found: dict[str, set[str]] = {}
    text = "\n".join(writer(**own).lines(record, details))
    for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS):
        found.setdefault(quad.predicate.value, set()).add(str(quad.object))
    return found


def test_one_name_of_each_language_is_preferred() -> None:
    found = said()

    assert found[SKOS.prefLabel] == {'"University"@und', '"Universität"@de'}
    assert found[SKOS.altLabel] == {'"Uni"@de', '"ALIAS"@de'}
    assert found[PG.shortName] == {'"UG"@de'}


def test_an_institution_of_the_tables_keeps_its_id_and_preferred_name() -> None:
    found = said(mine="graz-uni")

    assert SKOS.prefLabel not in found
    assert found[PG.supportedBy] == {f"<{BASE}id/graz-uni#claim-ror-dump>"}


@pytest.mark.parametrize(
    ("status", "expected"),
    [("active", "asserted"), ("inactive", "asserted"), ("withdrawn", "retracted")],
)
def test_a_withdrawn_record_is_a_claim_that_was_retracted(status: str, expected: str) -> None:
    found = said(Record(ROR, NAMES, "AT", status=status))

    assert found[PG.claimStatus] == {f"<{scheme('claim-status').term(expected)}>"}
    assert found["http://www.w3.org/ns/adms#status"] == {f"<{VOCAB}registry-status/{status}>"}


def test_a_place_has_the_coordinates_and_not_the_institution() -> None:
    text = [*writer().lines(RECORD, Details(places=(PLACE,)))]
    latitudes = [line for line in text if "latitude" in line]

    assert [line.split(" ")[0] for line in latitudes] == [f"<{BASE}id/02n0bts35#place-1>"]


def test_a_country_that_is_not_in_the_list_is_unknown() -> None:
    found = said(Record(ROR, NAMES, "XK"))

    assert found[PG.country] == {f"<{VOCAB}country/unknown>"}


def test_lines_are_those_that_oxigraph_writes() -> None:
    text = [*writer().lines(RECORD, Details(places=(PLACE,), websites=("https://a.example/",)))]
    store = pyoxigraph.Store()
    store.bulk_load("\n".join(text), format=pyoxigraph.RdfFormat.N_QUADS)
    written = store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""

    assert sorted(written.decode().splitlines()) == sorted(text)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("University", "", "und"),
        ("University", "no language", "und"),
        ("Université", "fr", "fr"),
        ("Самарқанд давлат", "uz", "uz-cyrl"),
        ("Samarqand davlat", "uz", "uz-latn"),
        ("Универзитет", "sr", "sr-cyrl"),
        ("123", "uz", "uz"),
    ],
)
def test_a_tag_has_the_script_where_a_language_has_several(
    text: str, language: str, expected: str
) -> None:
    assert tag_of(text, language) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("WIKIDATA", "Q42", "http://www.wikidata.org/entity/Q42"),
        ("WIKIDATA", "42", ""),
        ("ISNI", "0000 0004 1758 659X", "https://isni.org/isni/000000041758659X"),
        ("FUNDREF", "501100017170", "https://doi.org/10.13039/501100017170"),
        ("GRID", "grid.502382.e", "https://www.grid.ac/institutes/grid.502382.e"),
        ("UKPRN", "10005337", ""),
        ("Wikipedia", "https://en.wikipedia.org/wiki/A b", ""),
    ],
)
def test_an_identifier_is_an_address_where_its_kind_has_one(
    kind: str, value: str, expected: str
) -> None:
    assert address(kind, value) == expected


def test_every_kind_and_status_has_its_concept() -> None:
    text = (bundle() / "ontology" / "schemes.ttl").read_text(encoding="utf-8")
    for kind in ("university", "research-centre", "association", "government-body", "other"):
        assert f"\ninstitution-type:{kind} a" in text
    for status in ("active", "inactive", "withdrawn"):
        assert f"\nregistry-status:{status} a" in text
