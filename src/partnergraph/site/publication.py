"""Publication: what a site is made of, written part by part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from partnergraph.built import Built
from partnergraph.knowledgegraph import KnowledgeGraph
from partnergraph.progress import Tell, silent
from partnergraph.project import Project
from partnergraph.site.addresses import Addresses
from partnergraph.site.documents import Documents
from partnergraph.site.output import Output, replaced


@dataclass(frozen=True)
class Site:
    """What the parts of a site are made from.

    `graph` can be asked; `documents` are its statements by resource; `addresses` say where each
    document is; `built` is the folder of files that `partnergraph build` wrote; `languages` are the
    short tags of the pages (`en`, `ru`, `uz`), the first being that of `index.html`.
    """

    graph: KnowledgeGraph
    documents: Documents
    addresses: Addresses
    built: Built
    languages: tuple[str, ...]

    @property
    def project(self) -> Project:
        """The project that the site is about."""
        return self.graph.project


#: A part of a site: writes its files.
Part = Callable[[Site, Output, Tell], None]

#: The parts in the order in which they are written.
PARTS: tuple[Part, ...] = ()


def publish(site: Site, folder: Path, tell: Tell = silent) -> Output:
    """Writes `site` to `folder`, which it replaces at once. Raises BuildError."""
    with replaced(folder) as output:
        for part in PARTS:
            part(site, output, tell)
    return output


def open_site(built: Built, graph: KnowledgeGraph) -> Site:
    """The site of a built graph. Raises OSError where its files cannot be read."""
    project = graph.project
    with (built.folder / "graph.nq").open(encoding="utf-8") as lines:
        documents = Documents(lines, project.thing(""))
    languages = tuple(dict.fromkeys(tag.partition("-")[0] for tag in project.languages))
    addresses = Addresses.of(project.base, languages, documents)
    return Site(graph, documents, addresses, built, languages)
