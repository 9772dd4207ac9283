"""Shapes as queries: one SPARQL SELECT per constraint, for all focus nodes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from partnergraph.shacl.conditions import SINGLY, Conditions, Hierarchy, values
from partnergraph.shacl.prebinding import prebound
from partnergraph.shacl.shapegraph import Path
from partnergraph.shacl.shapemodel import Constraint, Shape, Target
from partnergraph.vocabulary import RDF_TYPE

_LEAST = {"minCount", "qualifiedMinCount"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A constraint of a shape and the query that finds what breaks it.

    The query returns a row per result: `focus`, with `value` and `path` where the rule has them,
    names the variables.
    """

    shape: Shape
    constraint: Constraint
    query: str
    focus: str


@dataclass(frozen=True, slots=True)
class _Focus:
    """A variable and the pattern that binds it to the focus nodes."""

    name: str
    pattern: str

    def along(self, path: Path, value: str) -> str:
        """The pattern for the focus nodes and their values."""
        return f"{self.pattern} {values(self.name, path, value, self.pattern)}"


def compile_rules(shapes: Iterable[Shape], hierarchy: Hierarchy) -> tuple[Rule, ...]:
    """The rules of `shapes` that have a target, in order.

    `hierarchy` gives the subclasses in the data of the classes that shapes name. The queries are
    meant for the union of all graphs and count each triple once. Raises ShapesError for a
    constraint that cannot be put as a query.
    """
    compiler = _Compiler(Conditions(hierarchy))
    return tuple(rule for shape in shapes for rule in compiler.rules(shape))


class _Compiler:
    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions

    def rules(self, shape: Shape) -> Iterator[Rule]:
        if shape.targets:
            found = [self._target(target) for target in shape.targets]
            pattern = found[0] if len(found) == 1 else " UNION ".join(f"{{ {f} }}" for f in found)
            yield from self._of(shape, _Focus("?this", pattern))

    def _target(self, target: Target) -> str:
        if target.kind == "targetClass":
            classes = self._conditions.classes(str(target.term.value))
            if len(classes) == 1:
                return f"?this <{RDF_TYPE}> <{classes[0]}> ."
            kind, names = self._conditions.fresh(), " ".join(f"<{name}>" for name in classes)
            return f"VALUES {kind} {{ {names} }} ?this <{RDF_TYPE}> {kind} ."
        other = self._conditions.fresh()
        if target.kind == "targetSubjectsOf":
            return f"?this {target.term} {other} ."
        if target.kind == "targetObjectsOf":
            return f"{other} {target.term} ?this ."
        return f"VALUES ?this {{ {target.term} }}"

    def _of(self, shape: Shape, focus: _Focus) -> Iterator[Rule]:
        for constraint in shape.constraints:
            if constraint.name == "property":
                yield from self._of(constraint.shapes[0], self._inner(shape, focus))
            else:
                yield Rule(shape, constraint, self._query(shape, constraint, focus), focus.name[1:])

    def _inner(self, shape: Shape, focus: _Focus) -> _Focus:
        """The focus of a shape's properties: the values of a property shape, else the same."""
        if shape.path is None:
            return focus
        value = self._conditions.fresh()
        return _Focus(value, focus.along(shape.path, value))

    def _query(self, shape: Shape, constraint: Constraint, focus: _Focus) -> str:
        if constraint.name == "sparql":
            return prebound(constraint.text, focus.name, focus.pattern, shape.path, shape.iri)
        if constraint.name == "closed":
            return self._closed(shape.path, constraint, focus)
        if shape.path is None:
            return self._of_node(constraint, focus)
        return self._of_property(constraint, focus, shape.path)

    def _of_property(self, constraint: Constraint, focus: _Focus, path: Path) -> str:
        if constraint.name in SINGLY:
            test = self._conditions.holds(constraint, focus.name, "?value")
            pattern = f"{focus.along(path, '?value')} FILTER(!{test})"
            return _select(f"{focus.name} ?value", pattern)
        if constraint.name == "equals":
            return self._equals(constraint, focus, path)
        if constraint.name == "uniqueLang":
            return _unique_languages(focus, path)
        if constraint.name == "hasValue" or (constraint.name, constraint.number) == ("minCount", 1):
            return self._absent(constraint, focus, path)
        return self._counted(constraint, focus, path)

    def _of_node(self, constraint: Constraint, focus: _Focus) -> str:
        name, term = focus.name, constraint.terms[0] if constraint.terms else None
        if constraint.name == "hasValue":
            return _select(name, f"{focus.pattern} FILTER(!sameTerm({name}, {term}))")
        if constraint.name == "equals":
            missing = f"FILTER NOT EXISTS {{ {name} {term} {name} }} BIND({name} AS ?value)"
            extra = f"{name} {term} ?value . FILTER(!sameTerm(?value, {name}))"
            pattern = f"{{ {focus.pattern} {missing} }} UNION {{ {focus.pattern} {extra} }}"
            return _select(f"{name} ?value", pattern)
        test = self._conditions.holds(constraint, name, name)
        pattern = f"{focus.pattern} FILTER(!{test}) BIND({name} AS ?value)"
        return _select(f"{name} ?value", pattern)

    def _closed(self, path: Path | None, constraint: Constraint, focus: _Focus) -> str:
        node = focus.name if path is None else self._conditions.fresh()
        pattern = focus.pattern if path is None else focus.along(path, node)
        extra = self._conditions.foreign(constraint, node, "?path", "?value")
        return _select(f"{focus.name} ?path ?value", f"{pattern} {extra}")

    def _equals(self, constraint: Constraint, focus: _Focus, path: Path) -> str:
        name, term = focus.name, constraint.terms[0]
        missing = f"FILTER NOT EXISTS {{ {name} {term} ?value }}"
        extra = f"FILTER(!{self._conditions.leads(name, path, '?value')})"
        pattern = (
            f"{{ {focus.along(path, '?value')} {missing} }}"
            f" UNION {{ {focus.pattern} {name} {term} ?value . {extra} }}"
        )
        return _select(f"{name} ?value", pattern)

    def _absent(self, constraint: Constraint, focus: _Focus, path: Path) -> str:
        value = self._conditions.fresh()
        same = f"sameTerm({value}, {constraint.terms[0]})"
        condition = same if constraint.name == "hasValue" else "true"
        found = self._conditions.exists(focus.name, path, value, condition)
        return _select(focus.name, f"{focus.pattern} FILTER(!{found})")

    def _several(self, focus: _Focus, path: Path) -> str:
        """More than one value: there is another, which is found sooner than all are counted."""
        one, other = self._conditions.fresh(), self._conditions.fresh()
        found = self._conditions.exists(focus.name, path, other, f"!sameTerm({one}, {other})")
        return _select(focus.name, f"{focus.along(path, one)} FILTER({found})")

    def _counted(self, constraint: Constraint, focus: _Focus, path: Path) -> str:
        if (constraint.name, constraint.number) == ("maxCount", 1):
            return self._several(focus, path)
        value, sign = self._conditions.fresh(), "<" if constraint.name in _LEAST else ">"
        found = values(focus.name, path, value, focus.pattern)
        for shape in constraint.shapes:
            found = f"{found} FILTER({self._conditions.conforms(shape, value)})"
        pattern = f"{focus.pattern} OPTIONAL {{ {found} }}" if sign == "<" else ""
        return (
            f"SELECT {focus.name} WHERE {{ {pattern or f'{focus.pattern} {found}'} }}"
            f" GROUP BY {focus.name}"
            f" HAVING (COUNT(DISTINCT {value}) {sign} {constraint.number})"
        )


def _unique_languages(focus: _Focus, path: Path) -> str:
    return (
        f"SELECT DISTINCT {focus.name} WHERE {{ {focus.along(path, '?value')}"
        f' FILTER(isLiteral(?value) && LANG(?value) != "") }}'
        f" GROUP BY {focus.name} (LANG(?value) AS ?language)"
        " HAVING (COUNT(DISTINCT ?value) > 1)"
    )


def _select(names: str, pattern: str) -> str:
    return f"SELECT DISTINCT {names} WHERE {{ {pattern} }}"
