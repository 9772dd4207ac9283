"""Compares answers as the suite wants it: graphs, rows, yes or no.

Graphs are the same when they are isomorphic. Rows are the same when they are equally many, and the
blank nodes of one answer can be renamed so that the rows are those of the other; their order is not
compared. Numbers, yes and no, and moments are compared by their values and datatypes. CSV has
neither datatypes nor a difference between "" and nothing, so its cells are compared as texts, and
as numbers where they are numbers.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    RdfFormat,
)

from partnergraph.vocabulary import RDF_TYPE, XSD, Namespace

RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
Row = Mapping[str, object]
#: Rows by variables, statements, or yes or no.
Result = Sequence[Row] | Dataset | bool

_INTEGERS = (
    *("integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger"),
    *("nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort"),
    *("unsignedByte",),
)
_EXACT = {XSD.term(name) for name in (*_INTEGERS, "decimal")}
_INEXACT = {XSD.double, XSD.float}
_ROWS = {
    ".srx": QueryResultsFormat.XML,
    ".srj": QueryResultsFormat.JSON,
    ".tsv": QueryResultsFormat.TSV,
}


def expected(file: Path) -> Result:
    """What a file of the suite says. Raises ValueError where its ending is unknown."""
    content = file.read_bytes()
    if file.suffix == ".csv":
        return cells(content)
    if form := _ROWS.get(file.suffix):
        return results(content, form)
    graph = RdfFormat.from_extension(file.suffix.removeprefix("."))
    if graph is None:
        raise ValueError(f"{file.name}: unknown form")
    quads = list(pyoxigraph.parse(content, format=graph, base_iri=file.as_uri()))
    return _told(quads) or canonical(quads)


def answered(content: bytes, media: str) -> Result:
    """What an answer says. Raises ValueError or SyntaxError where it cannot be read."""
    if media == "text/csv":
        return cells(content)
    if form := QueryResultsFormat.from_media_type(media):
        return results(content, form)
    graph = RdfFormat.from_media_type(media)
    if graph is None:
        raise ValueError(f"{media or 'no media type'} is no form of an answer")
    return canonical(pyoxigraph.parse(content, format=graph))


def results(content: bytes, form: QueryResultsFormat) -> Result:
    found = pyoxigraph.parse_query_results(content, format=form)
    if isinstance(found, pyoxigraph.QueryBoolean):
        return bool(found)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in found.variables]
    rows = ([(name, row[name]) for name in names] for row in found)
    return [{name: term for name, term in row if term is not None} for row in rows]


def cells(content: bytes) -> list[Row]:
    """The cells of CSV; a blank node is whatever begins so."""
    before = csv.field_size_limit()
    csv.field_size_limit(max(before, len(content)))
    try:
        read = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    finally:
        csv.field_size_limit(before)
    return [
        {name: BlankNode(cell[2:]) if cell.startswith("_:") else cell for name, cell in row.items()}
        for row in read
    ]


def canonical(quads: Iterable[Quad]) -> Dataset:
    """Statements with labels of blank nodes that do not depend on those they had."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def equal(wanted: Result, found: Result, lax: bool = False) -> bool:
    """Whether two answers say the same; with `lax` some rows may be repeated less (REDUCED)."""
    if not isinstance(wanted, Sequence) or not isinstance(found, Sequence):
        return type(wanted) is type(found) and wanted == found
    ours, theirs = [_key(row) for row in found], [_key(row) for row in wanted]
    if lax:
        ours, theirs = _once(ours), _once(theirs)
    return len(ours) == len(theirs) and _match(_hardest(theirs), ours, {})


Key = frozenset[tuple[str, object]]


def _key(row: Row) -> Key:
    return frozenset((name, value(term)) for name, term in row.items())


def _once(rows: Sequence[Key]) -> list[Key]:
    return list(dict.fromkeys(rows))


def _hardest(rows: Sequence[Key]) -> list[Key]:
    """Rows without blank nodes first: they match or not, whatever the others do."""
    return sorted(rows, key=lambda row: sum(isinstance(term, BlankNode) for _, term in row))


def _match(wanted: Sequence[Key], found: Sequence[Key], names: Mapping[object, object]) -> bool:
    """Whether rows are the same under some renaming of blank nodes that extends `names`."""
    plain = [row for row in wanted if not _blank(row)]
    if len(plain) != len(wanted):
        rest = list((Counter(found) - Counter(plain)).elements())
        fits = len(rest) == len(found) - len(plain)
        return fits and _rename(wanted[len(plain) :], rest, names)
    return Counter(wanted) == Counter(found)


def _rename(wanted: Sequence[Key], found: list[Key], names: Mapping[object, object]) -> bool:
    if not wanted:
        return not found
    for place, candidate in enumerate(found):
        extended = _unified(wanted[0], candidate, names)
        rest = found[:place] + found[place + 1 :]
        if extended is not None and _rename(wanted[1:], rest, extended):
            return True
    return False


def _unified(
    wanted: Key, found: Key, names: Mapping[object, object]
) -> Mapping[object, object] | None:
    """`names` with what makes two rows the same, or None."""
    ours, extended = dict(found), dict(names)
    if {name for name, _ in wanted} != set(ours):
        return None
    for name, term in wanted:
        other = ours[name]
        if not (isinstance(term, BlankNode) and isinstance(other, BlankNode)):
            if term != other:
                return None
        elif term in extended:
            if extended[term] != other:
                return None
        elif other in extended.values():
            return None
        else:
            extended[term] = other
    return extended


def _blank(row: Key) -> bool:
    return any(isinstance(term, BlankNode) for _, term in row)


def value(term: object) -> object:
    """A term so that what is the same by value is equal; the datatype stays."""
    if isinstance(term, str):
        return _cell(term)
    if not isinstance(term, Literal) or term.language is not None:
        return term
    try:
        return _literal(term.value, term.datatype.value)
    except (InvalidOperation, ValueError):
        return term


def _literal(text: str, datatype: str) -> object:
    if datatype in _EXACT:
        return datatype, Decimal(text)
    if datatype in _INEXACT:
        return datatype, f"{float(text):.12g}"
    if datatype == XSD.boolean:
        return datatype, text in {"true", "1"}
    if datatype == XSD.dateTime:
        return datatype, datetime.fromisoformat(text)
    return datatype, text


def _cell(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _told(quads: Sequence[Quad]) -> Result | None:
    """The rows or the yes or no of a result that is written down as a graph."""
    store = pyoxigraph.Store()
    store.extend(quads)
    for quad in store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(RS.ResultSet)):
        said = _objects(store, quad.subject, RS.boolean)
        if said:
            return value(said[0]) == (XSD.boolean, True)
        return [_row(store, each) for each in _objects(store, quad.subject, RS.solution)]
    return None


def _row(store: pyoxigraph.Store, node: object) -> Row:
    pairs = (
        (_objects(store, each, RS.variable), _objects(store, each, RS.value))
        for each in _objects(store, node, RS.binding)
    )
    return {getattr(names[0], "value", ""): values[0] for names, values in pairs}


def _objects(store: pyoxigraph.Store, node: object, predicate: str) -> list[object]:
    assert isinstance(node, NamedNode | BlankNode)
    return [q.object for q in store.quads_for_pattern(node, NamedNode(predicate), None)]
