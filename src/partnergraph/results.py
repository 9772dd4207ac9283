"""Results: the answer to a question as rows of Python values.

Rows stay terms of Oxigraph until somebody looks at them, so that asking costs no more than the
engine takes.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, overload

import pyoxigraph

from partnergraph.errors import PartnergraphError
from partnergraph.files import save
from partnergraph.vocabulary import PREFIXES, XSD

if TYPE_CHECKING:  # loaded by those who ask for it
    import pandas
    import rdflib
    import rdflib.query

_SHOWN = 60  # rows in a notebook


class Iri(str):
    """An IRI; `local` is what stands after the last `/` or `#`."""

    __slots__ = ()

    @property
    def local(self) -> str:
        """The end of the IRI, for people."""
        return self[max(self.rfind("/"), self.rfind("#")) + 1 :]


class Text(str):
    """Text in a language: `language` is its tag (BCP 47)."""

    language: str

    def __new__(cls, text: str, language: str) -> Self:
        """Take the text and its language tag."""
        made = super().__new__(cls, text)
        made.language = language
        return made


_READ: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys((XSD.integer, XSD.int, XSD.long, XSD.nonNegativeInteger), int),
    **dict.fromkeys((XSD.double, XSD.float), float),
    XSD.decimal: Decimal,
    XSD.date: date.fromisoformat,
    XSD.dateTime: datetime.fromisoformat,
    XSD.boolean: lambda text: text in ("true", "1"),
}


def value(term: object) -> Any:
    """A term as Python has it: int, float, Decimal, bool, date, datetime, Text, Iri, str or None.

    A literal whose text its datatype does not allow, and one of another datatype, is a str.
    """
    if isinstance(term, pyoxigraph.NamedNode):
        return Iri(term.value)
    if not isinstance(term, pyoxigraph.Literal):
        return None if term is None else str(term)
    if term.language:
        return Text(term.value, term.language)
    read = _READ.get(term.datatype.value)
    try:
        return read(term.value) if read else term.value
    except (ValueError, ArithmeticError):
        return term.value


class Row(tuple[Any, ...]):
    """One row: its cells by position, by name (`row["partner"]`) or as attributes."""

    _names: tuple[str, ...]

    def __new__(cls, names: tuple[str, ...], cells: Sequence[Any]) -> Self:
        """Take the names of the columns and the cells."""
        made = super().__new__(cls, cells)
        made._names = names
        return made

    @overload  # type: ignore[override] # cells have names too
    def __getitem__(self, key: int | str) -> Any: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Any, ...]: ...
    def __getitem__(self, key: int | str | slice) -> Any:
        if isinstance(key, str):
            try:
                key = self._names.index(key)
            except ValueError:
                raise KeyError(key) from None
        return super().__getitem__(key)

    def __getattr__(self, name: str) -> Any:
        names = super().__getattribute__("_names")
        if name in names:
            return self[names.index(name)]
        raise AttributeError(name)

    def __repr__(self) -> str:
        cells = (f"{name}={cell!r}" for name, cell in zip(self._names, self, strict=True))
        return f"Row({', '.join(cells)})"

    def as_dict(self) -> dict[str, Any]:
        """The cells by the names of their columns."""
        return dict(zip(self._names, self, strict=True))


class Table:
    """The answer to a SELECT question: rows of Python values, which keep their order."""

    def __init__(self, answer: pyoxigraph.QuerySolutions) -> None:
        """Take the engine's answer, and read it."""
        #: The names of the columns.
        self.columns: tuple[str, ...] = tuple(each.value for each in answer.variables)
        #: The rows as terms of Oxigraph.
        self.terms: list[pyoxigraph.QuerySolution] = list(answer)

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Row]:
        return (self._row(terms) for terms in self.terms)

    def __getitem__(self, index: int) -> Row:
        return self._row(self.terms[index])

    def __repr__(self) -> str:
        return f"<Table of {len(self)} rows: {', '.join(self.columns)}>"

    def _row(self, terms: pyoxigraph.QuerySolution) -> Row:
        return Row(self.columns, [value(term) for term in terms])

    def column(self, name: str) -> list[Any]:
        """The cells of one column. Raises KeyError where there is none of that name."""
        if name not in self.columns:
            raise KeyError(name)
        return [value(terms[name]) for terms in self.terms]

    def to_csv(self, path: Path | str | None = None) -> str | None:
        """The rows as CSV (SPARQL 1.1 Query Results CSV, §3): as text, or written to `path`.

        Raises PartnergraphError where the file cannot be written.
        """
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.columns)
        writer.writerows([_bare(term) for term in terms] for terms in self.terms)
        if path is None:
            return out.getvalue()
        save(Path(path), out.getvalue())
        return None

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a DataFrame; needs pandas, which is not installed along.

        Whole numbers are `Int64`, days `datetime64`, so that an empty cell stays empty.
        """
        try:
            frames = import_module("pandas")
        except ImportError as error:
            hint = 'Install it: pip install "partnergraph[notebook]"'
            raise PartnergraphError("pandas is not installed.", hint) from error
        columns = {}
        for name in self.columns:
            cells = self.column(name)
            kinds = {type(cell) for cell in cells} - {type(None)}
            dtype = {frozenset({int}): "Int64", frozenset({date}): "datetime64[s]"}
            columns[name] = frames.Series(cells, dtype=dtype.get(frozenset(kinds), object))
        return frames.DataFrame(columns, columns=list(self.columns))

    def to_rdflib(self) -> rdflib.query.Result:
        """The rows as a result of rdflib, with its terms."""
        terms, query = import_module("rdflib.term"), import_module("rdflib.query")
        variables = [terms.Variable(name) for name in self.columns]
        result: rdflib.query.Result = query.Result("SELECT")
        result.vars = variables
        result.bindings = [
            {
                variable: _rdflib(term, terms)
                for variable, term in zip(variables, row, strict=True)
                if term is not None
            }
            for row in self.terms
        ]
        return result

    def _repr_html_(self) -> str:
        """The first rows as a table for notebooks."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        rows = "".join(
            f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in self[number])}</tr>"
            for number in range(min(len(self), _SHOWN))
        )
        more = f" (the first {_SHOWN} are shown)" if len(self) > _SHOWN else ""
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        return f"{table}<p>{len(self)} rows{more}</p>"


class Triples:
    """The answer to a CONSTRUCT or DESCRIBE question: triples, each once, in a stable order."""

    def __init__(self, answer: pyoxigraph.QueryTriples) -> None:
        """Take the engine's answer, and read it."""
        self.triples: list[pyoxigraph.Triple] = sorted(set(answer), key=str)

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[pyoxigraph.Triple]:
        return iter(self.triples)

    def __repr__(self) -> str:
        return f"<Triples: {len(self)}>"

    def to_turtle(self) -> str:
        """The triples as Turtle, with the project's prefixes."""
        data = pyoxigraph.serialize(
            self.triples, format=pyoxigraph.RdfFormat.TURTLE, prefixes=dict(PREFIXES)
        )
        return (data or b"").decode()

    def to_rdflib(self) -> rdflib.Graph:
        """The triples as a graph of rdflib."""
        graph: rdflib.Graph = import_module("rdflib").Graph()
        data = pyoxigraph.serialize(self.triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
        return graph.parse(data=data or b"", format="nt")

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.to_turtle())}</pre>"


def _bare(term: object) -> str:
    if term is None or isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal):
        return str(getattr(term, "value", ""))
    return str(term)


def _rdflib(term: object, terms: Any) -> Any:
    if isinstance(term, pyoxigraph.NamedNode):
        return terms.URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return terms.BNode(term.value)
    if not isinstance(term, pyoxigraph.Literal):
        raise PartnergraphError(f"rdflib has no term for {term}.", "Leave the column out.")
    if term.language or term.datatype.value == XSD.string:
        return terms.Literal(term.value, lang=term.language)
    return terms.Literal(term.value, datatype=terms.URIRef(term.datatype.value))


def _cell(cell: object) -> str:
    """A cell as HTML: links lead only to the web."""
    text = "" if cell is None else html.escape(str(cell))
    if isinstance(cell, Text):
        return f'<span lang="{html.escape(cell.language)}">{text}</span>'
    if isinstance(cell, Iri) and cell.startswith(("http://", "https://")):
        return f'<a href="{text}" rel="noopener">{html.escape(cell.local or cell)}</a>'
    return text
