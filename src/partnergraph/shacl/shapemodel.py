"""Shapes as values: what they target, what they demand and what they tell people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from partnergraph.findings import Severity
from partnergraph.shacl.shapegraph import Path, Term
from partnergraph.vocabulary import SH

#: Texts in several languages: (language, text).
Texts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Where the focus nodes of a shape come from: `kind` is the local name of the property."""

    kind: str
    term: Term


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape. `name` is the local name of its SHACL parameter.

    `terms` and `shapes` are its values; `text` is the flags of a pattern, or the query of
    `sh:sparql` with its prefixes, and `messages` are that query's own.
    """

    name: str
    terms: tuple[Term, ...] = ()
    shapes: tuple[Shape, ...] = ()
    text: str = ""
    messages: Texts = ()

    @property
    def component(self) -> str:
        """The IRI of the constraint component, as reports name it."""
        name = "SPARQL" if self.name == "sparql" else self.name[0].upper() + self.name[1:]
        return SH.term(f"{name}ConstraintComponent")

    @property
    def number(self) -> int:
        """The value as a whole number."""
        return int(self.terms[0].value)


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape, or with a `path` a property shape. `messages` are (language, text)."""

    iri: str
    path: Path | None
    severity: Severity
    messages: Texts
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]


def classes_in(shapes: Iterable[Shape]) -> frozenset[str]:
    """The classes that targets and constraints of `shapes` name, at any depth."""
    found: set[str] = set()
    for shape in shapes:
        found |= {t.term.value for t in shape.targets if t.kind == "targetClass"}
        for constraint in shape.constraints:
            if constraint.name == "class":
                found.add(constraint.terms[0].value)
            found |= classes_in(constraint.shapes)
    return frozenset(found)
