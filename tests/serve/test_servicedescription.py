"""What the endpoint says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
import rdflib.compare
from loopback import KEY, Site, filled, serving
from rdflib.namespace import RDF

from partnergraph.serve.servicedescription import Description
from partnergraph.serve.settings import Settings

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
HERE = "http://127.0.0.1/sparql"
KNOWN = {
    *("Service", "Dataset", "Graph", "endpoint", "supportedLanguage", "resultFormat"),
    *("inputFormat", "feature", "defaultDataset", "defaultGraph", "SPARQL11Query"),
    *("SPARQL11Update", "UnionDefaultGraph", "BasicFederatedQuery"),
}


def described(**options: object) -> dict[str, rdflib.Graph]:
    settings = Settings("https://example.org/g/", Path("build"), **options)  # type: ignore[arg-type]
    return {
        media: rdflib.Graph().parse(data=kept.body, format=media, publicID=HERE)
        for media, kept in Description.of(settings).forms.items()
    }


@pytest.mark.parametrize("media", ["text/turtle", "application/ld+json", "application/rdf+xml"])
def test_the_endpoint_is_what_was_asked(media: str) -> None:
    graph = described()[media]
    assert graph.value(predicate=RDF.type, object=SD.Service) == rdflib.URIRef(HERE)
    assert graph.value(rdflib.URIRef(HERE), SD.endpoint) == rdflib.URIRef(HERE)


def test_the_endpoint_is_at_the_address_of_the_server_where_that_is_known() -> None:
    for graph in described(address="https://kg.example.org/").values():
        assert {str(found) for found in graph.objects(None, SD.endpoint)} == {
            "https://kg.example.org/sparql"
        }


@pytest.mark.parametrize(
    "options",
    [{}, {"token": KEY}, {"services": frozenset({"http://x/"})}, {"union": False}],
)
def test_all_forms_say_the_same_in_terms_of_the_vocabulary(options: dict[str, object]) -> None:
    graphs = list(described(**options, address=HERE.removesuffix("sparql")).values())
    assert len(graphs) == 4
    assert all(rdflib.compare.isomorphic(graph, graphs[0]) for graph in graphs)
    used = {str(term) for triple in graphs[0] for term in triple if str(term).startswith(str(SD))}
    assert {name.removeprefix(str(SD)) for name in used} <= KNOWN


def test_it_says_what_is_possible() -> None:
    plain, written = described()["text/turtle"], described(token=KEY)["text/turtle"]
    assert (None, SD.supportedLanguage, SD.SPARQL11Update) not in plain
    assert (None, SD.supportedLanguage, SD.SPARQL11Update) in written
    assert (None, SD.feature, SD.UnionDefaultGraph) in plain
    assert (None, SD.feature, SD.UnionDefaultGraph) not in described(union=False)["text/turtle"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(filled(tmp_path_factory.mktemp("store"), "")) as found:
        yield found


@pytest.mark.parametrize(
    "accept", ["", "text/turtle", "application/rdf+xml", "application/ld+json"]
)
def test_it_is_had_from_the_endpoint_itself(site: Site, accept: str) -> None:
    got = site.send("GET", "/sparql", host="evil.example", **({"accept": accept} if accept else {}))
    assert got.status == 200
    assert got.media.partition(";")[0] == (accept or "text/turtle")
    assert b"evil" not in got.body
    assert site.send("GET", "/sparql", if_none_match=got.fields["etag"]).status in (200, 304)


def test_other_forms_are_not_there(site: Site) -> None:
    assert site.send("GET", "/sparql", accept="image/png").status == 406
