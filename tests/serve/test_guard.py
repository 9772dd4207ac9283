"""The guard before the engine."""

from __future__ import annotations

import time

import pytest

from partnergraph.serve.guard import read
from partnergraph.serve.problems import Problem

ALLOWED = "http://allowed.example/sparql"


def refusal(text: str, services: frozenset[str] = frozenset()) -> int:
    with pytest.raises(Problem) as caught:
        read(text, 128, services)
    return caught.value.status


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://x/> {} }",
        "SELECT * { SERVICE ?where { ?s ?p ?o } }",
        "SELECT * { SERVICE#\n<http://x/> {} }",
        "PREFIX x: <http://x/> SELECT * { SERVICE x:y {} }",
        "PREFIX : <http://x/> SELECT * { SERVICE:y {} }",
        "PREFIX : <http://x/> SELECT * { ?s ?p trueSERVICE:y {} }",
        "SELECT * { ?s ?p 1SERVICE<http://x/>{} }",
        "SELECT * { SERVICESILENT<http://x/>{} }",
        "SELECT * { ?s ?p 'SERVICE' SERVICE <http://x/> {} }",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://x/> { ?s ?p ?o } }",
        "LOAD <http://x/>",
        "LOAD SILENT <file:///etc/passwd> INTO GRAPH <http://g/>",
        "CLEAR ALL;LOAD<http://x/>",
        "PREFIX : <http://x/> LOAD:x",
        "PREFIX load: <http://x/> LOAD load:x",
    ],
)
def test_no_other_server_is_asked(text: str) -> None:
    assert refusal(text) == 403
    assert refusal(text, frozenset({ALLOWED})) == 403


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE <http://x/> {}' }",
        "SELECT * { ?s ?p ?o } # SERVICE <http://x/> {}",
        "SELECT ?service { ?service ?load ?o }",
        "PREFIX sd: <http://x/service-description#> SELECT * { ?s a sd:Service }",
        "PREFIX service: <http://x/> SELECT * { ?s service:of ?o . service:a ?p ?o }",
        "SELECT * { ?s <http://x/SERVICE> ?o }",
        "INSERT DATA { <a:b> <a:load> 'LOAD <http://x/>' }",
        'SELECT * { ?s ?p """SERVICE "quoted" <http://x/> {}""" }',
    ],
)
def test_the_same_words_elsewhere_are_harmless(text: str) -> None:
    assert read(text, 128, frozenset()).lasting


def test_an_allowed_server_is_asked_by_its_exact_name_only() -> None:
    services = frozenset({ALLOWED})
    assert not read(f"SELECT * {{ SERVICE <{ALLOWED}> {{}} }}", 128, services).lasting
    assert not read(f"LOAD SILENT <{ALLOWED}>", 128, services).lasting
    assert refusal(f"SELECT * {{ SERVICE <{ALLOWED}/> {{}} }}", services) == 403
    assert refusal(f"SELECT * {{ SERVICE <{ALLOWED}?x> {{}} }}", services) == 403
    assert refusal("SELECT * { SERVICE <http://\\u0061llowed.example/sparql> {} }", services) == 403


def test_what_cannot_be_read_safely_is_refused() -> None:
    assert refusal("SELECT * { FILTER(?a<'>')SERVICE <http://x/>{?s ?p 'x'} }") == 400


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * " + "{" * 200 + "}" * 200,
        "ASK { FILTER(" + "(" * 200 + "1" + ")" * 200 + ") }",
        "ASK { ?s ?p " + "[ ?p " * 200 + "]" * 200 + " }",
        "ASK { FILTER(" + "! " * 200 + "true) }",
        "ASK { FILTER(1 = " + "- " * 200 + "1) }",
        "ASK { ?s " + "^" * 200 + "<p> ?o }",
        "ASK { FILTER NOT EXISTS {" * 200 + "}" * 400,
    ],
)
def test_what_nests_too_deeply_never_reaches_the_engine(text: str) -> None:
    assert refusal(text) == 400


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { " + "{ ?s ?p ?o } UNION " * 500 + "{ ?s ?p ?o } }",
        "ASK { ?s ?p '" + "{" * 500 + "' }",
        "ASK { FILTER(?a != 1 && " + "?b != 2 && " * 300 + "true) }",
    ],
    ids=["side by side", "in a text", "in a row"],
)
def test_many_brackets_that_do_not_nest_are_fine(text: str) -> None:
    assert not read(text, 128, frozenset()).dataset


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SELECT * FROM <http://g/> { ?s ?p ?o }", True),
        ("SELECT * FROM:g { ?s ?p ?o }", True),
        ("ASK FROM NAMED <http://g/> { GRAPH ?g { ?s ?p ?o } }", True),
        ("SELECT * { ?s ?p 'FROM' }", False),
        ("SELECT ?from { ?from ?p ?o }", False),
        ("PREFIX from: <http://x/> SELECT * { ?s from:x ?o }", False),
        ("WITH <http://g/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", True),
        ("INSERT { ?s ?p ?o } USING <http://g/> WHERE { ?s ?p ?o }", True),
        ("INSERT { ?s ?p ?o } WHERE { ?s ?p 'using' }", False),
    ],
)
def test_it_is_known_whether_a_text_names_its_dataset(text: str, named: bool) -> None:
    assert read(text, 128, frozenset()).dataset == named


@pytest.mark.parametrize("function", ["RAND()", "now ()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_changes_by_itself_is_not_kept(function: str) -> None:
    assert not read(f"SELECT ({function} AS ?x) {{}}", 128, frozenset()).lasting


def test_a_long_text_is_read_quickly() -> None:
    began = time.process_time()
    read("SELECT * { ?s ?p 'service' . " + "?s ?p (1 2) . " * 40_000 + "}", 128, frozenset())
    assert time.process_time() - began < 10
