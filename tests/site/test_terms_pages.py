"""Every term and concept has its place on a page, under the end of its IRI, in three languages."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from published import opened, written
from rdflib import RDF, SKOS

from partnergraph.project import Project
from partnergraph.site import ontology, schemes
from partnergraph.site.terms import Turtle
from partnergraph.vocabulary import PG, VOCAB

LANGUAGES = {"": "en", ".ru": "ru", ".uz": "uz-latn"}


class Ids(HTMLParser):
    """The ids of a page, and its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if tag == "a" and found.get("href"):
            self.links.append(found["href"] or "")


@pytest.fixture(scope="module")
def site(built_folder: Path, project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terms") / "site"
    written(opened(built_folder, project), folder, (ontology.part, schemes.part))
    return folder


@pytest.fixture(scope="module")
def vocabulary(project: Project) -> rdflib.Graph:
    return rdflib.Graph().parse(project.ontology_file("vocabulary.ttl"))


@pytest.fixture(scope="module")
def concepts(project: Project) -> rdflib.Graph:
    found = rdflib.Graph()
    for path in project.ontology_files("schemes.ttl", "places.ttl"):
        found.parse(path)
    return found


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_term_has_an_anchor(site: Path, vocabulary: rdflib.Graph, tag: str) -> None:
    ids = Ids((site / f"ontology/index{tag}.html").read_text(encoding="utf-8")).ids
    terms = {str(s).removeprefix(PG) for s in vocabulary.subjects() if str(s).startswith(PG)}

    assert len(terms) > 60
    assert terms <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_page_has_labels_and_definitions_in_its_language(
    site: Path, vocabulary: rdflib.Graph, tag: str
) -> None:
    page = unescape((site / f"ontology/index{tag}.html").read_text(encoding="utf-8"))

    for predicate in (rdflib.RDFS.label, SKOS.definition):
        texts = [
            str(text)
            for text in vocabulary.objects(None, predicate)
            if isinstance(text, rdflib.Literal) and (text.language or "").lower() == LANGUAGES[tag]
        ]
        assert len(texts) > 60
        assert [text for text in texts if text not in page] == []


def test_rules_of_the_shapes_are_told_in_words(site: Path) -> None:
    page = (site / "ontology" / "index.ru.html").read_text(encoding="utf-8")
    agreement = page[page.index("id=Agreement>") :]

    assert "Укажите источник, который это сообщает." in agreement[: agreement.index("</section>")]


def test_alignment_is_told(site: Path) -> None:
    page = (site / "ontology" / "index.html").read_text(encoding="utf-8")
    agreement = page[page.index("id=Agreement>") :]

    assert "two commitments as parts" in agreement[: agreement.index("</section>")]


@pytest.mark.parametrize(("ending", "form"), [("ttl", "turtle"), ("jsonld", "json-ld")])
def test_files_hold_the_ontology(
    site: Path, vocabulary: rdflib.Graph, ending: str, form: str
) -> None:
    found = rdflib.Graph().parse(site / f"ontology/ontology.{ending}", format=form)

    assert {t.n3().lower() for triple in found for t in triple} == {
        t.n3().lower() for triple in vocabulary for t in triple
    }
    assert len(found) == len(vocabulary)


def test_every_scheme_and_concept_has_its_place(site: Path, concepts: rdflib.Graph) -> None:
    found = list(concepts.subjects(RDF.type, SKOS.ConceptScheme))
    assert len(found) > 15
    for scheme in found:
        name = str(scheme).removeprefix(VOCAB)
        members = {
            str(each).rpartition("/")[2] for each in concepts.subjects(SKOS.inScheme, scheme)
        }
        for tag in LANGUAGES:
            ids = Ids((site / f"vocab/{name}{tag}.html").read_text(encoding="utf-8")).ids
            assert members <= set(ids), name
            assert len(ids) == len(set(ids)), name


def test_scheme_shows_names_in_three_languages(site: Path, concepts: rdflib.Graph) -> None:
    for page in (site / "vocab").glob("*.html"):
        name = page.name.partition(".")[0]
        text = unescape(page.read_text(encoding="utf-8"))
        for concept in concepts.subjects(SKOS.inScheme, rdflib.URIRef(f"{VOCAB}{name}")):
            for label in concepts.objects(concept, SKOS.prefLabel):
                assert str(label) in text


def test_regions_stand_below_what_they_are_part_of(project: Project) -> None:
    turtle = Turtle.read(project.ontology_files("places.ttl"))
    members = [
        each
        for each in turtle.of_class(str(SKOS.Concept))
        if f"{VOCAB}region" in turtle.iris(each, str(SKOS.inScheme))
    ]
    found = list(schemes.hierarchy(turtle, members))
    depths = {concept.rpartition("/")[2]: depth for depth, concept in found}

    assert sorted(concept for _, concept in found) == sorted(members)
    assert (depths["world"], depths["asia"], depths["central-asia"]) == (0, 1, 2)


def test_concepts_that_are_broader_than_themselves_end() -> None:
    turtle = Turtle()
    one, other = f"{VOCAB}x/one", f"{VOCAB}x/other"
    turtle.facts[one][str(SKOS.broader)].append(pyoxigraph.NamedNode(other))
    turtle.facts[other][str(SKOS.broader)].append(pyoxigraph.NamedNode(one))

    assert sorted(c for _, c in schemes.hierarchy(turtle, [one, other])) == [one, other]


def test_links_between_these_pages_lead_somewhere(site: Path) -> None:
    pages = [*site.glob("ontology/*.html"), *site.glob("vocab/*.html")]
    ids = {page: set(Ids(page.read_text(encoding="utf-8")).ids) for page in pages}
    for page in pages:
        for link in Ids(page.read_text(encoding="utf-8")).links:
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if target.parent.name in ("ontology", "vocab"):
                assert target.is_file(), (page.name, link)
                assert not anchor or anchor in ids[target], (page.name, link)
