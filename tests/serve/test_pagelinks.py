"""Links of a page: the header field says what the head says."""

from __future__ import annotations

import pytest

from partnergraph.serve.pagelinks import page_fields


def test_links_for_programs_are_told() -> None:
    head = b"""<link rel="stylesheet" href="../style.css"><link rel="canonical" href="x">
<link rel=cite-as href="https://a.example/id/x"><link rel=type href=https://schema.org/AboutPage>
<link rel="alternate describedby" type="text/turtle" href="x.ttl">
<link rel="license" href="https://a.example/l"></head><link rel="license" href="no">"""

    assert page_fields(head) == (
        '<https://a.example/id/x>; rel="cite-as", '
        '<https://schema.org/AboutPage>; rel="type", '
        '<x.ttl>; rel="alternate describedby"; type="text/turtle", '
        '<https://a.example/l>; rel="license"'
    )


@pytest.mark.parametrize(
    ("href", "told"),
    [
        ("https://a.example/id/Universität", "<https://a.example/id/Universit%C3%A4t>"),
        ("https://a.example/id/it&#39;s", "<https://a.example/id/it's>"),
        ("https://a.example/caf%C3%A9", "<https://a.example/caf%C3%A9>"),
        ("x\r\nSet-Cookie: a=b", "<x%0D%0ASet-Cookie:%20a=b>"),
        ("x&gt;; rel=&quot;evil", "<x%3E;%20rel=%22evil>"),
    ],
)
def test_no_address_leaves_its_place(href: str, told: str) -> None:
    found = page_fields(f'<link rel="cite-as" href="{href}">'.encode())

    assert found == f'{told}; rel="cite-as"'
