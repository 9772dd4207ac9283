"""`partnergraph report`: several questions on one page, for an office."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import click
from rich.table import Table

from partnergraph.commands.common import (
    asking_options,
    opened,
    parameters_in,
)
from partnergraph.deadline import within
from partnergraph.errors import QueryError
from partnergraph.files import stream_to
from partnergraph.knowledgegraph import KnowledgeGraph
from partnergraph.parameters import Value
from partnergraph.project import Project
from partnergraph.query import AS_OF
from partnergraph.reports.book import book
from partnergraph.reports.content import Content, Filled, compose
from partnergraph.reports.definition import Report, read_report, text
from partnergraph.reports.page import page
from partnergraph.reports.plain import as_csv, markdown
from partnergraph.terminal import Screen, show

_WHOLE: dict[str, Callable[[Content], bytes]] = {
    "html": lambda content: page(content).encode(),
    "md": lambda content: markdown(content).encode(),
    "xlsx": book,
}


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("name", metavar="[REPORT]", required=False)
@click.option("--list", "listing", is_flag=True, help="List the reports.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", *_WHOLE, "csv"]),
    help="Default: what the ending of --output says, else a table.",
)
@click.option("--section", type=click.IntRange(min=1), help="Only this table: 1, 2 …")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file."
)
@asking_options
@click.pass_context
def command(
    ctx: click.Context,
    name: str | None,
    listing: bool,
    form: str | None,
    section: int | None,
    output: Path | None,
    as_of: date | None,
    lang: str,
    timeout: float,
    project_dir: Path | None,
    graph_dir: Path | None,
    store_url: str | None,
) -> None:
    """Write a report that is made of questions.

    Parameters of its questions are options of their own: --partner xinjiang-mu.

    Example: partnergraph report expiring-agreements --format html --output expiring.html
    """
    project = Project.find(project_dir)
    if listing or name is None:
        _list(project, lang)
        return
    report = read_report(project.report_files(), name)
    values = parameters_in(ctx.args)
    if as_of is not None:
        values[AS_OF] = as_of
    form = form or _form(output)
    graph = within(timeout, lambda: opened(project, graph_dir, store_url, timeout))
    within(timeout, partial(_write, graph, report, values, lang, form, section, output))


def _form(output: Path | None) -> str:
    ending = output.suffix.lower().lstrip(".") if output else "table"
    form = {"htm": "html", "markdown": "md"}.get(ending, ending)
    if form not in (*_WHOLE, "csv", "table"):
        raise QueryError(f"What form is {output}?", "Add --format html, md, xlsx or csv.")
    return form


def _write(
    graph: KnowledgeGraph,
    report: Report,
    values: dict[str, Value],
    lang: str,
    form: str,
    section: int | None,
    output: Path | None,
) -> None:
    content = compose(graph, report, values, lang)
    chosen = _chosen(content, section)
    if form == "table" and output is None:
        _show(content, chosen)
        return
    if form in _WHOLE:
        data = _WHOLE[form](replace(content, sections=chosen))
    else:
        data = as_csv(chosen[0]).encode()
        if len(chosen) > 1:
            click.echo(f"CSV holds one table; of {len(chosen)} this is the first.", err=True)
            click.echo("The others: --section 2 …", err=True)
    if output is None and form == "xlsx" and sys.stdout.isatty():
        raise QueryError("A workbook is not for a terminal.", "Add --output report.xlsx.")
    with stream_to(output) as out:
        out.write(data)


def _chosen(content: Content, section: int | None) -> tuple[Filled, ...]:
    if section is None:
        return content.sections
    if section > len(content.sections):
        number = len(content.sections)
        raise QueryError(f"The report has no table {section}.", f"It has {number}.")
    return (content.sections[section - 1],)


def _list(project: Project, lang: str) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    files = project.report_files()
    for path in files:
        report = read_report(files, path.stem)
        table.add_row(report.name, text(report.about, lang) or text(report.title, lang))
    Screen().print(table)


def _show(content: Content, sections: tuple[Filled, ...]) -> None:
    console = Screen()
    console.print(content.title, style="bold", markup=False, highlight=False)
    if content.as_of:
        click.echo(f"{content.words['as-of']} {content.as_of}")
    for section in sections:
        click.echo()
        console.print(section.title, style="bold", markup=False, highlight=False)
        if section.note:
            click.echo(section.note)
        if section.rows:
            show(section.headings, [[cell.text for cell in row] for row in section.rows])
        else:
            click.echo(section.empty)
