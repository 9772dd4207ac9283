"""Readings: how printed forms are read, by which reason, and what stays open."""

from __future__ import annotations

from partnergraph.claims import Desk, unknown_concept, unknown_name
from partnergraph.dates import DateError, read
from partnergraph.ledger import Origin
from partnergraph.names import Reading, normalise
from partnergraph.nquads import literal
from partnergraph.passages import mention, places, record, tag
from partnergraph.tables import Row
from partnergraph.vocabulary import PG, RDF_TYPE, SKOS, XSD

_UNRESOLVED = "unresolved"


def state(row: Row, desk: Desk) -> None:
    """States the decisions of one row of `readings.csv`, one for each source it names."""
    form = row.text("as_printed")
    if not form:
        desk.fault(
            "missing-form", "No printed form.", "Write it as printed.", row, "as_printed", ""
        )
        return
    sources = row.values("source")
    if not sources:
        desk.fault("missing-source", "No source.", "Say where it is printed.", row, "source", "")
    for source in sources:
        if source not in desk.languages:
            message = f"The source '{source}' is not in sources.csv."
            desk.fault("missing-source", message, "Add it there.", row, "source", source)
        elif (normalise(form), source) in desk.names.readings:
            message = f"'{form}' is read twice in {source}."
            desk.fault("reading-twice", message, "Keep one row.", row, "as_printed", form)
        else:
            _decide(form, source, row, desk)


def _decide(form: str, source: str, row: Row, desk: Desk) -> None:
    ledger = desk.ledger
    node = mention(form, source, desk.languages[source], ledger)
    graph = ledger.source_graph(source)
    offsets = [part for part in row.values("position") if part]
    for place in places(row, ledger, [form] * max(len(offsets), 1)):
        if offsets:
            ledger.link(graph, node, PG.evidence, record(place, source, row, ledger))
    decision = f"{ledger.project.thing(source)}#reading-{tag(form)}"
    for subject in (node, decision):
        ledger.origins[subject].append(Origin(row, "as_printed"))
    read_as = _thing(row.text("read_as"), "read_as", row, desk)
    desk.names.read(Reading(form, source, read_as, decision, node))
    _state_decision(decision, node, read_as, row, desk)


def _state_decision(decision: str, node: str, read_as: str, row: Row, desk: Desk) -> None:
    ledger = desk.ledger
    thing, graph = ledger.project.thing, ledger.project.graph("decisions")
    ledger.link(graph, decision, RDF_TYPE, PG.IdentityDecision)
    ledger.link(graph, decision, PG.aboutMention, node)
    if read_as:
        ledger.link(graph, decision, PG.resolvedTo, thing(read_as))
    for text in row.values("candidates") or row.values("read_as"):
        if candidate := _thing(text, "candidates", row, desk):
            ledger.link(graph, decision, PG.candidate, thing(candidate))
    status = row.text("status") or _UNRESOLVED
    concept = desk.concepts.find("decision-status", status)
    if concept is None:
        unknown_concept(row, "status", "decision-status", status, desk)
    else:
        ledger.link(graph, decision, PG.decisionStatus, concept)
    if why := row.text("why"):
        ledger.say(graph, decision, PG.rationale, why)
    if note := row.text("note"):
        ledger.say(graph, decision, SKOS.note, note)
    if decided := row.text("decided"):
        _decided(decided, decision, row, desk)


def _decided(text: str, decision: str, row: Row, desk: Desk) -> None:
    try:
        when = read(text)
        day = when.earliest if when.precision == "day" else None
        hint = "Write a day, for example 2026-11-23."
    except DateError as error:
        day, hint = None, error.hint
    if day is None:
        desk.fault("date", f"'{text}' is no day.", hint, row, "decided", text)
        return
    term = literal(day.isoformat(), datatype=XSD.date)
    desk.ledger.state(desk.ledger.project.graph("decisions"), decision, PG.decidedOn, term)


def _thing(text: str, column: str, row: Row, desk: Desk) -> str:
    """The id that a cell holds, '' with a finding where it is none."""
    if text and text not in desk.names.ids:
        unknown_name(text, row, column, desk)
        return ""
    return text
