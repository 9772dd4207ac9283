"""Reads the manifests of https://github.com/w3c/rdf-tests: cases, and what they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from partnergraph.vocabulary import RDF, RDF_TYPE, RDFS, Namespace

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

Node = pyoxigraph.NamedNode | pyoxigraph.BlankNode
Term = Node | pyoxigraph.Literal


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a case; `part` is the line of the table in which it is counted."""

    part: str
    name: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The statements of a manifest and of those that it includes, and where it lies."""

    file: Path
    store: pyoxigraph.Store

    @classmethod
    def read(cls, file: Path) -> Manifest:
        store = pyoxigraph.Store()
        store.load(path=str(file), format=RdfFormat.TURTLE, base_iri=file.as_uri())
        return cls(file, store)

    def values(self, node: Term, predicate: str) -> list[Term]:
        if isinstance(node, Literal):
            return []
        found = self.store.quads_for_pattern(node, NamedNode(predicate), None)
        return [quad.object for quad in found if not isinstance(quad.object, pyoxigraph.Triple)]

    def value(self, node: Term, predicate: str) -> Term | None:
        """The value, if there is one. Raises ValueError where there are several."""
        found = self.values(node, predicate)
        if len(found) > 1:
            raise ValueError(f"{node} has {len(found)} values of {predicate}")
        return found[0] if found else None

    def text(self, node: Term, predicate: str) -> str:
        """The value as text; "" where there is none."""
        found = self.value(node, predicate)
        return "" if found is None else found.value

    def items(self, node: Term | None) -> Iterator[Term]:
        """The members of an RDF list."""
        while node is not None and node != NamedNode(RDF.nil):
            member = self.value(node, RDF.first)
            if member is not None:
                yield member
            node = self.value(node, RDF.rest)

    def cases(self) -> Iterator[Case]:
        """The cases in the order of the manifest."""
        for entry in self.items(self.value(NamedNode(self.file.as_uri()), MF.entries)):
            kind = self.value(entry, RDF_TYPE)
            if kind is not None:
                yield Case(self, entry, kind.value.removeprefix(MF))


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its node in the manifest and its class, such as `QueryEvaluationTest`."""

    manifest: Manifest
    node: Term
    kind: str

    @property
    def name(self) -> str:
        """Folder and local name, such as `aggregates/agg01`."""
        local = self.node.value.rpartition("#")[2]
        return f"{self.manifest.file.parent.name}/{local}"

    def value(self, predicate: str) -> Term | None:
        return self.manifest.value(self.node, predicate)


@dataclass(frozen=True, slots=True)
class Data:
    """The files of a dataset: those of the default graph, and named ones with their names."""

    default: tuple[Path, ...]
    named: tuple[tuple[str, Path], ...]

    @classmethod
    def of(cls, manifest: Manifest, node: Term | None) -> Data:
        """What a node says by `qt:data` and `ut:data`, `qt:graphData` and `ut:graphData`."""
        if node is None:
            return cls((), ())
        default = [*manifest.values(node, QT.data), *manifest.values(node, UT.data)]
        named = [*manifest.values(node, QT.graphData), *manifest.values(node, UT.graphData)]
        return cls(tuple(map(local, default)), tuple(cls._named(manifest, each) for each in named))

    @staticmethod
    def _named(manifest: Manifest, node: Term) -> tuple[str, Path]:
        file = manifest.value(node, UT.graph)
        if file is None:
            return node.value, local(node)
        return manifest.text(node, RDFS.label), local(file)


def local(iri: Term) -> Path:
    return Path(unquote(urlsplit(iri.value).path))


def included(file: Path) -> Iterator[Path]:
    """The manifests that a manifest includes."""
    manifest = Manifest.read(file)
    for each in manifest.items(manifest.value(NamedNode(file.as_uri()), MF.include)):
        yield local(each)
