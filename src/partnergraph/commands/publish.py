"""`partnergraph publish`: the built graph, where others can use it."""

from __future__ import annotations

from pathlib import Path

import click

from partnergraph.commands.common import built_graph, graph_option, progress, project_option
from partnergraph.login import shown
from partnergraph.project import Project
from partnergraph.query import Catalogue
from partnergraph.target import Target
from partnergraph.upload import Plan, Upload

_SECONDS = 600.0


@click.command()
@click.option(
    "--to",
    "url",
    metavar="URL",
    help="Put the graph into the store whose SPARQL service is at this address.",
)
@click.option(
    "--graph-store",
    "graph_store",
    metavar="URL",
    default="",
    help="With --to: the address of its Graph Store Protocol, if the usual one is wrong.",
)
@click.option(
    "--update",
    metavar="URL",
    default="",
    help="With --to: the address of its SPARQL Update, to be used instead.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=_SECONDS,
    show_default=True,
    help="Seconds that each request may take.",
)
@project_option
@graph_option
def command(
    url: str | None,
    graph_store: str,
    update: str,
    dry_run: bool,
    timeout: float,
    project_dir: Path | None,
    graph_dir: Path | None,
) -> None:
    """Publish the built graph.

    With --to, each of its named graphs replaces the one of the same name in the store, and those
    that are no longer built are removed. No other graph is touched. Then the triples are counted
    there, and a question of each group of the catalogue is asked there and here.

    A login is taken from the environment: PARTNERGRAPH_STORE_USER and
    PARTNERGRAPH_STORE_PASSWORD, or PARTNERGRAPH_STORE_TOKEN.

    Example: partnergraph publish --to http://127.0.0.1:7878/query
    """
    if url is None:
        raise click.UsageError("Say where: --to URL.")
    project = Project.find(project_dir)
    target = Target.of(url, graph_store, update)
    built = built_graph(project, graph_dir)
    upload = Upload(built.store, project.graph(""), target, timeout=timeout)
    plan = upload.plan()
    if dry_run:
        _show(plan, target)
        return
    catalogue = Catalogue(project.query_files("questions"), project.thing(""))
    questions = list({question.tags[:1]: question for question in catalogue}.values())
    with progress() as tell:
        upload.run(plan, tell)
        upload.verify(questions, tell)
    click.echo(
        f"{shown(url)} holds {_graphs(plan)}. It counts the same triples as here, "
        f"and answers {len(questions)} questions the same."
    )
    if plan.removed:
        click.echo(f"Removed: {len(plan.removed)} graphs that are no longer built.")


def _show(plan: Plan, target: Target) -> None:
    for name, triples in plan.replaced.items():
        click.echo(f"replace {name} ({triples} triples)")
    for name in plan.removed:
        click.echo(f"remove  {name}")
    click.echo(f"Nothing was done. It would be {_graphs(plan)}, by {target}.")


def _graphs(plan: Plan) -> str:
    return f"{len(plan.replaced)} graphs with {sum(plan.replaced.values())} triples"
