"""A dump of the registry becomes part of a project that builds, or leaves everything as it was."""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from partnergraph.build import Graph, build
from partnergraph.built import Built, write
from partnergraph.export import tables, write_csv_folder
from partnergraph.findings import has_violation
from partnergraph.project import Project
from partnergraph.validate import check
from partnergraph.vocabulary import PG, SKOS

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "tests" / "data" / "ror-sample.jsonl"
GOOD = ROOT / "tests" / "projects" / "good"
TASHKENT = "https://ror.org/05sgw3s08"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "partnergraph", "ror", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("registry") / "project"
    done = run(SAMPLE, "--graph", "--output", made, "--retrieved", "2026-11-20")
    assert (done.returncode, done.stderr) == (0, "")
    assert "39 institutions: 32 active, 3 inactive, 4 withdrawn." in done.stdout
    return made


@pytest.fixture(scope="module")
def graph(folder: Path) -> Graph:
    return build(Project.load(folder))


def holds(graph: Graph, subject: str, predicate: str, term: str, source: str) -> bool:
    things, graphs = graph.project.thing(""), graph.project.graph("")
    return f"<{things}{subject}> <{predicate}> {term} <{graphs}{source}> ." in set(graph.lines)


def test_the_project_builds_with_warnings_only(graph: Graph) -> None:
    found = [*graph.findings, *check(graph)]

    assert not has_violation(found)
    assert str(graph.as_of) == "2026-11-20"


def test_every_statement_is_of_the_dump_or_supported_by_it(graph: Graph) -> None:
    """What is said of an institution stands in the graph of the dump, but for what supports it."""
    things = f"<{graph.project.thing('')}"
    said = [line for line in graph.lines if line.startswith(things)]
    own = [line for line in said if line.endswith("/graph/source/ror-dump> .")]

    assert {line.split(" ")[1] for line in set(said) - set(own)} == {
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
        f"<{PG.supportedBy}>",
    }
    assert len(own) > 39 * 15


def test_the_same_dump_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    run(SAMPLE, "--graph", "--output", tmp_path / "again", "--retrieved", "2026-11-20")

    one, other = (each / "graph" / "ror-dump.nq" for each in (folder, tmp_path / "again"))
    assert one.read_bytes() == other.read_bytes()


def test_tables_can_name_what_the_dump_has_by_id_and_by_name(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "project")
    project = Project.load(tmp_path / "project")
    sources = (
        "id,title@en,url,language,retrieved,kind\npage,P,https://e.org/,en,2026-11-23,report\n"
    )
    (project.tables_dir / "sources.csv").write_text(sources, encoding="utf-8")
    rows = "id,title@en,type,parties,signed,source\n"
    rows += "a,A,cooperation-agreement,05sgw3s08 | Bukhara State Medical Institute,2020,page\n"
    (project.tables_dir / "agreements.csv").write_text(rows, encoding="utf-8")

    graph = build(project)

    assert not has_violation([*graph.findings, *check(graph)])
    for party in ("05sgw3s08", "00swkht58"):
        node = f"<{project.thing(f'a#party-{party}')}>"
        assert holds(graph, "a", PG.hasParty, node, "curated")


def test_an_institution_of_the_tables_is_not_made_twice(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path / "project")
    path = tmp_path / "project" / "graph" / "institutions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], *({"ror"} - rows[0].keys())])
        writer.writeheader()
        writer.writerows([{**rows[0], "ror": TASHKENT}, *rows[1:]])

    assert run(SAMPLE, "--graph", "--project", tmp_path / "project").returncode == 0
    graph = build(Project.load(tmp_path / "project"))

    assert not has_violation([*graph.findings, *check(graph)])
    assert not [line for line in graph.lines if "/id/05sgw3s08>" in line]
    other = '"Tashkent Medical Academy"@en'
    assert holds(graph, rows[0]["id"], SKOS.altLabel, other, "source/ror-dump")


def test_an_export_gives_back_what_makes_the_same_graph(graph: Graph, tmp_path: Path) -> None:
    write(graph, tmp_path / "build")
    found = tables(Built.open(tmp_path / "build"), graph.project)
    shutil.copytree(graph.project.root, tmp_path / "again")
    shutil.rmtree(tmp_path / "again" / "graph")
    write_csv_folder(tmp_path / "again" / "graph", found, graph.project, guard=False)

    assert build(Project.load(tmp_path / "again")).nquads == graph.nquads


def faulty(kind: str, path: Path) -> Path:
    """A dump with a fault, in a file that is named as `partnergraph` will name it."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    if kind == "cut off":
        path.write_bytes(gzip.compress(SAMPLE.read_bytes())[:-2_000])
        return path
    if kind == "broken line":
        lines[4] = lines[4][:100]
    elif kind == "repeated":
        lines.append(lines[0])
    else:
        lines[0] = json.dumps(json.loads(lines[0]) | {kind: "odd" if kind == "status" else ["odd"]})
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("broken line", 1, "line 5 is no JSON"),
        ("repeated", 1, "repeats https://ror.org/"),
        ("status", 1, "unknown status"),
        ("types", 1, "unknown type"),
        ("cut off", 2, "cut off or damaged"),
        ("missing", 2, "does not exist"),
    ],
)
def test_a_faulty_dump_leaves_the_earlier_file(
    kind: str, code: int, words: str, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "dump.jsonl"
    if kind != "missing":
        faulty(kind, path)
    kept = folder / "graph" / "ror-dump.nq"
    before = kept.read_bytes()

    done = run(path, "--graph", "--project", folder)

    assert done.returncode == code
    said = " ".join((done.stdout + done.stderr).split())
    assert words in said
    assert "Traceback" not in said
    assert kept.read_bytes() == before
    assert {each.suffix for each in kept.parent.iterdir()} == {".csv", ".nq"}


def test_the_shipped_project_stays_as_it_is(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "partnergraph", "ror", str(SAMPLE), "--graph"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ}
    )

    assert done.returncode == 2
    assert "--output FOLDER" in done.stderr


@pytest.mark.parametrize("options", [("--graph", "--apply"), ("--output", "x")])
def test_options_that_do_not_go_together_are_refused(options: tuple[str, ...]) -> None:
    assert run(SAMPLE, *options).returncode == 2
