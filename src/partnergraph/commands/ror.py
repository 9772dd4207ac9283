"""`partnergraph ror`: match institutions against the Research Organization Registry."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from partnergraph.commands.common import project_option, show_findings
from partnergraph.context import Context
from partnergraph.diagnostics.wording import tally
from partnergraph.findings import has_violation, ordered
from partnergraph.identities import candidates
from partnergraph.project import Project
from partnergraph.registry.decisions import Decision, settled
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
@project_option
def command(file: Path, accepting: bool, project_dir: Path | None) -> None:
    """Propose registry ids (ROR) for the institutions that have none.

    FILE is a dump of the registry from https://ror.org/data: the zip itself, JSON or JSON lines,
    also gzipped. The proposals go to graph/registry-review.csv, where people decide; rows that
    they have decided stay as they are. Exit code 1 when a decision must be repaired.

    Example: partnergraph ror v2.1-ror-data.zip
    """
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
