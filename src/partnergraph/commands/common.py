"""What commands share: options, opening the project and its graph, printing findings."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TypeVar

import click
from rich.console import Console

from partnergraph import deadline
from partnergraph.built import Built
from partnergraph.dates import DateError, read
from partnergraph.diagnostics.table import show
from partnergraph.errors import QueryError, StoreError
from partnergraph.findings import Finding
from partnergraph.knowledgegraph import KnowledgeGraph, from_built, from_endpoint
from partnergraph.parameters import Value
from partnergraph.progress import Tell
from partnergraph.project import Project, bundle
from partnergraph.terminal import Screen

FOLDER = Path("build")
F = TypeVar("F", bound=Callable[..., object])


class Day(click.ParamType[object]):
    """A day, written in full: 2026-11-23."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """The day, or a usage error that says what to write."""
        try:
            when = read(str(value))
        except DateError as error:
            self.fail(f"{error} {error.hint}".rstrip(), param, ctx)
        if when.precision != "day" or when.earliest is None:
            self.fail(f"'{value}' is no day. Write for example 2026-11-23.", param, ctx)
        return when.earliest


project_option = click.option(
    "--project",
    "project_dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="The project folder. Default: the one around the current folder, else the bundled one.",
)
graph_option = click.option(
    "--graph",
    "graph_dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the built graph. Default: build/ in the project or the current folder.",
)
store_option = click.option(
    "--store",
    "store_url",
    metavar="URL",
    help="Ask the SPARQL service at this address instead of a built graph.",
)
timeout_option = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=deadline.SECONDS,
    show_default=True,
    help="Seconds after which to give up.",
)
lang_option = click.option(
    "--lang", default="en", show_default=True, help="The language of names: en, ru, uz …"
)
as_of_option = click.option("--as-of", type=Day(), help="The day that statuses are derived for.")


def asking_options(command: F) -> F:
    """The options of every command that asks: of what, in which language, as of when, how long."""
    for option in (
        store_option,
        graph_option,
        project_option,
        timeout_option,
        lang_option,
        as_of_option,
    ):
        command = option(command)
    return command


def graph_folder(project: Project, chosen: Path | None) -> Path:
    """Where the built graph of `project` is: in a project of one's own, else here."""
    if chosen is not None:
        return chosen
    here = Path.cwd()
    own = project.root != bundle() or here.is_relative_to(project.root)
    return (project.root if own else here) / FOLDER


def built_graph(project: Project, chosen: Path | None) -> Built:
    """The built graph of `project`, for reading.

    Raises StoreError where there is none, or where it is that of another project.
    """
    folder = graph_folder(project, chosen)
    built = Built.open(folder)
    if built.manifest.get("base") != project.base:
        raise StoreError(
            f"{folder} holds the graph of {built.manifest.get('base')}, not of {project.base}.",
            "Build this project, or name the other with --project.",
        )
    return built


def opened(
    project: Project,
    graph_dir: Path | None,
    store_url: str | None = None,
    timeout: float | None = deadline.SECONDS,
) -> KnowledgeGraph:
    """The graph that a command works on: the one at `store_url`, else the built one of `project`.

    Raises StoreError.
    """
    if store_url is not None:
        return from_endpoint(store_url, project, timeout)
    return from_built(built_graph(project, graph_dir), project, timeout)


def form_of(output: Path | None, endings: Mapping[str, str]) -> str:
    """The format that the ending of `output` stands for, by `endings`; else a table."""
    return endings.get(output.suffix.lower().removeprefix("."), "table") if output else "table"


def parameters_in(arguments: list[str]) -> dict[str, Value]:
    """`--name value` and `--name=value` as a mapping. Raises QueryError for anything else."""
    values: dict[str, Value] = {}
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


def show_findings(findings: Sequence[Finding], lang: str = "en") -> None:
    """Prints findings to standard output as tables for people."""
    show(findings, Screen(), lang)


@contextmanager
def progress() -> Iterator[Tell]:
    """Shows on a terminal what is being done, on standard error, and then takes it away."""
    with Console(stderr=True).status("") as status:
        yield status.update


@contextmanager
def unwound() -> Iterator[None]:
    """Lets a signal that asks the program to end (SIGTERM, SIGHUP) clean up as Ctrl-C does."""

    def end(number: int, frame: FrameType | None) -> None:
        del frame
        sys.exit(128 + number)

    asked = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in asked}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
