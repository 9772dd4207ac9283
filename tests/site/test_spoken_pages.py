"""Pages in Russian and Uzbek say nothing in English but what the data say so."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

import pytest
from published import QUICK, opened, written
from spoken import literals, untranslated

from partnergraph.project import Project
from partnergraph.site import lists, pages, questions, reports, unknowns
from partnergraph.site.material import Site
from partnergraph.site.pages import Press
from partnergraph.site.renderer import text

LANGUAGES = ("ru", "uz")
KINDS = ("institution", "unit", "agreement", "event", "programme", "relation", "thing")
#: Documents of each kind that are looked at: the longest have most to say.
_MOST = 3
_CATALOGUE = (questions.part, reports.part, unknowns.write_unknowns, lists.write_lists)


@pytest.fixture(scope="module")
def opened_site(built_folder: Path, project: Project) -> Site:
    return opened(built_folder, project)


@pytest.fixture(scope="module")
def data(built_folder: Path, project: Project) -> Collection[str]:
    known = literals(built_folder)
    small = {each.lower() for each in known if " " not in each}  # as questions compare names
    return known | small | {project.publisher}


@pytest.fixture(scope="module")
def folder(opened_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spoken") / "site"
    written(opened_site, folder, (*QUICK, *_CATALOGUE))
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_of_a_site_are_in_their_language(
    folder: Path, lang: str, data: Collection[str]
) -> None:
    found, seen = {}, set()
    for own in sorted(folder.rglob(f"*.{lang}.html")):
        english = own.with_name(own.name.replace(f".{lang}.html", ".html"))
        seen.add(own.relative_to(folder).parts[0])
        said = [path.read_text(encoding="utf-8") for path in (own, english)]
        if words := untranslated(said[0], said[1], lang, data):
            found[str(own.relative_to(folder))] = words

    assert seen >= {"questions", "reports", "data", "ontology", "vocab", f"unknowns.{lang}.html"}
    assert found == {}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_things_are_in_their_language(
    kind: str, lang: str, opened_site: Site, data: Collection[str]
) -> None:
    shelf = Press.of(opened_site).shelf
    paths = {iri: opened_site.addresses.path(iri) for iri in shelf.of_kind(kind)}
    iris = [iri for iri, path in paths.items() if not opened_site.in_one_language(path)]
    make = pages.maker(opened_site)
    for iri in sorted(iris, key=lambda each: len(opened_site.documents[each].data))[-_MOST:]:
        made = dict(make(opened_site.documents[iri]))
        own, english = made[paths[iri].replace(".html", f".{lang}.html")], made[paths[iri]]
        assert untranslated(str(own), str(english), lang, data) == [], iri


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "slip",
    [
        "<p>Read it with care.</p>",
        '<p lang="en">Read it with care.</p>',
        "<table><thead><tr><th>registry id<tbody><tr><td>x</table>",
        '<nav aria-label="Pages of this site"></nav>',
        "<ul><li><code>x</code> Nothing is recorded<li>ok</ul>",
    ],
)
def test_a_slip_is_found(slip: str, lang: str) -> None:
    page = f"<!doctype html><html lang={lang}><body><main>{slip}</main>"

    assert len(untranslated(page, page, lang, {"care"})) == 1


@pytest.mark.parametrize(
    "good",
    [
        "<p>Ryazan University – Care</p>",
        "<p>[1] Care</p>",
        "<p>https://example.org/some words</p>".replace(" ", "/"),
        "<p>agreements-by-year</p>",
        "<pre>SELECT everything</pre>",
        "<p>SPARQL</p>",
    ],
)
def test_data_and_names_are_no_slips(good: str) -> None:
    page = f"<!doctype html><html lang=uz-Latn><body>{good}"

    assert untranslated(page, page, "uz", {"Care", "Ryazan University"}) == []


@pytest.mark.parametrize("name", ["words.json", "words-data.json", "words-live.json"])
def test_no_words_are_those_of_english(name: str) -> None:
    """Words of one kind of page may be missed above; names, and what fills a hole, are the same."""
    said = json.loads(text(name))
    for lang in LANGUAGES:
        page = "".join(f"<p>{each}</p>" for each in said[lang].values())
        english = "".join(f"<p>{each}</p>" for each in said["en"].values())
        assert untranslated(page, english, lang, ()) == []
