"""Pages about things: nothing that the graph says is missing, every link leads somewhere."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

import pyoxigraph
import pytest
from hostile import Made
from markup_reader import Reader

from partnergraph.site import pagereader
from partnergraph.site.dating import say
from partnergraph.site.pages import Press, maker
from partnergraph.site.records import KINDS
from partnergraph.site.renderer import words
from partnergraph.vocabulary import EDTF, OA, ORG, PG, RDF_TYPE, SCHEMA, SKOS, VOCAB

#: Statements that hold parts together; what they join is shown together.
STRUCTURE = {
    *(PG.hasParty, PG.hasParticipation, PG.hasLifecycleEvent, PG.hasName, PG.aboutMention),
    *(OA.hasSelector, OA.hasSource, PG.supportedBy),
}
#: Texts of other languages than English are on pages in all languages.
LANGUAGES = ("en", "ru", "uz")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _shown(press: Press, iri: str, page: Reader, quad: pyoxigraph.Quad, lang: str) -> bool:
    """Whether a statement of the document about `iri` can be read on its page."""
    term, predicate = quad.object, quad.predicate.value
    if isinstance(term, pyoxigraph.Literal):
        return _said(term, page, lang)
    assert isinstance(term, pyoxigraph.NamedNode)
    if predicate == RDF_TYPE:
        own = quad.subject == pyoxigraph.NamedNode(iri)
        return not own or _typed(press, iri, term.value, page, lang)
    # what is stated in this source stands on its page
    return predicate in STRUCTURE or term.value == iri or _linked(press, term.value, page, lang)


def _said(term: pyoxigraph.Literal, page: Reader, lang: str) -> bool:
    if term.datatype.value == EDTF and say(term.value, lang) in page.text:
        return True
    return _plain(term.value) in page.text or say(term.value, lang) in page.text


def _linked(press: Press, value: str, page: Reader, lang: str) -> bool:
    thing, _, part = value.partition("#")
    if part and part in page.ids:
        return True
    if thing in press.shelf:
        name = press.renderer.path(press.site.addresses.path(thing), lang).rpartition("/")[2]
        return any(link.partition("#")[0] == name for link in page.links)
    if value.startswith(VOCAB):
        return press.shelf.name(value, lang).text in page.text
    return value in page.links


def _typed(press: Press, iri: str, value: str, page: Reader, lang: str) -> bool:
    if KINDS.get(value) == press.shelf.kind(iri):
        return words(lang)[press.shelf.kind(iri)] in page.text
    return press.shelf.name(value, lang).text in page.text or value in page.text


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_statement_is_on_its_page_with_its_source(press: Press, lang: str) -> None:
    missing = []
    for iri in press.site.documents:
        page = Reader(press.page(iri, lang))
        names = {link.partition("#")[0] for link in page.links}
        for quad in press.site.documents[iri].quads():
            if not _shown(press, iri, page, quad, lang):
                missing.append(str(quad))
            source = press.shelf.source(str(getattr(quad.graph_name, "value", "")))
            if source and source != iri:
                path = press.renderer.path(press.site.addresses.path(source), lang)
                if path.rpartition("/")[2] not in names:
                    missing.append(f"no link to {source}: {quad}")

    assert missing == [], "\n".join(missing[:40])


def test_every_link_leads_to_a_page_or_a_part_of_one(press: Press) -> None:
    known: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for iri in press.site.documents:
        path = press.site.addresses.path(iri)
        page = Reader(press.page(iri, "en"))
        assert len(page.ids) == len(set(page.ids)), iri
        known[path] = set(page.ids)
        links += [(path, link) for link in page.links]
    broken = []
    for path, link in links:
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        target, _, fragment = link.partition("#")
        full = normpath(join(dirname(path), target)) if target else path
        inside = full.startswith("doc/") and full.endswith(".html") and full.count(".") == 1
        if inside and (full not in known or (fragment and fragment not in known[full])):
            broken.append((path, link))

    assert broken == []


def test_words_of_another_language_say_so(press: Press) -> None:
    iri = press.site.project.thing("china-visit-2024")

    page = Reader(press.page(iri, "uz"))

    title = "Working visit of the delegation to China"
    assert {lang for text, lang in page.langs if text == title} == {"en"}
    assert words("uz")["shown-in"] in page.text


def test_a_page_is_the_same_every_time(press: Press) -> None:
    iri = press.site.project.thing("samsmu")

    assert press.page(iri, "ru") == Press.of(press.site).page(iri, "ru")


def test_different_dates_of_two_sources_stand_side_by_side(press: Press) -> None:
    iri = press.site.project.thing("bashkir-2018")

    page = Reader(press.page(iri, "en"))

    assert "October 2018" in page.text
    assert words("en")["timeline"] in page.text


def test_a_reading_is_shown_with_its_reason(press: Press) -> None:
    page = Reader(press.page(press.site.project.thing("xinjiang-2024"), "en"))

    assert "Samara State Medical University" in page.text
    assert "The page belongs to Samarkand State Medical University" in page.text
    assert any("#reading-samara-state-medical-university" in link for link in page.links)


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("samsmu", ("en", "ru", "uz")),
        ("xinjiang-2024", ("en", "ru", "uz")),
        ("ph-page", ("en",)),
        ("agreements-30", ("en",)),
        ("1spbgmu-meeting-relation-98bba6ae", ("en",)),
        ("dept-neurology", ("en",)),
    ],
)
def test_what_has_no_words_to_translate_has_one_page(
    press: Press, name: str, languages: tuple[str, ...]
) -> None:
    path = press.site.addresses.path(press.site.project.thing(name))

    assert press.renderer.spoken(path) == languages
    made = [
        each for each, _ in maker(press.site)(press.site.documents[press.site.project.thing(name)])
    ]
    assert made == [press.renderer.path(path, lang) for lang in languages]


def test_a_link_into_another_language_says_so(press: Press) -> None:
    thing = press.site.project.thing("xinjiang-2024")

    assert re.search(r"<a href=ph-page\.html hreflang=en>", press.page(thing, "ru"))
    assert "hreflang=en>" not in press.page(thing, "en").partition("<body>")[2]


def test_a_unit_with_a_name_in_another_language_is_translated(made: Made) -> None:
    unit = "https://example.org/g/id/unit"
    graph = "<https://example.org/g/graph/curated>"
    press = made(
        [
            f"<{unit}> <{RDF_TYPE}> <{ORG.OrganizationalUnit}> {graph} .",
            f'<{unit}> <{SKOS.prefLabel}> "Unit"@en {graph} .',
            f'<{unit}> <{SKOS.prefLabel}> "Кафедра"@ru {graph} .',
        ]
    )

    assert len(press.renderer.spoken(press.site.addresses.path(unit))) > 1


def test_a_part_that_nothing_else_shows_has_an_anchor(made: Made) -> None:
    base, graph = "https://example.org/g/", "<https://example.org/g/graph/curated> ."
    thing, place = f"{base}id/a", f"{base}id/a#place-1"
    press = made(
        [
            f"<{thing}> <{RDF_TYPE}> <{ORG.FormalOrganization}> {graph}",
            f"<{thing}> <{SCHEMA.location}> <{place}> {graph}",
            f"<{place}> <{RDF_TYPE}> <{SCHEMA.Place}> {graph}",
            f'<{place}> <{SCHEMA.name}> "Gières" {graph}',
            f'<{place}> <{SCHEMA.name}> "Giera" {graph}',
        ]
    )
    page = pagereader.read(press.page(thing, "en"))

    assert "place-1" in page.ids
    assert page.faults == []  # an id that is there twice is one
