"""`partnergraph init`: a new project for another institution."""

from __future__ import annotations

from pathlib import Path

import click

from partnergraph.forms import LANGUAGES
from partnergraph.starter import Wishes, start


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--xlsx", "workbook", is_flag=True, help="One workbook instead of CSV files.")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of notes, lists and explanations.",
)
@click.option("--title", default="", help="What the project is called. Default: the folder's name.")
@click.option("--base", default="", help="The web address that every id is put behind.")
@click.option("--home", default="", help="The id that your own institution will have.")
def command(folder: Path, workbook: bool, lang: str, title: str, base: str, home: str) -> None:
    """Make a new project in FOLDER, which must not exist or be empty.

    The project has settings, empty tables with their headings, and a README. With --xlsx the
    tables are one workbook with lists to choose from and a note on every heading.

    Example: partnergraph init our-partners --xlsx --home our-university
    """
    wishes = Wishes(lang, title, base, home)
    for path in start(folder, wishes, workbook=workbook):
        click.echo(path)
    click.echo(f"Next: read {folder / 'README.md'} and fill in the tables.", err=True)
