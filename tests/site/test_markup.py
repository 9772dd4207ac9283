from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markup_reader import Reader

from partnergraph.site.markup import link, reading, refs, say
from partnergraph.site.naming import external
from partnergraph.site.records import Text
from partnergraph.site.renderer import words
from partnergraph.site.sheet import Printed, Ref, Value

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1)


def _same(target: str) -> str:
    return target


@given(_TEXT, _TEXT)
def test_any_text_is_shown_as_it_is(text: str, tag: str) -> None:
    page = Reader(str(say(Text(text, tag))))

    assert page.text == text
    assert page.tags == ["bdi"]


@given(_TEXT, _TEXT)
def test_a_link_leads_where_it_should_whatever_its_text(text: str, target: str) -> None:
    page = Reader(str(link(Value(Text(text), target), _same)))

    assert page.links == [target]
    assert page.text == text


def test_words_that_could_turn_others_around_are_isolated() -> None:
    assert str(say(Text("عربي"))) == "<bdi>عربي</bdi>"
    assert str(say(Text("\u202etxt.exe"))).startswith("<bdi>")
    assert str(say(Text("Ürümqi"))) == "Ürümqi"


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("https://example.org/", True),
        ("HTTP://example.org/", True),
        ("mailto:office@example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org", False),
    ],
)
def test_only_addresses_of_web_and_mail_become_links(iri: str, *, expected: bool) -> None:
    assert external(iri) is expected


def test_the_name_of_a_source_is_not_said_twice_in_a_row() -> None:
    found = [Ref(1, "P", "#a"), Ref(2, "P", "#b"), Ref(3, "Q", "#c")]

    assert Reader(str(refs(found, _same))).text == "[1], [2] P, [3] Q"


def test_an_unresolved_name_shows_its_candidates_and_no_meaning() -> None:
    name = Printed(
        anchor="m",
        reading="r",
        text=Text("BSMU"),
        target="x.html",
        meant=(),
        candidates=(Value(Text("A"), "a.html"), Value(Text("B"), "b.html")),
        sure=Text("unresolved"),
        key="unresolved",
        why=(Text("Both fit."),),
        decided="",
    )

    page = Reader(str(reading(name, words("en"), _same)))

    assert page.text == "BSMU May be: A, B unresolved Both fit."
    assert page.links == ["a.html", "b.html"]
