"""Export: the tables as files, from a built graph, and beside them what no table can hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from partnergraph.build import compose
from partnergraph.built import Built
from partnergraph.concepts import SCHEME_FILES, Concepts
from partnergraph.context import Context
from partnergraph.csvfiles import write_csv
from partnergraph.errors import BuildError
from partnergraph.files import write_text
from partnergraph.forms import FormColumn, forms, strings
from partnergraph.known import Known
from partnergraph.ledger import Ledger
from partnergraph.project import Project
from partnergraph.recovery import recover
from partnergraph.rows import Row, split
from partnergraph.sheets import write_workbook
from partnergraph.statements import REMADE, Statements

REST = "beside-the-tables.nq"


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of every table, and the statements (N-Quads lines) that no table can hold."""

    rows: list[Row]
    rest: list[str]


def tables(built: Built, project: Project) -> Tables:
    """The tables from which `built` can be built again.

    Raises BuildError where the graph is that of another project, or says what the rows made from
    it would contradict: then nothing may be thrown away on the strength of an export.
    """
    if built.manifest.get("base") != project.base:
        message = f"The graph in {built.folder} is not that of {project.root}."
        raise BuildError(message, "Run: partnergraph build")
    context = Context.load(project.ontology_file("context.jsonld"))
    rows = recover(Statements(built.store, project), context)
    ledger = Ledger(project)
    remade = tuple(f" <{project.graph(name)}> ." for name in REMADE)
    text = (built.folder / "graph.nq").read_text(encoding="utf-8")
    stated = {line for line in text.split("\n") if line and not line.endswith(remade)}
    known = Known(project.thing(""), context.classes)
    known.read(stated)
    compose(rows, ledger, Concepts.load(project.ontology_files(*SCHEME_FILES)), known)
    said = set(ledger.lines)
    if surplus := sorted(said - stated):
        message = f"The rows would say {len(surplus)} things that the graph does not: {surplus[0]}"
        raise BuildError(message, "Keep your tables, and report this.")
    return Tables(rows, sorted(stated - said))


def write_csv_folder(folder: Path, found: Tables, project: Project, *, guard: bool) -> list[Path]:
    """Writes a CSV file for each table that has rows. Returns the files; raises BuildError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BuildError(f"{folder} is not an empty folder.", "Name a new one.")
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, columns, cells in _filled(found.rows, project, "en"):
        path = folder / f"{name}.csv"
        write_text(path, write_csv([c.heading for c in columns], cells, guard=guard))
        made.append(path)
    return made + _rest(folder / REST, found.rest)


def write_xlsx(path: Path, found: Tables, project: Project, language: str) -> list[Path]:
    """Writes all tables into one workbook. Returns the files; raises BuildError or InputError."""
    if path.exists():
        raise BuildError(f"{path} exists.", "Name a new file, or move that one away.")
    made = forms(project, language, _headings(found.rows))
    cells = {
        form.table.name: [
            _cells(row, form.columns, labels=True)
            for row in found.rows
            if row.table.name == form.table.name
        ]
        for form in made
    }
    write_workbook(path, made, strings(language)["sheet"], cells)
    return [path, *_rest(path.with_name(f"{path.stem}-{REST}"), found.rest)]


def _rest(path: Path, lines: Iterable[str]) -> list[Path]:
    text = "".join(f"{line}\n" for line in lines)
    if text:
        write_text(path, text)
    return [path] if text else []


def _headings(rows: Iterable[Row]) -> Mapping[str, list[str]]:
    """The headings that the rows of each table fill."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        found[row.table.name].update((f"{n}@{lang}" if lang else n, None) for n, lang in row.cells)
    return {table: sorted(headings) for table, headings in found.items()}


def _filled(
    rows: list[Row], project: Project, language: str
) -> Iterable[tuple[str, list[FormColumn], list[list[str]]]]:
    """Each table that has rows, with the columns that are filled, and the cells."""
    used = _headings(rows)
    for form in forms(project, language, used):
        name = form.table.name
        if name in used:
            columns = [c for c in form.columns if c.heading in used[name]]
            yield name, columns, [_cells(r, columns) for r in rows if r.table.name == name]


def _cells(row: Row, columns: Iterable[FormColumn], *, labels: bool = False) -> list[str]:
    """The cells of a row; with `labels`, a concept as the lists of the workbook show it."""
    cells = []
    for column in columns:
        name, _, language = column.heading.partition("@")
        text = row.cells.get((name, language), "")
        if labels and column.labels:
            text = " | ".join(column.labels.get(value, value) for value in split(text))
        cells.append(text)
    return cells
