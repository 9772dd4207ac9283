"""The `network-*.rq` views as files, and the rows that they answer."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from operator import itemgetter
from pathlib import Path
from traceback import clear_frames
from typing import Any

import pyoxigraph as ox

from partnergraph.cells import Row, Terms, table
from partnergraph.errors import QueryError
from partnergraph.store import Store, query

Record = dict[str, Any]
#: An answer in tab-separated form, and the names of the columns by which its rows are sorted.
_Answer = tuple[bytes, list[str]]

#: How many views are answered while the rows of one are read; each holds its answer in memory.
_AHEAD = 2
_DAY = re.compile(r'VALUES \?asOf \{ "[0-9-]+"')
_ORDER = re.compile(r"\bORDER BY((?:\s+\?\w+)+)\s*\Z")


class ViewFiles:
    """Runs the views, the only place that talks to the store.

    `plan` names views in the order in which their rows will be asked for: while those of one are
    read, the store already answers the next ones.
    """

    def __init__(
        self, store: Store, views: Path | Iterable[Path], plan: Sequence[str] = ()
    ) -> None:
        files = views.glob("network-*.rq") if isinstance(views, Path) else views
        self._store = store
        self._files = {path.stem: path for path in files}
        self._plan = list(plan)
        self._terms = Terms()
        self._coming: dict[str, Future[_Answer]] = {}

    def rows(self, view: str, *columns: str, day: dt.date | None = None) -> list[Row]:
        """The `columns` of the rows of `network-{view}.rq` in its order, for `day` if given.

        Cells are texts, see `cells.table`. Raises QueryError when the view is missing, cannot be
        evaluated or has no such columns.
        """
        coming = self._coming.pop(view, None) or self._begun(view, day)
        self._ask_ahead(view)
        answer, order = coming.result()
        names, rows = table(answer, self._terms)
        missing = {*columns, *order} - {*names}
        if missing:
            raise QueryError(f"The view network-{view}.rq has no column {min(missing)}.")
        if order and order == names[: len(order)]:
            rows.sort()  # like a key, which costs more
        elif order:
            rows.sort(key=itemgetter(*(names.index(name) for name in order)))
        if list(columns) == names:
            return rows
        chosen = zip(*rows, strict=True) if rows else [()] * len(names)
        places = dict(zip(names, chosen, strict=True))
        return list(zip(*(places[name] for name in columns), strict=True))

    def _ask_ahead(self, view: str) -> None:
        """Begin with the next views of the plan, so that no processor waits."""
        if view in self._plan:
            del self._plan[: self._plan.index(view) + 1]
            for following in self._plan[:_AHEAD]:
                if following not in self._coming:
                    self._coming[following] = self._begun(following, None)

    def _begun(self, view: str, day: dt.date | None) -> Future[_Answer]:
        """Ask for a view beside the main thread, which can be interrupted while it waits."""
        coming: Future[_Answer] = Future()

        def work() -> None:
            try:
                coming.set_result(self._answer(view, day))
            except BaseException as error:  # raised again where somebody waits for it
                clear_frames(error.__traceback__)  # answers of Oxigraph must end in their thread
                coming.set_exception(error)

        threading.Thread(target=work, daemon=True, name="partnergraph-view").start()
        return coming

    def _answer(self, view: str, day: dt.date | None) -> _Answer:
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
            if not isinstance(found, ox.QuerySolutions):
                raise QueryError(f"The view {path} is no SELECT query.")
            answer = found.serialize(format=ox.QueryResultsFormat.TSV) or b""
        except (OSError, SyntaxError, ValueError) as error:
            raise QueryError(f"The view {path} cannot be used: {error}.") from error
        return answer, order[1].replace("?", "").split() if order else []
