"""Places: what an address names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.serve.chapters import NAMES, chapter_of
from partnergraph.serve.places import Place, place_of


@pytest.mark.parametrize(
    ("raw", "local"),
    [
        (b"id/samsmu", b"samsmu"),
        (b"id/a/b", b"a/b"),
        (b"id/a%2fb", b"a/b"),
        (b"id/caf%C3%A9", "café".encode()),
        (b"id/..%2fx", b"../x"),
        (b"id/%00", b"\0"),
    ],
)
def test_a_thing_is_named_by_its_decoded_id(raw: bytes, local: bytes) -> None:
    assert place_of(raw) == Place(local=local, see=True)


@pytest.mark.parametrize(
    ("raw", "html", "turtle", "see"),
    [
        (b"", "index.html", "data/dataset.ttl", False),
        (b"doc/samsmu", "doc/samsmu.html", "doc/samsmu.ttl", False),
        (b"doc/~4eorth", "doc/~4eorth.html", "doc/~4eorth.ttl", False),
        (b"ontology/", "ontology/index.html", "ontology/ontology.ttl", False),
        (b"vocab/role", "vocab/role.html", "vocab/role.ttl", False),
        (b"vocab/role/host", "vocab/role.html", "vocab/role.ttl", True),
        (b"graph/curated", "data/index.html", "data/dataset.ttl", True),
    ],
)
def test_a_document_has_a_file_in_each_form(raw: bytes, html: str, turtle: str, see: bool) -> None:
    place = place_of(raw)

    assert place is not None
    assert (place.file("html"), place.file("ttl"), place.see) == (html, turtle, see)
    assert place.path == ""


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"doc/samsmu.ru.html", "doc/samsmu.ru.html"),
        (b"doc/samsmu.rdf", "doc/samsmu.rdf"),
        (b"institutions.uz.html", "institutions.uz.html"),
        (b"country/uz.csv", "country/uz.csv"),
        (b".well-known/void", ".well-known/void"),
        (b"questions/", "questions/index.html"),
        (b"style.css", "style.css"),
    ],
)
def test_a_file_has_its_path(raw: bytes, path: str) -> None:
    place = place_of(raw)

    assert place is not None
    assert place.path == path


@pytest.mark.parametrize(
    "raw",
    [
        *(b"id/", b"/id/samsmu", b"doc/", b"doc/Samsmu", b"doc/a.b.c.ttl", b"doc/../graph.nq"),
        *(b"doc/samsmu.exe", b"doc/samsmu.ru.ttl", b"..", b"../etc/passwd", b"data/../../x"),
        *(b".htaccess", b"hosting/nginx/maps.conf", b"site.json", b"%2e%2e/x", b"\\evil", b"a b"),
        *(b"style.css%00", b"style.css%0d%0aX: y", "стиль.css".encode()),
    ],
)
def test_anything_else_names_nothing(raw: bytes) -> None:
    found = place_of(raw)

    assert found is None or ".." in found.path.split("/")  # which no chapter has
    assert found is None or chapter_of(found.path) in NAMES


@given(st.binary(max_size=40))
def test_any_path_is_understood_or_not(raw: bytes) -> None:
    place = place_of(raw)

    assert place is None or place.path.isascii()
    assert place is None or place.local or not {"\r", "\n", "\\"} & set(place.path + place.stem)
