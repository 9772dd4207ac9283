"""Answers of an engine become rows of words, objects and spreadsheets."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph
import pytest

from partnergraph.results import Table
from partnergraph.serve.orders import ROWS, TRIPLES
from partnergraph.serve.resultview import SHOWN, Answer, read, records, spreadsheet, view
from partnergraph.site.material import Site

XSD = "http://www.w3.org/2001/XMLSchema#"


def answered(query: str) -> Answer:
    """The answer of an empty store, as it travels."""
    found = pyoxigraph.Store().query(query)
    if isinstance(found, pyoxigraph.QueryTriples):
        data = pyoxigraph.serialize(found, format=pyoxigraph.RdfFormat.N_TRIPLES)
        return read(data or b"", TRIPLES)
    return read(found.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b"", ROWS)


def values(row: str) -> Answer:
    return answered(f"SELECT ?a WHERE {{ VALUES ?a {{ {row} }} }}")


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("1", 1),
        ("1.5e0", 1.5),
        ("1.50", "1.5"),
        ("true", True),
        ('"text"@en', "text"),
        ("<http://example.org/a>", "http://example.org/a"),
        ("UNDEF", None),
        (f'"2024-02-29"^^<{XSD}date>', "2024-02-29"),
        (f'"INF"^^<{XSD}double>', "inf"),
        (f'"many"^^<{XSD}integer>', "many"),
    ],
)
def test_rows_hold_values_that_json_has(term: str, expected: object) -> None:
    assert json.loads(records(values(term))) == [{"a": expected}]


def test_yes_and_triples_have_forms_of_their_own(site: Site) -> None:
    truth = answered("ASK {}")
    triples = answered('CONSTRUCT { <a:s> <a:p> "o"@en , 2 } WHERE {}')

    assert (truth, json.loads(records(truth)), view(site, truth, "en").truth) == (True, True, True)
    assert [each["object"] for each in json.loads(records(triples))] == [2, "o"]
    assert view(site, triples, "ru").headings == ["Субъект", "Свойство", "Значение"]
    assert list(csv.reader(io.StringIO(spreadsheet(site, truth, "en")[1:]))) == [
        ["Answer"],
        ["yes"],
    ]


def test_things_are_called_by_their_names_and_lead_to_their_pages(site: Site) -> None:
    iri = site.project.thing("samsmu")
    (row,) = view(site, values(f"<{iri}>"), "ru").rows

    assert row[0].text == "Самаркандский государственный медицинский университет"
    assert row[0].page == "doc/samsmu.html"


def test_a_column_that_only_repeats_names_is_left_out_unless_all_is_wanted(site: Site) -> None:
    query = f"""SELECT ?partner ?name WHERE {{
        VALUES (?partner ?name) {{
            (<{site.project.thing("samsmu")}> "Samarkand State Medical University"@en) }} }}"""

    assert view(site, answered(query), "en").headings == ["partner"]
    assert view(site, answered(query), "en", whole=True).headings == ["partner", "name"]


def test_a_page_shows_the_first_rows_and_tells_how_many_there_are(site: Site) -> None:
    many = values(" ".join(map(str, range(SHOWN + 7))))
    shown = view(site, many, "en")

    assert (len(shown.rows), shown.count, shown.numeric) == (SHOWN, SHOWN + 7, [True])
    assert isinstance(many, Table)
    assert spreadsheet(site, many, "en").count("\n") == SHOWN + 8


def test_truth_is_told_in_the_language_of_the_page(site: Site) -> None:
    shown = view(site, values("true false"), "uz")

    assert [row[0].text for row in shown.rows] == ["ha", "yoʻq"]
    assert shown.numeric == [False]


def test_no_cell_of_a_spreadsheet_runs(site: Site) -> None:
    text = spreadsheet(site, values('"=1+1" "@a" "-5" "+x"'), "en")
    cells = [row[0] for row in csv.reader(io.StringIO(text[1:]))]

    assert cells[1:] == ["'=1+1", "'@a", "'-5", "'+x"]


@pytest.mark.parametrize("data", [b"", b"{", b"<html>", b'{"head":{}}'])
def test_what_is_no_answer_is_refused(data: bytes) -> None:
    with pytest.raises((SyntaxError, ValueError)):
        read(data, ROWS)
