"""A small RDF graph to walk: objects, lists and property paths of a shapes file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode

from partnergraph.errors import ProjectError
from partnergraph.vocabulary import RDF, SH

Term = NamedNode | BlankNode | Literal

_REPEATS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


class ShapesError(ProjectError):
    """A shapes file says something that is wrong, or that is not understood here."""


@dataclass(frozen=True, slots=True)
class Path:
    """A property path (SHACL §2.3.1) as SPARQL text.

    `iri` is the predicate of a path that is just that, else None. `nullable` says whether the path
    can have no step at all, so that a node is a value of itself. `steps` are the members of a
    sequence, or the path alone.
    """

    text: str
    iri: str | None = None
    nullable: bool = False
    steps: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.steps:
            object.__setattr__(self, "steps", (self.text if self.iri else f"({self.text})",))


class ShapeGraph:
    """Triples that can be walked from node to node."""

    def __init__(self, data: bytes, source: str, rdf_format: pyoxigraph.RdfFormat) -> None:
        self.source = source
        try:
            self._quads = pyoxigraph.Dataset(pyoxigraph.parse(data, format=rdf_format))
        except SyntaxError as error:
            raise ShapesError(f"{source} cannot be read: {error}", "Correct the file.") from error

    def subjects(self, predicate: str, value: str | None = None) -> Iterator[NamedNode | BlankNode]:
        """Each node that has `predicate` (with `value`)."""
        for quad in self._quads.quads_for_predicate(NamedNode(predicate)):
            wanted = value is None or quad.object == NamedNode(value)
            if wanted and not isinstance(quad.subject, pyoxigraph.Triple):
                yield quad.subject

    def objects(self, node: Term, predicate: str) -> list[Term]:
        """The values of `predicate` at `node`, in a stable order."""
        if isinstance(node, Literal):
            return []
        found = self._quads.quads_for_subject(node)
        quads = [quad for quad in found if quad.predicate.value == predicate]
        return sorted(
            (q.object for q in quads if not isinstance(q.object, pyoxigraph.Triple)), key=str
        )

    def value(self, node: Term, predicate: str) -> Term | None:
        """The one value of `predicate` at `node`. Raises ShapesError where there are more."""
        found = self.objects(node, predicate)
        if len(found) > 1:
            raise self.error(node, f"has {len(found)} values of {predicate}", "Keep one.")
        return found[0] if found else None

    def predicates(self, node: Term) -> set[str]:
        """The predicates of `node`."""
        if isinstance(node, Literal):
            return set()
        return {q.predicate.value for q in self._quads.quads_for_subject(node)}

    def items(self, head: Term) -> tuple[Term, ...]:
        """The members of the list at `head`. Raises ShapesError where it is no well-formed list."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != NamedNode(RDF.nil):
            first, rest = self.value(head, RDF.first), self.value(head, RDF.rest)
            if first is None or rest is None or head in seen:
                raise self.error(head, "is no well-formed list", "Write ( member member ).")
            seen.add(head)
            members.append(first)
            head = rest
        return tuple(members)

    def path(self, node: Term) -> Path:
        """The property path at `node`. Raises ShapesError for anything else."""
        if isinstance(node, NamedNode):
            return Path(str(node), node.value)
        if self.objects(node, RDF.first):
            return self._joined(self.items(node), "/")
        predicates = self.predicates(node)
        if len(predicates) != 1:
            raise self.error(node, "is no property path", "See SHACL §2.3.1.")
        predicate = predicates.pop()
        kind, inner = predicate.removeprefix(SH), self.value(node, predicate)
        if inner is not None and kind == "alternativePath":
            return self._joined(self.items(inner), "|")
        if inner is not None and kind == "inversePath":
            path = self.path(inner)
            turned = tuple(f"^{step}" for step in reversed(path.steps))
            return Path(f"^{_step(path)}", None, path.nullable, turned)
        if inner is not None and kind in _REPEATS:
            path = self.path(inner)
            return Path(_step(path) + _REPEATS[kind], None, path.nullable or kind[0] == "z")
        raise self.error(node, f"uses the path {predicate}", "See SHACL §2.3.1 for the paths.")

    def error(self, node: Term, what: str, hint: str) -> ShapesError:
        """An error that names the file and the node."""
        return ShapesError(f"{self.source}: {node} {what}.", hint)

    def _joined(self, members: tuple[Term, ...], sign: str) -> Path:
        paths = [self.path(member) for member in members]
        nullable = (all if sign == "/" else any)(path.nullable for path in paths)
        steps = tuple(step for path in paths for step in path.steps) if sign == "/" else ()
        return Path(sign.join(_step(path) for path in paths), None, nullable, steps)


def _step(path: Path) -> str:
    return path.text if path.iri else f"({path.text})"
