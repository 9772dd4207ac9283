"""Documents: the statements of a graph, gathered by the resource that a document is about.

Parts of a thing (its claims, parties, steps) are named `<thing>#…`, so that a document about a
thing holds every statement whose subject is the thing or one of its parts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph

from partnergraph.vocabulary import DC, RDFS, SKOS

_LINE = re.compile(
    r"<(?P<subject>[^>]*)> <(?P<predicate>[^>]*)> (?P<object>.*) <(?P<graph>[^>]*)> \.\n?"
)
_IRI = re.compile(r"<([^>]*)>")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?')
#: What says how things, sources, concepts and terms are called.
_NAMES = frozenset({SKOS.prefLabel, DC.term("title"), RDFS.label})


@dataclass(frozen=True, slots=True)
class Link:
    """A statement of another document that points to this one: who says it, and how."""

    subject: str
    predicate: str


@dataclass(frozen=True, slots=True)
class Document:
    """What the graph says about one resource: its IRI and its statements as N-Quads lines."""

    iri: str
    lines: tuple[str, ...]

    def quads(self) -> list[pyoxigraph.Quad]:
        """The statements as quads of pyoxigraph, in the order of their lines."""
        data = "".join(self.lines).encode()
        return list(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS))

    def triples(self) -> list[pyoxigraph.Triple]:
        """The statements without their graphs, each once, in a stable order."""
        found = {quad.triple for quad in self.quads()}
        return sorted(found, key=str)


class Documents:
    """The documents of a graph by their resource, with links between them and names of things."""

    def __init__(self, lines: Iterable[str], things: str) -> None:
        """Takes the N-Quads lines of a built graph, and the namespace of its things."""
        self.things = things
        self._lines: defaultdict[str, list[str]] = defaultdict(list)
        self._links: defaultdict[str, list[Link]] = defaultdict(list)
        self._names: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for line in lines:
            self._take(line if line.endswith("\n") else f"{line}\n")

    def _take(self, line: str) -> None:
        found = _LINE.fullmatch(line)
        if not found:
            return
        subject, predicate, term = found["subject"], found["predicate"], found["object"]
        about = subject.partition("#")[0]
        if predicate in _NAMES and (literal := _LITERAL.fullmatch(term)):
            self._names[subject].setdefault(literal[2] or "", unescape(literal[1]))
        if about.startswith(self.things):
            self._lines[about].append(line)
        if term.startswith(f"<{self.things}"):
            target = term[1:-1].partition("#")[0]
            if target != about:
                self._links[target].append(Link(subject, predicate))

    def __iter__(self) -> Iterator[str]:
        """The resources, in order."""
        return iter(sorted(self._lines))

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, iri: object) -> bool:
        return iri in self._lines

    def __getitem__(self, iri: str) -> Document:
        """The document about the resource `iri`. Raises KeyError."""
        if iri not in self._lines:
            raise KeyError(iri)
        return Document(iri, tuple(self._lines[iri]))

    def links(self, iri: str) -> list[Link]:
        """Statements of other documents that point to `iri` or to a part of it."""
        return self._links.get(iri, [])

    def names(self, iri: str) -> dict[str, str]:
        """What a thing, a part of one, a concept or a term is called, by language tag."""
        return self._names.get(iri, {})


def unescape(text: str) -> str:
    """The text of a literal of N-Quads (RDF 1.1 N-Quads, §4, ECHAR and UCHAR)."""
    if "\\" not in text:
        return text
    data = f'<a:a> <a:a> "{text}" .'.encode()
    (quad,) = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS)
    return str(getattr(quad.object, "value", ""))
