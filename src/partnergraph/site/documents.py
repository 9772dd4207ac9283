"""Documents: the statements of a graph, gathered by the resource that a document is about.

Parts of a thing (its claims, parties, steps) are named `<thing>#…`, so that a document about a
thing holds every statement whose subject is the thing or one of its parts.

Kept are places in the file, not its text: a graph of millions of statements takes little memory.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyoxigraph

from partnergraph.vocabulary import DC, RDFS, SKOS

#: What says how things, sources, concepts and terms are called.
_NAMES = (SKOS.prefLabel, DC.term("title"), RDFS.label)
_NAMED = re.compile(
    rb"> <(?:" + b"|".join(re.escape(iri.encode()) for iri in _NAMES) + rb")> "
    rb'"((?:[^"\\\n]|\\.)*)"(?:@([A-Za-z0-9-]+))? <[^<>" \n]*> \.\n'
)
_LINK = re.compile(r"<([^>]*)> <([^>]*)> ")
_GRAPH = re.compile(rb' <[^<>" \n]*> \.\n')

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Link:
    """A statement of another document that points to this one: who says it, and how."""

    subject: str
    predicate: str


@dataclass(frozen=True)
class Document:
    """What the graph says about one resource: its IRI and its statements as N-Quads (UTF-8)."""

    iri: str
    data: bytes

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The statements as N-Quads lines, each with its line feed."""
        return tuple(f"{line}\n" for line in self.data.decode().split("\n")[:-1])

    @cached_property
    def ntriples(self) -> bytes:
        """The statements without their graphs, each once, in a stable order: the resource first."""
        own = f"<{self.iri}> ".encode()
        lines = set(_GRAPH.sub(b" .\n", self.data).splitlines(keepends=True))
        first = [line for line in lines if line.startswith(own)]
        return b"".join(sorted(first) + sorted(lines.difference(first)))

    def objects(self, predicate: str) -> list[str]:
        """The IRIs that the resource itself, not a part of it, has for `predicate`, each once."""
        begin = f"<{self.iri}> <{predicate}> <".encode()
        found, at = [], self.data.find(begin)
        while at >= 0:
            start = at + len(begin)
            if at == 0 or self.data[at - 1 : at] == b"\n":  # and not in a text
                found.append(self.data[start : self.data.index(b">", start)].decode())
            at = self.data.find(begin, start)
        return list(dict.fromkeys(found))

    def quads(self) -> list[pyoxigraph.Quad]:
        """The statements as quads of pyoxigraph, in the order of their lines."""
        return list(pyoxigraph.parse(self.data, format=pyoxigraph.RdfFormat.N_QUADS))

    def triples(self) -> list[pyoxigraph.Triple]:
        """The statements without their graphs, each once, in a stable order."""
        return list(self._triples)

    @cached_property
    def _triples(self) -> tuple[pyoxigraph.Triple, ...]:
        found = pyoxigraph.parse(self.ntriples, format=pyoxigraph.RdfFormat.N_TRIPLES)
        return tuple(quad.triple for quad in found)


class Documents:
    """The documents of a graph by their resource, with links between them and names of things."""

    def __init__(self, data: bytes | mmap.mmap, things: str) -> None:
        """Takes a graph as canonical N-Quads in UTF-8, and the namespace of its things."""
        self.things = things
        self._data = data
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._find_documents()
        #: The resources in order, and the number of each.
        self.order = sorted(self._spans)
        self.numbers = {iri: number for number, iri in enumerate(self.order)}
        self._find_links()
        self._find_names()

    @classmethod
    def read(cls, path: Path, things: str) -> Documents:
        """The documents of the graph in the file `path`. Raises OSError."""
        with path.open("rb") as stream:
            empty = not path.stat().st_size  # which cannot be mapped
            data = b"" if empty else mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        return cls(data, things)

    @classmethod
    def of(cls, lines: Iterable[str], things: str) -> Documents:
        """The documents of the N-Quads `lines`."""
        ended = (line if line.endswith("\n") else f"{line}\n" for line in lines)
        return cls("".join(ended).encode(), things)

    def __iter__(self) -> Iterator[str]:
        """The resources, in order."""
        return iter(self.order)

    def __len__(self) -> int:
        return len(self.order)

    def __contains__(self, iri: object) -> bool:
        return iri in self._spans

    def __getitem__(self, iri: str) -> Document:
        """The document about the resource `iri`. Raises KeyError."""
        return Document(iri, b"".join(self._data[start:end] for start, end in self._spans[iri]))

    def links(self, iri: str) -> list[Link]:
        """Statements of other documents that point to `iri` or to a part of it."""
        number = self.numbers.get(iri)
        if number is None:
            return []
        first, last = np.searchsorted(self._targets, (number, number + 1))
        return [self._link(int(place)) for place in self._places[first:last]]

    def names(self, iri: str) -> Mapping[str, str]:
        """What a thing, a part of one, a concept or a term is called, by language tag."""
        return self._names.get(iri, {})

    def named(self) -> Mapping[str, Mapping[str, str]]:
        """All names, by IRI and language tag."""
        return self._names

    def edges(self) -> tuple[Numbers, Numbers]:
        """Which document links to which, as two arrays of numbers; -1: a link from none."""
        return self._sources, self._targets

    def between(self) -> Iterator[bytes]:
        """What stands between the documents: statements about no thing, as N-Quads."""
        last = 0
        for start, end in sorted(span for spans in self._spans.values() for span in spans):
            if start > last:
                yield self._data[last:start]
            last = end
        yield self._data[last:]

    def _find_documents(self) -> None:
        """Finds each run of lines about one thing; in a sorted file there are one or two."""
        begin = b"<" + re.escape(self.things.encode())
        first = begin + rb"(?<![^\n]" + begin + rb")([^>#]*)[^\n]*\n"
        run = re.compile(first + b"(?:" + begin + rb"\1[>#][^\n]*\n)*")
        for found in run.finditer(self._data):
            iri = f"{self.things}{found[1].decode()}"
            self._spans.setdefault(iri, []).append(found.span())

    def _find_links(self) -> None:
        """Finds the statements whose object is a thing, or a part of one, of another document."""
        begin = rb"> <" + re.escape(self.things.encode())
        link = re.compile(begin + rb'([^<>"# \n]*)[^<>" \n]*> <[^<>" \n]*> \.\n')
        spans = sorted(
            (start, end, self.numbers[iri])
            for iri, all_spans in self._spans.items()
            for start, end in all_spans
        )
        spans.append((len(self._data), len(self._data), -1))
        known = {iri.removeprefix(self.things).encode(): n for iri, n in self.numbers.items()}
        found: list[tuple[int, int, int]] = []
        at = 0
        for match in link.finditer(self._data):
            place = match.start()
            while spans[at][1] <= place:
                at += 1
            source = spans[at][2] if spans[at][0] <= place else -1
            target = known.get(match[1], -1)
            if target not in (source, -1):
                found.append((target, place, source))
        table = np.array(sorted(found), dtype=np.int64).reshape(-1, 3)
        self._targets, self._places, self._sources = (table[:, n].copy() for n in range(3))

    def _find_names(self) -> None:
        for found in _NAMED.finditer(self._data):
            start = self._data.rfind(b"\n", 0, found.start()) + 1
            subject = self._data[start + 1 : found.start()].decode()
            names = self._names.setdefault(subject, {})
            names.setdefault((found[2] or b"").decode(), unescape(found[1].decode()))

    def _link(self, place: int) -> Link:
        start = self._data.rfind(b"\n", 0, place) + 1
        found = _LINK.match(self._data[start : place + 2].decode())
        assert found  # noqa: S101 - the place was found by a pattern that needs both
        return Link(found[1], found[2])


def unescape(text: str) -> str:
    """The text of a literal of N-Quads (RDF 1.1 N-Quads, §4, ECHAR and UCHAR)."""
    if "\\" not in text:
        return text
    data = f'<a:a> <a:a> "{text}" .'.encode()
    (quad,) = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS)
    return str(getattr(quad.object, "value", ""))
