"""`partnergraph check`: what is wrong in the tables, and where."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import click
from rich.console import Console

from partnergraph.build import Graph, build
from partnergraph.commands.common import progress, project_option, show_findings
from partnergraph.diagnostics.records import as_csv, as_json
from partnergraph.diagnostics.table import show
from partnergraph.diagnostics.wording import tally
from partnergraph.files import save
from partnergraph.findings import Finding, Severity, has_violation, ordered
from partnergraph.progress import Tell
from partnergraph.project import Project
from partnergraph.shacl.shapes import read_shapes
from partnergraph.translation import LANGUAGES, catalogue, translated
from partnergraph.validate import Result, run_checks, shapes_of, validate
from partnergraph.validate import findings as as_findings

_NOTE = Severity.INFO
_WIDTH = 100  # of a table in a file
_EVERYTHING = sys.maxsize


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, in English; the shapes' results, None where cells come first; quotations."""

    graph: Graph
    findings: list[Finding]
    results: list[Result] | None
    proved: tuple[int, int] | None


class Language(click.Choice[str]):
    """One of our languages; `uz` will do for `uz-Latn`."""

    def __init__(self) -> None:
        super().__init__(LANGUAGES, case_sensitive=False)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The language as a tag."""
        return super().convert("uz-Latn" if value == "uz" else value, param, ctx)


@click.command()
@project_option
@click.option(
    "--sources",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder with the sources' texts: proves every quotation against them.",
)
@click.option("--engine", type=click.Choice(["sparql", "pyshacl"]), default="sparql")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "html", "sarif", "shacl"]),
    default="table",
    help="html: a page; sarif: for code hosts; shacl: what the shapes report, in Turtle.",
)
@click.option("--lang", type=Language(), default="en", help="The language of the messages.")
@click.option("--all", "everything", is_flag=True, help="Show notes as well.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the findings to this file.",
)
@click.option(
    "--annotate",
    "annotated",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write a workbook (.xlsx) in which the cells with findings are marked.",
)
def command(
    project_dir: Path | None,
    sources: Path | None,
    engine: str,
    form: str,
    lang: str,
    everything: bool,
    output: Path | None,
    annotated: Path | None,
) -> None:
    """Check the project's tables and say which cell to repair.

    Exit code 1 when something must be repaired.

    Example: partnergraph check --lang ru --format html --output findings.html
    """
    project = Project.find(project_dir)
    with progress() as tell:
        checked = examine(project, sources, engine, lang, tell)
        findings = translated(checked.findings, lang)
        if annotated is not None:
            tell(f"Writing {annotated}")
            annotation = import_module("partnergraph.diagnostics.annotation")
            annotation.annotate(annotated, _plain(findings, project), project, lang)
    said = _said(checked, lang)
    if form == "table":
        shown = [f for f in _plain(findings, project) if everything or f.severity is not _NOTE]
        _tables(shown, lang, output)
    elif form == "shacl" and checked.results is None:
        hint = "To see what must be repaired first: partnergraph check"
        click.echo(f"The shapes have not run, so there is no report. {hint}", err=True)
    else:
        text = _document(form, checked, findings, lang, notes=everything, said=said)
        if output is None:
            click.echo(text, nl=False)
        else:
            save(output, text)
    click.echo(f"{tally(findings, lang)}. {said}".rstrip(), err=form != "table" and output is None)
    sys.exit(1 if has_violation(findings) else 0)


def examine(project: Project, sources: Path | None, engine: str, lang: str, tell: Tell) -> Checked:
    """Builds the graph of `project` and checks it; the shapes only where no cell must be repaired.

    What the shapes say is in `lang`, everything else in English.
    """
    graph = build(project, tell=tell)
    findings, proved, results = [*graph.findings], None, None
    if sources is not None:
        tell(f"Reading the texts in {sources}")
        number, doubts = graph.prove(sources)
        findings += doubts
        proved = number, len(graph.ledger.quotes)
    if not has_violation(findings):
        tell("Checking the graph")
        store, shapes = graph.store(), shapes_of(project)
        if engine == "sparql":
            results = validate(store, read_shapes(shapes), lang)
        else:
            referee = import_module("partnergraph.referee")
            results = referee.validate_pyshacl(graph.nquads.encode(), shapes, lang)
        locate = graph.ledger.locate
        findings += as_findings(results, locate)
        findings += run_checks(store, project.query_files("checks"), locate)
    return Checked(graph, ordered(findings), results, proved)


def _plain(findings: Sequence[Finding], project: Project) -> list[Finding]:
    """The findings for people: ids instead of the web addresses of the project's things."""
    things = project.thing("")
    return [replace(each, value=each.value.removeprefix(things)) for each in findings]


def _said(checked: Checked, lang: str) -> str:
    return catalogue().label("proved", lang, *checked.proved) if checked.proved else ""


def _tables(findings: Sequence[Finding], lang: str, output: Path | None) -> None:
    if output is None:
        show_findings(findings, lang)
        return
    stream = io.StringIO()
    console = Console(file=stream, width=_WIDTH, color_system=None)
    show(findings, console, lang, most=_EVERYTHING)
    save(output, "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines()))


def _document(
    form: str, checked: Checked, findings: Sequence[Finding], lang: str, *, notes: bool, said: str
) -> str:
    """The findings in a form for files and programs, each of which loads only what it needs."""
    project = checked.graph.project
    if form == "csv":
        return as_csv(findings)
    if form == "json":
        return as_json(findings)
    module = import_module(f"partnergraph.diagnostics.{'page' if form == 'html' else form}")
    if form == "sarif":
        return str(module.sarif(findings, project, lang, checked.findings))
    if form == "shacl":
        return str(module.report(checked.results, shapes_of(project), lang))
    title = project.title.get(lang) or next(iter(project.title.values()), project.root.name)
    plain = _plain(findings, project)
    return str(module.page(plain, title=title, lang=lang, notes=notes, said=said))
