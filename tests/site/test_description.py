"""What describes the dataset says the same everywhere, and what SPARQL says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
import yaml
from published import BASE, opened, written
from pyshacl import validate
from rdflib import DCTERMS, RDF, Namespace, URIRef

from partnergraph.project import Project
from partnergraph.site import datapage, dumps

DCAT = Namespace("http://www.w3.org/ns/dcat#")
VOID = Namespace("http://rdfs.org/ns/void#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SH = Namespace("http://www.w3.org/ns/shacl#")
DATASET = URIRef(BASE)
ROOT = Path(__file__).resolve().parents[2]
#: The shapes of DCAT-AP 3.0.1, which are not ours to pass on: a folder of Turtle files.
SHAPES = Path(os.environ.get("DCAT_AP_SHAPES", ROOT.parent / "shared" / "dcat-ap"))


@pytest.fixture(scope="module")
def site(built_folder: Path, project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("description") / "site"
    written(opened(built_folder, project), folder)
    return folder


@pytest.fixture(scope="module")
def void(site: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(site / ".well-known" / "void", format="turtle")


@pytest.fixture(scope="module")
def dcat(site: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(site / "data" / "dataset.ttl")


@pytest.fixture(scope="module")
def embedded(site: Path) -> dict[str, Any]:
    page = (site / "data" / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def counted(store: pyoxigraph.Store, text: str) -> dict[str, int]:
    answer = store.query(text)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return {row[0].value: int(row[1].value) for row in answer if row[0] and row[1]}


def test_class_partitions_are_what_sparql_counts(
    void: rdflib.Graph, store: pyoxigraph.Store
) -> None:
    found = {
        str(void.value(part, VOID["class"])): int(str(void.value(part, VOID.entities)))
        for part in void.objects(DATASET, VOID.classPartition)
    }

    assert found == counted(
        store,
        "SELECT ?c (COUNT(DISTINCT ?x) AS ?n) WHERE { GRAPH ?g { ?x a ?c } } GROUP BY ?c",
    )


def test_property_partitions_are_what_sparql_counts(
    void: rdflib.Graph, store: pyoxigraph.Store
) -> None:
    found = {
        str(void.value(part, VOID.property)): int(str(void.value(part, VOID.triples)))
        for part in void.objects(DATASET, VOID.propertyPartition)
    }

    assert found == counted(
        store, "SELECT ?p (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?p"
    )
    assert sum(found.values()) == int(str(void.value(DATASET, VOID.triples))) == len(store)


def test_linkset_is_what_sparql_counts(void: rdflib.Graph, store: pyoxigraph.Store) -> None:
    found = {
        str(void.value(void.value(part, VOID.objectsTarget), VOID.uriSpace)): int(
            str(void.value(part, VOID.triples))
        )
        for part in void.subjects(RDF.type, VOID.Linkset)
    }
    linked = counted(
        store,
        'SELECT ?to (COUNT(*) AS ?n) WHERE { VALUES ?to { "https://ror.org/" } '
        "GRAPH ?g { ?s <https://schema.org/sameAs> ?o } "
        "FILTER (STRSTARTS(STR(?o), ?to)) } GROUP BY ?to",
    )

    assert found == linked


def test_things_are_what_sparql_counts(void: rdflib.Graph, store: pyoxigraph.Store) -> None:
    (number,) = counted(
        store,
        "SELECT (1 AS ?one) (COUNT(DISTINCT ?thing) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
        f'FILTER (STRSTARTS(STR(?s), "{BASE}id/")) '
        'BIND (STRBEFORE(CONCAT(STR(?s), "#"), "#") AS ?thing) }',
    ).values()

    assert int(str(void.value(DATASET, VOID.entities))) == number


def test_every_dump_named_is_there(void: rdflib.Graph, site: Path) -> None:
    dumps = [str(each).removeprefix(BASE) for each in void.objects(DATASET, VOID.dataDump)]

    assert len(dumps) == 4
    assert all((site / dump).is_file() for dump in dumps)


def test_distributions_are_the_dumps(dcat: rdflib.Graph, site: Path) -> None:
    sums = (site / "data" / "SHA256SUMS").read_text(encoding="utf-8")

    for each in dcat.objects(DATASET, DCAT.distribution):
        path = str(dcat.value(each, DCAT.downloadURL)).removeprefix(BASE)
        checksum = dcat.value(each, SPDX.checksum)
        assert int(str(dcat.value(each, DCAT.byteSize))) == (site / path).stat().st_size
        assert f"{dcat.value(checksum, SPDX.checksumValue)}  {Path(path).name}\n" in sums
        assert str(dcat.value(each, DCAT.mediaType)).startswith("https://www.iana.org/")


def test_json_says_what_turtle_says(dcat: rdflib.Graph, site: Path) -> None:
    other = rdflib.Graph().parse(site / "data" / "dataset.jsonld", format="json-ld")

    assert set(other) == set(dcat)


def shapes() -> rdflib.Graph:
    files = sorted(SHAPES.glob("*.ttl")) if SHAPES.is_dir() else []
    if not files:
        pytest.skip(f"allowed: there are no shapes of DCAT-AP in {SHAPES}; set DCAT_AP_SHAPES")
    found = rdflib.Graph()
    for path in files:
        found.parse(path)
    return found


def violations(data: rdflib.Graph, rules: rdflib.Graph) -> list[str]:
    _, report, _ = validate(data, shacl_graph=rules)
    assert isinstance(report, rdflib.Graph)
    return [
        f"{report.value(each, SH.focusNode)} {report.value(each, SH.resultMessage)}"
        for each in report.subjects(SH.resultSeverity, SH.Violation)
    ]


def test_shapes_of_dcat_ap_find_nothing(dcat: rdflib.Graph) -> None:
    rules = shapes()

    assert violations(dcat, rules) == []
    broken = rdflib.Graph() + dcat
    broken.remove((DATASET, DCTERMS.title, None))
    assert violations(broken, rules) != []


def test_schema_org_says_what_dcat_says(embedded: dict[str, Any], dcat: rdflib.Graph) -> None:
    period = dcat.value(DATASET, DCTERMS.temporal)
    licence = dcat.value(DATASET, DCTERMS.license)
    files = {str(dcat.value(e, DCAT.downloadURL)) for e in dcat.objects(DATASET, DCAT.distribution)}

    assert embedded["@id"] == BASE
    assert embedded["license"] == str(licence)
    assert embedded["version"] == str(dcat.value(DATASET, DCAT.version))
    assert embedded["dateModified"] == str(dcat.value(DATASET, DCTERMS.modified))
    assert embedded["temporalCoverage"] == "/".join(
        str(dcat.value(period, each)) for each in (DCAT.startDate, DCAT.endDate)
    )
    assert {each["contentUrl"] for each in embedded["distribution"]} == files
    assert 50 <= len(embedded["description"]) <= 5000
    assert embedded["description"] in {str(e) for e in dcat.objects(DATASET, DCTERMS.description)}


def test_embedded_json_is_linked_data(embedded: dict[str, Any]) -> None:
    data = {**embedded, "@context": {"@vocab": "https://schema.org/"}}
    graph = rdflib.Graph().parse(data=json.dumps(data), format="json-ld")

    assert (DATASET, RDF.type, URIRef("https://schema.org/Dataset")) in graph


def test_one_licence_everywhere(site: Path, project: Project) -> None:
    pattern = re.compile(r"https?://creativecommons\.org/[^\s\"'<>,;)]*")
    files = [".well-known/void", "data/dataset.ttl", "data/dataset.jsonld", "data/CITATION.cff"]
    files += ["data/index.html", "data/index.ru.html", "data/index.uz.html", "feed.xml"]

    for name in files:
        found = set(pattern.findall((site / name).read_text(encoding="utf-8")))
        assert found == {project.licence}, name


def test_citation_has_what_the_format_demands(site: Path) -> None:
    found = yaml.safe_load((site / "data" / "CITATION.cff").read_text(encoding="utf-8"))

    assert found["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "version", "license-url"} <= found.keys()
    assert found["type"] == "dataset"
    assert all(set(author) == {"name"} for author in found["authors"])  # no person


@pytest.mark.parametrize("name", ["data/CITATION.cff", ""])
def test_citation_is_valid(site: Path, name: str) -> None:
    program = os.environ.get("CFFCONVERT") or shutil.which("cffconvert")
    if not program:
        reason = "allowed: cffconvert, which wants an old jsonschema, is not installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    path = site / name if name else ROOT / "CITATION.cff"
    ran = subprocess.run(
        [program, "--validate", "--infile", str(path)], capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr


def test_a_public_endpoint_is_named_everywhere(
    built_folder: Path, project: Project, tmp_path: Path
) -> None:
    endpoint = "https://ask.example/sparql"
    site = opened(built_folder, replace(project, sparql=endpoint))
    written(site, tmp_path / "site", (dumps.part, datapage.part))
    dcat = rdflib.Graph().parse(tmp_path / "site" / "data" / "dataset.ttl")
    void = rdflib.Graph().parse(tmp_path / "site" / ".well-known" / "void", format="turtle")
    (service,) = dcat.subjects(RDF.type, DCAT.DataService)

    assert void.value(DATASET, VOID.sparqlEndpoint) == URIRef(endpoint)
    assert dcat.value(service, DCAT.endpointURL) == URIRef(endpoint)
    assert dcat.value(service, DCAT.servesDataset) == DATASET
    assert (None, DCAT.service, service) in dcat
    for tag in ("", ".ru", ".uz"):
        page = (tmp_path / "site" / "data" / f"index{tag}.html").read_text(encoding="utf-8")
        assert endpoint in page
    if SHAPES.is_dir():
        assert violations(dcat, shapes()) == []


def test_no_endpoint_is_named_where_there_is_none(void: rdflib.Graph, dcat: rdflib.Graph) -> None:
    assert not list(void.objects(None, VOID.sparqlEndpoint))
    assert not list(dcat.subjects(RDF.type, DCAT.DataService))


def test_nothing_names_a_person_or_a_password(site: Path) -> None:
    for name in (".well-known/void", "data/dataset.ttl", "data/CITATION.cff"):
        text = (site / name).read_text(encoding="utf-8")
        assert "foaf/0.1/Person" not in text
        assert not re.search(r"//[^/\s]*:[^/\s]*@", text)
        assert "mailto:" not in text
