"""The desk: what a worker that makes pages has at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from partnergraph.serve.nameindex import NameIndex, made
from partnergraph.serve.namesource import COUNTRY, concepts, degrees, kinds, names
from partnergraph.serve.shelved import Tables, shelved
from partnergraph.site.clerk import country_page
from partnergraph.site.material import Site
from partnergraph.site.naming import page
from partnergraph.site.pages import Press, press_of
from partnergraph.site.records import KINDS, Text
from partnergraph.site.renderer import Renderer
from partnergraph.vocabulary import VOCAB

#: What is referred to rather than looked for.
_BACKGROUND = frozenset({"source", "statement"})
_ORDER = (*dict.fromkeys(KINDS.values()), "thing")
_TABLES, _KINDS = "names", "document-kinds"


def _is_country(iri: str) -> bool:
    return iri.startswith(f"{VOCAB}{COUNTRY}/")


@dataclass(frozen=True)
class Desk:
    """A site that is live, what its pages are made with, and the names that can be searched."""

    press: Press
    folder: Path | None = None

    @classmethod
    def of(cls, site: Site, folder: Path | None = None) -> Desk:
        """The desk for `site`; with a `folder`, tables are shared there with other processes."""
        press = press_of(site) if site.live else Press.of(replace(site, live=True))
        return cls(press, folder)

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
        return NameIndex((), tables=self._tables)

    @cached_property
    def _tables(self) -> Tables:
        """Those of the index of names, and what kind of thing each document is about."""
        return shelved(self.folder / _TABLES, self._made) if self.folder else self._made()

    def _made(self) -> Tables:
        store, documents = self.site.graph.store, self.site.documents
        degree, known = degrees(documents), kinds(store)

        def kind(iri: str) -> str:
            return COUNTRY if _is_country(iri) else known.get(iri, "thing")

        def weight(iri: str) -> int:
            return 0 if kind(iri) in _BACKGROUND else degree.get(iri, 0)

        found = (_ORDER.index(known.get(iri, "thing")) for iri in documents)
        numbers = np.fromiter(found, np.uint8, len(documents))
        return {**made(names(store, documents), kind, weight), _KINDS: numbers}

    @cached_property
    def concepts(self) -> Mapping[str, Sequence[str]]:
        """The concepts of each scheme, by its namespace."""
        return concepts(self.site.graph.store)

    def kind(self, iri: str) -> str:
        """What a thing is: `institution`, `country` …; `thing` where nothing says so."""
        if _is_country(iri):
            return COUNTRY
        number = self.site.documents.numbers.get(iri)
        return "thing" if number is None else _ORDER[self._tables[_KINDS][number]]

    def of_kind(self, *found: str) -> Sequence[str]:
        """The things of some kinds, in order."""
        wanted = [number for number, kind in enumerate(_ORDER) if kind in found]
        order = self.site.documents.order
        return [order[at] for at in np.flatnonzero(np.isin(self._tables[_KINDS], wanted)).tolist()]

    def called(self, iri: str, lang: str) -> Text:
        """What a thing or a concept is called in `lang`, else in another language with its tag."""
        return self.press.shelf.name(iri, lang)

    def page(self, iri: str) -> str:
        """The path of the page about a thing or a country; '' where there is none."""
        return country_page(iri) if self.kind(iri) == COUNTRY else page(self.site, iri)

    def local(self, iri: str) -> str:
        """The id of a thing of this graph; of others the IRI."""
        return iri.removeprefix(self.site.project.thing(""))
