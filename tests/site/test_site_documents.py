"""Documents hold what the graph says about a thing and its parts, and find it quickly."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyoxigraph
import pytest
from handmade import BASE, THINGS, line, linked, named
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.build import Graph
from partnergraph.nquads import iri, literal
from partnergraph.site.documents import Documents, Link
from partnergraph.vocabulary import PG, SKOS

#: Texts that look like statements, ends of terms, and all else that may mislead a pattern.
LURES = [
    f"> <{SKOS.prefLabel}> ",
    f"> <{THINGS}a> <{BASE}graph/x> .",
    f"<{THINGS}a> <{PG.agent}> <{THINGS}b> <{BASE}graph/x> .",
    *("a <b", "a> <b", " <", "> .", '"', "\\", '\\"', "\n", "\r", "\t", "\u0085", "\u2028", "\x00"),
    *("</script>", "юни", "\U0001f600", "x" * 10_000),
]
texts = st.one_of(st.text(max_size=20), st.lists(st.sampled_from(LURES)).map("".join))
ids = st.sampled_from(["a", "a-b", "a#x", "a#y=1,2", "aa", "b", "b#x", "é", "%41", "", "#x"])
terms = st.one_of(
    ids.map(lambda name: iri(f"{THINGS}{name}")),
    texts.map(literal),
    texts.map(lambda text: literal(text, language="en")),
    texts.map(lambda text: literal(text, datatype="https://example.org/t")),
    st.just("<https://example.org/else>"),
)
predicates = st.sampled_from([SKOS.prefLabel, PG.agent, "https://example.org/p"])
lines = st.lists(st.builds(line, ids, predicates, terms, st.sampled_from(["x", "y"])), max_size=30)


def test_documents_are_the_statements_of_the_store(graph: Graph) -> None:
    documents = Documents.of(graph.lines, graph.project.thing(""))
    wanted = defaultdict(set)
    for quad in pyoxigraph.parse(graph.nquads, format=pyoxigraph.RdfFormat.N_QUADS):
        subject = str(getattr(quad.subject, "value", "")).partition("#")[0]
        if subject.startswith(documents.things):
            wanted[subject].add(quad.triple)

    assert list(documents) == sorted(wanted)
    assert len(documents) > 800
    for each in documents:
        triples = documents[each].triples()
        assert len(triples) == len(wanted[each])
        assert set(triples) == wanted[each]


@settings(deadline=None)
@given(lines, st.booleans())
def test_nothing_in_a_literal_misleads(found: list[str], in_order: bool) -> None:
    documents = Documents.of(sorted(found) if in_order else found, THINGS)
    quads = list(pyoxigraph.parse("".join(found), format=pyoxigraph.RdfFormat.N_QUADS))
    about = defaultdict(set)
    links = defaultdict(set)
    names: set[tuple[str, str, str]] = set()
    for quad in quads:
        assert isinstance(quad.subject, pyoxigraph.NamedNode)
        subject = quad.subject.value.partition("#")[0]
        about[subject].add(quad.triple)
        value = quad.object
        if isinstance(value, pyoxigraph.NamedNode) and value.value.startswith(THINGS):
            target = value.value.partition("#")[0]
            if target != subject:
                links[target].add(Link(quad.subject.value, quad.predicate.value))
        if quad.predicate.value == SKOS.prefLabel and isinstance(value, pyoxigraph.Literal):
            plain = value.datatype.value != "https://example.org/t"
            names.update({(quad.subject.value, value.language or "", value.value)} if plain else ())

    assert list(documents) == sorted(about)
    for each, triples in about.items():
        assert set(documents[each].triples()) == triples
        assert len(documents[each].lines) == len(documents[each].quads())
        assert set(documents.links(each)) == links[each]
    told = {
        (subject, tag, text)
        for subject, found_names in documents.named().items()
        for tag, text in found_names.items()
    }
    assert told <= names
    assert {name[:2] for name in told} == {name[:2] for name in names}


def test_a_text_that_ends_like_a_name_begins_is_no_name() -> None:
    lure = literal(f"> <{SKOS.prefLabel}> ")
    documents = Documents.of([line("a", PG.agent, lure), line("b", PG.agent, literal(""))], THINGS)

    assert documents.named() == {}


def test_a_document_names_its_resource_before_the_parts() -> None:
    found = [named("a#x", "Part"), named("a", "Whole"), linked("a", "a#x"), named("b", "Other")]
    documents = Documents.of(sorted(found), THINGS)

    first, second, third = documents[f"{THINGS}a"].ntriples.decode().splitlines()
    assert "Whole" in first
    assert second.endswith("#x> .")
    assert "Part" in third


def test_statements_in_two_graphs_are_told_once() -> None:
    twice = [named("a", "A"), named("a", "A").replace("graph/curated", "graph/source/x")]

    (document,) = [Documents.of(twice, THINGS)[f"{THINGS}a"]]
    assert len(document.quads()) == 2
    assert document.ntriples.decode().count("\n") == 1


def test_statements_about_other_things_are_between() -> None:
    foreign = [
        f"<https://example.org/t> <{SKOS.prefLabel}> {literal(f't{n}')} <{BASE}graph/o> .\n"
        for n in range(2)
    ]
    documents = Documents.of([foreign[0], named("a", "A"), foreign[1]], THINGS)

    assert b"".join(documents.between()).decode() == "".join(foreign)
    assert documents.names("https://example.org/t") == {"": "t0"}


def test_what_is_not_there_has_no_document() -> None:
    documents = Documents.of([linked("a", "b")], THINGS)

    assert f"{THINGS}b" not in documents
    assert documents.links(f"{THINGS}b") == []
    with pytest.raises(KeyError):
        documents[f"{THINGS}b"]


def test_an_empty_graph_has_no_documents(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").touch()

    assert list(Documents.read(tmp_path / "graph.nq", THINGS)) == []
    assert list(Documents.of([], THINGS).between()) == [b""]
