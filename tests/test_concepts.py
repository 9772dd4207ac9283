"""Concepts: the words of a scheme are found by slug and by label, in any language."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnergraph.concepts import Concepts
from partnergraph.errors import ProjectError
from partnergraph.project import bundle
from partnergraph.vocabulary import SCHEMES, SKOS, VOCAB, scheme

SHIPPED = Concepts.load(bundle() / "ontology" / name for name in ("schemes.ttl", "places.ttl"))
PREFIXES = f"@prefix skos: <{SKOS}> .\n@prefix role: <{VOCAB}role/> .\n"


def turtle(folder: Path, text: str | bytes) -> Path:
    path = folder / "schemes.ttl"
    path.write_bytes(text if isinstance(text, bytes) else (PREFIXES + text).encode())
    return path


@pytest.mark.parametrize(
    ("name", "text", "slug"),
    [
        ("role", "host", "host"),
        ("role", " Host ", "host"),
        ("agreement-type", "memorandum-of-understanding", "memorandum-of-understanding"),
        ("agreement-type", "memorandum_of_understanding", "memorandum-of-understanding"),
        ("agreement-type", "Memorandum of Understanding", "memorandum-of-understanding"),
        ("country", "UZ", "UZ"),
        ("country", "uz", "UZ"),
        ("country", "Uzbekistan", "UZ"),
        ("country", "Узбекистан", "UZ"),
        ("country", "Oʻzbekiston", "UZ"),
        ("country", "O'zbekiston", "UZ"),
    ],
)
def test_a_concept_is_found_by_slug_and_label(name: str, text: str, slug: str) -> None:
    assert SHIPPED.find(name, text) == scheme(name).term(slug)


@pytest.mark.parametrize(
    ("name", "text"),
    [("role", "Uzbekistan"), ("role", "hostess"), ("role", ""), ("no-scheme", "host")],
)
def test_what_a_scheme_does_not_hold_is_not_found(name: str, text: str) -> None:
    assert SHIPPED.find(name, text) is None


@pytest.mark.parametrize("name", SCHEMES)
def test_every_scheme_is_read_and_its_slugs_are_found(name: str) -> None:
    slugs = SHIPPED.slugs(name)
    assert slugs
    assert slugs == sorted(set(slugs))
    for slug in slugs:
        assert SHIPPED.find(name, slug) == f"{VOCAB}{name}/{slug}"


def test_suggestions_look_like_the_text() -> None:
    assert SHIPPED.suggest("role", "hots")[0] == "host"
    assert SHIPPED.suggest("country", "Uzbekistn")[0] == "UZ"


def test_a_concept_is_suggested_once_whatever_its_labels(tmp_path: Path) -> None:
    labels = "role:host a skos:Concept ; skos:prefLabel 'hosts'@en ; skos:altLabel 'hoste'@en ."
    assert Concepts.load([turtle(tmp_path, labels)]).suggest("role", "host") == ["host"]


def test_without_likeness_the_first_slugs_are_suggested() -> None:
    assert SHIPPED.suggest("country", "新疆") == SHIPPED.slugs("country")[:12]
    assert SHIPPED.suggest("no-scheme", "host") == []


def test_a_slug_goes_before_the_label_of_another(tmp_path: Path) -> None:
    path = turtle(tmp_path, "role:a skos:prefLabel 'b'@en . role:b skos:prefLabel 'c'@en .")
    concepts = Concepts.load([path])
    assert concepts.find("role", "b") == f"{VOCAB}role/b"
    assert concepts.find("role", "c") == f"{VOCAB}role/b"


def test_only_names_are_words(tmp_path: Path) -> None:
    path = turtle(tmp_path, "role:a skos:notation 'n' ; skos:definition 'd'@en .")
    concepts = Concepts.load([path])
    assert concepts.find("role", "n") == f"{VOCAB}role/a"
    assert concepts.find("role", "d") is None


def test_subjects_outside_the_schemes_are_no_concepts(tmp_path: Path) -> None:
    text = "<https://example.org/a/b> skos:prefLabel 'b' . [] skos:prefLabel 'b' ."
    concepts = Concepts.load([turtle(tmp_path, text + f" <{VOCAB}role> skos:prefLabel 'b' .")])
    assert concepts.find("role", "b") is None
    assert concepts.slugs("role") == []


@pytest.mark.parametrize("text", ["role:a skos:prefLabel", b"\xff\xfe", "nope:a nope:b nope:c ."])
def test_broken_turtle_is_refused_with_its_place(tmp_path: Path, text: str | bytes) -> None:
    path = turtle(tmp_path, text)
    with pytest.raises(ProjectError, match="line") as refused:
        Concepts.load([path])
    assert str(path) in refused.value.message


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"none\.ttl"):
        Concepts.load([tmp_path / "none.ttl"])
