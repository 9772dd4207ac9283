"""The vocabulary: IRIs by name, and short forms for people."""

from __future__ import annotations

import ast
import copy
import pickle
import re
from pathlib import Path

import pytest
import rdflib

from partnergraph import vocabulary
from partnergraph.project import bundle
from partnergraph.vocabulary import DC, PG, PREFIXES, RDF_TYPE, SCHEMES, VOCAB, Namespace, compact

SOURCES = sorted(Path(vocabulary.__file__).parent.rglob("*.py"))
NAMESPACES = {name: v for name, v in vars(vocabulary).items() if isinstance(v, Namespace)}


def test_an_attribute_is_a_term() -> None:
    assert PG.Agreement == "https://w3id.org/partnergraph/ontology#Agreement"
    assert type(PG.Agreement) is str


def test_names_of_python_are_terms_by_method() -> None:
    assert DC.term("title") == "http://purl.org/dc/terms/title"
    assert str(rdflib.RDF.type) == RDF_TYPE


def test_a_namespace_is_no_term_for_python_itself() -> None:
    with pytest.raises(AttributeError):
        _ = PG.__wrapped__
    assert copy.copy(PG) == pickle.loads(pickle.dumps(PG)) == str(PG)  # noqa: S301 - our own


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_term_is_taken_for_a_method_of_str(path: Path) -> None:
    """`DC.title` would be a function; `DC.term("title")` is the term."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            wrong = node.value.id in NAMESPACES and hasattr(str, node.attr)
            called_on_text = node.attr in ("startswith", "endswith", "removeprefix")
            assert not wrong or called_on_text, f"{path.name}:{node.lineno} {node.attr}"


@pytest.mark.parametrize(
    ("name", "iri"),
    [(name, str(iri)) for name, iri in NAMESPACES.items()],
)
def test_a_namespace_ends_where_names_begin(name: str, iri: str) -> None:
    assert re.fullmatch(r"https?://[^ ]+[#/]", iri), name


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("dcterms", rdflib.DCTERMS),
        ("org", rdflib.ORG),
        ("owl", rdflib.OWL),
        ("prov", rdflib.PROV),
        ("rdf", rdflib.RDF),
        ("rdfs", rdflib.RDFS),
        ("schema", rdflib.SDO),
        ("skos", rdflib.SKOS),
        ("xsd", rdflib.XSD),
    ],
)
def test_prefixes_mean_what_they_mean_elsewhere(prefix: str, expected: rdflib.Namespace) -> None:
    assert PREFIXES[prefix] == str(expected)


def test_no_namespace_has_two_prefixes_and_no_prefix_is_a_scheme() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert not set(PREFIXES) & set(SCHEMES)
    assert list(SCHEMES) == sorted(set(SCHEMES))


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_has_its_namespace_and_prefix(name: str) -> None:
    assert vocabulary.scheme(name) == f"{VOCAB}{name}/"
    assert compact(vocabulary.scheme(name).term("a-b")) == f"{name}:a-b"


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (PG.Agreement, "pg:Agreement"),
        ("http://purl.org/dc/terms/title", "dcterms:title"),
        (f"{VOCAB}country/UZ", "country:UZ"),
        (f"{VOCAB}country", f"{VOCAB}country"),
        (f"{VOCAB}hobby/chess", f"{VOCAB}hobby/chess"),
        ("https://example.org/a", "https://example.org/a"),
        ("", ""),
    ],
)
def test_an_iri_is_short_where_a_prefix_fits(iri: str, short: str) -> None:
    assert compact(iri) == short


def test_terms_that_the_code_names_are_declared() -> None:
    """A slip such as `PG.hasPartie` would otherwise be a new property."""
    turtle = (bundle() / "ontology" / "vocabulary.ttl").read_text(encoding="utf-8")
    declared = set(re.findall(r"^pg:(\w+)", turtle, re.MULTILINE))
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    used = set(re.findall(r"\bPG\.(?!term\b)([A-Za-z]\w*)", text)) - {"startswith", "removeprefix"}
    assert declared
    assert used <= declared
