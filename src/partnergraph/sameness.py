"""When two answers are the same, whichever engines gave them.

The same columns, and the same rows as often, in any order: engines sort texts of different
languages differently. Terms are compared by value where engines write one value in several ways.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

import pyoxigraph

from partnergraph.vocabulary import XSD

Answer: TypeAlias = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples
Row = tuple[str, ...]

_NUMBERS = {
    XSD.term(name)
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
}
_SHOWN = 3


def table(answer: Answer) -> tuple[list[str], list[Row]]:
    """The names of the columns, and the rows in their order, each cell as `cell` has it."""
    if isinstance(answer, pyoxigraph.QueryBoolean):
        return ["answer"], [("yes" if answer else "no",)]
    if isinstance(answer, pyoxigraph.QueryTriples):
        return ["subject", "predicate", "object"], [tuple(map(cell, triple)) for triple in answer]
    names = [variable.value for variable in answer.variables]
    return names, [tuple(map(cell, solution)) for solution in answer]


def cell(term: object) -> str:
    """What a term is compared by.

    Numbers by value, whatever their type; `true` as `1` is not; languages without regard to
    case; blank nodes are all alike, as their labels mean nothing.
    """
    if term is None:
        return ""
    if isinstance(term, pyoxigraph.BlankNode):
        return "_:"
    if not isinstance(term, pyoxigraph.Literal):
        return str(term)
    if term.datatype.value in _NUMBERS:
        return _number(term.value)
    if term.language:
        return f'"{term.value}"@{term.language.lower()}'
    return str(term)


def _number(text: str) -> str:
    try:
        return format(Decimal(text).normalize(), "f")
    except InvalidOperation:
        return text


def difference(expected: Answer, found: Answer) -> str:
    """What distinguishes two answers, in words; empty if they are the same."""
    (names, wanted), (columns, given) = table(expected), table(found)
    if names != columns:
        return f"the columns are {', '.join(columns)}, not {', '.join(names)}"
    missing, extra = Counter(wanted) - Counter(given), Counter(given) - Counter(wanted)
    parts = []
    for what, rows in (("missing", missing), ("too many", extra)):
        if rows:
            some = "; ".join(" | ".join(row) for row in list(rows)[:_SHOWN])
            parts.append(f"{rows.total()} rows {what}: {some}")
    return ", ".join(parts)
