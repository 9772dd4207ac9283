"""N-Quads text: two parsers read back what was written, and it is in canonical form."""

from __future__ import annotations

import re

import pyoxigraph
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from partnergraph.nquads import iri, is_iri, line, literal
from partnergraph.vocabulary import EDTF, XSD

S, P, G = "https://example.org/s", "https://example.org/p", "https://example.org/g"
UNDER_TEST = settings(max_examples=100, deadline=None)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LANGUAGES = st.sampled_from(["en", "ru", "uz-latn", "zh-hans-cn", "de-1996"])


def oxigraph(text: str) -> pyoxigraph.Quad:
    """The one statement that Oxigraph reads in `text`."""
    quads: list[pyoxigraph.Quad] = list(
        pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    )
    assert len(quads) == 1
    return quads[0]


def in_rdflib(text: str) -> rdflib.Literal:
    """The literal that rdflib reads in one statement, with its spelling kept."""
    dataset = rdflib.Dataset()
    dataset.parse(data=f"{text}\n", format="nquads")
    ((_, _, term, graph),) = dataset.quads()
    assert str(graph) == G
    assert isinstance(term, rdflib.Literal)
    return term


@given(ANY_TEXT)
@example('"\\\n\r\t\b\f\x00\x1f\x7f\x85\u2028\u2029\ufeff\ufffe\uffff\U0001f600')
@UNDER_TEST
def test_text_comes_back_in_oxigraph(text: str) -> None:
    assert oxigraph(line(S, P, literal(text), G)).object == pyoxigraph.Literal(text)


@given(ANY_TEXT)
@example('"\\\n\r\t\b\f\x00\x1f\x7f\x85\u2028\u2029\ufeff\ufffe\uffff\U0001f600')
@UNDER_TEST
def test_text_comes_back_in_rdflib(text: str) -> None:
    assert in_rdflib(line(S, P, literal(text), G)) == rdflib.Literal(text)


@given(ANY_TEXT, LANGUAGES)
@UNDER_TEST
def test_text_with_a_language_comes_back_in_both(text: str, language: str) -> None:
    statement = line(S, P, literal(text, language=language), G)
    assert oxigraph(statement).object == pyoxigraph.Literal(text, language=language)
    assert in_rdflib(statement) == rdflib.Literal(text, lang=language)


@given(ANY_TEXT)
@UNDER_TEST
def test_text_with_a_datatype_comes_back_in_both(text: str) -> None:
    statement = line(S, P, literal(text, datatype=EDTF), G)
    assert oxigraph(statement).object == pyoxigraph.Literal(
        text, datatype=pyoxigraph.NamedNode(EDTF)
    )
    assert in_rdflib(statement) == rdflib.Literal(text, datatype=rdflib.URIRef(EDTF))


@given(ANY_TEXT, st.sampled_from(["", "language", "datatype"]))
@example("".join(map(chr, range(0x180))), "")
@example("\u2028\u2029\ufdd0\ufeff\ufffd\ufffe\uffff\U0001fffe\U0010ffff", "")
@UNDER_TEST
def test_lines_are_those_that_oxigraph_prints(text: str, kind: str) -> None:
    options = {"": {}, "language": {"language": "en"}, "datatype": {"datatype": EDTF}}[kind]
    statement = line(S, P, literal(text, **options), G)
    quads = pyoxigraph.Dataset([oxigraph(statement)])
    quads.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    printed = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    assert printed is not None
    assert printed.decode() == f"{statement}\n"


@pytest.mark.parametrize(
    ("text", "options", "term"),
    [
        ("a", {}, '"a"'),
        ("a", {"datatype": XSD.string}, '"a"'),
        ("a", {"language": "uz-Latn"}, '"a"@uz-latn'),
        ("1", {"datatype": XSD.integer}, f'"1"^^<{XSD}integer>'),
        ('"', {}, r'"\""'),
        ("a\nb\x01", {}, r'"a\nb\u0001"'),
        ("Самарқанд 新疆", {}, '"Самарқанд 新疆"'),
    ],
)
def test_a_literal_is_written_so(text: str, options: dict[str, str], term: str) -> None:
    assert literal(text, **options) == term


@pytest.mark.parametrize("language", ["en_US", "rus.", "e n", "-en", "en-", "abcdefghi", "ру"])
def test_a_malformed_language_tag_is_refused(language: str) -> None:
    with pytest.raises(ValueError, match="language tag"):
        literal("a", language=language)


def test_a_datatype_must_be_an_iri() -> None:
    with pytest.raises(ValueError, match="absolute IRI"):
        literal("a", datatype="xsd date")


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/",
        "https://example.org/a?b=c&d#e",
        "urn:isbn:1",
        "mailto:a@example.org",
        "https://пример.рф/путь",
        "https://user:key@example.org:8080/a",
        "https://x.org/%D0%B0",
        "https://x.org/id/page#char=1790,1821",
        "http://x.org/a//b",
        "tag:x.org,2024:a",
    ],
)
def test_an_absolute_iri_is_one(text: str) -> None:
    assert is_iri(text)
    assert iri(text) == f"<{text}>"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a/b",
        "https:",
        ":x",
        "1:x",
        "a_b:c",
        "https://x.org/a b",
        "https://x.org/<a>",
        "https://x.org/a\nb",
        'https://x.org/"',
        "https://x.org/a\\b",
        "https://x.org/`",
        "ж:a",
        "https://x.org/?a[0]=1",
        "https://x.org/%zz",
        "https://x.org/%4",
        "https://x.org/#a#b",
        "https://x.org:port/",
        "https://x.org/\x7f",
        "https://x.org/\ue000",
        "https://x.org/\n",
        "https://x.org/\ud800",
        "https://x.org/\ufffe",
        "https://x.org/{a}",
        "https://[x.org/",
    ],
)
def test_what_is_no_absolute_iri_is_refused(text: str) -> None:
    assert not is_iri(text)
    with pytest.raises(ValueError, match="absolute IRI"):
        iri(text)


PARTS = ["http://", "a:", "//", "x.org", ":80", "%20", "%zz", "#", "?", "[", "]", "@", "%", "é"]
PARTS += ["\ue000", "\ufffe", "\U0001fffe", "\U00010000", " ", "\x80", "\xa0", "|", "'", "1", "/"]

EMPTY = re.compile(r"[^:]*:(#.*)?", re.DOTALL)  # "a:" is an IRI, but leads nowhere


@given(st.lists(st.sampled_from(PARTS), max_size=9).map("".join) | ANY_TEXT)
@UNDER_TEST
def test_whatever_is_called_an_iri_can_be_loaded(text: str) -> None:
    try:
        expected = bool(pyoxigraph.NamedNode(text))
    except ValueError:
        expected = False
    if text.isascii() and not EMPTY.fullmatch(text):
        assert is_iri(text) == expected
    if is_iri(text):
        assert expected
        assert oxigraph(line(S, P, iri(text), G)).object == pyoxigraph.NamedNode(text)


@given(st.lists(ANY_TEXT, max_size=5, unique=True))
@UNDER_TEST
def test_a_statement_is_one_line(texts: list[str]) -> None:
    lines = [line(S, P, literal(text), G) for text in texts]
    together = "\n".join(lines).encode()
    quads = pyoxigraph.parse(together, format=pyoxigraph.RdfFormat.N_QUADS)
    found = [quad.object.value for quad in quads if isinstance(quad.object, pyoxigraph.Literal)]
    assert found == texts
    assert together.count(b"\n") == max(len(texts) - 1, 0)
