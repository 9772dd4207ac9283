"""`partnergraph network`: the network in figures, and as files for other programs."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import click
import networkx as nx
from rich.console import Console
from rich.table import Table
from rich.text import Text

from partnergraph import losses, measures
from partnergraph.commands.common import (
    Day,
    as_of_option,
    form_of,
    graph_option,
    lang_option,
    opened,
    progress,
    project_option,
    store_option,
    timeout_option,
)
from partnergraph.csvfiles import write_csv
from partnergraph.errors import QueryError
from partnergraph.exchange import FORMATS, cell, edge_list, node_list
from partnergraph.figures import Rows, rows_of, short, shown
from partnergraph.files import save
from partnergraph.flat import flat
from partnergraph.network import Joint
from partnergraph.network import project as read_network
from partnergraph.project import Project
from partnergraph.store import Store
from partnergraph.terminal import fits, print_lists
from partnergraph.things import find

_KINDS = ("agreement", "event", "programme", "partnership")
_WIDTH = 160


@click.command()
@click.option("--measures", "measured", is_flag=True, help="Measure each institution and unit.")
@click.option(
    "--lost-until",
    type=Day(),
    help="Who would be lost, if agreements that end until this day were not renewed?",
)
@click.option(
    "--without",
    multiple=True,
    metavar="ID",
    help="Who would be lost without this institution, unit or relation, or without all of a "
    f"kind ({', '.join(_KINDS)})? May be repeated.",
)
@click.option(
    "--joint",
    type=click.Choice(get_args(Joint)),
    default="nodes",
    show_default=True,
    help="What a relation of three or more is: edges from home, one for each pair, or a node.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", *FORMATS]),
    help="Default: what the ending of --output says, else a table.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--for-spreadsheets",
    is_flag=True,
    help="In CSV, put an apostrophe before cells that begin with = + - @, so that no spreadsheet "
    "takes them for formulas.",
)
@lang_option
@as_of_option
@project_option
@graph_option
@store_option
@timeout_option
def command(
    measured: bool,
    lost_until: date | None,
    without: tuple[str, ...],
    joint: Joint,
    form: str | None,
    output: Path | None,
    for_spreadsheets: bool,
    lang: str,
    as_of: date | None,
    project_dir: Path | None,
    graph_dir: Path | None,
    store_url: str | None,
    timeout: float,
) -> None:
    """Measure the network, or write it for Gephi, Cytoscape, networkx or a spreadsheet.

    A table shows figures of the whole; with --measures those of each institution; with
    --lost-until or --without those who would lose something. With these and --measures, what is
    left is measured. The other formats hold the network with all this as attributes; CSV is the
    list of its edges, and with --output FILE.csv two lists, FILE-nodes.csv and FILE-edges.csv.

    Example: partnergraph network --measures --format graphml --output network.graphml
    """
    form = form or form_of(output, {name: name for name in ("csv", *FORMATS)})
    source = opened(Project.find(project_dir), graph_dir, store_url, timeout)
    project = source.project
    views = project.query_files("views")
    with progress() as tell:
        tell("reading the network")
        graph = read_network(source.store, views, as_of=as_of, joint=joint)
        tell("measuring")
        lost = None
        if lost_until or without:
            ends = losses.ending(graph, source.store, views, lost_until) if lost_until else []
            after = losses.without(graph, **_chosen(without, ends, source.store, project, graph))
            if lost_until:
                _tell_of_terms(graph, ends)
            lost = losses.losses(graph, after)
            losses.write(graph, after, lost)
            graph, lost = (after, None) if measured else (graph, lost)
        figures = measures.measure(graph) if measured or form == "table" else None
    rows = rows_of(graph, figures, lost, project.thing(""), lang, listed=measured)
    plain_rows = lost is not None or (form == "csv" and measured and output is None)
    if form == "table":
        _put(_table(short(rows) if measured else rows), output)
    elif plain_rows and form in ("csv", "json"):
        _put(_listed(rows, form, guard=for_spreadsheets), output)
    else:
        if figures:
            measures.write(graph, figures)
        _export(graph, form, project, lang, output, guard=for_spreadsheets)


def _chosen(
    without: tuple[str, ...],
    ends: list[str],
    store: Store,
    project: Project,
    graph: nx.MultiDiGraph[str],
) -> dict[str, list[str]]:
    """What `losses.without` is to take away. Raises QueryError for what the graph does not know."""
    space = project.thing("")
    named = [find(store, name, space) for name in without if name not in _KINDS]
    known = graph.graph["relations"]
    for iri in named:
        if iri not in known and iri not in graph:
            raise QueryError(
                f"{iri.removeprefix(space)} is no part of the network.",
                "Name an institution, a unit, an agreement, an event, a programme or a listing.",
            )
    return {
        "kinds": [name for name in without if name in _KINDS],
        "relations": [*ends, *(iri for iri in named if iri in known)],
        "things": [iri for iri in named if iri not in known],
    }


def _tell_of_terms(graph: nx.MultiDiGraph[str], ends: list[str]) -> None:
    """Say how little may be known of when agreements end."""
    held, unknown = len(losses.held(graph)), len(losses.open_ended(graph))
    click.echo(
        f"Agreements held: {held}; ending by then: {len(ends)}; without a known end: {unknown}.",
        err=True,
    )


def _table(rows: Rows) -> str:
    """Rows as text for a terminal."""
    if not rows:
        return "nobody\n"
    table = Table(box=None, pad_edge=False)
    names = [name.replace("_", " ") for name in rows[0]]
    texts = [[shown(value) for value in row.values()] for row in rows]
    for name, value in zip(names, rows[0].values(), strict=True):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        justify: Literal["right", "left"] = "right" if number else "left"
        table.add_column(name, overflow="fold", justify=justify)
    for row in texts:
        table.add_row(*map(Text, row))
    terminal = sys.stdout.isatty()
    console = Console(width=None if terminal else _WIDTH)
    with console.capture() as captured:
        if not terminal or fits(names, texts, console.width):
            console.print(table)
        else:
            print_lists(console, names, texts)
    return captured.get()


def _listed(rows: Rows, form: str, *, guard: bool) -> str:
    """Rows as CSV with a heading, or as a list in JSON."""
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    names = list(rows[0]) if rows else ["id", "name"]
    return write_csv(names, ([cell(value) for value in row.values()] for row in rows), guard=guard)


def _export(
    graph: nx.MultiDiGraph[str],
    form: str,
    project: Project,
    lang: str,
    output: Path | None,
    *,
    guard: bool,
) -> None:
    about = {"licence": project.licence, "publisher": project.publisher, "base": project.base}
    plain = flat(graph, lang=lang, about=about)
    if form != "csv":
        _put(FORMATS[form](plain), output)
    elif output is None:
        _put(edge_list(plain, guard=guard), None)
    else:
        for name, text in (("nodes", node_list), ("edges", edge_list)):
            beside = output.with_name(f"{output.stem}-{name}{output.suffix or '.csv'}")
            _put(text(plain, guard=guard), beside)


def _put(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
    else:
        save(output, text)
        click.echo(output, err=True)
