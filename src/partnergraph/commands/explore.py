"""`partnergraph explore`: the network as one page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from partnergraph.chromium import picture
from partnergraph.commands.common import (
    as_of_option,
    graph_folder,
    graph_option,
    opened,
    project_option,
    store_option,
    timeout_option,
)
from partnergraph.explore import render
from partnergraph.files import save
from partnergraph.listing import LANGUAGES
from partnergraph.neighbourhood import around
from partnergraph.network import project as network
from partnergraph.project import Project
from partnergraph.things import find


@click.command()
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@as_of_option
@click.option("--focus", metavar="ID", help="Show what is around this: an id or a name.")
@click.option("--hops", type=int, help="How many steps around it. Default: 1.")
@click.option("--pages", default="", metavar="URL", help="Where the page of a record is.")
@click.option(
    "--png", type=click.Path(dir_okay=False, path_type=Path), help="Also write an image of it."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
@project_option
@graph_option
@store_option
@timeout_option
def command(
    lang: str,
    as_of: date | None,
    focus: str | None,
    hops: int | None,
    pages: str,
    png: Path | None,
    output: Path | None,
    project_dir: Path | None,
    graph_dir: Path | None,
    store_url: str | None,
    timeout: float,
) -> None:
    """Write the network as one page that works without internet.

    Without --output the page goes beside the built graph: build/explore.html. In the address of
    --pages, {id} stands for the id of a record; without it, the id is put behind the address.

    Example: partnergraph explore --lang ru --output network.html
    """
    if hops is not None and focus is None:
        raise click.UsageError("--hops counts from --focus: say around what.")
    source = opened(Project.find(project_dir), graph_dir, store_url, timeout)
    project = source.project
    graph = network(source.store, project.query_files("views"), as_of=as_of)
    centre = find(source.store, focus, project.thing("")) if focus else ""
    if centre:
        graph = around(graph, centre, 1 if hops is None else hops)
    target = output or graph_folder(project, graph_dir) / "explore.html"
    save(target, render(graph, lang=lang, title=project.title, pages=pages, focus=centre))
    click.echo(f"The page is {target}")
    if png:
        picture(target, png)
        click.echo(f"The image is {png}")
