"""`partnergraph export`: the tables back from the built graph."""

from __future__ import annotations

from pathlib import Path

import click

from partnergraph.commands.common import built_graph, graph_option, project_option
from partnergraph.export import REST, tables, write_csv_folder, write_xlsx
from partnergraph.forms import LANGUAGES
from partnergraph.project import Project


@click.command()
@click.option(
    "--xlsx",
    "workbook",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A new workbook with a sheet for each table.",
)
@click.option(
    "--csv",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="A new folder for a CSV file of each table.",
)
@click.option(
    "--for-spreadsheets",
    is_flag=True,
    help="In CSV, put an apostrophe before cells that begin with = + - @, so that no spreadsheet "
    "takes them for formulas. Without it only = is guarded. Either way partnergraph reads "
    "the same cells back; other programs see the apostrophe. A workbook needs none.",
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Of lists and notes.")
@project_option
@graph_option
def command(
    workbook: Path | None,
    folder: Path | None,
    for_spreadsheets: bool,
    lang: str,
    project_dir: Path | None,
    graph_dir: Path | None,
) -> None:
    """Write the tables from which the built graph can be built again.

    What no table can hold, such as statements of RDF files, goes into N-Quads beside them.

    Example: partnergraph export --xlsx tables.xlsx
    """
    if (workbook is None) == (folder is None):
        raise click.UsageError("Give either --xlsx FILE or --csv DIR.")
    project = Project.find(project_dir)
    found = tables(built_graph(project, graph_dir), project)
    made = []
    if workbook is not None:
        made = write_xlsx(workbook, found, project, lang)
    elif folder is not None:
        made = write_csv_folder(folder, found, project, guard=for_spreadsheets)
    for path in made:
        click.echo(path)
    click.echo(f"{len(found.rows)} rows.", err=True)
    if found.rest:
        message = f"{len(found.rest)} statements that no table can hold are in …{REST}."
        click.echo(message, err=True)
