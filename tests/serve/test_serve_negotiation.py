"""Content negotiation, by RFC 9110, section 12.5.1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.serve.negotiation import choose, required
from partnergraph.serve.problems import Problem

OFFERS = ("text/html", "text/turtle", "application/ld+json", "application/rdf+xml")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/Turtle", "text/turtle"),
        ("text/turtle;q=0.5, application/rdf+xml", "application/rdf+xml"),
        ("text/html;q=0.1, text/turtle;q=0.2", "text/turtle"),
        ("text/html;q=0, */*", "text/turtle"),
        ("text/*;q=0, */*;q=0.1", "application/ld+json"),
        ("text/*, text/html;q=0.1", "text/turtle"),
        ("*/*;q=0.9, text/html;q=0.2, text/turtle;q=0.3", "application/ld+json"),
        ("application/*", "application/ld+json"),
        ("text/turtle;q=1.0, text/html;q=1", "text/html"),
        ("text/turtle;charset=utf-8", "text/turtle"),
        ('application/ld+json;profile="http://example.org/a,b;q=0"', "application/ld+json"),
        ("text/html;level=1, text/turtle;q=0.4", "text/turtle"),
        (" text/turtle ; q=0.5 ,\ttext/html;q=0.4", "text/turtle"),
        ("text/html;q=0, text/html;q=0.7", "text/html"),
        ("nonsense, text/turtle", "text/turtle"),
        ("text/html;q=2, text/turtle;q=0.1", "text/turtle"),
        ("text/html;q=x, text/turtle;q=0.1", "text/turtle"),
        ("*/html, text/turtle", "text/turtle"),
        ("image/png", None),
        ("*/*;q=0", None),
        ("text/turtle;q=0", None),
        ("text/html;q=0.0, text/turtle;q=0.000", None),
        (",,,", None),
    ],
)
def test_the_client_gets_what_it_likes_best(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, OFFERS) == chosen


def test_an_offer_may_have_parameters() -> None:
    offers = ("text/html;level=2", "text/html;level=1")
    assert choose("text/html;level=1, text/html;q=0.5", offers) == "text/html;level=1"


def test_nothing_acceptable_lists_the_offers() -> None:
    with pytest.raises(Problem) as caught:
        required("image/png", OFFERS)
    assert caught.value.status == 406
    assert caught.value.members["offers"] == list(OFFERS)


@given(st.text(max_size=200))
def test_any_header_is_read(accept: str) -> None:
    assert choose(accept, OFFERS) in (*OFFERS, None)


@given(st.sampled_from(OFFERS), st.lists(st.sampled_from(OFFERS)))
def test_the_only_type_asked_for_is_given(wanted: str, excluded: list[str]) -> None:
    ranges = [wanted, *(f"{name};q=0" for name in excluded if name != wanted)]
    assert choose(", ".join(ranges), OFFERS) == wanted
