"""Each kind of answer goes into the formats made for it, and into no other."""

from __future__ import annotations

import io
import json

import pyoxigraph as ox
import pytest
import rdflib

from partnergraph.errors import QueryError
from partnergraph.serialise import TABLES, TRIPLES, cell, markdown, write

EMPTY = ox.Store()
ROWS = 'SELECT ?x ?y WHERE { VALUES (?x ?y) { (<a:b> "c | d"@en) (2 UNDEF) } }'
GRAPH = "CONSTRUCT { <a:b> <a:c> ?x } WHERE { VALUES ?x { 1 2 } }"


def written(text: str, form: str) -> bytes:
    out = io.BytesIO()
    write(EMPTY.query(text), form, out)
    return out.getvalue()


@pytest.mark.parametrize("form", TABLES)
def test_rows_are_read_back(form: str) -> None:
    data = written(ROWS, form)

    if form == "csv":
        assert data.splitlines()[1] == b"a:b,c | d"
        return
    back = ox.parse_query_results(data, format=TABLES[form])
    assert isinstance(back, ox.QuerySolutions)
    assert [list(row) for row in back] == [
        [ox.NamedNode("a:b"), ox.Literal("c | d", language="en")],
        [ox.Literal(2), None],
    ]


@pytest.mark.parametrize(
    ("form", "name"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml")]
)
def test_triples_are_read_back_by_rdflib(form: str, name: str) -> None:
    assert len(rdflib.Graph().parse(data=written(GRAPH, form), format=name)) == 2


def test_yes_and_no_are_json_or_xml() -> None:
    assert json.loads(written("ASK {}", "json"))["boolean"] is True
    assert b"<boolean>true</boolean>" in written("ASK {}", "xml")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        *((ROWS, form) for form in TRIPLES),
        *((GRAPH, form) for form in TABLES),
        ("ASK {}", "csv"),
        ("ASK {}", "ttl"),
    ],
)
def test_a_format_that_does_not_fit_is_refused(text: str, form: str) -> None:
    with pytest.raises(QueryError, match=f"which {form} cannot hold"):
        written(text, form)


def test_markdown_is_a_table_and_nothing_else() -> None:
    answer = EMPTY.query('SELECT ?x WHERE { VALUES ?x { "a | b\\n<b>c</b> [d](e)" } }')
    assert isinstance(answer, ox.QuerySolutions)

    assert markdown(answer, "") == "| x |\n| --- |\n| a \\| b \\<b\\>c\\</b\\> \\[d\\](e) |\n"


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (ox.NamedNode("https://example.org/id/a"), "a"),
        (ox.NamedNode("https://w3id.org/partnergraph/vocab/country/UZ"), "country:UZ"),
        (ox.NamedNode("https://elsewhere.example/a"), "https://elsewhere.example/a"),
        (ox.Literal("x", language="en"), "x"),
        (None, ""),
    ],
)
def test_a_cell_is_short(term: object, shown: str) -> None:
    assert cell(term, "https://example.org/id/") == shown
