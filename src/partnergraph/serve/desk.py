"""The desk: what a worker that makes pages has at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from partnergraph.serve.nameindex import NameIndex
from partnergraph.serve.namesource import COUNTRY, concepts, degrees, kinds, names
from partnergraph.site.clerk import country_page
from partnergraph.site.material import Site
from partnergraph.site.naming import page
from partnergraph.site.pages import Press, press_of
from partnergraph.site.records import Text
from partnergraph.site.renderer import Renderer
from partnergraph.vocabulary import VOCAB

#: What is referred to rather than looked for.
_BACKGROUND = frozenset({"source", "statement"})


@dataclass(frozen=True)
class Desk:
    """A site that is live, what its pages are made with, and the names that can be searched."""

    press: Press

    @classmethod
    def of(cls, site: Site) -> Desk:
        """The desk for `site`."""
        return cls(press_of(site) if site.live else Press.of(replace(site, live=True)))

    @property
    def site(self) -> Site:
        """What pages are made from."""
        return self.press.site

    @property
    def renderer(self) -> Renderer:
        """What renders them."""
        return self.press.renderer

    @cached_property
    def index(self) -> NameIndex:
        """All names; made when first asked for, in about 20 microseconds for each name."""
        store, documents = self.site.graph.store, self.site.documents
        degree = degrees(documents)

        def weight(iri: str) -> int:
            return 0 if self.kind(iri) in _BACKGROUND else degree.get(iri, 0)

        return NameIndex(names(store, documents), self.kind, weight)

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        return kinds(self.site.graph.store)

    @cached_property
    def _by_kind(self) -> Mapping[str, Sequence[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for iri, kind in self._kinds.items():
            found[kind].append(iri)
        return found

    @cached_property
    def concepts(self) -> Mapping[str, Sequence[str]]:
        """The concepts of each scheme, by its namespace."""
        return concepts(self.site.graph.store)

    def kind(self, iri: str) -> str:
        """What a thing is: `institution`, `country` …; `thing` where nothing says so."""
        if iri.startswith(f"{VOCAB}{COUNTRY}/"):
            return COUNTRY
        return self._kinds.get(iri, "thing")

    def of_kind(self, *found: str) -> Sequence[str]:
        """The things of some kinds."""
        return [iri for kind in found for iri in self._by_kind.get(kind, ())]

    def called(self, iri: str, lang: str) -> Text:
        """What a thing or a concept is called in `lang`, else in another language with its tag."""
        return self.press.shelf.name(iri, lang)

    def page(self, iri: str) -> str:
        """The path of the page about a thing or a country; '' where there is none."""
        return country_page(iri) if self.kind(iri) == COUNTRY else page(self.site, iri)

    def local(self, iri: str) -> str:
        """The id of a thing of this graph; of others the IRI."""
        return iri.removeprefix(self.site.project.thing(""))
