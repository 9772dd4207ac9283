"""Statements: a built graph, indexed for going from a thing to what is said of it and by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pyoxigraph

from partnergraph.project import Project
from partnergraph.vocabulary import RDF_TYPE

#: Graphs that each build makes anew from the others.
REMADE = ("derived", "ontology")


class Value(NamedTuple):
    """An object: an IRI or the text of a literal, and the literal's language."""

    text: str
    language: str = ""


Facts = Mapping[str, list[Value]]
_NONE: Facts = {}


class Statements:
    """The statements of a store by graph, subject and predicate; those of `REMADE` left out."""

    def __init__(self, store: pyoxigraph.Store, project: Project) -> None:
        self.project = project
        self._index: dict[str, dict[str, defaultdict[str, list[Value]]]] = {}
        for graph in store.named_graphs():
            name = graph.value
            if name in {project.graph(each) for each in REMADE}:
                continue
            subjects: dict[str, defaultdict[str, list[Value]]] = {}
            for quad in store.quads_for_pattern(None, None, None, graph):
                subject, target = str(quad.subject)[1:-1], quad.object
                facts = subjects.setdefault(subject, defaultdict(list))
                if isinstance(target, pyoxigraph.Literal):
                    value = Value(target.value, target.language or "")
                else:
                    value = Value(str(target)[1:-1])
                facts[quad.predicate.value].append(value)
            for facts in subjects.values():
                for values in facts.values():
                    values.sort()
            self._index[name] = subjects

    def facts(self, graph: str, subject: str) -> Facts:
        """What `graph` says of `subject`, by predicate; values in a stable order."""
        return self._index.get(graph, {}).get(subject, _NONE)

    def values(self, graph: str, subject: str, predicate: str) -> list[Value]:
        """The values of one predicate."""
        return self.facts(graph, subject).get(predicate, [])

    def text(self, graph: str, subject: str, predicate: str) -> str:
        """The first of them, '' where there is none."""
        return next((value.text for value in self.values(graph, subject, predicate)), "")

    def of_class(self, graph: str, class_iri: str) -> Iterator[str]:
        """The subjects in `graph` that are of a class, in order."""
        wanted = Value(class_iri)
        for subject, facts in sorted(self._index.get(graph, {}).items()):
            if wanted in facts.get(RDF_TYPE, ()):
                yield subject

    def subjects(self, graph: str) -> Iterator[tuple[str, Facts]]:
        """Every subject of `graph` with its facts, in order."""
        yield from sorted(self._index.get(graph, {}).items())

    @property
    def sources(self) -> list[str]:
        """The ids of the sources that state something, in order."""
        start = self.project.graph("source/")
        return sorted(name.removeprefix(start) for name in self._index if name.startswith(start))

    def id(self, iri: str) -> str:
        """The id of a thing."""
        return iri.removeprefix(self.project.thing(""))
