"""The shipped graph, published and served: whole, and negotiated for every kind of resource."""

from __future__ import annotations

from pathlib import Path

import pytest

import probe
import webservers
from partnergraph.build import Graph
from partnergraph.built import Built, write
from partnergraph.knowledgegraph import from_built
from partnergraph.project import Project
from partnergraph.site import verify
from partnergraph.site.material import Site
from partnergraph.site.publication import open_site, publish
from partnergraph.vocabulary import ORG, PG, RDF_TYPE

pytestmark = pytest.mark.slow

KINDS = {
    "institution": ORG.FormalOrganization,
    "agreement": PG.Agreement,
    "event": PG.InstitutionalEvent,
    "programme": PG.JointProgramme,
    "source": PG.SourceVersion,
}


@pytest.fixture(scope="module")
def site(
    project: Project, graph: Graph, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Site, Path]:
    folder = tmp_path_factory.mktemp("served")
    write(graph, folder / "build")
    built = Built.open(folder / "build")
    opened = open_site(built, from_built(built, project, None))
    publish(opened, folder / "www" / "partners")
    return opened, folder / "www" / "partners"


def subjects(site: Site) -> probe.Subjects:
    """One resource of each kind, by the graph."""
    things = {}
    for kind, term in KINDS.items():
        found = next(iri for iri in site.documents if f"<{term}>" in _types(site, iri))
        name = found.removeprefix(site.documents.things)
        things[kind] = (f"id/{name}", f"doc/{name}")
    return probe.Subjects(
        things=things,
        documents=probe.DOCUMENTS,
        concepts=probe.CONCEPTS,
        licence=site.project.licence,
    )


def _types(site: Site, iri: str) -> set[str]:
    triples = site.documents[iri].triples()
    return {
        str(each.object)
        for each in triples
        if each.predicate.value == RDF_TYPE and str(each.subject) == f"<{iri}>"
    }


def test_the_shipped_site_is_whole(site: tuple[Site, Path]) -> None:
    opened, folder = site

    assert verify.check(str(folder), opened.documents, opened.addresses) == []


@pytest.mark.parametrize("server", ["apache", "nginx"])
def test_servers_negotiate_for_it(server: str, site: tuple[Site, Path], tmp_path: Path) -> None:
    opened, folder = site
    if server == "apache":
        running = webservers.apache(tmp_path, {"/partners": folder})
    else:
        rules = folder / "hosting" / "nginx"
        running = webservers.nginx(tmp_path, rules, {"/partners/": folder.parent})
    with running as address:
        checks = list(probe.probe(f"{address}/partners/", subjects(opened)))

    assert len(checks) > 500
    assert [str(check) for check in checks if not check.holds] == []
