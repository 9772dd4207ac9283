"""Cells: terms as text, as the tab-separated form of an answer has them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.cells import Terms, plain, table, text
from partnergraph.errors import QueryError

texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))


def written(*terms: ox.NamedNode | ox.Literal | None) -> bytes:
    """One row with these terms, as the engine writes it."""
    names = " ".join(f"?v{number}" for number in range(len(terms)))
    row = " ".join("UNDEF" if term is None else str(term) for term in terms)
    answer = ox.Store().query(f"SELECT {names} WHERE {{ VALUES ({names}) {{ ({row}) }} }}")
    assert isinstance(answer, ox.QuerySolutions)
    return answer.serialize(format=ox.QueryResultsFormat.TSV) or b""


@given(texts, texts)
def test_texts_come_through_as_they_are(one: str, other: str) -> None:
    _, rows = table(written(ox.Literal(one), ox.Literal(other, language="ru"), None))

    assert [plain(cell) for cell in rows[0]] == [one, other, ""]
    assert text(rows[0][1]) == {"text": other, "lang": "ru"}


@pytest.mark.parametrize(
    ("term", "cell"),
    [
        (ox.NamedNode("https://example.org/a%20b"), "https://example.org/a%20b"),
        (ox.Literal(12), "12"),
        (ox.Literal(-3), "-3"),
        (ox.Literal(1.5), "1.5"),
        (ox.Literal(True), "true"),
        (ox.Literal("2024-03-19", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")),
         "2024-03-19"),
        (ox.Literal('a "quoted" \\ back', datatype=ox.NamedNode("e:x@y")), 'a "quoted" \\ back'),
    ],
)  # fmt: skip
def test_a_cell_is_the_text_of_its_term(term: ox.NamedNode | ox.Literal, cell: str) -> None:
    assert table(written(term)) == (["v0"], [(cell,)])


def test_languages_are_written_as_people_do() -> None:
    _, rows = table(written(ox.Literal("а", language="uz-latn"), None))

    assert text(rows[0][0]) == {"text": "а", "lang": "uz-Latn"}
    assert text(rows[0][1]) == {}


def test_cells_sort_as_the_engine_sorts_terms() -> None:
    values = ["<e:a>", "9", "10", '"a"', '"a"@en', '"a"@ru', '"a b"', '"ab"']
    lines = "\n".join(["?x", *values, ""]).encode()

    _, rows = table(lines)

    assert sorted(rows[1:3], reverse=True) == [("10",), ("9",)]
    assert [row[0] for row in sorted(rows[3:])] == ["a", "a\0en", "a\0ru", "a b", "ab"]
    assert sorted([rows[1], ("",)]) == [("",), ("9",)]


def test_no_rows_are_no_rows() -> None:
    assert table(b"?x\t?y\n") == (["x", "y"], [])


@pytest.mark.parametrize("answer", [b'?x\n"never ends\n', b"?x\t?y\n<e:a>\n"])
def test_what_is_no_answer_is_an_error(answer: bytes) -> None:
    with pytest.raises(QueryError, match="cannot be read"):
        table(answer)


def test_terms_of_several_answers_are_one_text() -> None:
    terms = Terms()

    (_, [[one]]), (_, [[other]]) = table(b"?x\n<e:a>\n", terms), table(b"?y\n<e:a>\n", terms)

    assert one is other


def test_long_answers_keep_all_rows_in_order() -> None:
    lines = [f"{number}\t" for number in range(25_000)]

    _, rows = table("\n".join(["?x\t?y", *lines, ""]).encode())

    assert rows == [(str(number), "") for number in range(25_000)]
