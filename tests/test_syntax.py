"""A malformed query is shown with its line, its place and what was probably meant."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.errors import QueryError
from partnergraph.query import Question
from partnergraph.syntax import KNOWN, asks_elsewhere, explain, with_prefixes

EMPTY = pyoxigraph.Store()


def error(text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        Question("q", text).ask(EMPTY)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("SELEC ?x WHERE {}", 1, "Did you mean SELECT?"),
        ("SELECT ?x\nWHERE { ?x a ?y . OPTIONL { ?x ?p ?o } }", 2, "Did you mean OPTIONAL?"),
        ("SELECT ?x\nWHERE {\n  ?x a pgg:Agreement\n}", 3, "Did you mean pg:?"),
        ("SELECT ?x\nWHERE {\n  ?x a \n}", 4, "Here may stand"),
        ("SELECT ?x ?z WHERE { ?x a ?y } GROUP BY ?x", 1, "no value there"),
        ("INSERT DATA { <a:b> <a:c> <a:d> }", 1, "cannot change it"),
        ("DROP GRAPH <a:b>", 1, "cannot change it"),
        ("", 1, "Look at what stands before it."),
    ],
)
def test_the_place_and_a_suggestion_are_told(text: str, line: int, hint: str) -> None:
    found = error(text)

    assert f"q, line {line}, column " in found.message
    assert hint in found.hint


def test_a_known_prefix_is_told_with_its_declaration() -> None:
    text = "ASK { ?x a pg:Agreement }"  # as a server gets it
    with pytest.raises(SyntaxError) as caught:
        pyoxigraph.Store().query(text)
    error = explain(caught.value, text, "The query")

    assert error is not None
    assert error.hint.endswith(f"Declare it: PREFIX pg: <{KNOWN['pg']}>")


def test_the_mark_stands_below_the_place() -> None:
    _, shown, mark = error("SELECT ?x WHERE { ?x a ?? }").message.split("\n")

    assert "??" in shown[mark.index("^") - 3 : mark.index("^") + 3]


def test_a_long_line_is_shown_around_the_place() -> None:
    text = f"SELECT ?x WHERE {{ {'?x a ?y . ' * 60} ?? {'?x a ?y . ' * 60} }}"

    _, shown, mark = error(text).message.split("\n")

    assert len(shown) < 140
    assert "??" in shown[mark.index("^") - 15 : mark.index("^") + 3]


@given(st.text(max_size=60))
def test_no_text_breaks_the_telling(text: str) -> None:
    """Whatever is no SPARQL is told as such."""
    try:
        EMPTY.query(text)
    except SyntaxError as error:
        assert explain(error, text, "q").message.startswith("q")  # noqa: PT017


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("SELECT ?x { ?x a pg:Agreement }", {"pg"}),
        ("ASK { ?x skos:prefLabel ?y . ?z country:x country:UZ }", {"skos", "country"}),
        ("PREFIX pg: <a:b>\nSELECT ?x { ?x a pg:Agreement }", set()),
        ('SELECT ?x { ?x ?y "pg:Agreement" } # skos:prefLabel', set()),
        ("SELECT ?x { ?x a <https://example.org/pg:Agreement> }", set()),
        ("SELECT ?x { ?x a foo:Bar }", set()),
        ("SELECT ?x { id:samsmu ?y ?x }", {"id"}),
    ],
)
def test_known_prefixes_need_no_declaration(text: str, declared: set[str]) -> None:
    found = with_prefixes(text, "https://example.org/id/")

    added = found.removesuffix(text)
    assert {part.partition(":")[0].strip() for part in added.split("PREFIX")[1:]} == declared


def test_lines_keep_their_numbers() -> None:
    text = "SELECT ?x {\n ?x a pg:Agreement }"

    assert with_prefixes(text).count("\n") == text.count("\n")


def test_every_known_prefix_is_accepted() -> None:
    for prefix, space in KNOWN.items():
        text = with_prefixes(f"CONSTRUCT {{ <a:b> <a:c> {prefix}:a }} WHERE {{}}")
        answer = EMPTY.query(text)
        assert isinstance(answer, pyoxigraph.QueryTriples)
        assert [each.object for each in answer] == [pyoxigraph.NamedNode(f"{space}a")]


def test_the_place_counts_only_what_was_written() -> None:
    text = "SELECT ?x WHERE { ?x a pg:Agreement ) }"
    written = with_prefixes(text)

    with pytest.raises(QueryError) as caught:
        Question("q", written, added=len(written) - len(text)).ask(EMPTY)

    message = caught.value.message
    assert "PREFIX" not in message
    _, shown, mark = message.split("\n")
    assert f"column {len(mark) - 2}:" in message
    assert shown.strip() == text


#: Where a store may be asked for what it does not hold.
ELSEWHERE = [
    "SERVICE <a:b> { ?s ?p ?o }",
    "service silent <a:b>{ ?s ?p ?o }",
    "SERVICE a:b { ?s ?p ?o }",
    "SERVICE:b { ?s ?p ?o }",
    "SERVICE # where\n <a:b> # what\n { ?s ?p ?o }",
    "?s ?p 1SERVICE<a:b>{ ?s ?p ?o }",
    "?s ?p a:o\\'Brien . SERVICE <a:b> { ?s ?p ?o } ?x ?y a:o\\'Brien",
    "FILTER (?s<?o) SERVICE ?s { ?s ?p ?o } FILTER (?o>?s)",
    '?s ?p """ " \\" """ . SERVICE <a:b> { ?s ?p ?o }',
]
HERE = [
    "?s ?p 'SERVICE <a:b> { }'",
    '?s ?p """a\nSERVICE <a:b> { }\n"""',
    "?s ?p ?SERVICE . { ?s ?p ?o }",
    "?s ?p a:SERVICE . { ?s ?p ?o }",
    "?s ?p <a:SERVICE> # SERVICE <a:b> {\n",
    "?s SERVICE:a ?o . { ?s ?p ?o }",
]


@pytest.mark.parametrize("pattern", ELSEWHERE)
def test_a_graph_at_hand_is_asked_alone(pattern: str) -> None:
    text = f"PREFIX : <a:> PREFIX a: <a:> SELECT * {{ {pattern} }}"
    EMPTY.query(text)

    with pytest.raises(QueryError, match="SERVICE"):
        Question("q", text).ask(EMPTY)


@pytest.mark.parametrize("pattern", HERE)
def test_the_word_alone_asks_nobody(pattern: str) -> None:
    text = f"PREFIX SERVICE: <a:> PREFIX a: <a:> SELECT * {{ {pattern} }}"
    EMPTY.query(text)

    assert not asks_elsewhere(text)
