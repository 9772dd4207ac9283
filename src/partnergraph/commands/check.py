"""`partnergraph check`: what is wrong in the tables, and where."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from partnergraph.build import Graph, build
from partnergraph.commands.common import project_option, show_findings, tally
from partnergraph.findings import Finding, Severity, has_violation, ordered
from partnergraph.project import Project
from partnergraph.validate import check, run_checks, shapes_of
from partnergraph.validate import findings as as_findings


@click.command()
@project_option
@click.option(
    "--sources",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder with the sources' texts: proves every quotation against them.",
)
@click.option("--engine", type=click.Choice(["sparql", "pyshacl"]), default="sparql")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@click.option("--lang", default="en", help="The language of the messages: en, ru or uz-Latn.")
@click.option("--all", "everything", is_flag=True, help="Show notes as well.")
def command(
    project_dir: Path | None,
    sources: Path | None,
    engine: str,
    form: str,
    lang: str,
    everything: bool,
) -> None:
    """Check the project's tables and say which cell to repair.

    Exit code 1 when something must be repaired.

    Example: partnergraph check --sources texts/
    """
    project = Project.find(project_dir)
    graph = build(project)
    findings: list[Finding] = [*graph.findings]
    proved = ""
    if sources is not None:
        number, doubts = graph.prove(sources)
        findings += doubts
        proved = f" {number} of {len(graph.ledger.quotes)} quotations proved."
    if not has_violation(findings):
        findings += _validated(graph, engine, lang)
    findings = ordered(findings)
    shown = [f for f in findings if everything or f.severity is not Severity.INFO]
    show_findings(shown if form == "table" else findings, form)
    click.echo(f"{tally(findings)}.{proved}", err=form != "table")
    sys.exit(1 if has_violation(findings) else 0)


def _validated(graph: Graph, engine: str, lang: str) -> list[Finding]:
    """What the shapes and the checks say of the graph, by our engine or the referee's."""
    if engine == "sparql":
        return check(graph, lang)
    referee = import_module("partnergraph.referee")
    results = referee.validate_pyshacl(graph.nquads.encode(), shapes_of(graph), lang)
    files = graph.project.query_files("checks")
    checks = run_checks(graph.store(), files, graph.ledger.locate)
    return [*as_findings(results, graph.ledger.locate), *checks]
