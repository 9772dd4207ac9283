"""Rows are Python values, whatever the datatype; frames, CSV and rdflib hold the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyoxigraph as ox
import pytest
import rdflib

from partnergraph.errors import PartnergraphError
from partnergraph.results import Iri, Row, Table, Text, Triples, value

EMPTY = ox.Store()
HEAD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
ROWS = (
    HEAD
    + """SELECT ?thing ?name ?day ?number WHERE {
  VALUES (?thing ?name ?day ?number) {
    (<https://example.org/id/a> "Алма"@ru "2024-03-19"^^xsd:date 3)
    (<https://example.org/id/b> "b, \\"quoted\\"" UNDEF UNDEF)
  }
}"""
)


def table(text: str) -> Table:
    found = EMPTY.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return Table(found)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("3", 3),
        ("-3", -3),
        ("3.50", Decimal("3.50")),
        ("3.5e0", 3.5),
        ("true", True),
        ('"2024-03-19"^^xsd:date', date(2024, 3, 19)),
        ('"2024-03-19T10:00:00Z"^^xsd:dateTime', datetime(2024, 3, 19, 10, tzinfo=UTC)),
        ('"text"', "text"),
        ('"2024-03/2024-04"^^<http://id.loc.gov/datatypes/edtf/EDTF>', "2024-03/2024-04"),
        ('"12"^^xsd:gYear', "12"),
        ('"many"^^xsd:integer', "many"),
        ('"2024-02-30"^^xsd:date', "2024-02-30"),
        ("<https://example.org/id/a>", Iri("https://example.org/id/a")),
        ("UNDEF", None),
    ],
)
def test_a_term_becomes_a_python_value(term: str, expected: object) -> None:
    found = table(f"{HEAD}SELECT ?x WHERE {{ VALUES ?x {{ {term} }} }}")[0].x

    assert found == expected
    assert type(found) is type(expected)


def test_text_keeps_its_language() -> None:
    found = table('SELECT ?x WHERE { VALUES ?x { "Алма"@ru } }')[0].x

    assert isinstance(found, Text)
    assert (found, found.language) == ("Алма", "ru")


def test_the_end_of_an_iri_is_at_hand() -> None:
    assert [Iri(text).local for text in ("a:b/c#d", "a:b/c", "urn")] == ["d", "c", "urn"]


def test_a_row_is_read_by_position_by_name_and_as_attribute() -> None:
    row = table(ROWS)[0]

    assert row[0] == row["thing"] == row.thing == "https://example.org/id/a"
    assert row[2:] == (date(2024, 3, 19), 3)
    assert row.as_dict()["number"] == 3
    assert "number=3" in repr(row)


@pytest.mark.parametrize(
    ("look", "error"), [(lambda r: r["none"], KeyError), (lambda r: r.none, AttributeError)]
)
def test_a_column_that_is_not_there_is_an_error(
    look: Callable[[Row], Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        look(table(ROWS)[0])


def test_rows_can_be_looked_at_again_and_again() -> None:
    found = table(ROWS)

    assert len(found) == len(list(found)) == len(found.column("thing")) == 2
    assert "2 rows" in repr(found)


def test_csv_is_that_of_the_standard(tmp_path: Path) -> None:
    found = table(ROWS)
    engine = EMPTY.query(ROWS)
    assert isinstance(engine, ox.QuerySolutions)
    path = tmp_path / "rows.csv"

    found.to_csv(path)

    text = path.read_bytes().decode()
    assert (
        text
        == found.to_csv()
        == (engine.serialize(format=ox.QueryResultsFormat.CSV) or b"").decode()
    )
    assert list(csv.reader(io.StringIO(text)))[1:] == [
        ["https://example.org/id/a", "Алма", "2024-03-19", "3"],
        ["https://example.org/id/b", 'b, "quoted"', "", ""],
    ]


def test_csv_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(PartnergraphError, match="cannot be written"):
        table(ROWS).to_csv(tmp_path)


def test_a_frame_keeps_numbers_days_and_gaps() -> None:
    frame = table(ROWS).to_pandas()

    assert list(frame.columns) == ["thing", "name", "day", "number"]
    assert str(frame["number"].dtype) == "Int64"
    assert frame["day"].dtype.kind == "M"
    assert frame["number"][0] == 3
    assert pd.isna(frame["number"][1])
    assert pd.isna(frame["day"][1])


def test_a_frame_without_rows_has_its_columns() -> None:
    frame = table("SELECT ?a ?b WHERE { ?a a ?b }").to_pandas()

    assert (list(frame.columns), len(frame)) == (["a", "b"], 0)


def test_rdflib_gets_its_own_terms() -> None:
    rows = list(table(ROWS).to_rdflib())

    assert isinstance(rows[0], rdflib.query.ResultRow)
    assert rows[0]["thing"] == rdflib.URIRef("https://example.org/id/a")
    assert rows[0]["name"] == rdflib.Literal("Алма", lang="ru")


def test_a_notebook_shows_text_as_text() -> None:
    hostile = '"<script>alert(1)</script>"'
    link = "<javascript:alert%281%29>"

    shown = table(f"SELECT ?x ?y WHERE {{ VALUES (?x ?y) {{ ({hostile} {link}) }} }}")._repr_html_()

    assert "<script>" not in shown
    assert "href" not in shown
    assert "&lt;script&gt;" in shown


def test_a_notebook_shows_the_first_rows_and_says_how_many_there_are() -> None:
    numbers = " ".join(str(number) for number in range(100))

    shown = table(f"SELECT ?x WHERE {{ VALUES ?x {{ {numbers} }} }}")._repr_html_()

    assert shown.count("<tr>") == 61
    assert "100 rows" in shown


def test_triples_are_each_there_once_and_in_order() -> None:
    answer = EMPTY.query("CONSTRUCT { ?x <a:p> ?x } WHERE { VALUES ?x { <a:b> <a:a> <a:b> } }")
    assert isinstance(answer, ox.QueryTriples)

    found = Triples(answer)

    assert [each.subject for each in found] == [ox.NamedNode("a:a"), ox.NamedNode("a:b")]
    assert len(found.to_rdflib()) == len(found) == 2
    assert "<a:p>" in found.to_turtle()
    assert "&lt;a:p&gt;" in found._repr_html_()


def test_a_blank_node_has_a_name() -> None:
    assert value(ox.BlankNode("b")) == "_:b"
