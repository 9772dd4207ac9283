"""`partnergraph ror`: match institutions against the Research Organization Registry."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from partnergraph import imports
from partnergraph.commands.common import Day, project_option, show_findings
from partnergraph.context import Context
from partnergraph.diagnostics.wording import tally
from partnergraph.findings import Severity, has_violation, ordered
from partnergraph.identities import candidates
from partnergraph.project import Project
from partnergraph.registry.decisions import Decision, settled
from partnergraph.registry.institutions import STATUSES
from partnergraph.registry.lookup import Lookup
from partnergraph.registry.reconcile import Candidate, Proposal, Settled, Verdict, known, propose
from partnergraph.registry.records import read
from partnergraph.registry.review import FILE, read_review, write_review
from partnergraph.tables import read_folder


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--apply",
    "accepting",
    is_flag=True,
    help="Decide “accept” in the rows where name and country prove the match.",
)
@click.option(
    "--graph",
    "importing",
    is_flag=True,
    help="Make every record an institution of the project instead.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --graph: the project folder; it is made where there is none.",
)
@click.option(
    "--retrieved", type=Day(), help="With --graph: the day you fetched FILE. Default: today."
)
@project_option
def command(
    file: Path,
    accepting: bool,
    importing: bool,
    output: Path | None,
    retrieved: date | None,
    project_dir: Path | None,
) -> None:
    """Propose registry ids (ROR) for the institutions that have none.

    FILE is a dump of the registry from https://ror.org/data: the zip itself, JSON or JSON lines,
    also gzipped. The proposals go to graph/registry-review.csv, where people decide; rows that
    they have decided stay as they are. Exit code 1 when a decision must be repaired.

    With --graph, every record becomes an institution instead: graph/ror-dump.nq holds names,
    kinds, places, identifiers and relations, with the dump as their source. Exit code 1 when
    something in the dump is wrong; nothing is then written.

    Example: partnergraph ror v2.1-ror-data.zip
    """
    if importing:
        if accepting or (output and project_dir):
            raise click.UsageError("--graph goes with one of --output and --project, and alone.")
        own = imports.own_project
        project = imports.project_in(output) if output else own(Project.find(project_dir))
        _import(file, project, retrieved or date.today())
        return
    if output or retrieved:
        raise click.UsageError("--output and --retrieved go with --graph.")
    project = Project.find(project_dir)
    path = project.tables_dir / FILE
    given = institutions_for_matching(project)
    review = read_review(path)
    accepted, rejected, findings = settled(review, {each.id for each in given})
    with Console(stderr=True).status(f"Reading {file.name}"):
        registry = read(file)
        lookup = Lookup(registry.records)
        proposals = propose(lookup, given, Settled(_ids(accepted), rejected))
    changed = write_review(path, review.updated(proposals, date.today() if accepting else None))
    findings += [*registry.findings, *known(lookup, _with_decisions(given, accepted))]
    show_findings(ordered(findings))
    _summary(proposals, accepting=accepting)
    kept = sum(row.touched for row in review.rows)
    click.echo(f"{kept} rows of people kept. {path} {'written' if changed else 'is unchanged'}.")
    click.echo(f"{tally(findings)}.", err=True)
    sys.exit(1 if has_violation(findings) else 0)


def institutions_for_matching(project: Project) -> list[Candidate]:
    """The institutions in the project's tables with all their names."""
    context = Context.load(project.ontology_file("context.jsonld"))
    rows, _ = read_folder(project.tables_dir, context)
    return candidates(rows)


def _import(file: Path, project: Project, retrieved: date) -> None:
    """Makes the records of `file` institutions of `project`, or says what is wrong with them."""
    with Console(stderr=True).status(f"Reading {file.name}"):
        dump = imports.read(file, project, retrieved)
    findings = ordered(dump.findings)
    if has_violation(findings):
        show_findings([each for each in findings if each.severity is Severity.VIOLATION])
        click.echo(f"Nothing was written: {tally(findings)}.", err=True)
        sys.exit(1)
    path = imports.write(dump, project)
    show_findings(findings)
    states = ", ".join(f"{dump.statuses[name]:,} {name}" for name in STATUSES)
    click.echo(f"{dump.statuses.total():,} institutions: {states}.")
    click.echo(f"{dump.relations.total():,} relations between them.")
    click.echo(f"They are in {path}. Next: partnergraph build")


def _ids(accepted: dict[str, Decision]) -> dict[str, str]:
    return {institution: each.ror for institution, each in accepted.items()}


def _with_decisions(given: list[Candidate], accepted: dict[str, Decision]) -> list[Candidate]:
    """The institutions with the ids that people have accepted for them."""
    ids = _ids(accepted)
    return [replace(each, ror=each.ror or ids.get(each.id)) for each in given]


def _summary(proposals: list[Proposal], *, accepting: bool) -> None:
    counts = Counter(each.verdict for each in proposals)
    proved = "accepted" if accepting else "can be accepted (--apply)"
    click.echo(
        f"{counts[Verdict.ACCEPT]} {proved}, {counts[Verdict.AMBIGUOUS]} ambiguous, "
        f"{counts[Verdict.WEAK]} weak: for {len({each.institution for each in proposals})} "
        "institutions."
    )
