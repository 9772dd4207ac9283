"""`partnergraph publish`: the built graph, where others can use it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import click

from partnergraph.commands.common import (
    built_graph,
    graph_folder,
    graph_option,
    progress,
    project_option,
    show_findings,
    unwound,
)
from partnergraph.errors import StoreError
from partnergraph.findings import has_violation
from partnergraph.knowledgegraph import from_built
from partnergraph.login import shown
from partnergraph.project import Project
from partnergraph.query import Catalogue
from partnergraph.site import verify
from partnergraph.site.addresses import Addresses, place
from partnergraph.site.documents import Documents
from partnergraph.site.publication import open_site
from partnergraph.site.publication import publish as publish_site
from partnergraph.target import Target
from partnergraph.upload import Plan, Upload

_FOLDER = "site"
_SECONDS = 600.0


@click.command()
@click.argument("out", required=False, type=click.Path(path_type=Path))
@click.option(
    "--base",
    metavar="URL",
    help="The address at which the folder will lie, if it is not the base of the project.",
)
@click.option(
    "--since",
    type=click.Path(exists=True, path_type=Path),
    help="An earlier graph.nq, or an earlier site: tell what has changed since.",
)
@click.option(
    "--check",
    metavar="PATH|URL",
    help="Check the site in this folder, or at this web address, and do no more.",
)
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
@click.option(
    "--dry-run", is_flag=True, help="With --to: say what would be done, and change nothing."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=_SECONDS,
    show_default=True,
    help="With --to: seconds that each request may take.",
)
@project_option
@graph_option
def command(
    out: Path | None,
    base: str | None,
    since: Path | None,
    check: str | None,
    url: str | None,
    graph_store: str,
    update: str,
    dry_run: bool,
    timeout: float,
    project_dir: Path | None,
    graph_dir: Path | None,
) -> None:
    """Publish the built graph as a folder for a web server, or into a store.

    OUT becomes a site: a page about every thing, and beside it the same in Turtle, N-Triples and
    JSON-LD. Unless given, it is site/ beside the built graph. What has not changed since the last
    time is kept. The new site takes the place of the old one at once, when it is whole.

    With --to, each of its named graphs replaces the one of the same name in the store, and those
    that are no longer built are removed. No other graph is touched. Then the triples are counted
    there, and a question of each group of the catalogue is asked there and here.

    A login is taken from the environment: PARTNERGRAPH_STORE_USER and
    PARTNERGRAPH_STORE_PASSWORD, or PARTNERGRAPH_STORE_TOKEN.

    Example: partnergraph publish

    Example: partnergraph publish --check site

    Example: partnergraph publish --to http://127.0.0.1:7878/query
    """
    chosen = [name for name, value in (("--check", check), ("--to", url)) if value is not None]
    if len(chosen) > 1 or (chosen and (out, base, since) != (None, None, None)):
        raise click.UsageError(f"{chosen[0]} stands alone: a site is written without it.")
    if url is None and (graph_store or update or dry_run):
        raise click.UsageError("Say which store: --to URL.")
    project = Project.find(project_dir)
    if check is not None:
        _check(check, project, graph_dir)
        return
    if url is not None:
        target = Target.of(url, graph_store, update)
        built = built_graph(project, graph_dir)
        upload = Upload(built.store, project.graph(""), target, timeout=timeout)
        _upload(upload, project, target, dry_run=dry_run)
        return
    where = place(base) if base is not None else ""
    _write(project, out, graph_dir, where, since)


def _write(
    project: Project, out: Path | None, graph_dir: Path | None, where: str, since: Path | None
) -> None:
    built = built_graph(project, graph_dir)
    folder = (out or graph_folder(project, graph_dir).with_name(_FOLDER)).resolve()
    began = time.monotonic()
    with unwound(), progress() as tell:
        tell("Reading the graph.")
        site = open_site(built, from_built(built, project, None), place=where, since=since)
        output = publish_site(site, folder, tell, workers=_cores())
    seconds = time.monotonic() - began
    click.echo(
        f"{folder}: {len(site.documents):,} documents in {len(output.files):,} files, "
        f"{output.size / 1e6:.1f} MB. {output.written:,} written, {output.kept:,} kept, "
        f"{seconds:.1f} s."
    )


def _cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _check(where: str, project: Project, graph_dir: Path | None) -> None:
    with unwound(), progress() as tell:
        graph = _described(where, project, graph_dir)
        documents, addresses = graph or (None, None)
        findings = verify.check(where, documents, addresses, tell)
    if findings:
        show_findings(findings)
    compared = f"Compared with the graph of {project.base}" if graph else "Compared with no graph"
    click.echo(f"{compared}.", err=True)
    if has_violation(findings):
        sys.exit(1)
    click.echo(f"{where} is whole.")


def _described(
    where: str, project: Project, graph_dir: Path | None
) -> tuple[Documents, Addresses] | None:
    """The documents of the graph that the site at `where` is of; None where it is not here."""
    if verify.base(where) != project.base:
        return None
    try:
        built = built_graph(project, graph_dir)
    except StoreError:
        return None
    site = open_site(built, from_built(built, project, None))
    return site.documents, site.addresses


def _upload(upload: Upload, project: Project, target: Target, *, dry_run: bool) -> None:
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
        f"{shown(target.query)} holds {_graphs(plan)}. It counts the same triples as here, "
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
