"""The ledger: every statement of a build, with the cell it came from."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from partnergraph.context import Column
from partnergraph.findings import Finding
from partnergraph.lines import Lines
from partnergraph.nquads import iri, line, literal
from partnergraph.project import Project
from partnergraph.tables import Row
from partnergraph.vocabulary import PG, RDF_TYPE

_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """The row, and where known the column, from which a thing or fact came."""

    row: Row
    column: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a source is said to print at a place, for checking against its text."""

    source: str
    words: str
    start: int | None
    end: int | None
    origin: Origin


@dataclass(slots=True)
class Ledger:
    """Collects N-Quads lines, findings, origins and quotes while a project is read."""

    project: Project
    lines: Lines = field(default_factory=Lines)
    findings: list[Finding] = field(default_factory=list)
    origins: defaultdict[str, list[Origin]] = field(default_factory=lambda: defaultdict(list))
    quotes: list[Quote] = field(default_factory=list)

    def state(self, graph: str, subject: str, predicate: str, term: str) -> None:
        """Adds a statement whose object is a finished N-Quads term."""
        self.lines.add(line(subject, predicate, term, graph))

    def link(self, graph: str, subject: str, predicate: str, target: str) -> None:
        """Adds a statement whose object is an IRI."""
        self.state(graph, subject, predicate, iri(target))

    def say(self, graph: str, subject: str, predicate: str, text: str, language: str = "") -> None:
        """Adds a statement whose object is text."""
        self.state(graph, subject, predicate, literal(text, language=language))

    def compose(self, subject: str, class_iri: str, claim: str, row: Row, column: str = "") -> None:
        """Adds a node of the curated graph: its class, the claim behind it, and its origin."""
        curated = self.curated
        self.link(curated, subject, RDF_TYPE, class_iri)
        self.link(curated, subject, PG.supportedBy, claim)
        self.origins[subject].append(Origin(row, column))

    @property
    def curated(self) -> str:
        """The graph of what this project composes from its sources."""
        return self.project.graph("curated")

    def source_graph(self, source: str) -> str:
        """The graph of what `source` (an id) states."""
        return self.project.graph(f"source/{source}")

    def locate(self, focus: str, path: str | None = None) -> tuple[str, int, str] | None:
        """File, row and column behind a thing and, where given, one of its properties.

        Where the property has no value yet, the column is the one to write it in.
        """
        origins = self.origins.get(focus) or self.origins.get(focus.partition("#")[0])
        if not origins:
            return None
        for origin in origins:
            for column in origin.row.table.columns.values():
                if column.iri == path and (heading := filled(origin.row, column)):
                    return origin.row.file, origin.row.number, heading
        row = origins[0].row
        names = [column.name for column in row.table.columns.values() if column.iri == path]
        return row.file, row.number, origins[0].column or next(iter(names), "")


def filled(row: Row, column: Column) -> str:
    """The heading under which `row` has a value in `column`, '' where it has none."""
    for name, language in row.cells:
        if name == column.name:
            return f"{name}@{language}" if language else name
    return ""


def slug(text: str, length: int = 48) -> str:
    """`text` as a part of an IRI: ASCII letters, digits and hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NOT_IN_SLUG.sub("-", plain.casefold()).strip("-")[:length].strip("-")


def digest(*parts: str, length: int = 8) -> str:
    """A short fingerprint of `parts`, the same on every machine."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]
