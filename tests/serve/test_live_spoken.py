"""Live pages in Russian and Uzbek say nothing in English but what the data say so."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
import requests
from live_asking import running
from spoken import literals, untranslated

from partnergraph.project import Project

pytestmark = pytest.mark.slow
TAGS = {"ru": "ru", "uz": "uz-Latn"}
LANGUAGES = tuple(TAGS)
#: Pages by their address up to the tag of the language, and what comes after it.
PAGES = (
    *(("index", ""), ("institutions", ""), ("doc/samsmu", ""), ("search", "")),
    *(("search", "?q=samarqand"), ("search", "?q=qqzzqq"), ("ask/index", ""), ("ask/nothing", "")),
    *(("ask/sparql", ""), ("ask/partners-by-country", ""), ("ask/agreements-expiring", "")),
    *(("ask/events-between", ""), ("ask/event-in-detail", ""), ("ask/claims-by-modality", "")),
    *(("ask/claims-by-status", ""), ("ask/pairs-in-several-events", ""), ("ask/partners", "")),
    *(("ask/quoted-passages", ""), ("ask/why-is-this-known", ""), ("ask/printed-names", "")),
    *(("ask/dormant-partners", ""), ("ask/links-out", ""), ("ask/classes-and-counts", "")),
    *(("ask/agreements-by-year", ""), ("ask/partners-by-country", "?region=qq")),
    *(("ask/event-in-detail", "?event=bashk"), ("ask/partners", "?nothing=1")),
    ("ask/agreements-expiring", "?from=1&asOf=then"),
    ("nowhere", ""),
    ("doc/nobody", ""),
)
QUERIES = (
    "SELECT * WHERE { ?s ?p ?o } LIMIT 3",
    "SELECT * WHERE { ?s ?p",
    "ASK { }",
    "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 2",
)
#: What an engine says of a query, told in English as such, and the text of the query itself.
FROM_THE_ENGINE = ("p (en):",)


@pytest.fixture(scope="module")
def server(built_folder: Path) -> Iterator[str]:
    with running(built_folder) as address:
        yield address


@pytest.fixture(scope="module")
def data(built_folder: Path, project: Project) -> Collection[str]:
    return literals(built_folder) | {project.publisher}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("path", "more"), PAGES, ids="".join)
def test_pages_are_in_their_language(
    server: str, path: str, more: str, lang: str, data: Collection[str]
) -> None:
    pages = [_page(f"{server}/{path}{tag}.html{more}") for tag in (f".{lang}", "")]

    assert untranslated(pages[0], pages[1], lang, data) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", QUERIES)
def test_the_editor_is_in_its_language(
    server: str, query: str, lang: str, data: Collection[str]
) -> None:
    pages = [_page(f"{server}/ask/sparql{tag}.html", query) for tag in (f".{lang}", "")]
    found = untranslated(pages[0], pages[1], lang, data)

    assert [each for each in found if not each.startswith(FROM_THE_ENGINE)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_missing_is_told_as_the_browser_likes_it(server: str, lang: str) -> None:
    wish = {"Accept": "text/html", "Accept-Language": f"{lang}, en;q=0.5"}
    answer = requests.get(f"{server}/doc/nobody", headers=wish, timeout=20)

    assert answer.status_code == 404
    assert f'<html lang="{TAGS[lang]}">' in answer.text
    assert "Accept-Language" in answer.headers["Vary"]


def _page(address: str, query: str = "") -> str:
    accept = {"Accept": "text/html"}
    if query:
        return requests.post(address, {"query": query}, headers=accept, timeout=20).text
    return requests.get(address, headers=accept, timeout=20).text
