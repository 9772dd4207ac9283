"""Parts of a site, published from a built graph into a folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from partnergraph.built import Built
from partnergraph.knowledgegraph import from_built
from partnergraph.progress import silent
from partnergraph.project import Project
from partnergraph.site import changes, datapage, dumps, feed, ontology, schemes, sitemap, withdrawn
from partnergraph.site.material import Part, Site, open_site
from partnergraph.site.output import Output, replaced

BASE = "https://w3id.org/partnergraph/samsmu/"
#: The parts that take no time.
QUICK: tuple[Part, ...] = (
    *(dumps.part, datapage.part, changes.part, withdrawn.part),
    *(feed.part, ontology.part, schemes.part, sitemap.part),
)


def opened(folder: Path, project: Project, since: Path | None = None) -> Site:
    built = Built.open(folder)
    return open_site(built, from_built(built, project, None), since=since)


def written(site: Site, folder: Path, parts: Iterable[Part] = QUICK) -> Output:
    with replaced(folder) as output:
        told = replace(site, before=folder)
        for part in parts:
            part(told, output, silent)
    return output
