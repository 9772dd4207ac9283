"""Answers: what a question gives today, once for each language, as far as time allows."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyoxigraph

from partnergraph.errors import ChoiceError, QueryError
from partnergraph.query import Question
from partnergraph.results import Table
from partnergraph.site.naming import Name, named
from partnergraph.site.ordering import in_order, order_of
from partnergraph.site.renderer import SPOKEN

if TYPE_CHECKING:
    from partnergraph.knowledgegraph import KnowledgeGraph
    from partnergraph.site.material import Site

#: Seconds that one question may take, and all of them together.
SECONDS = 10.0
BUDGET = 90.0


@dataclass
class Asker:
    """Asks questions of `graph` until `left` seconds are used up."""

    graph: KnowledgeGraph
    left: float = BUDGET
    late: set[str] = field(default_factory=set)

    def ask(self, question: Question, lang: str) -> Table | None:
        """The answer in `lang`; None where it takes too long, wants a choice, or is no table.

        Raises QueryError for a question that cannot be asked.
        """
        limit = min(SECONDS, self.left)
        if limit <= 0 or question.name in self.late:  # in another language it takes as long
            return None
        started = time.monotonic()
        try:
            prepared = self.graph.prepare(question, {}, lang)
        except ChoiceError:
            return None
        limited = replace(self.graph, timeout=limit)
        try:
            answer = _asked(limited, prepared.text)
        except QueryError:
            if time.monotonic() - started < limit:
                raise
            answer = None
            self.late.add(question.name)
        self.left -= time.monotonic() - started
        return answer if isinstance(answer, Table) else None


def _asked(graph: KnowledgeGraph, text: str) -> object:
    """The answer to a query, in its order."""
    order = order_of(text)
    if order is None:
        return graph.sparql(text)
    table = graph.sparql(order.text)
    rows = in_order(table.terms, table.columns, order) if isinstance(table, Table) else None
    if not isinstance(table, Table) or rows is None:
        return graph.sparql(text)
    table.terms = rows
    return table


def cells(site: Site, table: Table, lang: str, most: int) -> list[list[Name]]:
    """The first `most` rows as a page shows them: names instead of IRIs, with their links."""
    known: dict[str, Name] = {}
    return [
        [_cell(site, term, lang, known) for term in table.terms[number]]
        for number in range(min(most, len(table)))
    ]


def texts(rows: Iterable[Iterable[Name]]) -> list[list[str]]:
    """What stands in the cells."""
    return [[cell.text for cell in row] for row in rows]


def spelt(site: Site, table: Table, lang: str) -> Iterator[list[str]]:
    """What stands in the cells of all rows: `texts` of `cells`, row by row."""
    known: dict[str, str] = {}

    def text(term: object) -> str:
        if not isinstance(term, pyoxigraph.NamedNode):
            return term.value if isinstance(term, pyoxigraph.Literal) else str(term or "")
        iri = term.value
        if iri not in known:
            known[iri] = named(site, iri, lang).text
        return known[iri]

    return ([text(term) for term in row] for row in table.terms)


def _cell(site: Site, term: object, lang: str, known: dict[str, Name]) -> Name:
    if isinstance(term, pyoxigraph.NamedNode):
        if term.value not in known:
            known[term.value] = named(site, term.value, lang)
        return known[term.value]
    if isinstance(term, pyoxigraph.Literal):
        own = SPOKEN[lang][0].lower()
        tag = term.language or ""
        return Name(term.value, "" if tag in ("", own, lang) else tag)
    return Name("" if term is None else str(term))
