"""Signposting: a page and its data lead to each other, and say what they are about."""

from __future__ import annotations

import re

import pytest

import small_site
from partnergraph.site.addresses import FORMS
from partnergraph.site.signposting import TypedLink, data_links, form_links, page_links

IRI = f"{small_site.BASE}id/north-university"


def test_a_page_has_one_lasting_address() -> None:
    assert [each.href for each in page_links("x", IRI) if each.rel == "cite-as"] == [IRI]
    assert [each for each in page_links("x") if each.rel == "cite-as"] == []


def test_a_page_names_its_data_with_types() -> None:
    found = {each.href: each.type for each in page_links("x") if "describedby" in each.rel}

    assert found == {f"x.{form}": media for form, media in FORMS.items() if form != "html"}


def test_data_lead_back_to_the_page() -> None:
    described, *rest = data_links("x", small_site.LICENCE)

    assert described == TypedLink("describes", "x.html", "text/html")
    assert [each.rel for each in rest] == ["license"]


def test_there_is_a_link_for_every_form() -> None:
    assert [each.type for each in form_links("x")] == list(FORMS.values())


@pytest.mark.parametrize(
    ("link", "field"),
    [
        (TypedLink("license", "https://a.example/"), '<https://a.example/>; rel="license"'),
        (
            TypedLink("alternate describedby", "x.ttl", "text/turtle"),
            '<x.ttl>; rel="alternate describedby"; type="text/turtle"',
        ),
    ],
)
def test_links_are_written_as_fields(link: TypedLink, field: str) -> None:
    assert link.field() == field


def test_pages_hold_the_links_that_servers_send() -> None:
    page = small_site.page("North", "north-university", IRI)
    found = re.findall(r'<link rel="([^"]+)" href="([^"]+)"(?: type="([^"]+)")?>', page)

    wanted = page_links("north-university", IRI, small_site.LICENCE)
    assert found[1:] == [(each.rel, each.href, each.type) for each in wanted]
