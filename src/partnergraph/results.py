"""Results: the answer to a question as rows of Python values.

Rows stay terms of Oxigraph until somebody looks at them, so that asking costs no more than the
engine takes.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast, overload

import pyoxigraph

from partnergraph.deadline import within
from partnergraph.errors import PartnergraphError
from partnergraph.store import Answer
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
    """The answer to a SELECT question: rows of Python values, which keep their order.

    Nothing is fetched before somebody looks; `len`, iteration and the `to_…` methods do.
    """

    def __init__(
        self,
        answer: pyoxigraph.QuerySolutions,
        again: Callable[[], Answer],
        timeout: float | None = None,
    ) -> None:
        """Take the engine's answer, what asks once more, and how many seconds rows may take."""
        self._answer: pyoxigraph.QuerySolutions | None = answer
        self._again = again
        self._timeout = timeout
        #: The names of the columns.
        self.columns: tuple[str, ...] = tuple(each.value for each in answer.variables)

    def _fresh(self) -> pyoxigraph.QuerySolutions:
        answer, self._answer = self._answer or self._again(), None
        return cast("pyoxigraph.QuerySolutions", answer)

    @cached_property
    def terms(self) -> list[pyoxigraph.QuerySolution]:
        """The rows as terms of Oxigraph. Raises QueryError when they take too long."""
        return within(self._timeout, lambda: list(self._fresh()))

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
        """The rows as CSV (SPARQL 1.1 Query Results CSV): as text, or written to `path`.

        A file is streamed, in constant memory. Raises PartnergraphError where it cannot be written.
        """
        form = pyoxigraph.QueryResultsFormat.CSV
        if path is None:
            return (self._fresh().serialize(format=form) or b"").decode()
        try:
            self._fresh().serialize(output=str(path), format=form)
        except OSError as error:
            raise PartnergraphError(f"{path} cannot be written: {error}.") from error
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
        frame = frames.DataFrame({name: self.column(name) for name in self.columns})
        for name in self.columns:
            cells = [cell for cell in frame[name] if cell is not None]
            if cells and all(type(cell) is int for cell in cells):
                frame[name] = frame[name].astype("Int64")
            elif cells and all(type(cell) is date for cell in cells):
                frame[name] = frames.to_datetime(frame[name])
        return frame

    def to_rdflib(self) -> rdflib.query.Result:
        """The rows as a result of rdflib, with its terms."""
        result = import_module("rdflib.query").Result
        data = self._fresh().serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b""
        parsed: rdflib.query.Result = result.parse(BytesIO(data), format="json")
        return parsed

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


def _cell(cell: object) -> str:
    """A cell as HTML: links lead only to the web."""
    text = "" if cell is None else html.escape(str(cell))
    if isinstance(cell, Text):
        return f'<span lang="{html.escape(cell.language)}">{text}</span>'
    if isinstance(cell, Iri) and cell.startswith(("http://", "https://")):
        return f'<a href="{text}" rel="noopener">{html.escape(cell.local or cell)}</a>'
    return text
