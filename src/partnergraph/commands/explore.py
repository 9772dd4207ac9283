"""`partnergraph explore`: the network as one page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from partnergraph.commands.common import (
    as_of_option,
    built_graph,
    graph_folder,
    graph_option,
    project_option,
)
from partnergraph.explore import LANGUAGES, render
from partnergraph.files import save
from partnergraph.network import project as network
from partnergraph.project import Project


@click.command()
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@as_of_option
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
@project_option
@graph_option
def command(
    lang: str,
    as_of: date | None,
    output: Path | None,
    project_dir: Path | None,
    graph_dir: Path | None,
) -> None:
    """Write the network as one page that works without internet.

    Without --output the page goes beside the built graph: build/explore.html.

    Example: partnergraph explore --lang ru --output network.html
    """
    project = Project.find(project_dir)
    built = built_graph(project, graph_dir)
    graph = network(built.store, project.query_files("views"), as_of=as_of)
    target = output or graph_folder(project, graph_dir) / "explore.html"
    save(target, render(graph, lang=lang, title=project.title))
    click.echo(f"The page is {target}")
