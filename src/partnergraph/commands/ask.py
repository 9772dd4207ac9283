"""`partnergraph ask`: questions and their answers."""

from __future__ import annotations

import sys
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path

import click
import pyoxigraph
from rich.table import Table
from rich.text import Text

from partnergraph.commands.common import (
    asking_options,
    form_of,
    opened,
    parameters_in,
)
from partnergraph.deadline import within
from partnergraph.errors import QueryError
from partnergraph.files import stream_to
from partnergraph.knowledgegraph import KnowledgeGraph
from partnergraph.parameters import Value
from partnergraph.project import Project
from partnergraph.query import AS_OF, Catalogue, Question, question, read_question
from partnergraph.serialise import TABLES, TRIPLES, cell, markdown, write
from partnergraph.terminal import Screen, show

_FORMATS = ("table", "markdown", *TABLES, *TRIPLES)


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("name", metavar="[QUESTION]", required=False)
@click.option("--list", "listing", is_flag=True, help="List the questions.")
@click.option("--describe", is_flag=True, help="Show the question, its parameters and its SPARQL.")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="Default: what the ending of --output says, else a table.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the answer to this file.",
)
@asking_options
@click.pass_context
def command(
    ctx: click.Context,
    name: str | None,
    listing: bool,
    describe: bool,
    form: str | None,
    output: Path | None,
    as_of: date | None,
    lang: str,
    timeout: float,
    project_dir: Path | None,
    graph_dir: Path | None,
    store_url: str | None,
) -> None:
    """Ask the graph a question.

    QUESTION is the name of one in the catalogue, a file that ends in .rq, or - for SPARQL from
    standard input. Its parameters are options of their own: --region CIS.

    Example: partnergraph ask partners-by-country --region CIS --lang ru
    """
    project = Project.find(project_dir)
    catalogue = Catalogue(project.query_files("questions"), project.thing(""))
    if listing or name is None:
        _list(catalogue, lang)
        return
    if name.startswith("--"):
        raise QueryError(
            "The question comes before its parameters.", "See: partnergraph ask --help"
        )
    asked = _question(name, catalogue, project)
    if describe:
        _describe(asked, lang)
        return
    values = parameters_in(ctx.args)
    if as_of is not None:
        values[AS_OF] = as_of
    for given in values:
        asked.parameter(given)
    form = form or form_of(output, {"md": "markdown", **{name: name for name in _FORMATS}})
    graph = within(timeout, lambda: opened(project, graph_dir, store_url, timeout))
    if graph.project.base != project.base and name != "-":  # ids are those of the store's graph
        asked = _question(name, graph.questions, graph.project)
    within(timeout, partial(_answer, graph, asked, values, lang, form, output))


def _question(name: str, catalogue: Catalogue, project: Project) -> Question:
    if name == "-":
        try:
            text = sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise QueryError(f"Standard input is no UTF-8: {error}") from error
        return question(text, "standard input")
    if name.endswith(".rq"):
        return read_question(Path(name), project.thing(""))
    return catalogue.find(name)


def _answer(
    graph: KnowledgeGraph,
    asked: Question,
    values: dict[str, Value],
    lang: str,
    form: str,
    output: Path | None,
) -> None:
    answer = graph.answer(graph.prepare(asked, values, lang))
    things = graph.project.thing("")
    if form == "table" and output is None and not isinstance(answer, pyoxigraph.QueryTriples):
        _show(answer, things)
        return
    if form == "table":
        form = "ttl" if isinstance(answer, pyoxigraph.QueryTriples) else "csv"
    with stream_to(output) as out:
        if form == "markdown" and isinstance(answer, pyoxigraph.QuerySolutions):
            out.write(markdown(answer, things).encode())
        else:
            write(answer, form, out)


def _list(catalogue: Catalogue, lang: str) -> None:
    questions = sorted(catalogue, key=lambda each: (each.tags[:1], each.name))
    console = Screen()
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    for group, members in groupby(questions, key=lambda each: "".join(each.tags[:1])):
        table.add_row(Text(group, style="bold"))
        for each in members:
            options = " ".join(parameter.option for parameter in each.parameters)
            table.add_row(f"  {each.name}", Text.assemble(each.words(lang), (f" {options}", "dim")))
    console.print(table)


def _describe(asked: Question, lang: str) -> None:
    click.echo(f"{asked.name}: {asked.words(lang)}")
    for part in ("why", "description"):
        if text := asked.phrase(part, lang).text:
            click.echo(text)
    for parameter in asked.parameters:
        usual = "the day of the graph" if parameter.name == AS_OF else parameter.shown
        click.echo(f"  {parameter.option}  {parameter.kind}, default {usual}")
    click.echo()
    click.echo(asked.text.rstrip())


def _show(answer: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean, things: str) -> None:
    if isinstance(answer, pyoxigraph.QueryBoolean):
        click.echo("yes" if answer else "no")
        return
    names = [variable.value for variable in answer.variables]
    rows = [[cell(term, things) for term in solution] for solution in answer]
    show(names, rows)
    click.echo(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", err=True)
