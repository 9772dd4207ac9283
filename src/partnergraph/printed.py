"""Printed names: which form stood in which cell of the row that a claim was made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from partnergraph.context import Kind, TableType
from partnergraph.names import normalise
from partnergraph.statements import Facts, Statements, Value
from partnergraph.vocabulary import PG, SKOS, SKOSXL

_NAMES = (SKOS.prefLabel, SKOS.altLabel, PG.shortName)
#: Where a name goes that was read as nothing, when the graph does not tell its column.
_OPEN = "participants"


@dataclass(slots=True)
class Forms:
    """The printed forms in one row: what each may stand for, and which have found their cell."""

    #: (mention, form, what it is read as, the decision behind that)
    found: list[tuple[str, str, frozenset[str], str]]
    used: set[str] = field(default_factory=set)
    cells: dict[str, str] = field(default_factory=dict)

    def cell(self, agents: Sequence[str], facts: Facts) -> list[str]:
        """What the cell held for `agents`: printed forms where there are some, else ids."""
        based = facts.get(PG.basedOn, ())
        values = []
        for agent in agents:
            fitting = [
                (mention, form)
                for mention, form, things, decision in self.found
                if agent in things and (not decision or Value(decision) in based)
            ]
            self.used.update(mention for mention, _ in fitting)
            values += [form for _, form in fitting] or [agent]
        return values

    def rest(self, table: TableType) -> Iterator[tuple[str, list[str]]]:
        """The forms that no cell has taken: readings that are open, into one likely column."""
        left = [form for mention, form, _, _ in self.found if mention not in self.used]
        columns = [c.name for c in table.columns.values() if c.kind in (Kind.ROLE, Kind.PARTY)]
        if left and columns:
            yield (_OPEN if _OPEN in columns else columns[0]), left


class Printed:
    """The mentions of a graph, the decisions on them and the names of things."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        project = statements.project
        self._form: dict[str, str] = {}
        self._decided: dict[str, tuple[str, str]] = {}
        self._decisions: list[tuple[str, str, str]] = []
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        owners: dict[str, str] = {}
        for subject, facts in statements.subjects(project.graph("curated")):
            for name in facts.get(PG.hasName, ()):
                owners[name.text] = subject
        for source in statements.sources:
            for subject, facts in statements.subjects(project.graph(f"source/{source}")):
                for form in facts.get(PG.surfaceForm, ()):
                    self._form[subject] = form.text
                names = [name for each in _NAMES for name in facts.get(each, ())]
                for name in names:
                    self._named[normalise(name.text)].add(statements.id(subject))
                for name in facts.get(SKOSXL.literalForm, ()):
                    owner = owners.get(subject, subject)
                    self._named[normalise(name.text)].add(statements.id(owner))
        for decision, facts in statements.subjects(project.graph("decisions")):
            for mention in facts.get(PG.aboutMention, ()):
                read_as = [statements.id(value.text) for value in facts.get(PG.resolvedTo, ())]
                self._decided[mention.text] = (decision, read_as[0] if read_as else "")
                source = statements.id(mention.text).partition("#")[0]
                self._decisions.append((decision, mention.text, source))

    def form(self, mention: str) -> str:
        """What is printed."""
        return self._form.get(mention, "")

    def decisions(self) -> list[tuple[str, str, str]]:
        """Every decision with its mention and the id of the source, in order."""
        return sorted(self._decisions, key=lambda each: (each[2], self.form(each[1])))

    def mentions(self, graph: str, claim: str) -> list[str]:
        """The mentions of a claim."""
        return [v.text for v in self._statements.values(graph, claim, PG.mentions)]

    def forms_for(self, graph: str, claim: str) -> Forms:
        """The printed forms in the row behind a claim, and what each of them means."""
        found = []
        for mention in self.mentions(graph, claim):
            decision, read_as = self._decided.get(mention, ("", ""))
            form = self.form(mention)
            meant = {read_as} if decision else self._named.get(normalise(form), set())
            found.append((mention, form, frozenset(meant) - {""}, decision))
        return Forms(found)
