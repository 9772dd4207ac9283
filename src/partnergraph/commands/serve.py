"""`partnergraph serve`: the built graph over HTTP."""

from __future__ import annotations

import asyncio
import os
from importlib import import_module
from pathlib import Path

import click

from partnergraph.commands.common import graph_folder, project_option
from partnergraph.errors import ProjectError, StoreError
from partnergraph.project import Project
from partnergraph.serve.settings import MEGABYTE, Limits, Settings

_TOKEN = "PARTNERGRAPH_SERVE_TOKEN"  # noqa: S105 - the name of a variable


@click.command()
@click.option("--store", "store", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--base", "address", default="", metavar="URL")
@click.option("--seconds", default=30.0, show_default=True, type=float)
@click.option("--memory", default=1024, show_default=True, type=int)
@click.option("--writable", is_flag=True)
@click.option("--default-graph", type=click.Choice(["union", "own"]), default="union")
@click.option("--service", "services", multiple=True, metavar="URL")
@project_option
def command(
    store: Path | None,
    host: str,
    port: int,
    address: str,
    seconds: float,
    memory: int,
    writable: bool,
    default_graph: str,
    services: tuple[str, ...],
    project_dir: Path | None,
) -> None:
    """Serve the built graph: a SPARQL endpoint.

    Example: partnergraph serve --port 8000
    """
    project = Project.find(project_dir)
    token = os.environ.pop(_TOKEN, "")
    if writable and not token:
        raise StoreError("Writers need a token.", f"Set {_TOKEN} to one.")
    settings = Settings(
        project.base,
        graph_folder(project, store),
        address,
        token=token if writable else "",
        services=frozenset(services),
        union=default_graph == "union",
        limits=Limits(seconds=seconds, memory=memory * MEGABYTE),
    )
    try:
        running = import_module("partnergraph.serve.running")
    except ImportError as error:
        hint = "Run: pip install 'partnergraph[serve]'"
        raise ProjectError(f"{error.name} is not installed.", hint) from error
    asyncio.run(running.run(settings, host, port))
