"""Questions take only what their parameters allow, and nothing a user types changes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.errors import QueryError
from partnergraph.project import Project
from partnergraph.query import Catalogue, Question, read_question
from partnergraph.store import query

PREFIXES = """PREFIX id: <https://example.org/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
TEXT = Question("text", 'SELECT DISTINCT ?x WHERE { VALUES ?x { "a" } }')
THING = Question("thing", PREFIXES + "SELECT DISTINCT ?x WHERE { VALUES ?x { id:a } }")
DAY = Question(
    "day", PREFIXES + 'SELECT DISTINCT ?x WHERE { VALUES ?x { "2024-01-01"^^xsd:date } }'
)
NUMBER = Question("number", "SELECT DISTINCT ?x WHERE { VALUES ?x { 3 } }")
EMPTY = pyoxigraph.Store()


def answer(question: Question) -> list[str]:
    found = question.ask(EMPTY)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [str(row["x"]) for row in found]


@pytest.mark.parametrize(
    ("question", "kind"), [(TEXT, "text"), (THING, "thing"), (DAY, "date"), (NUMBER, "integer")]
)
def test_kind_is_that_of_the_default(question: Question, kind: str) -> None:
    assert [parameter.kind for parameter in question.parameters] == [kind]


@pytest.mark.parametrize(
    ("question", "value", "term"),
    [
        (TEXT, "b", '"b"'),
        (THING, "b", "<https://example.org/id/b>"),
        (THING, "https://ror.org/01p455v08", "<https://ror.org/01p455v08>"),
        (DAY, "2025-02-28", '"2025-02-28"^^<http://www.w3.org/2001/XMLSchema#date>'),
        (NUMBER, "12", '"12"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ],
)
def test_value_becomes_a_term(question: Question, value: str, term: str) -> None:
    assert answer(question.bind({"x": value})) == [term]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (THING, "a b"),
        (THING, "a> } SELECT"),
        (DAY, "2025-02-30"),
        (DAY, "2025"),
        (DAY, "tomorrow"),
        (NUMBER, "12.5"),
        (NUMBER, "١٢ } #"),
        (NUMBER, ""),
    ],
)
def test_value_of_the_wrong_kind_is_refused(question: Question, value: str) -> None:
    with pytest.raises(QueryError):
        question.bind({"x": value})


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_changes_the_query(value: str) -> None:
    """A hostile text comes back as that text and as the only row."""
    found = TEXT.bind({"x": value}).ask(EMPTY)
    assert isinstance(found, pyoxigraph.QuerySolutions)

    terms = [row["x"] for row in found]

    assert terms == [pyoxigraph.Literal(value)]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_id_changes_the_query(value: str) -> None:
    try:
        bound = THING.bind({"x": value})
    except QueryError:
        return
    found = bound.ask(EMPTY)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert len(list(found)) == 1


def test_every_row_of_a_repeated_parameter_is_set() -> None:
    twice = Question(
        "twice",
        PREFIXES
        + "SELECT DISTINCT ?x WHERE { { VALUES ?x { id:a } } UNION { VALUES ?x { id:a } } }",
    )

    assert answer(twice.bind({"x": "b"})) == ["<https://example.org/id/b>"]


def test_unknown_parameter_is_named_with_a_suggestion() -> None:
    with pytest.raises(QueryError, match="no parameter 'y'"):
        TEXT.bind({"y": "1"})


def test_a_parameter_is_named_as_people_write_it() -> None:
    with pytest.raises(QueryError, match="no parameter 'as-of'"):
        Question("text", "SELECT ?a {}").parameter("asOf")


def test_unknown_question_is_named_with_suggestions(project: Project) -> None:
    catalogue = Catalogue(project.query_files("questions"))

    with pytest.raises(QueryError, match="partners-by-country"):
        catalogue.find("partner-by-country")


def test_malformed_sparql_names_the_file_and_the_place(tmp_path: Path) -> None:
    path = tmp_path / "broken.rq"
    path.write_text("SELECT ?x WHERE { ?x ", encoding="utf-8")

    with pytest.raises(QueryError, match=r"broken\.rq"):
        read_question(path).ask(EMPTY)


def test_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.rq"
    path.write_bytes("# Słupsk".encode("iso-8859-2"))

    with pytest.raises(QueryError, match=r"latin\.rq"):
        read_question(path)


def test_header_that_is_no_yaml_is_named() -> None:
    with pytest.raises(QueryError, match="no YAML"):
        _ = Question("bad", "#+ a: b: c\nASK {}").header


def test_ids_are_those_of_the_project_that_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "one.rq"
    path.write_text(THING.text, encoding="utf-8")

    question = read_question(path, "https://elsewhere.example/id/")

    assert answer(question) == ["<https://elsewhere.example/id/a>"]
    assert question.parameters[0].space == "https://elsewhere.example/id/"


AHEAD = Question(
    "ahead",
    PREFIXES
    + """SELECT ?asOf ?to WHERE {
  VALUES ?asOf { "2026-11-23"^^xsd:date }
  VALUES ?to { "2027-11-23"^^xsd:date }
}""",
)


@pytest.mark.parametrize(
    ("values", "day", "found"),
    [
        ({}, None, {}),
        ({}, "2024-03-01", {"asOf": "2024-03-01", "to": "2025-03-01"}),
        ({"as-of": "2030-06-01"}, "2024-03-01", {"asOf": "2030-06-01", "to": "2031-06-01"}),
        ({"to": "2029-01-01"}, "2024-03-01", {"asOf": "2024-03-01", "to": "2029-01-01"}),
        ({"as_of": "nonsense"}, "2024-03-01", {"asOf": "nonsense"}),
    ],
)
def test_a_year_ahead_is_counted_from_the_day_of_the_answer(
    values: dict[str, str], day: str | None, found: dict[str, str]
) -> None:
    got = AHEAD.dated(values, date.fromisoformat(day) if day else None)

    assert {name: str(value) for name, value in got.items()} == found


def test_a_question_without_a_day_gets_none() -> None:
    assert DAY.dated({"x": "2024-01-02"}, date(2020, 1, 1)) == {"x": "2024-01-02"}


def test_union_of_graphs_is_asked() -> None:
    store = pyoxigraph.Store()
    store.load(b"<s:1> <p:1> <o:1> <g:1> .", format=pyoxigraph.RdfFormat.N_QUADS)

    assert query(store, "ASK { ?s ?p ?o }")
