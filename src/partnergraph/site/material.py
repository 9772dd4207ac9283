"""Material: what a site is made from, and what the makers of its files look like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from partnergraph.built import Built
from partnergraph.errors import BuildError
from partnergraph.knowledgegraph import KnowledgeGraph
from partnergraph.progress import Tell
from partnergraph.project import Project
from partnergraph.site import changes, withdrawn
from partnergraph.site.addresses import Addresses
from partnergraph.site.comparison import Change
from partnergraph.site.difference import Difference
from partnergraph.site.documents import Document, Documents
from partnergraph.site.output import Output
from partnergraph.site.records import Shelf
from partnergraph.site.stamps import stamp

_UNTRANSLATED = frozenset({"source", "statement", "relation"})


@dataclass(frozen=True)
class Site:
    """What the parts of a site are made from.

    `graph` can be asked; `documents` are its statements by resource; `addresses` say where each
    document is; `built` is the folder of files that `partnergraph build` wrote; `languages` are the
    short tags of the pages (`en`, `ru`, `uz`), the first being that of `index.html`. `place` is
    the address at which the folder will lie, with `/` at its end. `since` is an earlier graph with
    which this one is compared, `before` the folder that is being replaced. `states` are digests of
    what the graph says of each resource and of those it points to; see `stamps`. `difference` is
    what touches the graph of the site that is replaced, where that is little. `live` is whether
    a server of ours answers: then pages have a search box and lead to forms.
    """

    graph: KnowledgeGraph
    documents: Documents
    addresses: Addresses
    built: Built
    languages: tuple[str, ...]
    place: str = ""
    since: Path | None = None
    before: Path | None = None
    states: Mapping[str, str] = field(default_factory=dict)
    difference: Difference | None = None
    live: bool = False

    @property
    def project(self) -> Project:
        """The project that the site is about."""
        return self.graph.project

    @cached_property
    def shelf(self) -> Shelf:
        """The records of the site, with names and kinds."""
        return Shelf(self.documents, self.project.base)

    def in_one_language(self, path: str) -> bool:
        """Whether the page at `path` is in the first language only.

        That is the case for a source, a statement and a listed relation: what stands there are
        words and names as a source has them, which are never translated. It is the case, too, for
        a unit that has no name in another language.
        """
        iri = self.addresses.resource(path) if path.startswith("doc/") else None
        if iri is None or iri not in self.documents:
            return False
        kind = self.shelf.kind(iri)
        return kind in _UNTRANSLATED or (kind == "unit" and not self._translated(iri))

    def _translated(self, iri: str) -> bool:
        tags = {tag.partition("-")[0] for tag in self.documents.names(iri)}
        return bool(tags & {*self.languages[1:]})

    @cached_property
    def changes(self) -> Sequence[Change]:
        """What changed against `since`. Raises PartnergraphError where that cannot be read."""
        return changes.changes_since(self)

    @cached_property
    def gone(self) -> Mapping[str, str]:
        """Each withdrawn resource, with the IRI of what replaced it or ''."""
        return withdrawn.withdrawn(self)

    @cached_property
    def stamp(self) -> str:
        """A digest of all that every page depends on; see `stamps`."""
        day = self.graph.as_of
        settings = (self.project, day, self.languages, self.place)
        return stamp(self.documents, repr(replace_root(settings)))


#: Makes files about one document: yields their paths and contents. It may read that document,
#: those one link away, and those which these link to; no more is in the key for reuse.
Make = Callable[[Document], Iterable[tuple[str, str | bytes]]]
#: Prepares for a site, once in each process.
Maker = Callable[[Site], Make]
#: A part of a site: writes its files.
Part = Callable[[Site, Output, Tell], None]


def replace_root(settings: tuple[Project, object, object, object]) -> tuple[object, ...]:
    """Settings without the folder that they are in, which no page depends on."""
    project, *rest = settings
    return (replace(project, root=Path()), *rest)


def open_site(
    built: Built, graph: KnowledgeGraph, *, place: str = "", since: Path | None = None
) -> Site:
    """The site of a built graph, to lie at `place` (by default at the base of the project).

    Raises BuildError where the files cannot be read, the manifest has no checksum, or two resources
    would share a file.
    """
    project = graph.project
    path = built.folder / "graph.nq"
    if not isinstance(built.manifest.get("sha256"), str):
        raise BuildError(
            f"{built.folder}: the manifest of the graph has no checksum ('sha256').",
            "Build the graph again: partnergraph build.",
        )
    try:
        documents = Documents.read(path, project.thing(""))
    except OSError as error:
        raise BuildError(f"{path} cannot be read: {error.strerror or error}.") from error
    languages = tuple(dict.fromkeys(tag.partition("-")[0] for tag in project.languages))
    addresses = Addresses.of(project.base, languages, documents)
    place = place or project.base
    return Site(graph, documents, addresses, built, languages, place, since)
