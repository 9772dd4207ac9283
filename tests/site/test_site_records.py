from __future__ import annotations

import pyoxigraph
import pytest
from hostile import Made

from partnergraph.nquads import literal
from partnergraph.site.pages import Press
from partnergraph.site.records import Text, choose, short
from partnergraph.vocabulary import PG, RDF_TYPE, SKOS, XSD

BASE = "https://example.org/g/"


@pytest.mark.parametrize(
    ("names", "lang", "expected"),
    [
        ({"en": "A", "ru": "Б"}, "ru", Text("Б")),
        ({"en": "A", "ru": "Б"}, "uz", Text("A", "en")),
        ({"uz-cyrl": "В", "en": "A"}, "uz", Text("В")),
        ({"zh-hans": "新", "ko": "새"}, "en", Text("새", "ko")),
        ({"": "A"}, "ru", Text("A")),
        ({}, "en", Text("")),
    ],
)
def test_a_name_is_chosen_honestly(names: dict[str, str], lang: str, expected: Text) -> None:
    assert choose(names, lang) == expected


def test_a_long_text_is_cut_with_a_sign() -> None:
    assert short(Text("a" * 500, "en"), 10) == Text("a" * 9 + "…", "en")
    assert short(Text("short")) == Text("short")


def test_a_fact_of_two_sources_is_one_fact_with_both(press: Press) -> None:
    record = press.shelf.record(press.site.project.thing("xinjiang-mu"))

    found = {fact.value: fact.graphs for fact in record.get(SKOS.prefLabel)}

    assert len(found["Xinjiang Medical University"]) == 2


def test_what_has_no_name_is_called_by_its_parties_or_its_id(made: Made) -> None:
    graph = f"<{BASE}graph/curated> ."
    press = made(
        [
            f"<{BASE}id/a> <{RDF_TYPE}> <{PG.Agreement}> {graph}",
            f"<{BASE}id/a> <{PG.hasParty}> <{BASE}id/a#party-b> {graph}",
            f"<{BASE}id/a#party-b> <{PG.agent}> <{BASE}id/b> {graph}",
            f'<{BASE}id/b> <{SKOS.prefLabel}> "B"@en {graph}',
            f"<{BASE}id/c> <{RDF_TYPE}> <http://example.org/Unheard> {graph}",
        ]
    )

    assert press.shelf.name(f"{BASE}id/a", "en") == Text("B")
    assert press.shelf.name(f"{BASE}id/c", "en") == Text("c")
    assert press.shelf.kind(f"{BASE}id/c") == "thing"
    assert "http://example.org/Unheard" in press.page(f"{BASE}id/c", "en")


def test_a_record_holds_what_a_parser_reads(press: Press) -> None:
    for iri in press.site.documents.order[::9]:
        document = press.site.documents[iri]
        found = {
            (node, predicate, fact.value, fact.is_iri, fact.tag, fact.datatype, graph)
            for node, facts in press.shelf.record(iri).nodes.items()
            for predicate, each in facts.items()
            for fact in each
            for graph in fact.graphs
        }
        assert found == {_read(quad) for quad in document.quads()}, iri


@pytest.mark.parametrize("text", ['a "b" \\ c\n<d> _:e', "\t\r\u2028", "\\u0041", '" <x:y> .'])
def test_texts_and_tags_are_read_as_a_parser_reads_them(made: Made, text: str) -> None:
    thing = f"{BASE}id/a"
    terms = (literal(text), literal(text, language="uz-Latn"), literal(text, datatype=XSD.date))
    press = made([f"<{thing}> <{SKOS.note}> {each} <{BASE}graph/curated> ." for each in terms])

    found = press.shelf.record(thing).get(SKOS.note)
    assert {fact.value for fact in found} == {text}
    assert {fact.tag for fact in found} == {"", "uz-latn"}
    assert {fact.datatype for fact in found} == {"", XSD.date}


def test_objects_of_a_thing_are_those_of_its_record(press: Press) -> None:
    for iri in press.site.documents.order[::5]:
        document, record = press.site.documents[iri], press.shelf.record(iri)
        for predicate in (RDF_TYPE, PG.country, PG.hasLifecycleEvent, SKOS.prefLabel):
            wanted = [fact.value for fact in record.get(predicate) if fact.is_iri]
            assert document.objects(predicate) == wanted, iri


def _read(quad: pyoxigraph.Quad) -> tuple[object, ...]:
    term = quad.object
    if not isinstance(term, pyoxigraph.Literal):
        assert isinstance(term, pyoxigraph.NamedNode)
        said: tuple[object, ...] = (term.value, True, "", "")
    else:
        kind = "" if term.language or term.datatype.value == XSD.string else term.datatype.value
        said = (term.value, False, term.language or "", kind)
    return (str(quad.subject)[1:-1], quad.predicate.value, *said, str(quad.graph_name)[1:-1])
