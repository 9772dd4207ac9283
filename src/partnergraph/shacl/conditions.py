"""When a node conforms to a shape, as a SPARQL expression that is never an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

from partnergraph.shacl.shapegraph import Path, ShapesError
from partnergraph.shacl.shapemodel import Constraint, Shape
from partnergraph.shacl.valuetests import VALUE_TESTS, every, some
from partnergraph.vocabulary import RDF_TYPE

#: For each class that shapes name: itself and all that are below it in the data.
Hierarchy = Mapping[str, tuple[str, ...]]

#: Constraints that each value meets or not, without a look at the other values.
SINGLY = frozenset(VALUE_TESTS) | {
    *("class", "disjoint", "lessThan", "lessThanOrEquals", "not", "and", "or", "xone", "node")
}
_ORDERS = {"lessThan": "<", "lessThanOrEquals": "<="}
#: Within another shape, n distinct values are told by n nested EXISTS.
_MOST_COPIES = 6


def values(focus: str, path: Path, value: str, focus_pattern: str) -> str:
    """The pattern that binds `value` to the value nodes of `focus` along `path`.

    `focus_pattern`, which binds `focus`, is repeated for a path without a step: that leads from a
    node to itself even if no triple mentions the node. Not for use within EXISTS.
    """
    step = f"{focus} {path.text} {value} ."
    if not path.nullable:
        return step
    return f"{{ {step} }} UNION {{ {focus_pattern} BIND({focus} AS {value}) }}"


class Conditions:
    """Writes expressions; `hierarchy` tells what counts as an instance of a class."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        self._count = count(1)

    def fresh(self) -> str:
        """A variable that nothing else uses."""
        return f"?_{next(self._count)}"

    def exists(self, node: str, path: Path, value: str, condition: str = "true") -> str:
        """The expression that is true where `path` leads from `node` to a `value` of which
        `condition` is true.

        Each step is an EXISTS of its own: one that has several triple patterns is not joined from
        `node` on, and then reads all triples of a predicate for each node.
        """
        found = f"EXISTS {{ {self._chain(node, path, value)(condition)} }}"
        if not path.nullable:
            return found
        itself = f"EXISTS {{ BIND({node} AS {value}) FILTER({condition}) }}"
        return f"({found} || {itself})"

    def leads(self, node: str, path: Path, value: str) -> str:
        """The expression that is true where `path` leads from `node` to `value`, both bound."""
        found = f"EXISTS {{ {self._chain(node, path, value)('true')} }}"
        return f"({found} || sameTerm({node}, {value}))" if path.nullable else found

    def _chain(self, node: str, path: Path, value: str) -> Callable[[str], str]:
        names = [node, *(self.fresh() for _ in path.steps[1:]), value]

        def written(condition: str) -> str:
            for start, step, end in reversed(list(zip(names, path.steps, names[1:], strict=False))):
                ending = "" if condition == "true" else f" FILTER({condition})"
                pattern = f"{start} {step} {end} .{ending}"
                condition = f"EXISTS {{ {pattern} }}"
            return pattern

        return written

    def classes(self, name: str) -> tuple[str, ...]:
        """The class `name` and its subclasses."""
        return self._hierarchy.get(name, (name,))

    def holds(self, constraint: Constraint, focus: str, value: str) -> str:
        """The expression that is true where `value`, a value of `focus`, meets `constraint`."""
        if constraint.name in VALUE_TESTS:
            return VALUE_TESTS[constraint.name](constraint, value)
        if constraint.name == "class":
            return self._is_instance(constraint, value)
        if constraint.name == "disjoint":
            return f"NOT EXISTS {{ {focus} {constraint.terms[0]} {value} }}"
        if constraint.name in _ORDERS:
            other, sign = self.fresh(), _ORDERS[constraint.name]
            return (
                f"NOT EXISTS {{ {focus} {constraint.terms[0]} {other} ."
                f" FILTER(!COALESCE({value} {sign} {other}, false)) }}"
            )
        return self._combined(constraint, value)

    def conforms(self, shape: Shape, node: str) -> str:
        """The expression that is true where `node` conforms to `shape` (SHACL §3.4.3)."""
        return every([self._met(shape, constraint, node) for constraint in shape.constraints])

    def foreign(self, constraint: Constraint, node: str, path: str = "", value: str = "") -> str:
        """The pattern of the triples of `node` that the closed `constraint` does not allow."""
        path, value = path or self.fresh(), value or self.fresh()
        allowed = ", ".join(map(str, constraint.terms))
        return f"{node} {path} {value} . FILTER({path} NOT IN ({allowed}))"

    def _is_instance(self, constraint: Constraint, value: str) -> str:
        classes = self.classes(str(constraint.terms[0].value))
        if len(classes) == 1:
            return f"EXISTS {{ {value} <{RDF_TYPE}> <{classes[0]}> }}"
        kind, names = self.fresh(), ", ".join(f"<{name}>" for name in classes)
        return f"EXISTS {{ {value} <{RDF_TYPE}> {kind} . FILTER({kind} IN ({names})) }}"

    def _combined(self, constraint: Constraint, value: str) -> str:
        members = [self.conforms(shape, value) for shape in constraint.shapes]
        if constraint.name == "or":
            return some(members)
        if constraint.name == "not":
            return f"(!{members[0]})"
        if constraint.name == "xone":
            return f"(({' + '.join(f'IF({member}, 1, 0)' for member in members)}) = 1)"
        return every(members)

    def _met(self, shape: Shape, constraint: Constraint, node: str) -> str:
        if constraint.name == "sparql":
            raise ShapesError(
                f"{shape.iri}: sh:sparql in a shape that another one refers to is not supported.",
                "Put the query into a shape that has a target.",
            )
        if shape.path is None:
            return self._met_by_node(constraint, node)
        if constraint.name in SINGLY | {"property", "closed", "hasValue", "equals"}:
            return self._met_by_values(constraint, node, shape.path)
        if constraint.name == "uniqueLang":
            return self._has_unique_languages(node, shape.path)
        return self._has_count(shape, constraint, node, shape.path)

    def _met_by_node(self, constraint: Constraint, node: str) -> str:
        if constraint.name == "property":
            return self.conforms(constraint.shapes[0], node)
        if constraint.name == "closed":
            return f"NOT EXISTS {{ {self.foreign(constraint, node)} }}"
        if constraint.name == "hasValue":
            return f"sameTerm({node}, {constraint.terms[0]})"
        if constraint.name == "equals":
            other, value = constraint.terms[0], self.fresh()
            return (
                f"(EXISTS {{ {node} {other} {node} }} && NOT EXISTS {{ {node} {other} {value} ."
                f" FILTER(!sameTerm({value}, {node})) }})"
            )
        return self.holds(constraint, node, node)

    def _met_by_values(self, constraint: Constraint, node: str, path: Path) -> str:
        value = self.fresh()
        if constraint.name == "hasValue":
            return self.exists(node, path, value, f"sameTerm({value}, {constraint.terms[0]})")
        if constraint.name == "equals":
            other = f"{node} {constraint.terms[0]} {value}"
            missing = self.exists(node, path, value, f"NOT EXISTS {{ {other} }}")
            extra = f"EXISTS {{ {other} . FILTER(!{self.leads(node, path, value)}) }}"
            return f"(!{missing} && !{extra})"
        if constraint.name == "property":
            broken = f"!{self.conforms(constraint.shapes[0], value)}"
        elif constraint.name == "closed":
            broken = f"EXISTS {{ {self.foreign(constraint, value)} }}"
        else:
            broken = f"!{self.holds(constraint, node, value)}"
        return f"(!{self.exists(node, path, value, broken)})"

    def _has_unique_languages(self, node: str, path: Path) -> str:
        one, other = self.fresh(), self.fresh()
        same = f"isLiteral({other}) && LANG({one}) = LANG({other}) && !sameTerm({one}, {other})"
        twin = self.exists(node, path, other, same)
        tagged = f'isLiteral({one}) && LANG({one}) != "" && {twin}'
        return f"(!{self.exists(node, path, one, tagged)})"

    def _has_count(self, shape: Shape, constraint: Constraint, node: str, path: Path) -> str:
        least = constraint.name in {"minCount", "qualifiedMinCount"}
        copies = constraint.number if least else constraint.number + 1
        if copies > _MOST_COPIES:
            raise ShapesError(
                f"{shape.iri}: sh:{constraint.name} {constraint.number} is too large for a shape"
                " that another one refers to.",
                "Put it into a shape that has a target.",
            )
        names = [self.fresh() for _ in range(copies)]
        condition = "true"
        for position in reversed(range(copies)):
            name = names[position]
            tests = [f"!sameTerm({name}, {earlier})" for earlier in names[:position]]
            tests += [self.conforms(inner, name) for inner in constraint.shapes]
            condition = self.exists(node, path, name, every([*tests, condition]))
        return condition if least else f"(!{condition})"
