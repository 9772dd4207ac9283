"""Results: what an engine answered, as a page shows it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyoxigraph

from partnergraph.reports.content import words_of
from partnergraph.results import Table, value
from partnergraph.serve.chart import Chart, charts
from partnergraph.serve.orders import TRIPLES
from partnergraph.serve.sketch import Sketch, sketch
from partnergraph.site.answers import cells, texts
from partnergraph.site.material import Site
from partnergraph.site.naming import Name, named
from partnergraph.site.questions import sheet
from partnergraph.site.renderer import words
from partnergraph.site.wording import headings

#: Rows on a page; all are in the files.
SHOWN = 100
Answer = Table | list[pyoxigraph.Triple] | bool


@dataclass(frozen=True)
class View:
    """An answer on a page: headings, which columns hold numbers, the rows that are shown, how many
    there are, charts and a sketch. `truth` is the answer to a question for yes or no.
    """

    headings: Sequence[str] = ()
    numeric: Sequence[bool] = ()
    rows: Sequence[Sequence[Name]] = ()
    count: int = 0
    charts: Sequence[Chart] = ()
    truth: bool | None = None
    triples: bool = False
    sketch: Sketch | None = None


def read(data: bytes, media: str) -> Answer:
    """The answer in `data`, rows or triples (see `orders`). Raises SyntaxError for others."""
    if media == TRIPLES:
        found = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_TRIPLES)
        return sorted({quad.triple for quad in found}, key=str)
    answer = pyoxigraph.parse_query_results(data, format=pyoxigraph.QueryResultsFormat.JSON)
    return Table(answer) if isinstance(answer, pyoxigraph.QuerySolutions) else bool(answer)


def view(site: Site, answer: Answer, lang: str, *, whole: bool = False) -> View:
    """What a page in `lang` shows of an answer.

    Unless it is to be `whole`, a column is left out that only repeats what linked things of
    another one are called anyway.
    """
    if isinstance(answer, bool):
        return View(truth=answer)
    if isinstance(answer, list):
        return _statements(site, answer, lang)
    rows = _cells(site, answer, lang, SHOWN)
    names = headings(answer.columns, lang)
    told = [place for place in range(len(names)) if whole or not _repeats(rows, place)]
    shown = [[row[place] for place in told] for row in rows]
    numeric = [_is_numeric(answer, answer.columns[place]) for place in told]
    heads = [names[place] for place in told]
    undated = words(lang)["undated"]
    drawn = charts(heads, texts(shown), numeric, undated) if len(answer) <= SHOWN else []
    net = sketch(shown, heads) if len(answer) <= SHOWN else None
    return View(heads, numeric, shown, len(answer), drawn, sketch=net)


def spreadsheet(site: Site, answer: Answer, lang: str) -> str:
    """An answer as CSV for spreadsheets: in words, and no cell runs as a formula."""
    if isinstance(answer, Table):
        rows = texts(_cells(site, answer, lang, len(answer)))
        return sheet(headings(answer.columns, lang), rows)
    if isinstance(answer, bool):
        return sheet([words(lang)["ask-answer"]], [[_truth(lang, truth=answer)]])
    found = _statements(site, answer, lang, len(answer))
    return sheet(found.headings, texts(found.rows))


def records(answer: Answer) -> bytes:
    """An answer as JSON: an object for each row, with numbers and truth values as such.

    Cells without a value are null; numbers that JSON lacks, and decimals, are text.
    """
    if isinstance(answer, bool):
        return _json(answer)
    if isinstance(answer, list):
        keys = ("subject", "predicate", "object")
        return _json([dict(zip(keys, map(_plain, triple), strict=True)) for triple in answer])
    columns = answer.columns
    return _json(
        [dict(zip(columns, map(_plain, row), strict=True)) for row in answer.terms],
    )


def _json(found: object) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(term: Any) -> str | int | float | bool | None:
    found = value(term)
    if found is None or isinstance(found, bool | str):
        return found
    if isinstance(found, int) or (isinstance(found, float) and math.isfinite(found)):
        return found
    return found.isoformat() if isinstance(found, date) else str(found)


def _cells(site: Site, table: Table, lang: str, most: int) -> list[list[Name]]:
    rows = cells(site, table, lang, most)
    for place, name in enumerate(table.columns):
        for row, terms in zip(rows, table.terms, strict=False):
            if isinstance(found := value(terms[name]), bool):
                row[place] = Name(_truth(lang, truth=found))
    return rows


def _truth(lang: str, *, truth: bool) -> str:
    return words_of(lang)["yes" if truth else "no"]


def _statements(
    site: Site, triples: Sequence[pyoxigraph.Triple], lang: str, most: int = SHOWN
) -> View:
    say = words(lang)
    heads = [say["editor-subject"], say["editor-predicate"], say["editor-object"]]
    rows = [[_term(site, term, lang) for term in triple] for triple in triples[:most]]
    net = sketch(rows, heads, triples=True) if len(triples) <= most else None
    return View(heads, [False] * 3, rows, len(triples), triples=True, sketch=net)


def _term(site: Site, term: object, lang: str) -> Name:
    if isinstance(term, pyoxigraph.NamedNode):
        return named(site, term.value, lang)
    if isinstance(term, pyoxigraph.Literal):
        return Name(term.value, term.language or "")
    return Name(str(term))


def _repeats(rows: Sequence[Sequence[Name]], place: int) -> bool:
    """Whether a column holds only what the linked things of another column are called anyway."""
    if not rows or any(row[place].page or row[place].link for row in rows):
        return False
    return any(
        all(row[other].page and row[other].text == row[place].text for row in rows)
        for other in range(len(rows[0]))
        if other != place
    )


def _is_numeric(table: Table, name: str) -> bool:
    found = [value(terms[name]) for terms in table.terms[:SHOWN]]
    told = [cell for cell in found if cell is not None]
    return bool(told) and all(map(_is_number, told))


def _is_number(cell: object) -> bool:
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return False
    return math.isfinite(cell)
