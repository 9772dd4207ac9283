"""What a server must not do, whatever it is asked: fetch, read files, write."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from canary import SECRET, Canary, canary
from served import SECONDS, TOKEN, Answer, Served, empty, problem, serving

pytestmark = pytest.mark.slow
#: What an answer may take beyond the limit.
LATE = 1.0


@pytest.fixture(scope="module")
def bird(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    with canary(tmp_path_factory.mktemp("canary")) as found:
        yield found


@pytest.fixture(scope="module")
def readonly(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("readonly") / "build"
    shutil.copytree(built_folder, folder)
    with serving(folder) as found:
        yield found


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = empty(tmp_path_factory.mktemp("writable"))
    with serving(folder, ["--seconds", str(SECONDS)], token=TOKEN) as found:
        yield found


@pytest.fixture
def untouched(bird: Canary) -> Iterator[Canary]:
    bird.seen.clear()
    yield bird
    assert bird.seen == []


def refused(answer: Answer, *words: str) -> None:
    """Refused by a client's fault, in words that name what is refused; nothing leaked."""
    assert 400 <= answer.status < 500, (answer.status, answer.body[:300])
    said = str(problem(answer))
    assert SECRET not in said
    assert [word for word in words if word not in said] == [], said


# Requests that would go out

ENDPOINTS = {
    "plain": "http://127.0.0.1:{port}/sparql",
    "by name": "http://localhost:{port}/sparql",
    "redirect": "http://127.0.0.1:{port}/moved",
    "credentials": "http://user:secret@127.0.0.1:{port}/sparql",
    "IPv6": "http://[::1]:{port}/sparql",
    "mapped": "http://[::ffff:127.0.0.1]:{port}/sparql",
    "decimal": "http://2130706433:{port}/sparql",
    "octal": "http://0177.0.0.1:{port}/sparql",
    "short": "http://127.1:{port}/sparql",
    "any": "http://0.0.0.0:{port}/sparql",
}
FORMS = {
    "alone": "SELECT * {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}",
    "silent": "SELECT * {{ SERVICE SILENT <{iri}> {{ ?s ?p ?o }} }}",
    "small letters": "SELECT * {{ service<{iri}>{{ ?s ?p ?o }} }}",
    "over lines": "SELECT * {{ SERVICE # {{ }}\n\t<{iri}> {{ ?s ?p ?o }} }}",
    "variable": "SELECT * {{ VALUES ?e {{ <{iri}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
    "computed": 'SELECT * {{ BIND(IRI(CONCAT("{iri}", "")) AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}',
    "prefixed": "PREFIX e: <{iri}> SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
    "relative": "BASE <{iri}> SELECT * {{ SERVICE <> {{ ?s ?p ?o }} }}",
    "optional": "SELECT * {{ ?s ?p ?o OPTIONAL {{ SERVICE <{iri}> {{ ?s ?q ?r }} }} }}",
    "exists": "ASK {{ FILTER EXISTS {{ SERVICE <{iri}> {{ ?s ?p ?o }} }} }}",
    "subquery": "SELECT * {{ {{ SELECT * {{ SERVICE <{iri}> {{ ?s ?p ?o }} }} }} }}",
    "constructed": "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}",
    "described": "DESCRIBE ?s {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}",
    "escaped": "SELECT * {{ \\u0053ERVICE <{iri}> {{ ?s ?p ?o }} }}",
    "after a string": "SELECT * {{ BIND('}}\"' AS ?x) SERVICE <{iri}> {{ ?s ?p ?o }} }}",
}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_no_endpoint_is_asked(readonly: Served, untouched: Canary, endpoint: str) -> None:
    iri = ENDPOINTS[endpoint].format(port=untouched.port)
    for form in ("alone", "silent"):
        refused(readonly.get(FORMS[form].format(iri=iri)), "SERVICE")


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_service_is_run(readonly: Served, untouched: Canary, form: str) -> None:
    answer = readonly.query(FORMS[form].format(iri=f"{untouched.home}/sparql"))

    refused(answer, *([] if form == "escaped" else ["SERVICE"]))


def test_the_word_service_elsewhere_is_not_refused(readonly: Served) -> None:
    text = """PREFIX service: <http://example.org/SERVICE#> # SERVICE <http://x/> { }
    SELECT ?service { VALUES ?service { "SERVICE <http://x/> {}" service:SERVICE "LOAD" } }"""

    assert readonly.query(text).status == 200


@pytest.mark.parametrize("place", ["{home}/x.ttl", "file://{file}", "{file}", "../canary.ttl"])
@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED", "default-graph-uri", "named-graph-uri"])
def test_no_graph_is_fetched(readonly: Served, untouched: Canary, place: str, clause: str) -> None:
    iri = place.format(home=untouched.home, file=untouched.file)
    inside = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } LIMIT 50"
    if clause.startswith("FROM"):
        answer = readonly.query(f"SELECT * {clause} <{iri}> {inside}")
    else:
        answer = readonly.query(f"SELECT * {inside}", **{clause: iri})

    assert answer.status in {200, 400, 403}
    assert SECRET.encode() not in answer.body
    if answer.status == 200:
        assert b'"value"' not in answer.body, "rows of a graph that the store does not have"


LOADS = (
    *("LOAD <{iri}>", "LOAD SILENT <{iri}>", "LOAD <{iri}> INTO GRAPH <http://x/g>"),
    "load<{iri}>",
)


@pytest.mark.parametrize("place", ["{home}/x.ttl", "{home}/moved", "file://{file}"])
@pytest.mark.parametrize("form", LOADS)
def test_nothing_is_loaded(writable: Served, untouched: Canary, form: str, place: str) -> None:
    iri = place.format(home=untouched.home, file=untouched.file)

    refused(writable.server.change(form.format(iri=iri)), "LOAD")
    assert SECRET.encode() not in writable.query("SELECT * { ?s ?p ?o }").body


def test_no_update_asks_another(writable: Served, untouched: Canary) -> None:
    asks = f"SERVICE <{untouched.home}/sparql> {{ ?s ?p ?o }}"

    refused(writable.server.change(f"INSERT {{ ?s <x:p> 1 }} WHERE {{ {asks} }}"), "SERVICE")


def test_an_endpoint_that_is_allowed_is_asked_and_no_other(
    built_folder: Path, bird: Canary, tmp_path: Path
) -> None:
    bird.seen.clear()
    with canary(tmp_path) as other:
        bird.moved = f"{other.home}/sparql"
        allowed = [f"{bird.home}/sparql", f"{bird.home}/moved"]
        options = [word for iri in allowed for word in ("--service", iri)]
        with serving(built_folder, options) as served:
            asked = served.get(FORMS["alone"].format(iri=allowed[0]))
            assert (asked.status, SECRET.encode() in asked.body) == (200, True)
            served.get(FORMS["alone"].format(iri=allowed[1]))
            for near in ("/sparql/", "/sparql?x", "/sparql/../moved/x", "/Sparql", ""):
                refused(served.get(FORMS["alone"].format(iri=bird.home + near)), "SERVICE")
        assert {each.split()[1].partition("?")[0] for each in bird.seen} <= {"/sparql", "/moved"}
        assert other.seen == []


# Documents that would fetch

XML, LD, TURTLE = "application/rdf+xml", "application/ld+json", "text/turtle"


def rdfxml(subset: str, value: str = "", outer: str = "") -> str:
    """RDF/XML with a document type declaration."""
    return (
        f"<!DOCTYPE r {outer}{f'[{subset}]' if subset else ''}>"
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="x:">'
        f'<rdf:Description rdf:about="x:s"><x:p>{value}</x:p></rdf:Description></rdf:RDF>'
    )


#: HOME and FILE stand for what must not be fetched.
DOCUMENTS = {
    "remote context": (LD, '{"@context": "HOME/c.jsonld", "@id": "x:s", "name": "n"}'),
    "context of a file": (LD, '{"@context": "file://FILE", "@id": "x:s", "name": "n"}'),
    "imported context": (
        LD,
        '{"@context": {"@version": 1.1, "@import": "HOME/c.jsonld"}, "@id": "x:s", "name": "n"}',
    ),
    "external entity": (XML, rdfxml('<!ENTITY e SYSTEM "HOME/e.ttl">', "&e;")),
    "entity of a file": (XML, rdfxml('<!ENTITY e SYSTEM "file://FILE">', "&e;")),
    "external DTD": (XML, rdfxml("", outer='SYSTEM "HOME/d.dtd"')),
    "parameter entity": (XML, rdfxml('<!ENTITY % p SYSTEM "HOME/p.dtd"> %p;')),
}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_no_document_makes_it_fetch(
    writable: Served, untouched: Canary, name: str, method: str
) -> None:
    media, text = DOCUMENTS[name]
    body = text.replace("HOME", untouched.home).replace("FILE", str(untouched.file)).encode()
    url = f"{writable.server.graphs}?graph=http%3A%2F%2Fexample.org%2Fg"
    answer = writable.server.send(method, url, {"content-type": media}, body)

    assert answer.status < 500
    if "DTD" in name or "parameter" in name:
        assert SECRET.encode() not in writable.query("SELECT * { GRAPH ?g { ?s ?p ?o } }").body
        return
    refused(answer)


# Documents that would not end

ENTITIES = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
DEEP = 50_000
BOMBS = {
    "entities": (XML, rdfxml(f'<!ENTITY e0 "ha">{ENTITIES}', "&e12;")),
    "entities that are not used": (XML, rdfxml(f'<!ENTITY e0 "ha">{ENTITIES}', "&e1;")),
    "deep JSON-LD": (LD, '{"x:p":' * DEEP + "1" + "}" * DEEP),
    "deep lists": (LD, '{"@id":"x:s","x:p":' + "[" * DEEP + "]" * DEEP + "}"),
    "deep Turtle": (TURTLE, "<x:s> <x:p> " + "[ <x:p> " * DEEP + "1" + " ]" * DEEP + "."),
    "deep collections": (TURTLE, "<x:s> <x:p> " + "(" * DEEP + ")" * DEEP + " ."),
    "deep quotation": (TURTLE, "<x:s> <x:p> " + "<<(<x:s> <x:p> " * DEEP + "1"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_document_takes_it_down(writable: Served, name: str) -> None:
    media, text = BOMBS[name]
    url = f"{writable.server.graphs}?graph=http%3A%2F%2Fexample.org%2Fbomb"
    begun = time.monotonic()
    answer = writable.server.send("PUT", url, {"content-type": media}, text.encode())

    assert answer.status in {200, 201, 204, 400, 413, 503}
    assert time.monotonic() - begun < SECONDS + LATE
    assert "entities" not in name or answer.status == 400
    assert writable.alive()


# Writing

UPDATES = (
    "INSERT DATA { <x:s> <x:p> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <x:g>",
    "COPY DEFAULT TO <x:g>",
    "MOVE DEFAULT TO <x:g>",
    "ADD DEFAULT TO <x:g>",
    "LOAD <http://127.0.0.1:9/>",
)


def contents(folder: Path) -> str:
    """A hash over the tables of a store, and the graph beside it; not over its log of events."""
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".sst", ".nq", ".json"}:
            found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()


def sent(served: Served, method: str, url: str, media: str, body: str, **more: str) -> int:
    fields = {"content-type": media, **more}
    return served.server.send(method, url, fields, body.encode()).status


@pytest.fixture
def unchanged(readonly: Served) -> Iterator[Served]:
    before, rows = contents(readonly.folder), readonly.count()
    assert rows > 1000
    yield readonly
    assert readonly.count() == rows
    assert contents(readonly.folder) == before


@pytest.mark.parametrize("update", UPDATES)
def test_no_update_is_run_by_who_only_reads(unchanged: Served, update: str) -> None:
    url, form = unchanged.server.update, "application/x-www-form-urlencoded"

    assert sent(unchanged, "POST", url, "application/sparql-update", update) in {403, 405}
    assert sent(unchanged, "POST", url, form, urlencode({"update": update})) in {403, 405}
    answer = unchanged.server.send("GET", f"{url}?{urlencode({'update': update})}")
    assert 400 <= answer.status < 500
    assert sent(unchanged, "POST", url, "application/sparql-query", update) in {400, 403}
    assert sent(unchanged, "POST", url, form, urlencode({"query": update})) in {400, 403}


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("place", ["?default", "?graph=x%3Ag", "/new.ttl", ""])
def test_no_graph_is_written_by_who_only_reads(unchanged: Served, method: str, place: str) -> None:
    status = sent(unchanged, method, unchanged.server.graphs + place, "text/turtle", "<x:s> a 1 .")

    assert status in {403, 405}


#: What a page elsewhere can make the browser of a reader send, without being asked first.
FORGED = {
    "form": ("application/x-www-form-urlencoded", urlencode({"update": "CLEAR ALL"})),
    "text": ("text/plain", "update=CLEAR ALL"),
    "parts": (
        "multipart/form-data; boundary=x",
        '--x\r\ncontent-disposition: form-data; name="update"\r\n\r\nCLEAR ALL\r\n--x--\r\n',
    ),
    "nothing": ("", "CLEAR ALL"),
}


@pytest.mark.parametrize("name", FORGED)
@pytest.mark.parametrize("kind", ["readonly", "writable"])
def test_no_page_elsewhere_writes(request: pytest.FixtureRequest, kind: str, name: str) -> None:
    served: Served = request.getfixturevalue(kind)
    if kind == "writable":
        served.server.change("INSERT DATA { <x:kept> <x:p> 1 }")
    media, body = FORGED[name]
    fields = {"content-type": media, "origin": "http://evil.example", "cookie": f"token={TOKEN}"}
    without = served.server.__class__(served.server.query, served.server.update, "", "")
    answer = without.send("POST", served.server.update, fields, body.encode())

    assert 400 <= answer.status < 500
    assert answer.fields.get("access-control-allow-credentials") is None
    assert served.count() > 0


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": "Bearer "},
        {"authorization": f"Basic {TOKEN}"},
        {"authorization": TOKEN},
        {"authorization": f"Bearer {TOKEN}x"},
        {"authorization": f"Bearer {TOKEN[:-1]}"},
        {"cookie": f"authorization=Bearer {TOKEN}"},
        {"x-authorization": f"Bearer {TOKEN}"},
    ],
    ids=str,
)
def test_nobody_writes_without_the_token(writable: Served, given: dict[str, str]) -> None:
    writable.server.change("CLEAR ALL ; INSERT DATA { <x:kept> <x:p> 1 }")
    bare = writable.server.__class__(writable.server.query, writable.server.update, "", "")
    for media, body in (
        ("application/sparql-update", "CLEAR ALL"),
        ("application/x-www-form-urlencoded", urlencode({"update": "CLEAR ALL", "token": TOKEN})),
    ):
        answer = bare.send("POST", bare.update, {"content-type": media, **given}, body.encode())
        assert answer.status in {401, 403}
        assert TOKEN.encode() not in answer.body
        if answer.status == 401:
            assert "bearer" in answer.fields["www-authenticate"].lower()
    for method in ("PUT", "POST", "DELETE"):
        url = f"{writable.server.graphs}?graph={quote('x:g', safe='')}"
        answer = bare.send(
            method, url, {"content-type": "text/turtle", **given}, b"<x:a> <x:b> 1 ."
        )
        assert answer.status in {401, 403}

    assert writable.count() == 1


def test_whoever_has_the_token_writes(writable: Served) -> None:
    assert writable.server.change("CLEAR ALL ; INSERT DATA { <x:a> <x:p> 1, 2 }").status in {
        200,
        204,
    }
    assert writable.count() == 2
