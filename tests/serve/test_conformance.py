"""The standards that the endpoint follows: cases of our own, and the suite if it is here."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode
from served import JSON, TOKEN, Answer, Served, empty, serving

import servers
from sparql_suite import home, language, lost, verdicts
from suite_description import controls, description
from suite_evaluation import InProcess, run
from suite_manifests import Manifest, Outcome, Verdict
from suite_results import Result, Row, cells, equal

pytestmark = pytest.mark.slow

SUITE = os.environ.get("PARTNERGRAPH_RDF_TESTS", "")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = empty(tmp_path_factory.mktemp("conforming"))
    with serving(folder, servers.SUITE, token=TOKEN) as found:
        yield found


def failed(found: list[Verdict]) -> list[str]:
    return [f"{v.name}: {v.reason}" for v in found if v.outcome is Outcome.FAILED]


# Protocol (SPARQL 1.1 Protocol, section 2)


@pytest.fixture
def filled(served: Served) -> Served:
    named = "GRAPH <x:1> { <x:a> <x:p> 1 } GRAPH <x:2> { <x:b> <x:p> 2 }"
    text = f"DROP ALL ; INSERT DATA {{ <x:d> <x:p> 0 {named} }}"
    assert served.server.change(text).status in {200, 204}
    return served


def subjects(served: Served, text: str, **parameters: str | list[str]) -> set[str]:
    values = urlencode({"query": text, **parameters}, doseq=True)
    answer = served.server.send("GET", f"{served.server.query}?{values}", {"accept": JSON})
    assert answer.status == 200, answer.body
    return {row["s"]["value"] for row in json.loads(answer.body)["results"]["bindings"]}


PLAIN, NAMED = "SELECT ?s { ?s ?p ?o }", "SELECT ?s { GRAPH ?g { ?s ?p ?o } }"


@pytest.mark.parametrize(
    ("text", "dataset", "expected"),
    [
        (PLAIN, {}, {"x:d"}),
        (NAMED, {}, {"x:a", "x:b"}),
        (PLAIN, {"default-graph-uri": "x:1"}, {"x:a"}),
        (PLAIN, {"default-graph-uri": ["x:1", "x:2"]}, {"x:a", "x:b"}),
        (NAMED, {"default-graph-uri": "x:1"}, set()),
        (PLAIN, {"named-graph-uri": "x:1"}, set()),
        (NAMED, {"named-graph-uri": "x:1"}, {"x:a"}),
        (NAMED, {"named-graph-uri": "x:1", "default-graph-uri": "x:2"}, {"x:a"}),
        ("SELECT ?s FROM <x:1> { ?s ?p ?o }", {}, {"x:a"}),
        ("SELECT ?s FROM <x:1> { ?s ?p ?o }", {"default-graph-uri": "x:2"}, {"x:b"}),
        (
            "SELECT ?s FROM NAMED <x:1> { GRAPH ?g { ?s ?p ?o } }",
            {"named-graph-uri": "x:2"},
            {"x:b"},
        ),
        (PLAIN, {"default-graph-uri": "x:unknown"}, set()),
    ],
)
def test_a_dataset_is_that_which_was_asked_for(
    filled: Served, text: str, dataset: dict[str, str | list[str]], expected: set[str]
) -> None:
    assert subjects(filled, text, **dataset) == expected


@pytest.mark.parametrize(
    ("media", "body", "status"),
    [
        ("application/sparql-query", "ASK { }", 200),
        (FORM, "query=ASK%20%7B%20%7D", 200),
        (FORM, "query=ASK+%7B+%7D", 200),
        (FORM, "query=ASK%7B%7D&query=ASK%7B%7D", 400),
        (FORM, "", 400),
        ("application/sparql-query", "ASK {", 400),
        ("application/sparql-query", "CLEAR ALL", 400),
        ("application/sparql-update", "ASK { }", 400),
        ("application/sparql-update", "CLEAR SILENT GRAPH <x:none>", 204),
        (FORM, "update=CLEAR+SILENT+GRAPH+%3Cx%3Anone%3E", 204),
        (FORM, "update=CLEAR+ALL&update=CLEAR+ALL", 400),
        ("text/turtle", "ASK { }", 415),
    ],
)
def test_bodies(served: Served, media: str, body: str, status: int) -> None:
    answer = served.server.send("POST", served.server.query, {"content-type": media}, body.encode())

    assert answer.status == status, answer.body


@pytest.mark.parametrize(
    ("text", "accept", "media"),
    [
        ("SELECT (1 AS ?x) { }", "", JSON),
        (
            "SELECT (1 AS ?x) { }",
            "application/sparql-results+xml",
            "application/sparql-results+xml",
        ),
        ("SELECT (1 AS ?x) { }", "text/csv", "text/csv"),
        ("SELECT (1 AS ?x) { }", "text/tab-separated-values", "text/tab-separated-values"),
        ("SELECT (1 AS ?x) { }", f"{JSON};q=0, */*", "application/sparql-results+xml"),
        ("SELECT (1 AS ?x) { }", f"{JSON};q=0.2, text/csv;q=0.3", "text/csv"),
        ("ASK { }", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("CONSTRUCT { <x:s> <x:p> 1 } { }", "", "text/turtle"),
        ("CONSTRUCT { <x:s> <x:p> 1 } { }", "application/n-triples", "application/n-triples"),
        ("CONSTRUCT { <x:s> <x:p> 1 } { }", "application/rdf+xml", "application/rdf+xml"),
        ("CONSTRUCT { <x:s> <x:p> 1 } { }", "application/ld+json", "application/ld+json"),
    ],
)
def test_forms_of_answers(served: Served, text: str, accept: str, media: str) -> None:
    fields = {"content-type": "application/sparql-query"} | ({"accept": accept} if accept else {})
    answer = served.server.send("POST", served.server.query, fields, text.encode())

    assert (answer.status, answer.media) == (200, media)


def test_a_form_that_there_is_not_is_refused(served: Served) -> None:
    for text, accept in (("ASK { }", "text/csv"), ("SELECT * { }", "image/png")):
        assert served.query(text, accept).status == 406


def test_csv_and_tsv_are_what_the_standard_says(served: Served) -> None:
    text = 'SELECT ?a ?b { VALUES (?a ?b) { (<x:a> "q\\"u,o") ("l"@en UNDEF) (1 "2\\n3") } }'
    comma = served.query(text, "text/csv").body
    tab = served.query(text, "text/tab-separated-values").body

    assert comma == b'a,b\r\nx:a,"q""u,o"\r\nl,\r\n1,"2\n3"\r\n'
    assert tab == b'?a\t?b\n<x:a>\t"q\\"u,o"\n"l"@en\t\n1\t"2\\n3"\n'


def test_a_query_is_never_written_and_an_update_never_got(filled: Served) -> None:
    url = f"{filled.server.query}?{urlencode({'update': 'CLEAR ALL'})}"
    for method in ("PUT", "DELETE", "PATCH"):
        answer = filled.server.send(method, filled.server.query)
        assert answer.status == 405
        assert {"GET", "POST"} <= set(answer.fields["allow"].replace(" ", "").split(","))
    assert 400 <= filled.server.send("GET", url).status < 500
    assert filled.count() == 3


def test_graphs_not_asked_for_are_hidden_and_the_service_is_described(served: Served) -> None:
    assert failed([*controls(served.server), *description(served.server)]) == []


# The suite


@pytest.mark.skipif(not SUITE, reason="allowed: PARTNERGRAPH_RDF_TESTS names no w3c/rdf-tests")
@pytest.mark.parametrize("part", ["protocol", "description", "graph-store", "language"])
def test_the_suite_passes(served: Served, part: str) -> None:
    found = list(verdicts(suite := home(Path(SUITE)), served.server, [part]))
    beside = list(language(suite, InProcess())) if part == "language" else []

    assert (
        len(found) == {"protocol": 36, "description": 3, "graph-store": 13, "language": 505}[part]
    )
    assert failed(lost(found, beside)) == []


# What compares for the suite must tell apart what is different


def row(**terms: object) -> Row:
    return terms


A, B, C = BlankNode("a"), BlankNode("b"), BlankNode("c")
INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
DECIMAL = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ([], [], True),
        ([row()], [], False),
        ([row(x=A)], [row(x=B)], True),
        ([row(x=A, y=A)], [row(x=A, y=B)], False),
        ([row(x=A, y=B)], [row(x=C, y=C)], False),
        ([row(x=A), row(x=A)], [row(x=A), row(x=B)], False),
        ([row(x=A, y=B), row(x=B)], [row(x=C, y=A), row(x=A)], True),
        ([row(x=A, y=B), row(x=B)], [row(x=C, y=A), row(x=C)], False),
        ([row(x=Literal("1"))] * 2, [row(x=Literal("1"))], False),
        ([row(x=Literal("1")), row(x=A)], [row(x=B), row(x=Literal("1"))], True),
        ([row(x=Literal("01", datatype=INTEGER))], [row(x=Literal("1", datatype=INTEGER))], True),
        ([row(x=Literal("1", datatype=DECIMAL))], [row(x=Literal("1", datatype=INTEGER))], False),
        ([row(x=Literal("01"))], [row(x=Literal("1"))], False),
        ([row(x=Literal("1", language="en"))], [row(x=Literal("1"))], False),
        ([row(x=Literal("1"), y=A)], [row(x=Literal("1"))], False),
        (cells(b"x\r\n1.0\r\n"), cells(b"x\r\n1\r\n"), True),
        (cells(b"x\r\n_:a\r\n"), cells(b"x\r\n_:z\r\n"), True),
        (cells(b"x\r\na\r\n"), cells(b"x\r\nb\r\n"), False),
        (True, True, True),
        (True, False, False),
        (True, [], False),
    ],
)
def test_rows_are_compared_with_their_blank_nodes(ours: Result, theirs: Result, same: bool) -> None:
    assert equal(theirs, ours) is same


def test_rows_may_be_fewer_only_where_that_is_said() -> None:
    twice, once = [row(x=Literal("1"))] * 2, [row(x=Literal("1"))]

    assert equal(twice, once, lax=True)
    assert not equal(twice, once)
    assert not equal(twice, [], lax=True)


SMALL = {
    "manifest.ttl": """
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#> .
@prefix ut: <http://www.w3.org/2009/sparql/tests/test-update#> .
<> mf:entries ( <#good> <#bad> <#rows> <#yes> <#graph> <#change> ) .
<#good> a mf:PositiveSyntaxTest11 ; mf:action <rows.rq> .
<#bad> a mf:NegativeSyntaxTest11 ; mf:action <bad.rq> .
<#rows> a mf:QueryEvaluationTest ; mf:result <rows.srj> ;
    mf:action [ qt:query <rows.rq> ; qt:data <data.ttl> ] .
<#yes> a mf:QueryEvaluationTest ; mf:result <yes.srj> ;
    mf:action [ qt:query <yes.rq> ; qt:data <data.ttl> ] .
<#graph> a mf:QueryEvaluationTest ; mf:result <data.ttl> ;
    mf:action [ qt:query <graph.rq> ; qt:data <data.ttl> ] .
<#change> a mf:UpdateEvaluationTest ; mf:result [ ut:result ut:success ] ;
    mf:action [ ut:request <change.ru> ; ut:data <data.ttl> ] .
""",
    "data.ttl": "<s> <p> [ <q> 1 ] .",
    "rows.rq": "SELECT ?o { <s> <p> ?o }",
    "rows.srj": (
        '{"head": {"vars": ["o"]}, '
        '"results": {"bindings": [{"o": {"type": "bnode", "value": "x"}}]}}'
    ),
    "yes.rq": "ASK { <s> <p> ?o }",
    "yes.srj": '{"head": {}, "boolean": true}',
    "graph.rq": "CONSTRUCT WHERE { ?s ?p ?o }",
    "bad.rq": "SELECT ?o { <s> <p> }",
    "change.ru": "DELETE WHERE { ?s ?p ?o }",
}


class Deaf(InProcess):
    """An engine that takes every text for another one."""

    def ask(self, text: str, accept: str = JSON) -> Answer:
        bad = "<p> }" in text
        return super().ask("SELECT (1 AS ?x) { }" if bad else f"{text[: len(text) // 2]} ^", accept)

    def change(self, text: str) -> Answer:
        return Answer(204, {}, text[:0].encode())


@pytest.mark.parametrize(("engine", "outcome"), [(InProcess, "passed"), (Deaf, "failed")])
def test_the_runner_passes_what_is_right_and_fails_what_is_not(
    tmp_path: Path, engine: type[InProcess], outcome: str
) -> None:
    for name, text in SMALL.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    cases = list(Manifest.read(tmp_path / "manifest.ttl").cases())

    assert len(cases) == 6
    assert {run(case, engine()).outcome.value for case in cases} == {outcome}
