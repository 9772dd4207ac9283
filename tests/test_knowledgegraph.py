"""A graph is opened from wherever it lies, and says the same everywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

import partnergraph
from partnergraph import KnowledgeGraph
from partnergraph.build import Graph
from partnergraph.built import write
from partnergraph.errors import PartnergraphError, ProjectError, QueryError, StoreError
from partnergraph.project import Project
from partnergraph.results import Table, Triples

COUNT = "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a pg:Agreement }"


def count(graph: KnowledgeGraph) -> int:
    found = graph.sparql(COUNT)
    assert isinstance(found, Table)
    return int(found[0].n)


def rows(graph: KnowledgeGraph, name: str, **values: str) -> Table:
    found = graph.ask(name, **values)
    assert isinstance(found, Table)
    return found


@pytest.fixture(scope="module")
def folder(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("built") / "build"
    write(graph, found)
    return found


@pytest.fixture(scope="module")
def opened(project: Project, store: ox.Store, graph: Graph) -> KnowledgeGraph:
    return KnowledgeGraph(store, project, graph.as_of, "the shipped graph")


WAYS: dict[str, Callable[[Path], Path]] = {
    "what build wrote": lambda folder: folder,
    "N-Quads": lambda folder: folder / "graph.nq",
    "TriG": lambda folder: folder / "graph.trig",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_every_way_opens_the_same_graph(
    way: Callable[[Path], Path], folder: Path, opened: KnowledgeGraph
) -> None:
    graph = partnergraph.open(way(folder))

    assert count(graph) == count(opened) > 0
    assert graph.project.base == opened.project.base


def test_the_day_of_a_build_is_known(folder: Path, graph: Graph) -> None:
    assert partnergraph.open(folder).as_of == graph.as_of


@pytest.mark.parametrize("name", ["", "partnergraph.toml"])
def test_a_project_without_a_build_is_built_in_memory(
    name: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    project = tmp_path / "project"
    project.mkdir()
    for part in ("partnergraph.toml", "graph"):
        (project / part).symlink_to(root / part)

    assert count(partnergraph.open(project / name if name else project)) > 0
    assert not (project / "build").exists()


def test_without_a_path_the_graph_that_ships_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert partnergraph.open().project.home == "samsmu"


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"<a:b> <a:c> .", "broken.nq", "cannot be read"),
        (b"", "table.csv", "is no graph"),
        (None, "missing.nq", "no project"),
        (None, "missing", "no project"),
    ],
)
def test_what_is_no_graph_is_named(
    content: bytes | None, name: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises((StoreError, ProjectError), match=message):
        partnergraph.open(path)


def test_the_day_of_a_file_is_that_for_which_it_was_derived(folder: Path, graph: Graph) -> None:
    assert partnergraph.open(folder / "graph.nq").as_of == graph.as_of


def test_the_base_of_a_file_is_that_of_its_home_institution(tmp_path: Path) -> None:
    path = tmp_path / "other.nq"
    path.write_text(
        "<https://other.example/x/id/us> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <https://w3id.org/partnergraph/ontology#HomeInstitution> <g:g> .\n",
        encoding="utf-8",
    )

    graph = partnergraph.open(path)

    assert graph.project.base == "https://other.example/x/"
    assert graph.sparql("ASK { id:us a pg:HomeInstitution }") is True


def test_among_several_home_institutions_that_of_the_project_counts(
    tmp_path: Path, project: Project
) -> None:
    path = tmp_path / "both.nq"
    home = "<https://w3id.org/partnergraph/ontology#HomeInstitution>"
    a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    spaces = ("https://a.example/id/us", project.thing("samsmu"))
    path.write_text("".join(f"<{iri}> {a} {home} <g:g> .\n" for iri in spaces), encoding="utf-8")

    assert partnergraph.open(path).project.base == project.base


def test_concepts_are_named_as_people_name_them(opened: KnowledgeGraph) -> None:
    iri = "https://w3id.org/partnergraph/vocab/grouping/cis"
    found = [
        [tuple(row) for row in rows(opened, "partners-by-country", region=name)]
        for name in ("CIS", "cis", "grouping:cis", "Commonwealth of Independent States", iri)
    ]

    assert found[0]
    assert all(each == found[0] for each in found)


def test_an_unknown_concept_gets_suggestions(opened: KnowledgeGraph) -> None:
    with pytest.raises(QueryError, match="no region or grouping 'Azia'") as caught:
        opened.ask("partners-by-country", region="Azia")

    assert "asia" in caught.value.hint


def test_a_concept_of_another_scheme_is_not_taken(opened: KnowledgeGraph) -> None:
    with pytest.raises(QueryError, match="no region"):
        opened.ask("partners-by-country", region="CN")


def test_labels_come_in_the_language_asked_for_or_in_english(opened: KnowledgeGraph) -> None:
    english = opened.ask("agreements-on-date")
    russian = opened.ask("agreements-on-date", lang="ru")
    assert isinstance(english, Table)
    assert isinstance(russian, Table)

    assert len(english) == len(russian)
    assert {row.status.language for row in russian if row.status} == {"ru"}
    assert all(row.title for row in russian)


def test_a_project_without_english_shows_names_in_its_own_languages(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    path.write_text(
        "<https://other.example/x/id/us> <http://www.w3.org/2004/02/skos/core#prefLabel>"
        ' "Институт"@ru <g:g> .\n',
        encoding="utf-8",
    )
    graph = partnergraph.open(path)
    text = """SELECT ?name WHERE {
  ?thing skos:prefLabel ?any .
  OPTIONAL {
    ?thing skos:prefLabel ?name .
    FILTER (LANG(?name) = "en")
  }
}"""
    own = replace(graph, project=replace(graph.project, languages=("uz-Latn", "ru")))

    assert [row.name for row in graph.sparql(text)] == [None]  # type: ignore[union-attr]
    assert [row.name for row in own.sparql(text)] == ["Институт"]  # type: ignore[union-attr]


@pytest.mark.parametrize("lang", ["", "e n", '"} #', "x" * 99])
def test_what_is_no_language_is_refused(lang: str, opened: KnowledgeGraph) -> None:
    with pytest.raises(QueryError, match="no language tag"):
        opened.ask("partners", lang=lang)


def test_the_day_of_the_answer_is_that_of_the_graph(opened: KnowledgeGraph) -> None:
    asked = opened.questions.find("agreements-on-date")
    later = replace(opened, as_of=date(2030, 1, 2))

    assert '"2030-01-02"' in later.prepare(asked, {}).text
    assert '"1999-01-01"' in later.prepare(asked, {"as-of": "1999-01-01"}).text
    assert '"1999-01-01"' in later.prepare(asked, {"as_of": date(1999, 1, 1)}).text


def test_sparql_gives_rows_triples_or_yes(opened: KnowledgeGraph) -> None:
    triples = opened.sparql("CONSTRUCT { ?x a pg:Agreement } WHERE { ?x a pg:Agreement }")

    assert isinstance(triples, Triples)
    assert len(triples) == count(opened)
    assert opened.sparql("ASK { id:samsmu a pg:HomeInstitution }") is True


@pytest.mark.parametrize(
    "call",
    [
        lambda graph: graph.sparql("SELECT"),
        lambda graph: graph.ask("no-such-question"),
        lambda graph: graph.ask("partners", colour="red"),
        lambda graph: graph.ask("agreements-on-date", as_of="2024-02-30"),
        lambda graph: graph.save("rows.csv", sparql="SELEC"),
        lambda graph: graph.save("rows.png", "partners"),
    ],
)
def test_mistakes_are_errors_of_ours(
    call: Callable[[KnowledgeGraph], object],
    opened: KnowledgeGraph,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(QueryError):
        call(opened)

    assert list(tmp_path.iterdir()) == []


def test_an_endless_query_ends(opened: KnowledgeGraph) -> None:
    """In a process of its own, which ends with it: the engine cannot be stopped."""
    script = (
        "import partnergraph, sys\n"
        "graph = partnergraph.open(timeout=0.5)\n"
        "try:\n"
        "    graph.sparql('SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }')\n"
        "except partnergraph.errors.QueryError as error:\n"
        "    sys.exit(str(error))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )

    assert "no answer after 0.5 seconds" in done.stderr
    assert opened.timeout == 60


def test_an_answer_is_saved_as_it_would_be_shown(opened: KnowledgeGraph, tmp_path: Path) -> None:
    opened.save(tmp_path / "partners.csv", "partners")
    opened.save(tmp_path / "partners.json", "partners")
    opened.save(
        tmp_path / "one.ttl", sparql="CONSTRUCT { id:samsmu a ?x } WHERE { id:samsmu a ?x }"
    )

    table = rows(opened, "partners")
    assert (tmp_path / "partners.csv").read_bytes().decode() == table.to_csv()
    assert len(json.loads((tmp_path / "partners.json").read_bytes())["results"]["bindings"]) == len(
        table
    )
    assert (tmp_path / "one.ttl").read_text(encoding="utf-8").count(" a ") > 0


def test_rdflib_holds_the_same(opened: KnowledgeGraph) -> None:
    dataset = opened.rdflib()
    prefixes = "PREFIX pg: <https://w3id.org/partnergraph/ontology#>\n"

    found = list(dataset.query(prefixes + COUNT))

    assert [int(str(row[0])) for row in found] == [count(opened)]  # type: ignore[index]


def test_the_network_is_that_of_the_graph(opened: KnowledgeGraph) -> None:
    network = opened.network()

    assert isinstance(network, nx.MultiDiGraph)
    assert network.graph["home"] == opened.project.thing("samsmu")


def test_findings_are_those_of_the_shapes(opened: KnowledgeGraph) -> None:
    findings = opened.findings()

    assert findings
    assert all(finding.focus for finding in findings)


def test_what_is_elsewhere_is_not_copied_whole(opened: KnowledgeGraph) -> None:
    class Elsewhere:
        def query(self, text: str, /) -> ox.QueryBoolean:
            raise AssertionError(text)

    with pytest.raises(StoreError, match="not copied whole"):
        replace(opened, store=Elsewhere(), name="https://example.org/sparql").rdflib()


def test_the_package_offers_what_it_names() -> None:
    assert sorted(partnergraph.__all__) == partnergraph.__all__
    assert all(hasattr(partnergraph, name) for name in partnergraph.__all__)
    with pytest.raises(AttributeError, match="no attribute 'shut'"):
        _ = partnergraph.shut


def test_an_error_is_one_that_can_be_caught() -> None:
    assert issubclass(QueryError, PartnergraphError)
