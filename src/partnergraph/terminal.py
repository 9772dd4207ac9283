"""Answers in a terminal: a table where it fits, else each row as a list of its cells."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

_PIPE_WIDTH = 120
_FEW = 3  # so few columns wrap well


class Screen(Console):
    """Standard output for people; a reader who has seen enough is told to the command line."""

    def on_broken_pipe(self) -> None:
        """Leaves the error to whoever called, where Rich would end with exit code 1."""
        self.quiet = True
        raise BrokenPipeError


def show(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints `rows`, whose columns are called `names`, to standard output."""
    console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    with console.capture() as captured:
        if fits(names, rows, console.width) or len(names) <= _FEW:
            console.print(_grid(names, rows))
        else:
            print_lists(console, names, rows)
    for line in captured.get().splitlines():
        click.echo(line.rstrip())


def fits(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether a table of `rows` goes into `width` columns without a break in any cell."""
    widths = [max(map(cell_len, column)) for column in zip(names, *rows, strict=True)]
    return sum(widths) + 2 * len(widths) <= width


def print_lists(console: Console, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints each row as a numbered list of its cells, without the empty ones."""
    for number, row in enumerate(rows, start=1):
        console.print(Text(f"{number}.", style="bold"))
        console.print(_list(names, row))


def _grid(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _list(names: Sequence[str], row: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, cell in zip(names, row, strict=True):
        if cell:
            table.add_row(Text(f"   {name}", style="dim"), Text(cell))
    return table
