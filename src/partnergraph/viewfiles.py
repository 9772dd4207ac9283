"""The `network-*.rq` views as files, and the rows that they answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from partnergraph.errors import QueryError
from partnergraph.store import Store, query
from partnergraph.vocabulary import XSD

Record = dict[str, Any]
Row = dict[str, ox.NamedNode | ox.BlankNode | ox.Literal | None]

_DAY = re.compile(r'VALUES \?asOf \{ "[0-9-]+"')
_ORDER = re.compile(r"\bORDER BY((?:\s+\?\w+)+)\s*\Z")
_DIGITS = 20


class ViewFiles:
    """Runs the views, the only place that talks to the store."""

    def __init__(self, store: Store, views: Path | Iterable[Path]) -> None:
        files = views.glob("network-*.rq") if isinstance(views, Path) else views
        self._store = store
        self._files = {path.stem: path for path in files}

    def rows(self, view: str, day: dt.date | None = None) -> list[Row]:
        """The rows of `network-{view}.rq` in its order, for `day` where it takes one.

        Raises QueryError when the view is missing or cannot be evaluated.
        """
        path = self._files.get(f"network-{view}")
        if path is None:
            raise QueryError(f"There is no view network-{view}.rq.")
        try:
            text = path.read_text(encoding="utf-8")
            if day:
                text = _DAY.sub(f'VALUES ?asOf {{ "{day.isoformat()}"', text)
            # Sorting a million rows here takes a tenth of what the store needs for it.
            order = _ORDER.search(text)
            found = query(self._store, text[: order.start()] if order else text)
        except (OSError, SyntaxError, ValueError) as error:
            raise QueryError(f"The view {path} cannot be used: {error}.") from error
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError(f"The view {path} is no SELECT query.")
        names = [variable.value for variable in found.variables]
        rows: list[Row] = [dict(zip(names, row, strict=True)) for row in found]
        return _sorted(rows, order[1].replace("?", "").split() if order else [])


def _sorted(rows: list[Row], names: list[str]) -> list[Row]:
    """Put rows in the order of `names`; what is absent comes first (SPARQL 1.1 §15.1)."""
    return sorted(rows, key=lambda row: [_rank(row.get(name)) for name in names])


def _rank(term: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> str:
    if not isinstance(term, ox.Literal):
        return term.value if term is not None else ""
    if term.datatype.value == XSD.integer:
        return term.value.zfill(_DIGITS)
    return f"{term.value}\0{term.language or ''}"


def value(row: Row, name: str) -> str:
    """What stands in a cell; '' where it is empty."""
    term = row.get(name)
    return term.value if term is not None else ""


def text(row: Row, name: str) -> Record:
    """A literal as `text` and `lang`; empty where the cell is."""
    term = row.get(name)
    language = term.language if isinstance(term, ox.Literal) else None
    return {"text": term.value, "lang": _tag(language or "")} if term is not None else {}


def _tag(language: str) -> str:
    """Write a language tag as people do (RFC 5646 §2.1.1); the store keeps it in lower case."""
    first, *rest = language.split("-")
    sizes = {2: str.upper, 4: str.title}
    return "-".join([first, *(sizes.get(len(part), str)(part) for part in rest)])
