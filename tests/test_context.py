"""The context: tables, their columns, and what a cell of each column holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from partnergraph.context import TABLES, Column, Context, Kind, scheme_of
from partnergraph.errors import ProjectError
from partnergraph.project import bundle
from partnergraph.vocabulary import ORG, OWL, PG, ROR, SCHEMES, SKOS, scheme

SHIPPED = bundle() / "ontology" / "context.jsonld"
CONTEXT = Context.load(SHIPPED)
COLUMNS = [(table, column) for table in TABLES for column in CONTEXT.tables[table].columns.values()]
CLAIMED = {"source", "passage", "position", "modality", "claim_status"}
COMMON = {"id", "why", "note", "conflicts_with"} | CLAIMED


def names(value: object) -> str:
    return value.name if isinstance(value, Column) else str(value)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("sources", "title url language publisher published retrieved length sha256 kind"),
        (
            "institutions",
            (
                "name other_name short_name named_during kind country city ror wikidata website"
                " different_from part_of"
            ),
        ),
        (
            "agreements",
            (
                "title type parties proposed negotiated signed in_force renewed amended suspended"
                " scheduled_expiry terminated event responsible_unit supersedes amends"
                " under_framework subjects"
            ),
        ),
        (
            "events",
            (
                "title type date part_of series city country hosts organisers visitors invited"
                " speakers signatories negotiators participants responsible_unit website"
            ),
        ),
        ("readings", "as_printed read_as candidates status decided"),
        ("relations", "partners type date responsible_unit"),
    ],
)
def test_a_table_has_its_columns(table: str, expected: str) -> None:
    found = set(CONTEXT.tables[table].columns)
    assert found >= {"id", *expected.split()}
    assert found - set(expected.split()) <= COMMON


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_say_who_says_so(table: str) -> None:
    assert set(CONTEXT.tables[table].columns) >= {"id", "note", "source", "passage", "position"}


@pytest.mark.parametrize("table", TABLES)
def test_the_class_of_a_table_is_an_iri(table: str) -> None:
    assert CONTEXT.tables[table].name == table
    assert CONTEXT.tables[table].class_iri.startswith(("http://", "https://"))


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=names)
def test_every_column_has_a_property(table: str, column: Column) -> None:
    assert CONTEXT.tables[table].columns[column.name] is column
    assert column.iri == "@id" or column.iri.startswith(("http://", "https://"))
    assert (column.iri == "@id") == (column.name == "id")


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=names)
def test_a_column_of_concepts_names_its_scheme(table: str, column: Column) -> None:
    assert (column.kind is Kind.CONCEPT) == bool(scheme_of(column)), table
    assert scheme_of(column) in ("", *SCHEMES)


@pytest.mark.parametrize(
    ("table", "name", "iri", "kind", "many"),
    [
        ("institutions", "name", SKOS.prefLabel, Kind.LANGUAGE_TEXT, False),
        ("institutions", "other_name", SKOS.altLabel, Kind.LANGUAGE_TEXT, True),
        ("institutions", "named_during", PG.hasName, Kind.DATE, False),
        ("institutions", "kind", ORG.classification, Kind.CONCEPT, False),
        ("institutions", "city", PG.city, Kind.TEXT, False),
        ("institutions", "different_from", OWL.differentFrom, Kind.REFERENCE, True),
        ("agreements", "signed", scheme("lifecycle-type").term("signed"), Kind.LIFECYCLE, False),
        ("agreements", "parties", PG.hasParty, Kind.PARTY, True),
        ("events", "hosts", scheme("role").term("host"), Kind.ROLE, True),
        ("events", "date", PG.edtf, Kind.DATE, False),
        ("sources", "retrieved", PG.retrievedOn, Kind.DAY, False),
        ("sources", "length", PG.length, Kind.INTEGER, False),
        ("claims", "number", PG.bound, Kind.INTEGER, False),
    ],
)
def test_a_column_is_read_from_its_term(
    table: str, name: str, iri: str, kind: Kind, many: bool
) -> None:
    assert CONTEXT.tables[table].columns[name] == Column(
        name, iri, kind, many, CONTEXT.tables[table].columns[name].space
    )


def test_spaces_complete_short_values() -> None:
    columns = CONTEXT.tables["institutions"].columns
    assert columns["ror"].space == ROR
    assert columns["ror"].kind is Kind.EXTERNAL
    assert columns["website"].space == ""
    assert columns["country"].space == scheme("country")
    assert scheme_of(columns["country"]) == "country"
    assert scheme_of(columns["ror"]) == ""


def test_a_term_in_a_table_goes_before_a_common_one() -> None:
    document: dict[str, Any] = {"@context": {"note": {"@id": "urn:common"}}}
    for term in TABLES.values():
        document["@context"][term] = {"@id": "urn:x", "@context": {"note": {"@id": "urn:own"}}}
    table = Context(document).tables["events"]
    assert table.columns["note"].iri == "urn:own"


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "context.jsonld"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def incomplete() -> str:
    document = json.loads(SHIPPED.read_text(encoding="utf-8"))
    del document["@context"]["Event"]
    return json.dumps(document)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        "5",
        "null",
        '{"@context": []}',
        '{"@context": {}}',
        '{"@context": "https://example.org/"}',
        b'{"@context": "\xff"}',
        incomplete(),
    ],
)
def test_what_is_no_context_of_tables_is_refused(tmp_path: Path, text: str | bytes) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ProjectError, match="context") as refused:
        Context.load(path)
    assert str(path) in refused.value.message


def test_a_missing_context_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"none\.jsonld"):
        Context.load(tmp_path / "none.jsonld")
