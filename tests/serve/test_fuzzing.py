"""Queries by chance, requests by chance, and the worst that a request can hold."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from served import JSON, TOKEN, Served, problem, serving

from servers import filling
from suite_evaluation import FORMS, InProcess
from suite_results import answered, equal

pytestmark = pytest.mark.slow

#: What a server may answer of itself: not now, not that method, not that version.
HONEST = {501, 503, 505}
EX = "http://example.org/"


def small() -> pyoxigraph.Store:
    """A few statements in the default graph and two named ones, of all kinds of terms."""
    store = pyoxigraph.Store()
    nodes = [NamedNode(f"{EX}n{number}") for number in range(4)]
    terms: list[NamedNode | Literal | pyoxigraph.BlankNode] = [
        *nodes,
        Literal("a"),
        Literal("ы", language="ru"),
        Literal("2"),
        Literal("2", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("2.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        Literal('quo"te\n\t\\ , <&>'),
        pyoxigraph.BlankNode("b"),
    ]
    for number, term in enumerate(terms):
        predicate = NamedNode(f"{EX}p{number % 3}")
        graph = [None, NamedNode(f"{EX}g1"), NamedNode(f"{EX}g2")][number % 3]
        store.add(Quad(nodes[number % 4], predicate, term, graph))
        store.add(Quad(nodes[(number + 1) % 4], predicate, term, NamedNode(f"{EX}g1")))
    return store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("fuzzed")
    store = pyoxigraph.Store(str(found / "store"))
    store.update(filling(small()))
    store.flush()
    return found


@pytest.fixture(scope="module")
def engine(folder: Path) -> InProcess:
    """The same store on disk: one in memory ends some paths of length zero otherwise."""
    copy = shutil.copytree(folder, folder.with_name("copy"))
    return InProcess(pyoxigraph.Store.read_only(str(copy / "store")))


@pytest.fixture(scope="module")
def served(folder: Path, engine: InProcess) -> Iterator[Served]:
    del engine  # it was copied before anybody had it open
    with serving(folder, ["--default-graph", "own"], token=TOKEN) as found:
        yield found


# Queries by chance: the same answer over HTTP as in this process

VARIABLES = st.sampled_from(["?a", "?b", "?c", "?d"])
IRIS = st.sampled_from([f"<{EX}n{number}>" for number in range(4)])
PREDICATES = st.sampled_from([f"<{EX}p{number}>" for number in range(3)])
LITERALS = st.one_of(
    st.integers(-3, 3).map(str),
    st.decimals(-9, 9, places=2).map(str),
    st.booleans().map(lambda value: str(value).lower()),
    st.text(max_size=4).map(
        lambda text: json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
    ),
    st.sampled_from(['"a"@ru', '"ы"@ru', '"2"^^<http://www.w3.org/2001/XMLSchema#integer>']),
)
PATHS = st.recursive(
    PREDICATES,
    lambda inner: st.one_of(
        inner.map(lambda p: f"^({p})"),
        inner.map(lambda p: f"({p})?"),
        inner.map(lambda p: f"({p})+"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}/{pair[1]})"),
    ),
    max_leaves=3,
)
TRIPLES = st.builds(
    "{} {} {} .".format,
    st.one_of(VARIABLES, IRIS),
    st.one_of(VARIABLES, PATHS),
    st.one_of(VARIABLES, IRIS, LITERALS),
)
OPERATORS = st.sampled_from(["=", "!=", "<", ">", "+", "-", "*", "/", "&&", "||"])
FUNCTIONS = st.sampled_from(["STR", "STRLEN", "UCASE", "LANG", "ISIRI", "!", "DATATYPE"])
EXPRESSIONS = st.recursive(
    st.one_of(VARIABLES, LITERALS, IRIS),
    lambda inner: st.one_of(
        st.builds(
            "({} {} {})".format,
            inner,
            OPERATORS,
            inner,
        ),
        st.builds(
            "{}({})".format,
            FUNCTIONS,
            inner,
        ),
        st.builds("COALESCE({}, {})".format, inner, inner),
        st.builds("IF({}, {}, {})".format, inner, inner, inner),
        VARIABLES.map(lambda name: f"BOUND({name})"),
    ),
    max_leaves=5,
)
PATTERNS = st.recursive(
    TRIPLES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.builds("OPTIONAL {{ {} }}".format, inner),
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        st.builds("MINUS {{ {} }}".format, inner),
        st.builds("GRAPH {} {{ {} }}".format, st.one_of(VARIABLES, st.just(f"<{EX}g1>")), inner),
        st.builds("FILTER({})".format, EXPRESSIONS),
        st.builds("FILTER {} {{ {} }}".format, st.sampled_from(["EXISTS", "NOT EXISTS"]), inner),
        st.builds("{{ SELECT DISTINCT * {{ {} }} }}".format, inner),
        st.builds("VALUES {} {{ {} {} }}".format, VARIABLES, LITERALS, IRIS),
    ),
    max_leaves=4,
)
QUERIES = st.one_of(
    PATTERNS.map("SELECT * {{ {} }}".format),
    PATTERNS.map("SELECT DISTINCT ?a ?b {{ {} }}".format),
    PATTERNS.map("ASK {{ {} }}".format),
    PATTERNS.map("CONSTRUCT {{ ?a <x:p> ?b . [] <x:q> ?c }} WHERE {{ {} }}".format),
    st.builds(
        "SELECT ?a (COUNT(*) AS ?n) (SUM({}) AS ?m) {{ {} }} GROUP BY ?a".format,
        VARIABLES,
        PATTERNS,
    ),
)


BY_CHANCE = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@BY_CHANCE
@given(query=QUERIES, form=st.sampled_from(FORMS))
def test_http_answers_as_the_engine_does(
    served: Served, engine: InProcess, query: str, form: str
) -> None:
    answer, expected = served.query(query, form), engine.ask(query, form)

    assert answer.status == expected.status, answer.body[:300]
    if answer.status == 200:
        told, found = (answered(each.body, each.media) for each in (expected, answer))
        assert equal(told, found), query
    else:
        problem(answer)


# Requests by chance


def request(line: str, *fields: str, body: str = "") -> bytes:
    """A request as it goes over the line."""
    size = [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join((f"{line} HTTP/1.1", "Host: x", *fields, *size, "", body)).encode()


REQUESTS = (
    request("GET /sparql?query=ASK%20%7B%7D", "Accept: */*"),
    request("POST /sparql", "Content-Type: application/sparql-query", body="ASK {}"),
    request(
        "POST /sparql",
        "Content-Type: application/x-www-form-urlencoded",
        body="query=ASK%20%7B%7D",
    ),
    request("PUT /graphs?graph=x%3Ag", "Content-Type: text/turtle", body="<a> a 1 ."),
    request("GET /graphs?default", "Accept: text/turtle;q=0.5, */*;q=0"),
    request("OPTIONS /sparql", "Origin: http://y", "Access-Control-Request-Method: POST"),
    request("GET /doc/n", 'If-None-Match: "a", W/"b"', "Range: bytes=0-5"),
)
PIECES = (b"\r\n", b"%00", b"%ff", b"%", b"\x00", b";q=2", b"&query=ASK{}", b"?")


def raw(served: Served, sent: bytes, patience: float, end: bool = False) -> bytes:
    """What comes back on a connection of its own: the first of it, or with `end` all of it."""
    place, said = urlsplit(served.home), b""
    address = (place.hostname or "", place.port or 0)
    with socket.create_connection(address, patience) as link, suppress(OSError):
        link.sendall(sent)
        while piece := link.recv(1 << 16):
            said += piece
            if not end:
                break
    return said


@BY_CHANCE
@given(
    sent=st.sampled_from(REQUESTS),
    places=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=4),
    pieces=st.lists(
        st.one_of(
            st.binary(max_size=3),
            st.sampled_from(PIECES),
        ),
        min_size=4,
        max_size=4,
    ),
    cut=st.booleans(),
)
def test_no_request_is_our_fault(
    served: Served, sent: bytes, places: list[float], pieces: list[bytes], cut: bool
) -> None:
    mutated = sent
    for place, piece in zip(places, pieces, strict=False):
        at = int(place * len(mutated))
        mutated = mutated[:at] + piece + mutated[at + (len(piece) if cut else 0) :]
    said = raw(served, mutated, 0.2)

    if said:
        assert said.startswith(b"HTTP/1."), said[:100]
        status = int(said.split()[1])
        assert status < 500 or status in HONEST, (status, mutated, said[-300:])


def test_it_lives_after_all_that(served: Served) -> None:
    assert served.alive()


# The worst that a request can hold

HUGE = "x" * 500_000
TEXTS: dict[str, tuple[bytes, set[int]]] = {
    "huge literal": (f'ASK {{ FILTER(STRLEN("{HUGE}") = 500000) }}'.encode(), {200, 413}),
    "huge IRI": (f"ASK {{ ?s <http://x/{HUGE}> ?o }}".encode(), {200, 400, 413}),
    "huge number": (f"SELECT ({'9' * 500_000} AS ?n) {{ }} ORDER BY ?n".encode(), {200, 400, 413}),
    "huge name": (f"SELECT ?{HUGE} {{ }}".encode(), {200, 400, 413}),
    "many prefixes": (
        "".join(f"PREFIX p{n}: <x:{n}#> " for n in range(20_000)).encode() + b"ASK { }",
        {200, 400, 413},
    ),
    "NUL": (b'ASK { FILTER("a\x00b" = "a") }', {200, 400}),
    "escaped NUL": (b'SELECT ("a\\u0000b" AS ?x) { }', {200, 400, 406}),
    "escaped surrogate": (b'SELECT ("\\uD800" AS ?x) { }', {400}),
    "surrogate in UTF-8": (b'SELECT ("\xed\xa0\x80" AS ?x) { }', {400}),
    "bad UTF-8": (b'SELECT ("\xff\xfe" AS ?x) { }', {400}),
    "overlong UTF-8": (b'SELECT ("\xc0\xaf" AS ?x) { }', {400}),
    "mark at the beginning": (b"\xef\xbb\xbfASK { }", {200, 400}),
    "noncharacter": ('SELECT ("\uffff" AS ?x) { }'.encode(), {200, 400, 406}),
    "control characters": (b'SELECT ("\\u0001\\u001F" AS ?x) { }', {200, 400, 406}),
    "empty": (b"", {400}),
    "blank": (b"   \n\t ", {400}),
    "comment": (b"# ASK { }", {400}),
    "half a comment": (b"ASK { } #", {200}),
    "backslash": (b"ASK { } \\", {400}),
    "binary": (bytes(range(256)) * 100, {400}),
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("accept", [JSON, "application/sparql-results+xml", "text/csv, */*;q=0.1"])
def test_no_text_is_too_much(served: Served, name: str, accept: str) -> None:
    body, statuses = TEXTS[name]
    fields = {"content-type": "application/sparql-query", "accept": accept}
    answer = served.server.send("POST", served.server.query, fields, body)

    assert answer.status in statuses, (answer.status, answer.body[:200])
    if answer.status == 200:
        answered(answer.body, answer.media)
    else:
        problem(answer)


CHARSETS = {
    "application/sparql-query; charset=utf-8": 200,
    "application/sparql-query; charset=UTF8": 200,
    'application/sparql-query; charset="utf-8"': 200,
    "application/sparql-query;charset=utf-16": 415,
    "application/sparql-query; charset=windows-1251": 415,
    "application/sparql-query; charset=": 200,
    "application/sparql-query; charset=none-such": 415,
    "APPLICATION/SPARQL-QUERY": 200,
    "application/sparql-query;version=1": 200,
    "application/sparql-queryx": 415,
    "text/plain": 415,
    "": 415,
    "/": 415,
    "application/sparql-query, text/plain": 415,
}


@pytest.mark.parametrize("media", CHARSETS)
def test_what_is_said_of_a_body_is_believed(served: Served, media: str) -> None:
    answer = served.server.send("POST", served.server.query, {"content-type": media}, b"ASK { }")

    assert answer.status == CHARSETS[media] or (CHARSETS[media] == 415 and answer.status == 400)


ADDRESSES = {
    "query=ASK{}&query=ASK{}": {400},
    "query=": {400},
    "query": {400},
    "query=ASK%20%7B%7D&default-graph-uri=": {200, 400},
    "query=ASK%20%7B%7D&default-graph-uri=no%20iri": {400},
    "query=ASK%20%7B%7D&default-graph-uri=relative": {200, 400},
    "query=ASK%20%7B%7D&default-graph-uri=x%3Aa&default-graph-uri=x%3Aa": {200},
    "query=ASK%20%7B%7D&named-graph-uri=%3C%3E": {400},
    "query=ASK%20%7B%7D&unknown=1": {200, 400},
    "query=ASK%20%7B%7D&update=CLEAR%20ALL": {400},
    "query=ASK%20%7B%7D%": {400},
    "query=ASK%20%7B%7D%2": {400},
    "query=ASK%20%7B%7D%zz": {400},
    "query=%FF%FE": {400},
    "query=ASK%20%7B%7D%00": {400},
    "QUERY=ASK%20%7B%7D": {400, 200},
    "query=ASK+%7B%7D": {200},
    "query=SELECT(%22100%2541%22AS%3Fx)%7B%7D": {200},
    "query=ASK%20%7B%7D;query=x": {400},
    "&&&query=ASK%20%7B%7D&&": {200},
    "query=ASK%20%7B%7D#fragment": {200, 400},
    "query=" + quote("ASK { FILTER(true) } #" + "x" * 7000): {200, 414},
    "query=" + quote("ASK { } #" + "x" * 200_000): {414, 431},
}


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda text: text[:60])
def test_no_address_is_too_much(served: Served, address: str) -> None:
    sent = request(f"GET /sparql?{address}", f"Accept: {JSON}", "Connection: close")
    said = raw(served, sent, 10, end=True)

    assert int(said.split()[1]) in ADDRESSES[address], said[:400]
    assert "100%2541" not in address or b'"100%41"' in said, "decoded twice"
    assert served.alive()
