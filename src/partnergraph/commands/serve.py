"""`partnergraph serve`: the built graph over HTTP, as SPARQL and as linked data."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from partnergraph.built import FORMAT, read_manifest
from partnergraph.commands.common import graph_folder, project_option
from partnergraph.errors import ProjectError, StoreError
from partnergraph.files import recover
from partnergraph.project import SETTINGS, Project
from partnergraph.serve.settings import MEGABYTE, Limits, Settings
from partnergraph.site.addresses import place

_TOKEN = "PARTNERGRAPH_SERVE_TOKEN"  # noqa: S105 - the name of a variable


@click.command()
@click.option(
    "--store",
    metavar="DIR|URL",
    help="The folder of the built graph, or a SPARQL service. Default: as of other commands.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Where to listen; 0: at any that is free.",
)
@click.option(
    "--base",
    metavar="URL",
    help="The public address of this server, if it is not the base of the project.",
)
@click.option(
    "--since",
    type=click.Path(exists=True, path_type=Path),
    help="An earlier graph.nq, or an earlier site: tell what has changed, and what is gone.",
)
@click.option(
    "--seconds",
    default=30.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Seconds that a question may take.",
)
@click.option(
    "--memory",
    default=1024,
    show_default=True,
    type=click.IntRange(min=64),
    help="Megabytes that a question may take.",
)
@click.option(
    "--per-client",
    metavar="SECONDS",
    default=0.0,
    type=click.FloatRange(min=0),
    help="Seconds of answering that one address may have in a minute. Default: any number.",
)
@click.option(
    "--writable",
    is_flag=True,
    help=f"Take updates from whoever has the token in the variable {_TOKEN}.",
)
@click.option(
    "--default-graph",
    type=click.Choice(["union", "own"]),
    default="union",
    show_default=True,
    help="What a query asks that names no graph: all graphs, or the unnamed one only.",
)
@click.option(
    "--service",
    "services",
    multiple=True,
    metavar="URL",
    help="A SPARQL service that queries may ask with SERVICE. May be repeated. Default: none.",
)
@click.option(
    "--log",
    "log_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file for the access log. Default: standard error.",
)
@click.option("--log-queries", is_flag=True, help="Write query strings into the log as well.")
@project_option
def command(
    store: str | None,
    host: str,
    port: int,
    base: str | None,
    since: Path | None,
    seconds: float,
    memory: int,
    per_client: float,
    writable: bool,
    default_graph: str,
    services: tuple[str, ...],
    log_file: Path | None,
    log_queries: bool,
    project_dir: Path | None,
) -> None:
    """Serve the built graph: a SPARQL endpoint, and a page about every thing.

    It listens at 127.0.0.1, for this computer only; docs/serving.md tells how to put it behind a
    web server. When the graph is built anew, it turns to that by itself. Ctrl-C ends it.

    Example: partnergraph serve

    Example: partnergraph serve --port 8080 --base https://example.org/partners/
    """
    token = os.environ.pop(_TOKEN, "")
    if writable and not token:
        raise StoreError("Writers need a token.", f"Set {_TOKEN} to one.")
    endpoint = store if store and store.startswith(("http://", "https://")) else ""
    built = Path(store) if store and not endpoint else None
    project = Project.find(project_dir or _around(built))
    built = graph_folder(project, built)
    ours = endpoint or _is_of(built, project, given=project_dir is not None, writable=writable)
    settings = Settings(
        project.base if ours else str((read_manifest(built) or {}).get("base", project.base)),
        built,
        place(base) if base else "",
        endpoint,
        token if writable else "",
        services=frozenset(services),
        union=default_graph == "union",
        limits=Limits(seconds=seconds, memory=memory * MEGABYTE),
        project=project if ours and not endpoint else None,
        since=since,
        client_seconds=per_client,
    )
    _running().run(settings, (host, port), (log_file, log_queries), _tell)


def _around(built: Path | None) -> Path | None:
    """The folder of the project that the graph in `built` is of, if it lies in one."""
    around = (built, built.absolute().parent) if built is not None else ()
    return next((each for each in around if (each / SETTINGS).is_file()), None)


def _is_of(built: Path, project: Project, *, given: bool, writable: bool) -> bool:
    """Whether `built` holds the graph of `project`.

    Raises StoreError where it holds no whole graph, and where it is not that of a project that
    was `given`. Writers may begin with a store alone.
    """
    recover(built)
    manifest = read_manifest(built)
    if manifest is None:
        if writable and (built / "store").is_dir():
            return False
        raise StoreError(f"There is no built graph in {built}.", "Run: partnergraph build")
    if manifest.get("format") != FORMAT or not manifest.get("sha256"):
        raise StoreError(f"{built} was built by another version.", "Run: partnergraph build")
    if manifest.get("base") == project.base:
        return True
    other = f"{built} holds the graph of {manifest.get('base')}, not of {project.base}."
    if given:
        raise StoreError(other, "Build this project, or name the other with --project.")
    click.echo(f"{other} So there are no pages. Name its project with --project.", err=True)
    return False


def _running() -> Any:
    """The module that serves. Raises ProjectError where what it needs is not installed."""
    try:
        return import_module("partnergraph.serve.running")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("partnergraph"):
            raise
        hint = "Run: pip install 'partnergraph[serve]'"
        raise ProjectError(f"{error.name} is not installed.", hint) from error


def _tell(address: str) -> None:
    click.echo(f"Listening at {address}. Ctrl-C ends it.", err=True)
