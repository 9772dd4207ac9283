"""What commands share: options, opening the project and its graph, printing findings."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from partnergraph.built import Built
from partnergraph.dates import DateError, read
from partnergraph.errors import StoreError
from partnergraph.findings import Finding, Severity
from partnergraph.project import Project

FOLDER = Path("build")
_COLOUR = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


class Day(click.ParamType[object]):
    """A day, written in full: 2026-11-23."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """The day, or a usage error that says what to write."""
        try:
            when = read(str(value))
        except DateError as error:
            self.fail(f"{error} {error.hint}".rstrip(), param, ctx)
        if when.precision != "day" or when.earliest is None:
            self.fail(f"'{value}' is no day. Write for example 2026-11-23.", param, ctx)
        return when.earliest


project_option = click.option(
    "--project",
    "project_dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="The project folder. Default: the one around the current folder, else the bundled one.",
)
graph_option = click.option(
    "--graph",
    "graph_dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the built graph. Default: build/ in the project or the current folder.",
)
as_of_option = click.option("--as-of", type=Day(), help="The day that statuses are derived for.")


def graph_folder(project: Project, chosen: Path | None) -> Path:
    """Where the built graph of `project` is: beside a project of one's own, else here."""
    if chosen is not None:
        return chosen
    here = Path.cwd()
    return project.root / FOLDER if here.is_relative_to(project.root) else here / FOLDER


def built_graph(project: Project, chosen: Path | None) -> Built:
    """The built graph of `project`, for reading.

    Raises StoreError where there is none, or where it is that of another project.
    """
    folder = graph_folder(project, chosen)
    built = Built.open(folder)
    if built.manifest.get("base") != project.base:
        raise StoreError(
            f"{folder} holds the graph of {built.manifest.get('base')}, not of {project.base}.",
            "Build this project, or name the other with --project.",
        )
    return built


def show_findings(findings: Sequence[Finding], form: str = "table") -> None:
    """Prints findings to standard output as a table for people, CSV or JSON."""
    if form == "json":
        records = [finding.as_dict() for finding in findings]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    elif form == "csv":
        names = list(Finding.__dataclass_fields__)
        writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(finding.as_dict() for finding in findings)
    else:
        _table(findings)


def _table(findings: Sequence[Finding]) -> None:
    console = Console()
    for name in dict.fromkeys(finding.file or "graph" for finding in findings):
        table = Table(title=name, title_justify="left", title_style="bold", expand=False, box=None)
        table.add_column("", no_wrap=True)
        table.add_column("row", justify="right")
        table.add_column("column", overflow="fold")
        table.add_column("what is the matter", overflow="fold")
        table.add_column("what to do", overflow="fold")
        for finding in findings:
            if (finding.file or "graph") == name:
                colour = _COLOUR[finding.severity]
                table.add_row(
                    f"[{colour}]{finding.severity}[/]",
                    str(finding.row or ""),
                    escape(finding.column),
                    escape(finding.message),
                    escape(finding.repair),
                )
        console.print(table)
        console.print()


def tally(findings: Sequence[Finding]) -> str:
    """The number of findings of each severity, in words."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{counts[severity]} {_plural(severity, counts[severity])}" for severity in Severity
    )


def _plural(severity: Severity, count: int) -> str:
    words = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "note"}
    return words[severity] + ("" if count == 1 else "s")
