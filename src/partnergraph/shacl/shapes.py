"""The reader of shapes files: SHACL in Turtle becomes values.

Knows the Core constraints and `sh:sparql` of SHACL (W3C, 2017). A construct outside of that is an
error that names it: a rule that is not understood must not look like a rule that holds.
"""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from partnergraph.findings import Severity
from partnergraph.shacl.shapegraph import ShapeGraph, ShapesError, Term
from partnergraph.shacl.shapemodel import Constraint, Shape, Target, Texts
from partnergraph.vocabulary import OWL, RDF_TYPE, RDFS, SH

_Read = Callable[[Term, str, list[Term]], list[Constraint]]

TARGETS = ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")
#: Constraints whose value is one term; several values are several constraints (SHACL §2.1.1).
_TERMS = {
    *("class", "datatype", "nodeKind", "minCount", "maxCount", "minInclusive", "maxInclusive"),
    *("minExclusive", "maxExclusive", "minLength", "maxLength", "pattern", "uniqueLang"),
    *("equals", "disjoint", "lessThan", "lessThanOrEquals", "hasValue"),
}
_REPEATABLE = {"class", "pattern", "equals", "disjoint", "lessThan", "lessThanOrEquals", "hasValue"}
_LISTS = {"in", "languageIn"}
_SHAPES = {"node", "property", "not"}
_SHAPE_LISTS = {"and", "or", "xone"}
_QUALIFIED = {"qualifiedMinCount", "qualifiedMaxCount"}
_COUNTS = frozenset({"minCount", "maxCount", "minLength", "maxLength"})
_ONLY_PROPERTY = {"minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", *_QUALIFIED}
_ABOUT = {"severity", "message", "deactivated", "path", "name", "description", "order", "group"}
_HANDLED = {
    *TARGETS, *_TERMS, *_LISTS, *_SHAPES, *_SHAPE_LISTS, *_QUALIFIED, *_ABOUT,
    *("flags", "closed", "ignoredProperties", "qualifiedValueShape", "sparql", "defaultValue"),
}  # fmt: skip
_ABOUT_SELECT = {"select", "prefixes", "message", "deactivated"}
_REFUSED_SUBJECTS = ("parameter", "entailment")


def read_shapes(turtle: bytes | str, source: str = "shapes") -> tuple[Shape, ...]:
    """The shapes in `turtle` that have a target, by IRI. `source` is named in errors.

    Raises ShapesError for text that is no Turtle, for ill-formed shapes and for constructs that
    this engine does not know.
    """
    data = turtle.encode() if isinstance(turtle, str) else turtle
    return _Reader(ShapeGraph(data, source, RdfFormat.TURTLE)).targeted()


class _Reader:
    def __init__(self, graph: ShapeGraph) -> None:
        self._graph = graph
        self._open: list[Term] = []
        self._done: dict[Term, Shape] = {}
        self._readers: tuple[tuple[set[str], _Read], ...] = (
            (_TERMS, self._terms),
            (_LISTS, self._lists),
            (_SHAPES, self._nested),
            (_SHAPE_LISTS, self._shape_lists),
            (_QUALIFIED, self._qualified),
            ({"closed"}, self._closed),
            ({"sparql"}, self._selects),
        )

    def targeted(self) -> tuple[Shape, ...]:
        for name in _REFUSED_SUBJECTS:
            for node in self._graph.subjects(SH.term(name)):
                raise self._error(node, f"uses sh:{name}", "Remove it: it is not supported.")
        nodes = {node for name in TARGETS for node in self._graph.subjects(SH.term(name))}
        typed = {n for kind in ("NodeShape", "PropertyShape") for n in self._typed(SH.term(kind))}
        shapes = [self._shape(node) for node in sorted(nodes | typed, key=str)]
        return tuple(shape for shape in shapes if shape.targets)

    def _typed(self, kind: str) -> set[NamedNode | BlankNode]:
        return set(self._graph.subjects(RDF_TYPE, kind))

    def _shape(self, node: Term) -> Shape:
        if node in self._done:
            return self._done[node]
        if node in self._open:
            raise self._error(node, "refers to itself", "Recursive shapes are not supported.")
        self._open.append(node)
        self._refuse_unknown(node, _HANDLED)
        path = self._graph.value(node, SH.path)
        shape = Shape(
            iri=node.value if isinstance(node, NamedNode) else str(node),
            path=self._graph.path(path) if path is not None else None,
            severity=self._severity(node),
            messages=self._messages(node),
            targets=self._targets(node),
            constraints=self._constraints(node, is_property=path is not None),
        )
        self._open.pop()
        self._done[node] = shape
        return shape

    def _refuse_unknown(self, node: Term, known: set[str]) -> None:
        for name in self._names(node):
            if name in known:
                continue
            hint = "Express the rule with SHACL Core or sh:sparql."
            raise self._error(node, f"uses sh:{name}, which is not supported", hint)

    def _error(self, node: Term, what: str, hint: str) -> ShapesError:
        """An error at `node`, or where that has no name, at the nearest shape that has one."""
        named = [shape for shape in (*self._open, node) if isinstance(shape, NamedNode)]
        return self._graph.error(named[-1] if named else node, what, hint)

    def _names(self, node: Term) -> list[str]:
        found = self._graph.predicates(node)
        return sorted(p.removeprefix(SH) for p in found if p.startswith(SH))

    def _severity(self, node: Term) -> Severity:
        found = self._graph.value(node, SH.severity)
        if found is None:
            return Severity.VIOLATION
        name = str(found.value).removeprefix(SH).lower()
        if name not in set(Severity):
            hint = "Use sh:Violation, sh:Warning or sh:Info."
            raise self._error(node, f"has the severity {found}", hint)
        return Severity(name)

    def _messages(self, node: Term) -> Texts:
        found = self._graph.objects(node, SH.message)
        return tuple((m.language or "", m.value) for m in found if isinstance(m, Literal))

    def _targets(self, node: Term) -> tuple[Target, ...]:
        if self._deactivated(node):
            return ()
        targets = [
            Target(kind, term)
            for kind in TARGETS
            for term in self._graph.objects(node, SH.term(kind))
        ]
        types = {t.value for t in self._graph.objects(node, RDF_TYPE)}
        if types & {RDFS.Class, OWL.Class} and isinstance(node, NamedNode):
            targets.append(Target("targetClass", node))  # implicit, SHACL §2.1.3.3
        for target in targets:
            if isinstance(target.term, BlankNode) or (
                target.kind != "targetNode" and isinstance(target.term, Literal)
            ):
                raise self._error(node, f"has the sh:{target.kind} {target.term}", "Name it.")
        return tuple(targets)

    def _deactivated(self, node: Term) -> bool:
        return self._flag(node, "deactivated")

    def _flag(self, node: Term, name: str) -> bool:
        found = self._graph.value(node, SH.term(name))
        return found is not None and found.value in {"true", "1"}

    def _constraints(self, node: Term, *, is_property: bool) -> tuple[Constraint, ...]:
        if self._deactivated(node):
            return ()
        found = [constraint for name in self._names(node) for constraint in self._named(node, name)]
        for constraint in found:
            if not is_property and constraint.name in _ONLY_PROPERTY:
                hint = "Give the shape a sh:path or remove the constraint."
                raise self._error(node, f"has sh:{constraint.name} without a path", hint)
        return tuple(found)

    def _named(self, node: Term, name: str) -> list[Constraint]:
        """The constraints that the parameter `name` of `node` makes; none if it is no parameter."""
        for names, read in self._readers:
            if name in names:
                return read(node, name, self._graph.objects(node, SH.term(name)))
        return []

    def _lists(self, _: Term, name: str, values: list[Term]) -> list[Constraint]:
        return [Constraint(name, self._graph.items(value)) for value in values]

    def _shape_lists(self, _: Term, name: str, values: list[Term]) -> list[Constraint]:
        lists = [self._graph.items(value) for value in values]
        return [Constraint(name, shapes=tuple(map(self._shape, members))) for members in lists]

    def _terms(self, node: Term, name: str, values: list[Term]) -> list[Constraint]:
        if name not in _REPEATABLE and len(values) > 1:
            raise self._error(node, f"has {len(values)} values of sh:{name}", "Keep one.")
        if name == "uniqueLang":
            return [Constraint(name)] if values[0].value == "true" else []
        if any(isinstance(value, BlankNode) for value in values):
            raise self._error(node, f"has a blank node as sh:{name}", "Name it by an IRI.")
        if name in _COUNTS and not all(each.value.isdecimal() for each in values):
            raise self._error(node, f"has no whole number as sh:{name}", "Write one.")
        if name == "class" and not isinstance(values[0], NamedNode):
            raise self._error(node, "has no IRI as sh:class", "Name a class.")
        flags = self._graph.value(node, SH.flags) if name == "pattern" else None
        text = str(flags.value) if flags is not None else ""
        return [Constraint(name, (value,), text=text) for value in values]

    def _nested(self, node: Term, name: str, values: list[Term]) -> list[Constraint]:
        found = []
        for value in values:
            shape = self._shape(value)
            if name == "property" and shape.path is None:
                raise self._error(node, f"has the sh:property {value} without a path", "Add it.")
            if name == "node" and shape.path is not None:
                raise self._error(node, f"has the sh:node {value} with a path", "Remove it.")
            found.append(Constraint(name, shapes=(shape,)))
        return found

    def _qualified(self, node: Term, name: str, _: list[Term]) -> list[Constraint]:
        shape = self._graph.value(node, SH.qualifiedValueShape)
        count = self._graph.value(node, SH.term(name))
        if shape is None or count is None:
            hint = "Add sh:qualifiedValueShape."
            raise self._error(node, f"has sh:{name} without a shape", hint)
        return [Constraint(name, (count,), (self._shape(shape),))]

    def _closed(self, node: Term, name: str, _: list[Term]) -> list[Constraint]:
        if not self._flag(node, name):
            return []
        ignored = self._graph.value(node, SH.ignoredProperties)
        allowed = set(self._graph.items(ignored)) if ignored is not None else set()
        for shape in self._graph.objects(node, SH.property):
            path = self._graph.value(shape, SH.path)
            if isinstance(path, NamedNode):
                allowed.add(path)
        return [Constraint(name, tuple(sorted(allowed, key=str)))]

    def _selects(self, _: Term, __: str, values: list[Term]) -> list[Constraint]:
        return [self._select(value) for value in values if not self._deactivated(value)]

    def _select(self, node: Term) -> Constraint:
        self._refuse_unknown(node, _ABOUT_SELECT)
        select = self._graph.value(node, SH.select)
        if not isinstance(select, Literal):
            raise self._error(node, "has no sh:select", "Write the query as text.")
        prologue = "".join(
            f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in self._prefixes(node)
        )
        return Constraint("sparql", text=prologue + select.value, messages=self._messages(node))

    def _prefixes(self, node: Term) -> list[tuple[str, str]]:
        found = []
        ontologies = self._graph.objects(node, SH.prefixes)
        for ontology in ontologies:  # grows: imports of imports count as well, SHACL §5.2.1
            imported = self._graph.objects(ontology, OWL.imports)
            ontologies += [other for other in imported if other not in ontologies]
            for declaration in self._graph.objects(ontology, SH.declare):
                prefix = self._graph.value(declaration, SH.prefix)
                namespace = self._graph.value(declaration, SH.namespace)
                if prefix is None or namespace is None:
                    hint = "Add sh:prefix and sh:namespace."
                    raise self._error(declaration, "is no prefix declaration", hint)
                found.append((str(prefix.value), str(namespace.value)))
        return found
