"""Changing a store, in this process."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.serve.changing import change, matched_in, update
from partnergraph.serve.jobs import Change, Update
from partnergraph.serve.problems import Problem
from partnergraph.serve.terms import Terms
from partnergraph.serve.worker import Bounds, Reply

TERMS = Terms("https://example.org/g/sparql")
DATA = """INSERT DATA {
  GRAPH <urn:a> { <urn:a> <urn:p> "a" }
  GRAPH <urn:b> { <urn:b> <urn:p> "b" }
}"""
TURTLE = "text/turtle"
PART = (
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="%b"\r\n'
    b"Content-Type: %b\r\n\r\n%b\r\n"
)
FILES = (
    (b"a.ttl", b"text/turtle; charset=utf-8", b"<urn:c> <urn:p> <#x> ."),
    (b"b.nt", b"application/n-triples", b'<urn:c> <urn:p> "\xd0\x91" .'),
)


@pytest.fixture
def store() -> pyoxigraph.Store:
    found = pyoxigraph.Store()
    found.update(DATA)
    return found


def done(store: pyoxigraph.Store, job: Update | Change) -> None:
    reply = Reply(lambda _: None, Bounds(0, 1000))
    if isinstance(job, Update):
        update(TERMS, store, job, reply)
    else:
        change(TERMS, store, job, reply)


def lines(store: pyoxigraph.Store) -> set[str]:
    return set((store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b"").decode().splitlines())


def refused(store: pyoxigraph.Store, job: Update | Change) -> int:
    before = lines(store)
    with pytest.raises(Problem) as caught:
        done(store, job)
    assert lines(store) == before
    return caught.value.status


COPY = "INSERT { GRAPH <urn:c> { ?s ?p ?o } } WHERE { ?s ?p ?o }"


@pytest.mark.parametrize(
    ("text", "using", "named", "copied"),
    [
        (COPY, ("urn:a",), (), {"a"}),
        (COPY, ("urn:a", "urn:b"), (), {"a", "b"}),
        (
            COPY.replace("WHERE { ?s ?p ?o }", "WHERE { GRAPH ?g { ?s ?p ?o } }"),
            (),
            ("urn:b",),
            {"b"},
        ),
        (f"{COPY} ; {COPY}", ("urn:b",), (), {"b"}),
        (f"# WHERE {{ }}\n{COPY}", ("urn:a",), (), {"a"}),
        (
            "INSERT { GRAPH <urn:c> { ?s ?p 'WHERE { }' } } WHERE { ?s ?p ?o }",
            ("urn:a",),
            (),
            {"WHERE { }"},
        ),
    ],
)
def test_the_request_says_where_patterns_are_matched(
    store: pyoxigraph.Store,
    text: str,
    using: tuple[str, ...],
    named: tuple[str, ...],
    copied: set[str],
) -> None:
    done(store, Update(text, using, named))
    graph = pyoxigraph.NamedNode("urn:c")
    found = {quad.object for quad in store.quads_for_pattern(None, None, None, graph)}
    assert found == {pyoxigraph.Literal(value) for value in copied}


def test_delete_where_is_matched_there_too(store: pyoxigraph.Store) -> None:
    block = "{ GRAPH <urn:a> { ?s ?p ?o } }"
    text = f"DELETE WHERE {block}"
    rewritten = f"DELETE {block} USING NAMED <urn:b> WHERE {block}"
    assert matched_in(text, (), ("urn:b",)) == rewritten
    before = lines(store)
    done(store, Update(text, (), ("urn:b",)))
    assert lines(store) == before
    done(store, Update(text, (), ("urn:a",)))
    assert len(lines(store)) == 1


@pytest.mark.parametrize("clause", ["USING <urn:a>", "USING NAMED <urn:a>"])
def test_nobody_says_it_twice(store: pyoxigraph.Store, clause: str) -> None:
    assert refused(store, Update(COPY.replace("WHERE", f"{clause} WHERE"), ("urn:b",))) == 400
    assert refused(store, Update(f"WITH <urn:a> {COPY}", ("urn:b",))) == 400


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("INSERT DATA", 400),
        ("SELECT * { ?s ?p ?o }", 400),
        ("CLEAR ALL ; DROP GRAPH <urn:none>", 409),
        ("LOAD <http://127.0.0.1/>", 403),
        ("BASE <http://x/> PREFIX : <http://y/> LOAD <http://127.0.0.1/> INTO GRAPH :g", 403),
        ("LOAD <http://127.0.0.1/> INTO <urn:a>", 400),
        ("CLEAR ALL ; LOAD", 400),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403),
        ("INSERT DATA { " + "{" * 200, 400),
    ],
)
def test_a_refused_update_changes_nothing(store: pyoxigraph.Store, text: str, status: int) -> None:
    assert refused(store, Update(text)) == status


def test_a_graph_is_put_extended_and_deleted(store: pyoxigraph.Store) -> None:
    done(store, Change("PUT", "urn:a", b"<urn:c> <urn:p> <#x> .", TURTLE))
    assert "<urn:c> <urn:p> <urn:a#x> <urn:a> ." in lines(store)
    assert len(lines(store)) == 2
    done(store, Change("POST", "urn:a", b'<urn:c> <urn:p> "1" .', TURTLE))
    assert len(lines(store)) == 3
    done(store, Change("DELETE", "urn:a"))
    assert len(lines(store)) == 1
    assert refused(store, Change("DELETE", "urn:a")) == 404


def test_an_empty_graph_is_there(store: pyoxigraph.Store) -> None:
    done(store, Change("PUT", "urn:e", b"", TURTLE))
    assert store.contains_named_graph(pyoxigraph.NamedNode("urn:e"))


def test_files_of_a_form_are_read_each_in_its_own_way(store: pyoxigraph.Store) -> None:
    body = b"".join(PART % file for file in FILES) + b"--x--\r\n"
    done(store, Change("POST", "urn:c", body, "multipart/form-data; boundary=x"))
    assert {line for line in lines(store) if line.endswith("<urn:c> .")} == {
        "<urn:c> <urn:p> <urn:c#x> <urn:c> .",
        '<urn:c> <urn:p> "Б" <urn:c> .',
    }


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"<a> <b>", TURTLE, 400),
        (b"{}", "image/png", 415),
        (b"<urn:a> <urn:a> <urn:a> <urn:a> .", "application/n-quads", 415),
        (b"\xff", "application/n-triples", 400),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "application/rdf+xml", 400),
        (b"<x>", "application/rdf+xml", 400),
        (
            b"--x\r\nContent-Type: image/png\r\n\r\n\r\n--x--",
            "multipart/form-data; boundary=x",
            415,
        ),
    ],
)
def test_what_is_no_graph_changes_nothing(
    store: pyoxigraph.Store, content: bytes, kind: str, status: int
) -> None:
    assert refused(store, Change("PUT", "urn:a", content, kind)) == status


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_survives(text: str) -> None:
    store = pyoxigraph.Store()
    literal = pyoxigraph.Literal(text)
    triple = pyoxigraph.Triple(
        pyoxigraph.NamedNode("urn:s"), pyoxigraph.NamedNode("urn:p"), literal
    )
    sent = pyoxigraph.serialize([triple], format=pyoxigraph.RdfFormat.TURTLE) or b""
    done(store, Change("PUT", "urn:a", sent, TURTLE))
    assert [quad.object for quad in store] == [literal]
