"""Two answers are the same, or what distinguishes them is told."""

from __future__ import annotations

import pyoxigraph
import pytest

from partnergraph.sameness import cell, difference

XSD = "http://www.w3.org/2001/XMLSchema#"
STORE = pyoxigraph.Store()


def rows(values: str, names: str = "?a ?b") -> pyoxigraph.QuerySolutions:
    answer = STORE.query(f"SELECT {names} WHERE {{ VALUES ({names}) {{ {values} }} }}")
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return answer


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('(1 "a")', '("1"^^<http://www.w3.org/2001/XMLSchema#decimal> "a")'),
        ("(1 1.50)", "(1.0 1.5)"),
        ('("a"@uz-Latn "b")', '("a"@uz-latn "b")'),
        ("(UNDEF 1)", "(UNDEF 1)"),
        ("(1 2) (3 4)", "(3 4) (1 2)"),
        ("(1 2) (1 2)", "(1 2) (1 2)"),
        ("", ""),
    ],
)
def test_the_same(one: str, other: str) -> None:
    assert difference(rows(one), rows(other)) == ""


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("(1 2)", "(1 2) (1 2)", "1 rows too many: 1 | 2"),
        ("(1 2) (1 2)", "(1 2)", "1 rows missing: 1 | 2"),
        ('("a" 1)', '("a"@en 1)', '1 rows missing: "a" | 1, 1 rows too many: "a"@en | 1'),
        ('("1" 1)', "(1 1)", "missing"),
        ("(1 UNDEF)", '(1 "")', "missing"),
        ("(<urn:a> 1)", '("urn:a" 1)', "missing"),
        ("(true 1)", "(1 1)", "missing"),
    ],
)
def test_a_difference_is_told(one: str, other: str, words: str) -> None:
    assert words in difference(rows(one), rows(other))


def test_columns_are_told_apart() -> None:
    assert "columns are ?a" not in difference(rows("(1)", "?a"), rows("(1)", "?a"))
    assert difference(rows("(1)", "?a"), rows("(1)", "?b")) == "the columns are b, not a"


@pytest.mark.parametrize(
    ("one", "other", "same"), [("ASK {}", "ASK {}", True), ("ASK {}", "ASK { ?s ?p ?o }", False)]
)
def test_yes_and_no(one: str, other: str, same: bool) -> None:
    assert (difference(STORE.query(one), STORE.query(other)) == "") is same


def test_triples() -> None:
    one = "CONSTRUCT { <urn:a> <urn:p> 1 . <urn:b> <urn:p> 2 } WHERE {}"
    other = "CONSTRUCT { <urn:b> <urn:p> 2.0 . <urn:a> <urn:p> 1 } WHERE {}"
    assert difference(STORE.query(one), STORE.query(other)) == ""
    assert "missing" in difference(STORE.query(one), STORE.query("CONSTRUCT {} WHERE {}"))


def test_a_number_that_is_none_is_compared_as_text() -> None:
    wrong = pyoxigraph.Literal("many", datatype=pyoxigraph.NamedNode(f"{XSD}integer"))
    assert cell(wrong) == "many"
    assert cell(pyoxigraph.BlankNode("x")) == cell(pyoxigraph.BlankNode("y"))
