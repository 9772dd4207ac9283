"""Claims: one for each row, saying which source states it, how, and on which words."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from partnergraph.concepts import Concepts
from partnergraph.findings import info, violation
from partnergraph.ledger import Ledger, Origin
from partnergraph.names import Names, Reading
from partnergraph.passages import mention, places, record
from partnergraph.tables import Row
from partnergraph.vocabulary import PG, RDF_TYPE, SKOS, scheme

_AXES = (("modality", "modality", "realised"), ("claim_status", "claim-status", "asserted"))


@dataclass(slots=True)
class Desk:
    """What every step needs at hand: the ledger, names, concepts and the claims made so far."""

    ledger: Ledger
    names: Names
    concepts: Concepts
    languages: dict[str, str] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)
    behind: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    first: dict[str, Row] = field(default_factory=dict)  # the row that introduces an id or a name

    def fault(self, rule: str, message: str, hint: str, row: Row, column: str, value: str) -> None:
        """Records a violation in a cell."""
        self.ledger.findings.append(violation(rule, message, hint, **row.at(column, value)))


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: its IRI, the id of its source, the graph of that source, and its row."""

    iri: str
    source: str
    graph: str
    row: Row


def make(row: Row, thing: str, desk: Desk) -> Claim | None:
    """States the claim that `row` makes about `thing` (an id).

    None, with a finding, where the row names no source that is known.
    """
    source = row.text("source")
    if source not in desk.languages:
        message = f"The source '{source}' is not in sources.csv." if source else "No source."
        hint = "Every fact needs one: the id of a row in sources.csv."
        desk.fault("missing-source", message, hint, row, "source", source)
        return None
    ledger = desk.ledger
    node = _node(row, thing, source, desk)
    claim = Claim(node, source, ledger.source_graph(source), row)
    ledger.origins[node].append(Origin(row))
    desk.behind[thing].append(node)
    for class_name in _classes(row):
        ledger.link(claim.graph, node, RDF_TYPE, PG.term(class_name))
    ledger.link(claim.graph, node, PG.statedIn, ledger.project.thing(source))
    state_axes(node, claim.graph, row, desk)
    for place in places(row, ledger):
        ledger.link(claim.graph, node, PG.evidence, record(place, source, row, ledger))
    for column, predicate in (("why", PG.rationale), ("note", SKOS.note)):
        if text := row.text(column):
            ledger.say(claim.graph, node, predicate, text)
    return claim


def _node(row: Row, thing: str, source: str, desk: Desk) -> str:
    node = desk.ledger.project.thing(thing)
    if row.table.name == "claims":
        return node
    node = f"{node}#claim-{source}"
    desk.made[node] += 1
    return node if desk.made[node] == 1 else f"{node}-{desk.made[node]}"


def _classes(row: Row) -> list[str]:
    classes = ["Claim"]
    if row.table.name == "claims":
        if row.text("number") or row.text("counts"):
            classes.append("AggregateClaim")
        if row.text("missing"):
            classes.append("IncompleteStatement")
    return classes


def state_axes(claim: str, graph: str, row: Row, desk: Desk) -> None:
    """States modality and status of a claim (an IRI): those of its row, or the defaults."""
    for column, name, default in _AXES:
        text = row.text(column) or default
        concept = desk.concepts.find(name, text)
        if concept is None:
            unknown_concept(row, column, name, text, desk)
            concept = scheme(name).term(default)
        desk.ledger.link(graph, claim, row.table.columns[column].iri, concept)


def unknown_concept(row: Row, column: str, name: str, text: str, desk: Desk) -> None:
    """Records that a cell holds no concept of its scheme."""
    near = desk.concepts.suggest(name, text)
    hint = f"Did you mean {', '.join(near)}?" if near else "Leave the cell empty."
    message = f"'{text}' is no value of {name.replace('-', ' ')}."
    desk.fault("unknown-value", message, hint, row, column, text)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A thing that a cell names (an id) and the decision it rests on, where there is one."""

    thing: str
    reading: Reading | None = None


def resolve(text: str, claim: Claim, column: str, desk: Desk) -> Resolved | None:
    """The thing that `text` names; None where it is not known, which is then a finding.

    A name as printed becomes a mention of the claim. An unresolved reading gives no thing: that
    is honest news, not a fault.
    """
    found = desk.names.resolve(text, claim.source)
    if found.printed:
        node = found.reading.mention if found.reading else _mention(text, claim, column, desk)
        desk.ledger.link(claim.graph, claim.iri, PG.mentions, node)
    if found.thing:
        return Resolved(found.thing, found.reading)
    if found.reading:
        message = f"'{text}' is an unresolved reading, so nothing rests on it here."
        desk.ledger.findings.append(
            info("unresolved-reading", message, "", **claim.row.at(column, text))
        )
    elif found.several:
        hint = f"Write the id ({', '.join(found.several)}) or add a row to readings.csv."
        message = f"'{text}' names more than one thing."
        desk.fault("ambiguous-name", message, hint, claim.row, column, text)
    else:
        unknown_name(text, claim.row, column, desk)
    return None


def unknown_name(text: str, row: Row, column: str, desk: Desk) -> None:
    """Records that a cell names nothing that is known, with what it may have meant."""
    hint = "Add it to institutions.csv, or say in readings.csv how it is read."
    near = [name for name in desk.names.suggest(text) if name in desk.first]
    if near:
        best = f"'{near[0]}' ({desk.first[near[0]].file}, row {desk.first[near[0]].number})"
        hint = f"Did you mean {best}? Else add a row to readings.csv."
        if others := ", ".join(f"'{name}'" for name in near[1:]):
            hint = f"Did you mean {best}, or perhaps {others}? Else add a row to readings.csv."
    desk.fault("unknown-name", f"'{text}' is not known.", hint, row, column, text)


def _mention(text: str, claim: Claim, column: str, desk: Desk) -> str:
    node = mention(text, claim.source, desk.languages[claim.source], desk.ledger)
    desk.ledger.origins[node].append(Origin(claim.row, column))
    return node
