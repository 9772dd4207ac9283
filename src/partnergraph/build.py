"""Build: a project folder becomes one graph.

A pure function of the folder: the same input gives byte-identical N-Quads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyoxigraph

from partnergraph import claimlinks, facts, identities, readings
from partnergraph.claims import Claim, Desk, make
from partnergraph.concepts import SCHEME_FILES, Concepts
from partnergraph.context import Context
from partnergraph.dates import DateError, read
from partnergraph.documents import prove
from partnergraph.errors import BuildError
from partnergraph.findings import Finding, ordered
from partnergraph.ids import identified
from partnergraph.involvements import involved
from partnergraph.known import Known
from partnergraph.ledger import Ledger, Origin
from partnergraph.lines import Lines
from partnergraph.names import Names, normalise
from partnergraph.nquads import is_language, literal
from partnergraph.progress import Tell, silent
from partnergraph.project import Project
from partnergraph.rdffiles import data_lines, ontology_lines
from partnergraph.rules import derive
from partnergraph.store import loaded
from partnergraph.tables import Row, read_folder
from partnergraph.vocabulary import PG, RDF_TYPE, SCHEMA, SKOS, XSD

ONTOLOGY_FILES = ("vocabulary.ttl", *SCHEME_FILES)
_NAMED = ("institutions", "units")


@dataclass(frozen=True, slots=True)
class Graph:
    """What a build makes: statements, the day they speak of, findings and origins.

    `loaded` is a store in memory that holds the statements.
    """

    project: Project
    statements: Lines
    as_of: date | None
    findings: list[Finding]
    ledger: Ledger
    rows: list[Row]
    loaded: pyoxigraph.Store

    @property
    def lines(self) -> list[str]:
        """The sorted N-Quads lines, all in memory."""
        return list(self.statements)

    @property
    def nquads(self) -> str:
        """The graph as canonical N-Quads, all in memory."""
        return "".join(f"{line}\n" for line in self.statements)

    def store(self) -> pyoxigraph.Store:
        """The graph in memory, to be asked and not to be changed."""
        return self.loaded

    def unloaded(self) -> Graph:
        """The same with an empty store: nothing is asked any more, and writing needs the memory."""
        return replace(self, loaded=pyoxigraph.Store())

    def prove(self, folder: Path) -> tuple[int, list[Finding]]:
        """Compares the quotations with the texts in `folder`; see `documents.prove`."""
        sources = [row for row in self.rows if row.table.name == "sources"]
        return prove(sources, self.ledger.quotes, folder)


def build(project: Project, as_of: date | None = None, tell: Tell = silent) -> Graph:
    """Reads the tables of `project` and derives the graph for the day `as_of`.

    `tell` is called with what is being done. Bad data become findings. Raises InputError or
    ProjectError where the ontology or the rules cannot be read, BuildError where there is no room
    for temporary files.
    """
    context = Context.load(project.ontology_file("context.jsonld"))
    concepts = Concepts.load(project.ontology_files(*SCHEME_FILES))
    tell("Reading the tables")
    rows, findings = read_folder(project.tables_dir, context)
    known = Known(project.thing(""), context.classes)
    beside, doubts = data_lines(project, known)
    ledger = Ledger(project, lines=beside, findings=[*findings, *doubts])
    rows = compose(rows, ledger, concepts, known, tell)
    ledger.lines.update(ontology_lines(project, project.ontology_files(*ONTOLOGY_FILES)))
    read_last = [day for day in (_last_reading(rows), known.last_read) if day]
    day = as_of or project.as_of or max(read_last, default=None)
    if day:
        graph = project.graph("derived")
        ledger.state(graph, graph, PG.asOf, literal(day.isoformat(), datatype=XSD.date))
    tell("Loading the statements")
    store = _loaded(ledger)
    tell(f"Deriving from {len(store):,} statements")
    derive(day, ledger, store)
    return Graph(project, ledger.lines, day, ordered(ledger.findings), ledger, rows, store)


def _loaded(ledger: Ledger) -> pyoxigraph.Store:
    try:
        return loaded(ledger.lines.batches())
    except SyntaxError as error:
        raise BuildError(f"A statement cannot be loaded: {error}.") from error


def compose(
    rows: list[Row], ledger: Ledger, concepts: Concepts, known: Known, tell: Tell = silent
) -> list[Row]:
    """States in `ledger` what `rows` say, and returns those of them that can be used.

    Cells may name what is `known` from elsewhere.
    """
    tell(f"Reading {len(rows):,} rows")
    desk = Desk(ledger, Names(), concepts)
    rows = identified(rows, desk)
    desk.names.ids.update(known.kinds)
    desk.languages.update(known.languages)
    _register(rows, desk)
    for row in rows:
        if row.table.name == "readings":
            readings.state(row, desk)
    if known.kinds:
        _recall(known, rows, desk)
    claims = _state(rows, desk)
    identities.state(rows, desk)
    claimlinks.connect(claims, desk)
    claimlinks.describe(rows, desk)
    return rows


def _recall(known: Known, rows: Iterable[Row], desk: Desk) -> None:
    """Makes those names known that stand beside the tables only, and that cells hold."""
    wanted = {normalise(value) for row in rows for value in involved(row)}
    wanted -= desk.names.labels.keys() | {form for form, _ in desk.names.readings}
    for text, identifier in known.named(desk.ledger.lines.batches(), wanted):
        desk.names.add(text, identifier)


def _register(rows: Iterable[Row], desk: Desk) -> None:
    """Makes ids, names and sources known before any cell is read."""
    for row in rows:
        identifier, name = row.text("id"), row.table.name
        if name == "readings":
            continue
        desk.names.ids[identifier] = name
        desk.first.setdefault(identifier, row)
        if name == "sources":
            desk.languages[identifier] = _language(row, desk)
        if name in _NAMED:
            for (column, _), text in row.cells.items():
                if column in ("name", "other_name", "short_name"):
                    for value in text.split("|"):
                        desk.names.add(value.strip(), identifier)
                        desk.first.setdefault(value.strip(), row)


def _language(row: Row, desk: Desk) -> str:
    """The first language of a source; '' with a finding where its tag is none."""
    tag = next(iter(row.values("language")), "")
    if not tag or is_language(tag):
        return tag
    hint = "Write en, ru or uz-Latn."
    desk.fault("language", f"'{tag}' is no language tag.", hint, row, "language", tag)
    return ""


def _state(rows: Iterable[Row], desk: Desk) -> list[Claim]:
    claims = []
    for row in rows:
        thing = row.text("id")
        if row.table.name == "sources":
            claim = _source(row, desk)
        elif row.table.name == "readings":
            continue
        else:
            made = make(row, thing, desk)
            if made is None:
                continue
            claim = made
            claims.append(claim)
            if row.table.name == "claims":
                desk.ledger.origins[claim.iri].append(Origin(row))
            else:
                iri = desk.ledger.project.thing(thing)
                desk.ledger.compose(iri, _class_of(row), claim.iri, row)
        facts.state(claim, thing, desk)
    return claims


def _class_of(row: Row) -> str:
    """The class of what a row describes: a series of events is no event."""
    series = row.table.name == "events" and row.text("type") == "series"
    return SCHEMA.EventSeries if series else row.table.class_iri


def _source(row: Row, desk: Desk) -> Claim:
    """The row of a source states facts about the source itself, in its own graph."""
    identifier = row.text("id")
    ledger = desk.ledger
    page, graph = ledger.project.thing(identifier), ledger.source_graph(identifier)
    ledger.link(graph, page, RDF_TYPE, PG.SourceVersion)
    ledger.origins[page].append(Origin(row))
    if not row.text("retrieved"):
        hint = "Write the day on which it was read."
        desk.fault("missing-day", "The source has no day of reading.", hint, row, "retrieved", "")
    if note := row.text("note"):
        ledger.say(graph, page, SKOS.note, note)
    return Claim(page, identifier, graph, row)


def _last_reading(rows: Iterable[Row]) -> date | None:
    """The last day on which a source was read."""
    days = []
    for row in rows:
        if row.table.name == "sources":
            try:
                days.append(read(row.text("retrieved")).latest)
            except DateError:
                continue  # a finding already
    return max((day for day in days if day), default=None)
