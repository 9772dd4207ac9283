"""Pages: the pages about a resource, in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pyoxigraph

from partnergraph.progress import Tell
from partnergraph.project import Project
from partnergraph.site import twins
from partnergraph.site.composing import compose
from partnergraph.site.documents import Document
from partnergraph.site.material import Make, Site
from partnergraph.site.output import Output
from partnergraph.site.picture import picture
from partnergraph.site.records import Shelf, Text, choose
from partnergraph.site.renderer import Renderer, text
from partnergraph.vocabulary import SKOS

_EXPLORE = "explore.html"
_DRAWN = frozenset({"institution", "unit", "agreement", "event", "programme", "relation"})


@dataclass(frozen=True)
class Press:
    """What pages are made with: a site, its shelf and renderer, what concepts mean."""

    site: Site
    shelf: Shelf
    renderer: Renderer
    definitions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site) -> Press:
        """The press of a site."""
        return cls(site, site.shelf, Renderer.of(site), definitions(site.project))

    def page(self, iri: str, lang: str, jsonld: str = "") -> str:
        """The page about the resource `iri` in `lang`, a short tag, with JSON-LD inside."""
        sheet = compose(self.shelf, self.site.addresses, iri, lang, self.definitions)
        name = iri.removeprefix(f"{self.site.project.base}id/")
        return self.renderer.render(
            "thing.html",
            lang,
            sheet.path,
            title=sheet.title.text,
            title_tag=sheet.title.tag,
            about=iri,
            twins=True,
            jsonld=jsonld,
            s=sheet,
            picture=picture(sheet.kind, sheet.neighbours),
            explore=f"{_EXPLORE}#show={name}" if sheet.kind in _DRAWN else "",
        )

    def meaning(self, concept: str, lang: str) -> Text:
        """What a concept means, in `lang` if that is written down."""
        return choose(self.definitions.get(concept, {}), lang)


class _Key:
    """A site as a key of a cache: the same one, not an equal one."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def __hash__(self) -> int:
        return id(self.site)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.site is self.site


@lru_cache(maxsize=2)
def _press(key: _Key) -> Press:
    return Press.of(key.site)


def press_of(site: Site) -> Press:
    """The press of a site, made once."""
    return _press(_Key(site))


def maker(site: Site) -> Make:
    """What makes the pages about a document: their paths and texts, one for each language it has.

    A page shows its own document, those one link away, and names of what these mention. The page
    in the first language holds the statements as JSON-LD; those in others lead to the file.
    """
    press = press_of(site)

    def make(document: Document) -> Iterator[tuple[str, str]]:
        jsonld = twins.embedded(document, site.documents.things)
        path = site.addresses.path(document.iri)
        for lang in press.renderer.spoken(path):
            own = jsonld if lang == press.renderer.default else ""
            yield press.renderer.path(path, lang), press.page(document.iri, lang, own)

    return make


def write_style(site: Site, output: Output, tell: Tell) -> None:
    """Writes the style sheet of all pages."""
    del site
    tell("Style sheet.")
    output.write("style.css", text("style.css"))


def definitions(project: Project) -> dict[str, dict[str, str]]:
    """What the concepts of the project's schemes mean, by language tag."""
    found: dict[str, dict[str, str]] = {}
    for path in project.ontology_files("schemes.ttl"):
        for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
            text, concept = quad.object, quad.subject
            if (
                quad.predicate.value == SKOS.definition
                and isinstance(text, pyoxigraph.Literal)
                and isinstance(concept, pyoxigraph.NamedNode)
            ):
                found.setdefault(concept.value, {})[text.language or ""] = text.value
    return found
