"""Every IRI has a file of its own, whose name every disk and server can hold."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.errors import BuildError
from partnergraph.site import addresses
from partnergraph.site.addresses import FORMS, Addresses, file_name, local_name, place

BASE = "https://example.org/graph/"
#: What Windows keeps for devices, in any case and before any ending.
DEVICES = {
    *("con", "prn", "aux", "nul"),
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
}
AWKWARD = [
    *("", ".", "..", "../../etc/passwd", "%2e%2e", "%2F", "%2e%2e%2f", "a/b", "a\\b", "/", "//x"),
    *("CON", "nul", "nul.txt", "com1", "LPT9", "aux", "index", "index.html", "Index"),
    *("x.", "x ", " x", "x..", ".htaccess", "-", "--help", "~", "~~", "~41", "a~b"),
    *("a", "A", "straße", "STRASSE", "strasse", "ﬁ", "fi", "ß", "ẞ", "ı", "i", "İ", "ſ", "s"),
    *("é", "e\u0301", "Å", "\u212b", "A\u030a", "ガ", "カ\u3099", "😀", "👩‍🔬", "\u202e", "\u200b"),
    *("?", "a?b", "a&b=c", "a:b", "a*b", 'a"b', "a<b>", "a|b", "a\x00b", "a\nb", "x.ru", "x.ttl"),
    *("x" * 120, "x" * 121, "x" * 300, "X" * 300, "é" * 4096, "/" * 300, "~" * 300),
    *("x" * 300 + "y", "x" * 300 + "z", "х" * 40, "х" * 41),
]
local_names = st.one_of(
    st.text(max_size=40),
    st.text(min_size=110, max_size=400),
    st.text(alphabet="aA~.-_% /\\0eé\u0301", max_size=8),
    st.sampled_from(AWKWARD),
)


def seen(name: str) -> str:
    """What a disk that tells neither capitals nor Unicode forms apart makes of a name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", name).casefold())


def sound(name: str) -> bool:
    return (
        re.fullmatch(r"[a-z0-9_~-]+", name) is not None
        and len(name) <= 120
        and name not in DEVICES | {"index"}
        and unquote(name) == name
    )


def test_awkward_ids_have_files_of_their_own() -> None:
    names = [seen(file_name(local)) for local in AWKWARD]

    assert len(set(names)) == len(set(AWKWARD)) == len(AWKWARD)


@settings(deadline=None)
@given(st.lists(local_names, unique=True, max_size=12))
def test_names_differ_on_disks_that_do_not_tell_forms_apart(locals_: list[str]) -> None:
    assert len({seen(file_name(local)) for local in locals_}) == len(locals_)


@settings(deadline=None)
@given(local_names)
def test_names_are_sound(local: str) -> None:
    assert sound(file_name(local))


@settings(deadline=None)
@given(local_names)
def test_names_can_be_told_back_or_are_known_to_be_cut(local: str) -> None:
    name = file_name(local)

    assert local_name(name) == (local if "~~" not in name or name == "~~" else None)
    assert len(local.encode()) > 30 or local_name(name) == local  # only long ones are cut


@settings(deadline=None)
@given(st.text(alphabet="abz09~._-AZ é", max_size=12))
def test_names_that_are_none_of_ours_are_not_told_back(name: str) -> None:
    local = local_name(name)

    assert local is None or file_name(local) == name


@pytest.mark.parametrize("form", FORMS)
@settings(deadline=None)
@given(local=st.text(max_size=60))
def test_documents_lead_back_to_their_resource(form: str, local: str) -> None:
    iri = f"{BASE}id/{local.replace('#', '')}"
    known = Addresses.of(BASE, ("en", "ru"), [iri])

    assert known.resource(known.path(iri, form)) == iri
    assert known.resource(known.path(iri, "html", "ru")) == iri
    assert known.path(iri, form).count("/") == 1


@pytest.mark.parametrize("local", AWKWARD)
def test_a_list_of_ids_makes_every_name_reversible(local: str) -> None:
    iri = f"{BASE}id/{local}"
    known = Addresses.of(BASE, ("en",), [iri])

    assert known.resource(known.path(iri)) == iri


def test_pages_in_other_languages_are_told_apart_from_other_resources() -> None:
    known = Addresses(BASE, ("en", "ru", "uz-Latn"))
    pages = [
        known.path(f"{BASE}id/{local}", "html", lang)
        for local in ("x", "x.ru", "x.uz")
        for lang in ("en", "ru", "uz-Latn")
    ]

    assert pages[:3] == ["doc/x.html", "doc/x.ru.html", "doc/x.uz.html"]
    assert len(set(pages)) == len(pages)


@pytest.mark.parametrize("iri", [f"{BASE}id/x#part", "https://example.org/other/x", f"{BASE}x"])
def test_other_iris_have_no_document(iri: str) -> None:
    with pytest.raises(ValueError, match="Not a resource"):
        Addresses(BASE).path(iri)


@pytest.mark.parametrize(
    "path", ["doc/../x.html", "x.html", "doc/a/b.ttl", "doc/x.pdf", "doc/~zz.ttl"]
)
def test_other_paths_are_about_nothing(path: str) -> None:
    assert Addresses(BASE).resource(path) is None


def test_two_resources_in_one_file_would_be_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "file_name", lambda _local: "same")

    with pytest.raises(BuildError, match="would share a file: a, b"):
        Addresses.of(BASE, ("en",), [f"{BASE}id/a", f"{BASE}id/b"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://example.org/graph/", "https://example.org/graph/"),
        ("https://example.org/graph", "https://example.org/graph/"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("https://example.org/граф/", "https://example.org/граф/"),
    ],
)
def test_addresses_of_folders_end_with_a_slash(text: str, found: str) -> None:
    assert place(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("", "/", "graph", "example.org/graph/", "ftp://example.org/", "file:///var/www/"),
        *("https://", "https:///x/", "https://example.org/?q=", "https://example.org/#x"),
        *("https://me:secret@example.org/", "https://example.org/a b/", "https://exa<mple.org/"),
        *("https://example.org:port/", "javascript:alert(1)//", "https://example.org/\n"),
    ],
)
def test_what_is_no_address_of_a_folder_is_refused(text: str) -> None:
    with pytest.raises(BuildError, match="no address that a site can lie at"):
        place(text)
