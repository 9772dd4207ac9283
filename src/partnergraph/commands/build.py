"""`partnergraph build`: the tables become a graph."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from partnergraph.build import build
from partnergraph.built import write
from partnergraph.commands.common import (
    as_of_option,
    graph_folder,
    project_option,
    show_findings,
)
from partnergraph.diagnostics.wording import tally
from partnergraph.findings import Severity, has_violation, ordered
from partnergraph.project import Project
from partnergraph.validate import check


@click.command()
@project_option
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the graph goes. Default: build/ in the project or the current folder.",
)
@as_of_option
def command(project_dir: Path | None, output: Path | None, as_of: date | None) -> None:
    """Build the graph from the project's tables.

    Writes graph.nq, graph.trig, graph.ttl and a store. When cells must be repaired first,
    nothing is written and the earlier graph stands.

    Example: partnergraph build --as-of 2026-12-31
    """
    project = Project.find(project_dir)
    graph = build(project, as_of)
    findings = graph.findings
    if not has_violation(findings):
        findings = ordered([*findings, *check(graph)])
    if has_violation(findings):
        show_findings([f for f in findings if f.severity is Severity.VIOLATION])
        click.echo(f"Nothing was written: {tally(findings)}.", err=True)
        sys.exit(1)
    folder = graph_folder(project, output)
    graph = graph.unloaded()
    manifest = write(graph, folder, findings, lambda text: click.echo(text, err=True))
    counts = manifest["counts"]
    click.echo(", ".join(f"{number} {name}" for name, number in counts.items() if number))
    click.echo(f"{tally(findings)}; to see them: partnergraph check")
    day = manifest["as_of"]
    known = f"Statuses are those of {day}." if day else "No source is dated: no day is known."
    click.echo(f"{known} The graph is in {folder}.")
