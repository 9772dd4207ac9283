"""Media types of answers."""

from __future__ import annotations

import pyoxigraph
import pytest

from partnergraph.serve.mediatypes import ROWS, TABLES, TRIPLES, YES_NO, content_type

# Three rows; the values try to look like what stands between rows.
STORE = pyoxigraph.Store()
STORE.update(
    """INSERT DATA { <a:1> <a:p> '"}},{"' . <a:2> <a:p> "<result>\\t" . <a:3> <a:p> "x" }"""
)


@pytest.mark.parametrize(("media", "form"), TABLES.items())
def test_rows_can_be_counted(media: str, form: pyoxigraph.QueryResultsFormat) -> None:
    answer = STORE.query("SELECT ?s ?o { ?s ?p ?o }")
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    found = answer.serialize(format=form) or b""
    besides = {
        "json": -1,
        "csv": 1,
        "tab-separated-values": 1,
    }  # heading, and no row before the first
    assert found.count(ROWS[media]) == 3 + besides.get(
        media.rpartition("/")[2].rpartition("+")[2], 0
    )


def test_yes_or_no_is_offered_where_it_can_be_said() -> None:
    answer = STORE.query("ASK {}")
    assert isinstance(answer, pyoxigraph.QueryBoolean)
    for media, form in TABLES.items():
        if media in YES_NO:
            assert b"true" in (answer.serialize(format=form) or b"")
        else:
            assert media in ("text/csv", "text/tab-separated-values")


def test_text_says_its_encoding() -> None:
    assert content_type("text/turtle") == "text/turtle; charset=utf-8"
    assert content_type("application/n-triples") == "application/n-triples"


@pytest.mark.parametrize(("media", "form"), TRIPLES.items())
def test_the_engine_calls_forms_of_triples_as_we_do(media: str, form: pyoxigraph.RdfFormat) -> None:
    assert pyoxigraph.RdfFormat.from_media_type(media) == form
