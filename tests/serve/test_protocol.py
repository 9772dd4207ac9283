"""The SPARQL 1.1 Protocol, over the loopback address."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
import rdflib
from loopback import FORM, KEY, Got, Site, filled, serving

from partnergraph.serve.mediatypes import TABLES, TRIPLES, YES_NO

NQUADS = """
<urn:d> <urn:p> "none" .
<urn:a> <urn:p> "a" <urn:a> .
<urn:b> <urn:p> "Б, \\"quoted\\"\\n" <urn:b> .
"""
ALL = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
ENDLESS = "SELECT (COUNT(*) AS ?n) { VALUES ?a { %s } VALUES ?b { %s } VALUES ?c { %s } }" % (
    (" ".join(map(str, range(3000))),) * 3
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = filled(tmp_path_factory.mktemp("store"), NQUADS)
    with serving(folder, "--seconds", "2") as found:
        yield found


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = filled(tmp_path_factory.mktemp("writable"), NQUADS)
    with serving(folder, token=KEY) as found:
        yield found


def problem(got: Got) -> int:
    """The status of a problem, which must be told in full."""
    assert got.media == "application/problem+json", got.body
    assert got.json["status"] == got.status
    assert got.json["title"]
    return got.status


@pytest.mark.parametrize("method", ["GET", "POST form", "POST direct", "QUERY"])
def test_a_query_can_be_sent_in_each_way(site: Site, method: str) -> None:
    form = urlencode({"query": ALL})
    got = {
        "GET": lambda: site.send("GET", f"/sparql?{form}"),
        "POST form": lambda: site.post(FORM, form),
        "POST direct": lambda: site.post(f"{QUERY}; charset=UTF-8", ALL),
        "QUERY": lambda: site.send("QUERY", "/sparql", ALL.encode(), content_type=QUERY),
    }[method]()
    assert got.status == 200
    assert [row["s"] for row in got.rows] == ["urn:a", "urn:b", "urn:d"]


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        *((ALL, media, media) for media in TABLES),
        *(("ASK {}", media, media) for media in YES_NO),
        *((GRAPH, media, media) for media in TRIPLES),
        (ALL, "", "application/sparql-results+json"),
        (ALL, "*/*", "application/sparql-results+json"),
        (ALL, "text/*", "text/csv"),
        (ALL, "text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("ASK {}", "text/csv, */*;q=0.1", "application/sparql-results+json"),
        (GRAPH, "", "text/turtle"),
        (GRAPH, "text/turtle;q=0, */*", "application/n-triples"),
    ],
)
def test_the_answer_has_the_form_that_its_client_likes_best(
    site: Site, query: str, accept: str, media: str
) -> None:
    got = site.ask(query, accept)
    assert got.status == 200
    assert got.media == (f"{media}; charset=utf-8" if media.startswith("text/") else media)
    assert "Accept" in got.fields["vary"].split(", ")
    assert understood(got.body, media)


def understood(body: bytes, media: str) -> bool:
    """Whether somebody else can read `body`."""
    if media in TRIPLES:
        form = media.replace("application/n-quads", "nquads")
        return len(list(rdflib.Dataset().parse(data=body, format=form).quads())) == 3
    if media == "text/csv":
        rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
        return rows[0] == ["s", "o"] and rows[2] == ["urn:b", 'Б, "quoted"\n']
    if media == "text/tab-separated-values":
        lines = body.decode().splitlines()
        return lines[0] == "?s\t?o" and lines[2] == '<urn:b>\t"Б, \\"quoted\\"\\n"'
    found = rdflib.query.Result.parse(io.BytesIO(body), format="xml" if "xml" in media else "json")
    return found.askAnswer is True or len(found) == 3


@pytest.mark.parametrize(
    ("query", "accept"),
    [(ALL, "text/turtle"), ("ASK {}", "text/csv"), (GRAPH, "text/csv"), (ALL, "*/*;q=0")],
)
def test_no_form_that_its_client_takes_is_said_with_those_there_are(
    site: Site, query: str, accept: str
) -> None:
    got = site.ask(query, accept)
    assert problem(got) == 406
    assert got.json["offers"]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({}, ["urn:a", "urn:b", "urn:d"]),
        ({"default-graph-uri": "urn:a"}, ["urn:a"]),
        ({"default-graph-uri": ["urn:a", "urn:b"]}, ["urn:a", "urn:b"]),
        ({"named-graph-uri": "urn:a"}, []),
        ({"default-graph-uri": "urn:other"}, []),
    ],
)
def test_graphs_that_were_not_asked_for_are_invisible(
    site: Site, parameters: dict[str, str | list[str]], found: list[str]
) -> None:
    assert [row["s"] for row in site.ask(ALL, **parameters).rows] == found
    got = site.send(
        "POST", f"/sparql?{urlencode(parameters, doseq=True)}", ALL.encode(), content_type=QUERY
    )
    assert [row["s"] for row in got.rows] == found
    got = site.post(FORM, urlencode({"query": ALL, **parameters}, doseq=True))
    assert [row["s"] for row in got.rows] == found


@pytest.mark.parametrize(
    ("status", "method", "target", "body", "kind"),
    [
        (400, "GET", "/sparql?query=", None, ""),
        (400, "GET", "/sparql?query=SELECT", None, ""),
        (400, "GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, ""),
        (400, "GET", "/sparql?query=%zz", None, ""),
        (400, "GET", "/sparql?query=%C3%28", None, ""),
        (400, "GET", "/sparql?update=CLEAR+ALL", None, ""),
        (400, "GET", "/sparql?other=x", None, ""),
        (400, "GET", "/sparql?query=ASK%7B%7D&default-graph-uri=not+an+iri", None, ""),
        (400, "GET", "/sparql?query=ASK%7B%7D&using-graph-uri=urn:a", None, ""),
        (400, "POST", "/sparql", b"", FORM),
        (400, "POST", "/sparql", b"query=ASK%7B%7D&update=CLEAR+ALL", FORM),
        (400, "POST", "/sparql", b"query=ASK%7B%7D&query=ASK%7B%7D", FORM),
        (400, "POST", "/sparql?query=ASK%7B%7D", b"query=ASK%7B%7D", FORM),
        (400, "POST", "/sparql?query=ASK%7B%7D", b"ASK {}", QUERY),
        (400, "POST", "/sparql", b"ASK { ?s ?p '\xff' }", QUERY),
        (415, "POST", "/sparql", b"ASK {}", "text/plain"),
        (415, "POST", "/sparql", b"ASK {}", f"{QUERY}; charset=utf-16"),
        (415, "POST", "/sparql", b"ASK {}", ""),
        (415, "QUERY", "/sparql", b"query=ASK%7B%7D", FORM),
        (413, "POST", "/sparql", b"#" * 2_000_000, QUERY),
        (403, "POST", "/sparql", b"CLEAR ALL", UPDATE),
        (403, "POST", "/sparql", b"update=CLEAR+ALL", FORM),
        (405, "PUT", "/sparql", b"", FORM),
        (405, "DELETE", "/sparql", None, ""),
    ],
)
def test_what_is_wrong_is_said(
    site: Site, status: int, method: str, target: str, body: bytes | None, kind: str
) -> None:
    got = site.send(method, target, body, **({"content_type": kind} if kind else {}))
    assert problem(got) == status
    if status == 405:
        assert "GET" in got.fields["allow"]


def test_a_mistake_in_a_query_is_told_with_its_place(site: Site) -> None:
    got = site.ask("SELECT *\nWHERE { ?s ?p ?o ; }}")
    assert (problem(got), got.json["line"]) == (400, 2)


def test_a_body_that_says_it_is_too_large_is_not_awaited(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port), 10) as connection:
        head = (
            f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {QUERY}\r\nContent-Length: {10**9}"
        )
        connection.sendall(f"{head}\r\n\r\n".encode())
        assert b" 413 " in connection.recv(100)


def test_who_has_it_already_is_told_so(site: Site) -> None:
    first = site.ask(ALL)
    tag = first.fields["etag"]
    assert site.ask(ALL).fields["etag"] == tag
    assert site.ask(ALL, "text/csv").fields["etag"] != tag
    again = site.send("GET", f"/sparql?{urlencode({'query': ALL})}", if_none_match=tag)
    assert (again.status, again.body, again.fields["etag"]) == (304, b"", tag)


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "STRUUID()"])
def test_what_changes_by_itself_is_asked_anew(site: Site, function: str) -> None:
    query = f"SELECT ({function} AS ?x) {{}}"
    first, second = site.ask(query), site.ask(query)
    assert first.body != second.body
    assert first.fields["cache-control"] == "no-store"
    assert "etag" not in first.fields


def test_options_say_what_is_possible(site: Site) -> None:
    got = site.send("OPTIONS", "/sparql")
    assert got.status == 204
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= set(got.fields["allow"].split(", "))


def test_head_is_get_without_a_body(site: Site) -> None:
    target = f"/sparql?{urlencode({'query': ALL})}"
    head, get = site.send("HEAD", target), site.send("GET", target)
    assert head.body == b""
    same = ("content-type", "content-length", "etag", "vary")
    assert [head.fields[name] for name in same] == [get.fields[name] for name in same]


def test_what_takes_too_long_is_stopped_and_others_are_served(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port), 30) as connection:
        target = f"/sparql?{urlencode({'query': ENDLESS})}"
        connection.sendall(
            f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        )
        began = time.monotonic()
        for number in range(20):
            assert site.ask(f"ASK {{ FILTER(1 = {number}) }}").status == 200
        assert time.monotonic() - began < 3
        answer = b""
        while part := connection.recv(65_536):
            answer += part
    assert b" 503 " in answer.splitlines()[0]
    assert b"retry-after" in answer.lower()
    assert time.monotonic() - began < 4


def test_an_answer_that_is_stopped_midway_never_looks_whole(site: Site) -> None:
    query = ENDLESS.replace("(COUNT(*) AS ?n)", "*")
    with socket.create_connection(("127.0.0.1", site.port), 30) as connection:
        target = f"/sparql?{urlencode({'query': query})}"
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        last = begin = connection.recv(65_536)
        while part := connection.recv(1 << 20):
            last = (last + part)[-100:]
    assert b" 200 " in begin.splitlines()[0]
    assert b"chunked" in begin.lower()
    assert not last.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("depth", [50, 129, 3000, 50_000])
@pytest.mark.parametrize("form", ["{%s}", "OPTIONAL {%s}", "FILTER(%s)", "FILTER NOT EXISTS {%s}"])
def test_no_depth_takes_the_server_down(site: Site, form: str, depth: int) -> None:
    before, after = form.split("%s")
    if form.startswith("FILTER("):
        text = "FILTER(" + "(" * depth + "true" + ")" * depth + ")"
    else:
        text = before * depth + "?s ?p ?o" + after * depth
    got = site.post(QUERY, f"ASK {{ {text} }}")
    assert got.status == (200 if depth == 50 else 400)
    assert site.ask("ASK {}").status == 200


@pytest.mark.parametrize("name", ["FILTER(%s)", "BIND(CONCAT(%s) AS ?x)", "?s %s ?o"])
def test_what_the_engine_cannot_bear_harms_its_client_only(site: Site, name: str) -> None:
    parts = {"FILTER(%s)": "||", "BIND(CONCAT(%s) AS ?x)": ",", "?s %s ?o": "/"}
    item = "<urn:p>" if "/" in parts[name] else "?x"
    got = site.post(QUERY, f"ASK {{ {name % parts[name].join([item] * 50_000)} }}")
    assert got.status in (200, 400, 501, 503)
    assert site.ask("ASK {}").status == 200


def test_a_catastrophic_pattern_is_none(site: Site) -> None:
    got = site.ask("ASK { FILTER(REGEX('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX', '(a+)+$')) }")
    assert got.json["boolean"] is False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="allowed: looks for workers in /proc")
def test_a_client_that_leaves_takes_its_work_along(site: Site) -> None:
    def burning() -> float:
        """Seconds of processor time that all workers have had."""
        family, found = [site.pid], 0.0
        while family:
            pid = family.pop()
            try:
                family += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
                found += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
            except OSError:
                continue
        return found

    with socket.create_connection(("127.0.0.1", site.port), 10) as connection:
        target = f"/sparql?{urlencode({'query': ENDLESS + '# leaves'})}"
        connection.sendall(
            f"GET {quote(target, safe='/?=&%')} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        )
        time.sleep(0.7)
    time.sleep(0.5)
    before = burning()
    time.sleep(0.5)
    assert burning() - before < 0.2


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="allowed: looks for workers in /proc")
def test_no_work_outlives_a_killed_server(tmp_path: Path) -> None:
    with serving(filled(tmp_path, NQUADS), "--seconds", "1") as site:
        target = f"/sparql?{urlencode({'query': ENDLESS})}"
        with socket.create_connection(("127.0.0.1", site.port), 10) as connection:
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.5)
            workers = children(site.pid)
            os.kill(site.pid, signal.SIGKILL)
        assert workers
        until = time.monotonic() + 15
        while any(Path(f"/proc/{pid}/schedstat").exists() for pid in workers):
            assert time.monotonic() < until
            time.sleep(0.1)


def test_an_update_is_taken_from_writers(writable: Site) -> None:
    text = "INSERT DATA { GRAPH <urn:new> { <urn:new> <urn:p> 1 } }"
    asked = "ASK { GRAPH <urn:new> { ?s ?p ?o } }"
    assert writable.ask(asked).json["boolean"] is False
    assert writable.update(text).status == 204
    assert writable.ask(asked).json["boolean"] is True  # and not what was kept
    body = urlencode({"update": "DROP GRAPH <urn:new>"})
    assert writable.post(FORM, body, authorization=f"Bearer {KEY}").status == 204
    assert writable.ask(asked).json["boolean"] is False


@pytest.mark.parametrize("token", ["", "other", f"{KEY}x"])
def test_nobody_else_changes_anything(writable: Site, token: str) -> None:
    before = writable.ask(ALL).body
    got = writable.update("CLEAR ALL", token)
    assert problem(got) == 401
    assert got.fields["www-authenticate"].startswith("Bearer")
    assert problem(writable.post(FORM, "update=CLEAR+ALL", cookie=f"token={KEY}")) == 401
    assert writable.ask(ALL).body == before


def test_an_update_is_matched_in_the_graphs_that_the_request_names(writable: Site) -> None:
    text = "INSERT { GRAPH <urn:copy> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    target = f"/sparql?{urlencode({'using-graph-uri': 'urn:a'})}"
    fields = {"content_type": UPDATE, "authorization": f"Bearer {KEY}"}
    assert writable.send("POST", target, text.encode(), **fields).status == 204
    query = "SELECT ?s { GRAPH <urn:copy> { ?s ?p ?o } }"
    assert [row["s"] for row in writable.ask(query).rows] == ["urn:a"]
    assert writable.update("DROP GRAPH <urn:copy>").status == 204
    wrong = "INSERT { GRAPH <urn:copy> { ?s ?p ?o } } USING <urn:b> WHERE { ?s ?p ?o }"
    assert problem(writable.send("POST", target, wrong.encode(), **fields)) == 400


def test_a_killed_writer_leaves_a_whole_store(writable: Site) -> None:
    values = " ".join(map(str, range(500)))
    data = " ".join(f"VALUES ?{name} {{ {values} }}" for name in "abcd")
    endless = f"INSERT {{ ?a <urn:p> ?b }} WHERE {{ {data} }}"
    before = writable.ask(ALL + "# before").body
    with socket.create_connection(("127.0.0.1", writable.port), 10) as connection:
        head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\n"
        head += f"Content-Type: {UPDATE}\r\nContent-Length: {len(endless)}\r\n\r\n"
        connection.sendall(f"{head}{endless}".encode())
        time.sleep(0.5)
        for worker in children(writable.pid):
            os.kill(worker, signal.SIGKILL)
        assert b" 503 " in connection.recv(1000)
    assert writable.ask(ALL + "# after").body == before


def children(pid: int) -> list[int]:
    """The workers of a server: what was forked from the process that it forks from."""
    found: list[int] = []
    for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        found += map(int, Path(f"/proc/{child}/task/{child}/children").read_text().split())
    return found


def test_answers_are_those_of_the_engine(site: Site) -> None:
    store = pyoxigraph.Store()
    store.bulk_load(NQUADS.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    expected = store.query(ALL, use_default_graph_as_union=True)
    assert isinstance(expected, pyoxigraph.QuerySolutions)
    text = expected.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b""
    assert site.ask(ALL).json == json.loads(text)
