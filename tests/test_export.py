"""Export: the tables come back, and what is built from them is the same graph."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from partnergraph.build import Graph, build
from partnergraph.built import Built, write
from partnergraph.cli import commands
from partnergraph.errors import BuildError, InputError
from partnergraph.export import REST, Tables, tables, write_csv_folder, write_xlsx
from partnergraph.project import Project
from partnergraph.rows import Row

ROOT = Path(__file__).resolve().parents[1]
GOOD = ROOT / "tests" / "projects" / "good"
#: Tables of each kind that have what is hard to find again in a graph.
HARD = ROOT / "tests" / "data" / "hard-to-export"
PROJECTS = {"good": GOOD, "hard": HARD, "shipped": ROOT}
BESIDE = (
    '<https://example.org/north/id/home-u> <http://www.w3.org/2004/02/skos/core#note> "beside" .\n'
)


@dataclass(frozen=True)
class Source:
    """A project, its graph, that graph as it was written, and the tables found in it again."""

    project: Project
    graph: Graph
    store: Built
    found: Tables


@pytest.fixture(scope="module", params=PROJECTS)
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Source:
    return made(PROJECTS[request.param], tmp_path_factory.mktemp("source"))


def made(root: Path, folder: Path) -> Source:
    project = Project.load(root)
    graph = build(project)
    write(graph, folder / "build")
    store = Built.open(folder / "build")
    return Source(project, graph, store, tables(store, project))


def again(project: Project, folder: Path) -> Graph:
    """The graph of a project that has the same settings and the tables in `folder`/graph."""
    shutil.copy(project.root / "partnergraph.toml", folder)
    return build(Project.load(folder))


def differences(one: Graph, other: Graph) -> list[str]:
    return sorted(set(one.lines) ^ set(other.lines))[:5]


@pytest.mark.parametrize("form", ["csv", "guarded", "en", "ru", "uz-Latn"])
def test_round_trip_gives_the_identical_graph(form: str, source: Source, tmp_path: Path) -> None:
    assert [f for f in source.graph.findings if f.severity == "violation"] == []
    assert source.found.rest == []
    folder = tmp_path / "graph"
    if form in ("csv", "guarded"):
        write_csv_folder(folder, source.found, source.project, guard=form == "guarded")
    else:
        folder.mkdir()
        write_xlsx(folder / "tables.xlsx", source.found, source.project, form)
    rebuilt = again(source.project, tmp_path)
    assert differences(source.graph, rebuilt) == []
    assert rebuilt.nquads == source.graph.nquads


def test_what_the_tables_held_is_in_them_again(tmp_path: Path) -> None:
    rows = made(HARD, tmp_path).found.rows
    held = [set(cell.split(" | ")) for row in rows for cell in row.cells.values()]
    for cell in (
        "Old Home | Elder Home",
        "../2020",
        "unknown",
        "[2024-03-19..2024-03-24]",
        "2030~",
    ):
        assert any(set(cell.split(" | ")) <= each for each in held), cell
    (slip,) = [r for r in rows if r.table.name == "readings" and r.text("source") == "s2"]
    assert slip.text("as_printed") == "Hom University"
    (visit,) = [r for r in rows if r.text("id") == "visit-1" and r.text("source") == "s1"]
    assert visit.text("hosts") == "Hom University"
    assert visit.text("visitors") == "Far University"
    assert "The University" in visit.values("participants")


def test_what_no_table_holds_stands_beside_them(tmp_path: Path) -> None:
    shutil.copytree(HARD, tmp_path / "old")
    (tmp_path / "old" / "graph" / "more.nt").write_text(BESIDE, encoding="utf-8")
    source = made(tmp_path / "old", tmp_path)
    assert [line.split('"')[1] for line in source.found.rest] == ["beside"]
    (tmp_path / "new").mkdir()
    files = write_csv_folder(tmp_path / "new" / "graph", source.found, source.project, guard=False)
    assert files[-1].name == REST
    assert again(source.project, tmp_path / "new").nquads == source.graph.nquads


ACTIVE = ["=1+1", "+998", "-5", "@home", "'=x"]


@pytest.fixture
def active(tmp_path: Path) -> tuple[Project, Tables]:
    """Tables whose cells a spreadsheet would take for formulas."""
    source = made(GOOD, tmp_path)
    rows = [row for row in source.found.rows if row.table.name == "institutions"]
    cells = [{**row.cells, ("note", ""): text} for row in rows[:1] for text in ACTIVE]
    more = [Row(rows[0].table, "", number, each) for number, each in enumerate(cells)]
    return source.project, Tables(more, [])


def notes(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [row["note"] for row in csv.DictReader(stream)]


def test_csv_for_spreadsheets_has_no_formulas(
    active: tuple[Project, Tables], tmp_path: Path
) -> None:
    project, found = active
    write_csv_folder(tmp_path / "guarded", found, project, guard=True)
    write_csv_folder(tmp_path / "plain", found, project, guard=False)
    assert notes(tmp_path / "guarded" / "institutions.csv") == [f"'{text}" for text in ACTIVE]
    assert notes(tmp_path / "plain" / "institutions.csv") == ["'=1+1", *ACTIVE[1:4], "''=x"]


def test_in_a_workbook_they_are_text(active: tuple[Project, Tables], tmp_path: Path) -> None:
    project, found = active
    write_xlsx(tmp_path / "t.xlsx", found, project, "en")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["institutions"]
    (column,) = [c for c in sheet.iter_cols() if c[0].value == "note"]
    assert [cell.value for cell in column[1:]] == ACTIVE
    assert {cell.data_type for cell in column[1:]} <= {"s", "inlineStr"}
    assert all(cell.quotePrefix for cell in column[1:4])


def test_what_is_there_is_not_overwritten(active: tuple[Project, Tables], tmp_path: Path) -> None:
    project, found = active
    (tmp_path / "t.xlsx").write_text("years of work")
    with pytest.raises(BuildError, match="exists"):
        write_xlsx(tmp_path / "t.xlsx", found, project, "en")
    with pytest.raises(BuildError, match="not an empty folder"):
        write_csv_folder(tmp_path, found, project, guard=False)
    assert (tmp_path / "t.xlsx").read_text() == "years of work"


def test_a_cell_that_no_workbook_can_hold_is_refused(
    active: tuple[Project, Tables], tmp_path: Path
) -> None:
    project, found = active
    long = Row(found.rows[0].table, "", 2, {("id", ""): "a", ("note", ""): "x" * 40_000})
    with pytest.raises(InputError, match="--csv"):
        write_xlsx(tmp_path / "t.xlsx", Tables([long], []), project, "en")


def test_the_graph_of_another_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="not that of"):
        tables(made(HARD, tmp_path).store, Project.load(ROOT))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(commands, [str(argument) for argument in arguments])


def test_the_command_writes_either_form(tmp_path: Path) -> None:
    run("build", "--project", GOOD, "--output", tmp_path / "b")
    given = ("--project", GOOD, "--graph", tmp_path / "b")
    assert run("export", "--csv", tmp_path / "csv", *given).exit_code == 0
    assert run("export", "--xlsx", tmp_path / "t.xlsx", *given).exit_code == 0
    assert (tmp_path / "csv" / "agreements.csv").is_file()
    assert (tmp_path / "t.xlsx").is_file()
    assert run("export", *given).exit_code == 2
