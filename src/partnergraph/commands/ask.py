"""`partnergraph ask`: questions and their answers."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pyoxigraph
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from partnergraph.commands.common import built_graph, graph_option, project_option
from partnergraph.errors import QueryError
from partnergraph.project import Project
from partnergraph.query import Catalogue, Question, read_question
from partnergraph.store import Answer
from partnergraph.things import find
from partnergraph.vocabulary import compact

_PIPE_WIDTH = 120
_FEW = 3  # so few columns wrap well
_FORMATS = {
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
}


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("question", required=False)
@click.option("--list", "listing", is_flag=True, help="List the questions.")
@click.option("--describe", is_flag=True, help="Show the question, its parameters and its SPARQL.")
@click.option("--format", "form", type=click.Choice(["table", *_FORMATS]), default="table")
@project_option
@graph_option
@click.pass_context
def command(
    ctx: click.Context,
    question: str | None,
    listing: bool,
    describe: bool,
    form: str,
    project_dir: Path | None,
    graph_dir: Path | None,
) -> None:
    """Ask the built graph a question.

    QUESTION is the name of one in the catalogue, or a file that ends in .rq. Its parameters are
    options of their own: --date 2025-01-01.

    Example: partnergraph ask agreements-on-date --date 2024-12-31
    """
    project = Project.find(project_dir)
    catalogue = Catalogue(project.query_files("questions"), project.thing(""))
    if listing or question is None:
        _list(catalogue)
        return
    if question.startswith("--"):
        raise QueryError(
            "The question comes before its parameters.", "See: partnergraph ask --help"
        )
    found = (
        read_question(Path(question), project.thing(""))
        if question.endswith(".rq")
        else catalogue.find(question)
    )
    if describe:
        _describe(found)
        return
    values = _values(ctx.args)
    found.bind({name: value for name, value in values.items() if not _is_thing(found, name)})
    built = built_graph(project, graph_dir)
    for name, value in values.items():
        if _is_thing(found, name, project.thing("")):
            values[name] = find(built.store, value, project.thing(""))
    bound = found.bind(values)
    _show(bound.ask(built.store), form, project)


def _values(arguments: list[str]) -> dict[str, str]:
    """`--name value` and `--name=value` as a mapping. Raises QueryError for anything else."""
    values: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        name = rest.pop(0)
        if not name.startswith("--"):
            raise QueryError(f"'{name}' stands alone.", "Parameters are written --name value.")
        name, equals, value = name[2:].partition("=")
        if not equals and not rest:
            raise QueryError(f"--{name} has no value.", "Parameters are written --name value.")
        values[name] = value if equals else rest.pop(0)
    return values


def _is_thing(question: Question, name: str, space: str = "") -> bool:
    """Whether a parameter takes a thing, and where `space` is given one of that namespace."""
    return any(
        each.name == name and each.kind == "thing" and each.space.startswith(space)
        for each in question.parameters
    )


def _list(catalogue: Catalogue) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("question", no_wrap=True)
    table.add_column("what it asks")
    table.add_column("parameters")
    for question in catalogue:
        names = ", ".join(parameter.name for parameter in question.parameters)
        table.add_row(question.name, question.summary, names)
    Console().print(table)


def _describe(question: Question) -> None:
    click.echo(f"{question.name}: {question.summary}")
    for parameter in question.parameters:
        click.echo(f"  --{parameter.name}  {parameter.kind}, default {parameter.default}")
    click.echo()
    click.echo(question.text.rstrip())


def _show(answer: Answer, form: str, project: Project) -> None:
    if isinstance(answer, pyoxigraph.QueryTriples):
        data = answer.serialize(format=pyoxigraph.RdfFormat.TURTLE)
        click.echo(data or b"", nl=False)
    elif form in _FORMATS:
        click.echo(answer.serialize(format=_FORMATS[form]) or b"", nl=False)
    elif isinstance(answer, pyoxigraph.QueryBoolean):
        click.echo("yes" if answer else "no")
    else:
        _table(answer, project)


def _table(answer: pyoxigraph.QuerySolutions, project: Project) -> None:
    """Rows as a table where it fits, else each row as a list of its cells."""
    names = [variable.value for variable in answer.variables]
    rows = [[_cell(term, project) for term in solution] for solution in answer]
    console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    widths = [max(map(cell_len, column)) for column in zip(names, *rows, strict=True)]
    if sum(widths) + 2 * len(widths) <= console.width or len(names) <= _FEW:
        table = Table(box=None, pad_edge=False)
        for name in names:
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)
    else:
        for number, row in enumerate(rows, start=1):
            console.print(Text(f"{number}.", style="bold"))
            table = Table(box=None, pad_edge=False, show_header=False)
            for name, cell in zip(names, row, strict=True):
                if cell:
                    table.add_row(Text(f"   {name}", style="dim"), Text(cell))
            console.print(table)
    click.echo(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", err=True)


def _cell(term: object, project: Project) -> str:
    """A term for people: ids and known prefixes instead of whole IRIs."""
    value = str(getattr(term, "value", "") or "")
    if not isinstance(term, pyoxigraph.NamedNode):
        return value
    things = project.thing("")
    return value.removeprefix(things) if value.startswith(things) else compact(value)
