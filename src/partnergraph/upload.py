"""Uploading: the built graph into a store elsewhere, graph by graph, and verified there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pyoxigraph

from partnergraph.endpoint import Endpoint
from partnergraph.errors import PartnergraphError, StoreError
from partnergraph.login import shown
from partnergraph.nquads import literal
from partnergraph.progress import Tell, silent
from partnergraph.query import Question
from partnergraph.sameness import difference
from partnergraph.store import query
from partnergraph.target import Target

_NAMES = 12  # graphs that a message names


@dataclass(frozen=True, slots=True)
class Plan:
    """What an upload does: graphs to replace, with their triples, and graphs to remove."""

    target: Target
    replaced: dict[str, int]
    removed: tuple[str, ...]


class Upload:
    """The graphs of one project on their way from the store here to one elsewhere."""

    def __init__(
        self, store: pyoxigraph.Store, space: str, target: Target, *, timeout: float = 600.0
    ) -> None:
        """Only graphs whose names begin with `space` are read, written or removed.

        `timeout` holds for each request, in seconds.
        """
        self._store = store
        self._space = space
        self._target = target
        self._endpoint = Endpoint(target.query, timeout=timeout)
        self._writer = target.writer(timeout)

    def plan(self) -> Plan:
        """What would be done. Asks the store elsewhere; changes nothing. Raises StoreError."""
        here = self._here()
        gone = sorted(self._there().keys() - here.keys())
        return Plan(self._target, here, tuple(gone))

    def run(self, plan: Plan, tell: Tell = silent) -> None:
        """Does what `plan` says, graph by graph. Raises StoreError that says how far it came."""
        done: list[str] = []
        with self._accounted(done, len(plan.replaced) + len(plan.removed)):
            for number, (name, triples) in enumerate(plan.replaced.items(), start=1):
                tell(f"{number} of {len(plan.replaced)}: {self._short(name)}, {triples} triples")
                graph = pyoxigraph.NamedNode(name)
                quads = self._store.quads_for_pattern(None, None, None, graph)
                self._writer.put(name, (quad.triple for quad in quads))
                done.append(name)
            for name in plan.removed:
                tell(f"removing {self._short(name)}")
                self._writer.remove(name)
                done.append(name)

    def verify(self, questions: Sequence[Question], tell: Tell = silent) -> None:
        """Compares counts of triples, and the answers to `questions`, with those here.

        Raises StoreError that names the first difference.
        """
        tell("counting")
        here, there = self._here(), self._there()
        where = shown(self._target.query)
        for name in sorted(here.keys() | there.keys()):
            wanted, given = here.get(name, 0), there.get(name, 0)
            if wanted != given:
                raise StoreError(
                    f"{where} holds {given} triples in {name}, not {wanted}.",
                    "Run this again. If it stays so, the engine changes what it is given.",
                )
        for question in questions:
            tell(f"asking {question.name}")
            found = self._endpoint.query(question.text)
            if differs := difference(query(self._store, question.text), found):
                raise StoreError(
                    f"{where} answers {question.name} differently: {differs}.",
                    "The graph is there as it is here. Either other graphs of the store take part "
                    "in the answer, or its engine reads the question otherwise.",
                )

    def _here(self) -> dict[str, int]:
        """Names of the graphs here, and how many triples each has."""
        return _counts(query(self._store, _COUNTS.format(space=literal(self._space))))

    def _there(self) -> dict[str, int]:
        text = _COUNTS.format(space=literal(self._space))
        return _counts(self._endpoint.query(text, union=False))

    def _short(self, name: str) -> str:
        return name.removeprefix(self._space)

    @contextmanager
    def _accounted(self, done: list[str], all_: int) -> Iterator[None]:
        try:
            yield
        except (PartnergraphError, KeyboardInterrupt) as error:
            names = [self._short(name) for name in done]
            some = ", ".join(names[:_NAMES]) + (" …" if len(names) > _NAMES else "")
            reason = error.message if isinstance(error, PartnergraphError) else "Interrupted."
            raise StoreError(
                f"{reason} {len(done)} of {all_} graphs are done{f': {some}' if some else ''}.",
                "The others are as they were, but for the one at which it stopped. Running it "
                "again replaces every graph.",
            ) from None


_COUNTS = """SELECT ?graph (COUNT(*) AS ?triples) WHERE {{
  GRAPH ?graph {{ ?s ?p ?o }}
  FILTER(STRSTARTS(STR(?graph), {space}))
}} GROUP BY ?graph ORDER BY ?graph"""


def _counts(answer: object) -> dict[str, int]:
    if not isinstance(answer, pyoxigraph.QuerySolutions):
        raise StoreError("The store elsewhere does not count.")
    return {row["graph"].value: int(row["triples"].value) for row in answer}
