"""The graph of registry size: built as any other, in the terms of the shipped one, by a seed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from partnergraph.build import Graph
from partnergraph.built import Built, write
from partnergraph.store import query
from partnergraph.validate import check
from partnergraph.vocabulary import ADMS, ORG, PG, RDF_TYPE, SHAPES

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "bench"))

from organisations import read  # noqa: E402 - a folder of scripts
from registry_graph import SIZES, Size, make, project, tables  # noqa: E402 - likewise

DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
SIZE = Size(None, 250, 250, 24)
#: What tables can say although no page about the shipped university does.
BEYOND = {f"{PG}{name}" for name in ("amends", "supersedes", "underFramework")}
#: What a dump of the registry says, and no table of the shipped graph.
OF_THE_REGISTRY = {ADMS.status, ORG.linkedTo}
NAMELESS, LATE = f"{SHAPES}Institution-name-en", f"{SHAPES}Agreement-order"
LEVELS = {"listed", "met", "negotiating", "signed", "in-force", "activity"}


def ror(number: int) -> str:
    """A registry id with right check digits (ISO/IEC 7064, MOD 97-10) for a small number."""
    return f"https://ror.org/000000{DIGITS[number]}{98 - number * 100 % 97:02}"


def names(*values: tuple[str, str, str]) -> list[dict[str, object]]:
    return [{"value": text, "lang": lang, "types": [kind]} for text, lang, kind in values]


def record(number: int) -> dict[str, object]:
    """One made-up record in the registry's schema 2."""
    return {
        "id": ror(number),
        "status": "active",
        "types": ["education"],
        "names": names((f"Invented University {number}", "en", "ror_display")),
        "links": [{"type": "website", "value": f"https://example.org/{number}"}],
        "locations": [{"geonames_details": {"country_code": "KZ", "name": "Almaty"}}],
        "relationships": [],
    }


RICH = {
    "names": names(
        ("Make|believe University", "en", "ror_display"),
        ("University of Make Believe", "en", "alias"),
        ("Выдуманный университет", "ru", "label"),
        ("MBU", "", "acronym"),
    ),
    "locations": [{"geonames_details": {"country_code": "UZ", "name": "Samarkand"}}],
    "relationships": [
        {"type": "parent", "id": ror(3)},
        {"type": "related", "id": ror(4)},
        {"type": "child", "id": ror(5)},
        {"type": "related", "id": ror(31)},
    ],
}
FRENCH = {"names": names(("Université imaginaire", "fr", "ror_display"))}


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [record(number) for number in range(1, 31)]
    records[1] |= RICH
    records[2] |= FRENCH
    path = tmp_path_factory.mktemp("registry") / "dump.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return make(dump, SIZE, tmp_path_factory.mktemp("made") / "project")


def quads(graph: Graph) -> Iterator[pyoxigraph.Quad]:
    ontology = graph.project.graph("ontology")
    for quad in pyoxigraph.parse(graph.nquads, format=pyoxigraph.RdfFormat.N_QUADS):
        if str(quad.graph_name) != f"<{ontology}>":
            yield quad


def predicates(graph: Graph) -> set[str]:
    return {quad.predicate.value for quad in quads(graph)}


def classes(graph: Graph) -> set[str]:
    return {str(quad.object)[1:-1] for quad in quads(graph) if quad.predicate.value == RDF_TYPE}


def count(graph: Graph, pattern: str) -> dict[str, int]:
    answer = query(
        graph.store(),
        f"PREFIX pg: <{PG}> SELECT ?kind (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ {pattern} }} "
        "GROUP BY ?kind",
    )
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return {str(row["kind"]).rstrip(">").rpartition("/")[2]: int(row["n"].value) for row in answer}


def test_nothing_is_violated_and_what_the_records_lack_is_told(made: Graph) -> None:
    found = check(made)

    assert not [f for f in found if f.severity == "violation"]
    assert NAMELESS in {f.rule for f in found if f.severity == "warning"}


def test_some_agreements_end_before_they_were_signed(made: Graph) -> None:
    assert sum(f.rule == LATE for f in check(made)) == 2  # the first and the two hundredth


def test_the_same_seed_makes_the_same_graph(dump: Path, made: Graph, tmp_path: Path) -> None:
    assert make(dump, SIZE, tmp_path / "again").lines == made.lines
    assert tables(read(dump), SIZE, 1)[0].tables != tables(read(dump), SIZE, 2)[0].tables


def test_predicates_are_those_of_the_shipped_graph(made: Graph, graph: Graph) -> None:
    assert predicates(made) - BEYOND - OF_THE_REGISTRY == predicates(graph) - BEYOND
    assert predicates(made) >= BEYOND


def test_classes_are_those_of_the_shipped_graph(made: Graph, graph: Graph) -> None:
    assert classes(made) == classes(graph)


def test_the_home_institution_has_partners_of_every_level(made: Graph) -> None:
    found = count(made, "?thing pg:relationLevel ?kind")

    assert set(found) == LEVELS
    assert sum(found.values()) >= SIZE.partners


def test_there_are_as_many_agreements_and_events_as_asked_for(made: Graph) -> None:
    of_home = '?thing a ?kind . FILTER (!STRSTARTS(STR(?thing), "{0}home-"))'
    found = count(made, of_home.format(made.project.thing("")))

    assert found["ontology#Agreement"] == SIZE.agreements
    assert found["ontology#InstitutionalEvent"] == SIZE.events


def test_institutions_come_alone_where_nothing_else_is_asked_for(
    dump: Path, tmp_path: Path
) -> None:
    made = project(dump, SIZES["institutions"], tmp_path / "alone")

    assert [path.name for path in made.tables_dir.iterdir()] == ["ror-dump.nq"]


def test_a_smaller_graph_has_the_first_institutions(dump: Path, tmp_path: Path) -> None:
    made = make(dump, Size(10, 0, 0, 0), tmp_path / "small")

    assert count(made, "?thing a ?kind")["org#FormalOrganization"] == 10


def test_what_is_written_can_be_opened(made: Graph, tmp_path: Path) -> None:
    write(made, tmp_path / "build")

    assert len(Built.open(tmp_path / "build").store) == len(made.lines)
