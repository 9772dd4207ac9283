"""The command line: `partnergraph COMMAND`."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

import click

from partnergraph import __version__
from partnergraph.errors import PartnergraphError

_COMMANDS = sorted(
    path.stem
    for path in (Path(__file__).parent / "commands").glob("*.py")
    if path.stem not in ("__init__", "common")
)


_INTERRUPTED = 130  # as shells have it


class _Commands(click.Group):
    """Loads a command when it is called, so that a quick one starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return _COMMANDS

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"partnergraph.commands.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # the reader has seen enough: `partnergraph ask … | head`
            _leave_quietly()
            ctx.exit(0)
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(_INTERRUPTED)


def _leave_quietly() -> None:
    """Sends what is left in the buffers nowhere, so that closing them raises nothing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="partnergraph")
def commands() -> None:
    """A knowledge graph of an institution's relationships.

    No fact without a source, no doubt hidden. Without a project of your own, the graph of
    Samarkand State Medical University is used, which comes with the program.

    Example: partnergraph build && partnergraph ask partners
    """


def main() -> None:
    """Runs a command.

    Exit 0: fine; 1: findings that must be repaired; 2: could not run; 130: Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        commands(prog_name="partnergraph")
    except PartnergraphError as error:
        click.echo(f"Error: {error.message}", err=True)
        if error.hint:
            click.echo(error.hint, err=True)
        sys.exit(error.exit_code)
