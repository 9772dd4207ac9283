"""Tokens of SPARQL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.serve.tokens import ambiguous, tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT * {?s ?p ?o}", "word mark mark name name name mark"),
        ("<http://a#b> # <c>", "iri"),
        ('"a\\"b" \'c\' """d"e""" \'\'\'f\'g\'\'\'', "string string string string"),
        ('"a"@en-GB^^<x>', "string name mark mark iri"),
        ("ex:a.b ex:a. :c _:b", "name name mark name name"),
        ("1SERVICE<x>", "number iri"),
        ("SERVICE:x", "name"),
        ("?a<?b", "name mark name"),
        ("?a<?b&&?c>?d", "name iri name"),
        ('"open', "mark word"),
        ("ex:a\\#b", "name"),
        ("a/b?", "word mark word mark"),
    ],
)
def test_each_thing_is_one_token(text: str, found: str) -> None:
    assert " ".join(token.kind for token in tokens(text)) == found


def test_brackets_are_counted() -> None:
    assert [token.depth for token in tokens("a{b(c)}d")] == [0, 1, 1, 2, 2, 1, 0, 0]


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("{ FILTER(?a<'>')SERVICE <http://x/>{?s ?p 'x'} }", True),
        ("{ FILTER(?a<?b)SERVICE#>\n<http://x/>{} }", True),
        ("{ FILTER(EXISTS{?s ?p ?o}<'>') }", True),
        ("{ FILTER(?a < ?b) }", False),
        ("{ ?s <http://a#b> ?o }", False),
        ("{ ?s (<http://a#b>/<http://c#d>)* ?o }", False),
        ("{ FILTER(?a IN (?b, <http://a#b>)) }", False),
        ("{ VALUES (?a ?b) { (<http://a#b> <http://c#d>) (1 <http://c#d>) } }", False),
    ],
)
def test_less_than_is_told_from_an_iri(text: str, unclear: bool) -> None:
    assert (ambiguous(list(tokens(text))) is not None) == unclear


@given(st.text(alphabet=st.sampled_from("<>{}()[]\"'#\\?$@:.aS \n"), max_size=60))
def test_nothing_is_lost(text: str) -> None:
    found = list(tokens(text))
    assert [token.at for token in found] == sorted({token.at for token in found})
    for token in found:
        assert text[token.at : token.at + len(token.text)] == token.text
