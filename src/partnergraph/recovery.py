"""Recovery: the rows of the tables, read back from the graph that was built from them.

The inverse of the build. Where the graph does not tell in which of several rows of one source
something stood, it goes into the first that has room: the graph built from the rows is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from partnergraph.context import TABLES, Context, Kind, TableType
from partnergraph.drafts import Draft, by_position, counts, place, plain, spread, written
from partnergraph.identities import SOURCE as REGISTRY
from partnergraph.ledger import slug
from partnergraph.printed import Printed
from partnergraph.registry.institutions import SOURCE as DUMP
from partnergraph.rows import Row, canonical
from partnergraph.statements import Statements, Value
from partnergraph.vocabulary import OA, PG, RDF_TYPE, SCHEMA, SKOS, SKOSXL

_DEFAULTS = {"modality": "realised", "claim_status": "asserted"}
_LONGEST_NAME = 80  # in the IRI of a dated name


def recover(statements: Statements, context: Context) -> list[Row]:
    """The rows that say what `statements` say, by table, in a stable order."""
    drafts: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in _Recovery(statements, context).drafts():
        drafts[draft.table.name].append(draft)
    return [
        draft.row(number) for name in TABLES for number, draft in enumerate(drafts[name], start=2)
    ]


class _Recovery:
    """What every step needs at hand: the statements, and which claims are behind which things."""

    def __init__(self, statements: Statements, context: Context) -> None:
        self.statements = statements
        self.context = context
        self.curated = statements.project.graph("curated")
        self.printed = Printed(statements)
        self.supported: defaultdict[str, list[str]] = defaultdict(list)
        for subject, facts in statements.subjects(self.curated):
            for value in facts.get(PG.supportedBy, ()):
                self.supported[value.text].append(subject)
        #: thing -> its claims as (source, number, IRI): the order in which rows were counted
        self.behind: defaultdict[str, list[tuple[str, int, str]]] = defaultdict(list)
        for source in statements.sources:
            if source == DUMP:
                continue  # what a dump says was never in a row
            for claim in statements.of_class(self.graph(source), PG.Claim):
                thing, _, tail = statements.id(claim).partition("#")
                if tail != f"claim-{REGISTRY}-review":  # a decision of the review, no row
                    number = tail.removeprefix(f"claim-{source}").lstrip("-")
                    self.behind[thing].append((source, int(number or 1), claim))

    def graph(self, source: str) -> str:
        """The graph of what a source states."""
        return self.statements.project.graph(f"source/{source}")

    def drafts(self) -> Iterator[Draft]:
        """Every row."""
        yield from self._sources()
        yield from self._readings()
        for thing, claims in sorted(self.behind.items()):
            iri = self.statements.project.thing(thing)
            if any(claim == iri for _, _, claim in claims):
                for source in dict.fromkeys(source for source, _, _ in claims):
                    yield from self._claim(thing, source)
            elif table := self._table(iri):
                yield from self._thing(thing, table, sorted(claims))

    def _table(self, iri: str) -> TableType | None:
        classes = {value.text for value in self.statements.values(self.curated, iri, RDF_TYPE)}
        if SCHEMA.EventSeries in classes:
            return self.context.tables["events"]
        return next((t for t in self.context.tables.values() if t.class_iri in classes), None)

    def _sources(self) -> Iterator[Draft]:
        table = self.context.tables["sources"]
        for source in self.statements.sources:
            if source == DUMP:
                continue
            facts = self.statements.facts(self.graph(source), self.statements.project.thing(source))
            found = list(plain(table, facts))
            notes = [value.text for value in facts.get(SKOS.note, ())]
            count = max(1, len(notes), *counts(found).values()) if found else max(1, len(notes))
            drafts = [Draft(table) for _ in range(count)]
            for draft, note in zip(drafts, notes, strict=False):
                draft.put("note", [note])
            place(found, drafts)
            for draft in drafts:
                draft.put("id", [source])
            yield from drafts

    def _readings(self) -> Iterator[Draft]:
        statements, table = self.statements, self.context.tables["readings"]
        for decision, mention, source in self.printed.decisions():
            draft, graph = Draft(table), statements.project.graph("decisions")
            draft.put("as_printed", [self.printed.form(mention)])
            draft.put("source", [source])
            for column, predicate in (
                ("read_as", PG.resolvedTo),
                ("candidates", PG.candidate),
            ):
                values = statements.values(graph, decision, predicate)
                draft.put(column, (statements.id(value.text) for value in values))
            for column, predicate in (
                ("status", PG.decisionStatus),
                ("why", PG.rationale),
                ("decided", PG.decidedOn),
                ("note", SKOS.note),
            ):
                for value in statements.values(graph, decision, predicate):
                    draft.put(column, [written(table.columns[column], value) or ""])
            draft.put("position", (place for _, place in self._places(source, mention)))
            yield draft

    def _places(self, source: str, subject: str) -> list[tuple[str, str]]:
        """Words and position, '' where unknown, of the evidence of a claim or mention."""
        graph, found = self.graph(source), []
        for evidence in self.statements.values(graph, subject, PG.evidence):
            tail = evidence.text.partition("#char=")[2].replace(",", "-")
            words = self.statements.values(graph, f"{evidence.text}-quote", OA.exact)
            found += [(word.text, tail) for word in words]
        return sorted(found, key=by_position)

    def _stated(self, draft: Draft, source: str, claim: str) -> None:
        """Fills in what says how a row is claimed."""
        facts = self.statements.facts(self.graph(source), claim)
        for name, default in _DEFAULTS.items():
            column = draft.table.columns[name]
            values = [written(column, value) or "" for value in facts.get(column.iri, ())]
            draft.put(name, [] if values == [default] else values)
        for name, predicate in (("why", PG.rationale), ("note", SKOS.note)):
            draft.put(name, (value.text for value in facts.get(predicate, ())))
        places = self._places(source, claim)
        for words, position in places:
            draft.cells["passage", ""].append(words)
            if position:
                draft.cells["position", ""].append(position)
        draft.put("conflicts_with", self._others(source, claim, PG.conflictsWith, back=True))

    def _others(self, source: str, claim: str, predicate: str, *, back: bool) -> list[str]:
        """The things all of whose claims this one is linked to, in the graph of its source."""
        graph = self.graph(source)
        linked = {value.text for value in self.statements.values(graph, claim, predicate)}
        things = {self.statements.id(other).partition("#")[0] for other in linked}
        found = []
        for thing in sorted(things):
            others = [other for _, _, other in self.behind.get(thing, ()) if other != claim]
            if all(
                other in linked
                and (not back or Value(claim) in self.statements.values(graph, other, predicate))
                for other in others
            ):
                found.append(thing)
        return found

    def _claim(self, thing: str, source: str) -> Iterator[Draft]:
        """The rows of claims.csv that `source` makes under the id `thing`."""
        statements, table = self.statements, self.context.tables["claims"]
        iri, graph = statements.project.thing(thing), self.graph(source)
        draft = Draft(table)
        self._stated(draft, source, iri)
        for column in table.columns.values():
            if column.iri == PG.about:
                values = statements.values(self.curated, iri, column.iri)
                draft.put(column.name, (statements.id(value.text) for value in values))
        meant = statements.values(graph, iri, SCHEMA.mentions)
        draft.put("mentions", (statements.id(value.text) for value in meant))
        draft.put("mentions", map(self.printed.form, self.printed.mentions(graph, iri)))
        draft.put("variant_of", self._others(source, iri, PG.variantOf, back=False))
        found = list(plain(table, statements.facts(graph, iri)))
        drafts = spread(draft, max(counts(found).values(), default=1))
        place(found, drafts)
        for each in drafts:
            each.put("id", [thing])
            each.put("source", [source])
        yield from drafts

    def _thing(
        self, thing: str, table: TableType, claims: list[tuple[str, int, str]]
    ) -> Iterator[Draft]:
        """The rows about a thing: one for each claim."""
        iri = self.statements.project.thing(thing)
        drafts: defaultdict[str, list[Draft]] = defaultdict(list)
        for source, number, claim in claims:
            draft = Draft(table)
            draft.put("id", [thing])
            draft.put("source", [source])
            self._stated(draft, source, claim)
            self._nodes(draft, source, claim, number - 1)
            drafts[source].append(draft)
        for source, rows in drafts.items():
            place(plain(table, self.statements.facts(self.graph(source), iri)), rows)
        rows = [row for each in drafts.values() for row in each]
        for column in table.columns.values():
            if column.kind is Kind.REFERENCE:
                values = self.statements.values(self.curated, iri, column.iri)
                found = [(column, Value(self.statements.id(value.text))) for value in values]
                place(found, rows)
        yield from rows

    def _nodes(self, draft: Draft, source: str, claim: str, number: int) -> None:
        """Fills in what the nodes say that rest on a claim: parties, roles, steps, dated names."""
        statements, graph = self.statements, self.graph(source)
        forms = self.printed.forms_for(graph, claim)
        by_iri = {column.iri: column for column in draft.table.columns.values()}
        for node in self.supported[claim]:
            facts = statements.facts(self.curated, node)
            agents = [statements.id(value.text) for value in facts.get(PG.agent, ())]
            classes = {value.text for value in facts.get(RDF_TYPE, ())}
            if PG.Party in classes and PG.hasParty in by_iri:
                draft.put(by_iri[PG.hasParty].name, forms.cell(agents, facts))
            for role in facts.get(PG.role, ()) if PG.Participation in classes else ():
                if role.text in by_iri:
                    draft.put(by_iri[role.text].name, forms.cell(agents, facts))
            for step in facts.get(PG.lifecycleType, ()):
                if step.text in by_iri:
                    self._step(draft, by_iri[step.text].name, graph, node, number)
            if SKOSXL.Label in classes:
                self._name(draft, graph, node, number)
        for column, values in forms.rest(draft.table):
            draft.put(column, values)

    def _step(self, draft: Draft, column: str, graph: str, node: str, number: int) -> None:
        dates = self.statements.values(graph, node, PG.edtf)
        if dates:
            date = dates[min(number, len(dates) - 1)]
            draft.put(column, [written(draft.table.columns[column], date) or ""])
        if "event" in draft.table.columns:
            events = self.statements.values(self.curated, node, SCHEMA.superEvent)
            draft.put("event", [self.statements.id(value.text) for value in events[:1]])

    def _name(self, draft: Draft, graph: str, node: str, number: int) -> None:
        dates = self.statements.values(graph, node, PG.edtf)
        during = dates[min(number, len(dates) - 1)].text if dates else ""
        for name in self.statements.values(graph, node, SKOSXL.literalForm):
            tail = slug(f"{name.language}-{name.text}-unknown", _LONGEST_NAME)
            if during == "XXXX" and node.endswith(f"#name-{tail}"):
                during = "unknown"
            draft.put("name", [name.text], canonical(name.language))
        draft.put("named_during", [during])
