"""What SHACL asks of one value by itself, as SPARQL expressions that are never an error."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode

from partnergraph.shacl.shapegraph import ShapesError
from partnergraph.shacl.shapemodel import Constraint
from partnergraph.vocabulary import SH, XSD

_RANGES = {"minInclusive": ">=", "minExclusive": ">", "maxInclusive": "<=", "maxExclusive": "<"}
_LENGTHS = {"minLength": ">=", "maxLength": "<="}
_KINDS = {
    "IRI": ("isIRI",),
    "BlankNode": ("isBlank",),
    "Literal": ("isLiteral",),
    "BlankNodeOrIRI": ("isBlank", "isIRI"),
    "BlankNodeOrLiteral": ("isBlank", "isLiteral"),
    "IRIOrLiteral": ("isIRI", "isLiteral"),
}
#: Casting tells whether a literal is well formed. Whole and decimal numbers have no largest value
#: in XML Schema but have one in the engine, so those are told by their form.
_CAST = {
    *("boolean", "date", "dateTime", "dayTimeDuration", "double", "duration", "float", "gDay"),
    *("gMonth", "gMonthDay", "gYear", "gYearMonth", "time", "yearMonthDuration"),
}
_FORMS = {"integer": "^[+-]?[0-9]+$", "decimal": "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$"}
#: The engine keeps these as xsd:integer, so that the type cannot be told afterwards.
_MERGED = {
    *("byte", "int", "long", "negativeInteger", "nonNegativeInteger", "nonPositiveInteger"),
    *("positiveInteger", "short", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort"),
}


def every(expressions: list[str]) -> str:
    """The expression that is true where all `expressions` are."""
    kept = [expression for expression in expressions if expression != "true"]
    return f"({' && '.join(kept)})" if kept else "true"


def some(expressions: list[str]) -> str:
    """The expression that is true where one of `expressions` is."""
    return f"({' || '.join(expressions)})" if expressions else "false"


def _datatype(constraint: Constraint, value: str) -> str:
    datatype = str(constraint.terms[0].value)
    name = datatype.removeprefix(XSD)
    if datatype.startswith(XSD) and name in _MERGED:
        raise ShapesError(
            f"sh:datatype xsd:{name} is not supported: the store keeps it as xsd:integer.",
            "Write sh:datatype xsd:integer and sh:minInclusive or sh:maxInclusive for the limits.",
        )
    same = f"DATATYPE({value}) = <{datatype}>"
    if datatype.startswith(XSD) and name in _CAST:
        same = f"{same} && DATATYPE(<{datatype}>(STR({value}))) = <{datatype}>"
    elif datatype.startswith(XSD) and name in _FORMS:
        same = f"{same} && REGEX(STR({value}), {Literal(_FORMS[name])})"
    return f"COALESCE({same}, false)"


def _node_kind(constraint: Constraint, value: str) -> str:
    name = str(constraint.terms[0].value).removeprefix(SH)
    if name not in _KINDS:
        raise ShapesError(f"sh:nodeKind {constraint.terms[0]} is unknown.", "See SHACL §4.1.3.")
    return some([f"{test}({value})" for test in _KINDS[name]])


def _pattern(constraint: Constraint, value: str) -> str:
    pattern, flags = str(constraint.terms[0].value), constraint.text
    if not _is_pattern(pattern, flags):
        raise ShapesError(
            f"sh:pattern {pattern!r} with flags {flags!r} is not supported.",
            "Look-around and back references do not exist in XPath patterns.",
        )
    text = f"REGEX(STR({value}), {Literal(pattern)}, {Literal(flags)})"
    return f"(!isBlank({value}) && {text})"


@cache
def _is_pattern(pattern: str, flags: str) -> bool:
    query = f'SELECT (REGEX("", {Literal(pattern)}, {Literal(flags)}) AS ?tried) WHERE {{}}'
    solutions = pyoxigraph.Store().query(query)
    return isinstance(solutions, pyoxigraph.QuerySolutions) and next(solutions)[0] is not None


def _language_in(constraint: Constraint, value: str) -> str:
    ranges = [f"LANGMATCHES(LANG({value}), {Literal(str(t.value))})" for t in constraint.terms]
    return f"(isLiteral({value}) && {some(ranges)})"


def _among(constraint: Constraint, value: str) -> str:
    if any(isinstance(term, BlankNode) for term in constraint.terms):
        raise ShapesError("sh:in with a blank node is not supported.", "Name the node by an IRI.")
    if all(isinstance(term, NamedNode) for term in constraint.terms):
        return f"({value} IN ({', '.join(map(str, constraint.terms))}))"
    return some([f"sameTerm({value}, {term})" for term in constraint.terms])


def _range(constraint: Constraint, value: str) -> str:
    return f"COALESCE({value} {_RANGES[constraint.name]} {constraint.terms[0]}, false)"


def _length(constraint: Constraint, value: str) -> str:
    size = f"STRLEN(STR({value})) {_LENGTHS[constraint.name]} {constraint.number}"
    return f"(!isBlank({value}) && {size})"


#: By constraint: what writes the expression for a value.
VALUE_TESTS: dict[str, Callable[[Constraint, str], str]] = {
    "datatype": _datatype,
    "in": _among,
    "languageIn": _language_in,
    "nodeKind": _node_kind,
    "pattern": _pattern,
    **dict.fromkeys(_LENGTHS, _length),
    **dict.fromkeys(_RANGES, _range),
}
