"""The catalogue of questions: what can be asked, with today's answers."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from partnergraph.errors import ChoiceError
from partnergraph.query import Question
from partnergraph.reports.content import words_of
from partnergraph.reports.plain import tame
from partnergraph.results import Table
from partnergraph.site.answers import BUDGET, SECONDS, Asker, cells, spelt
from partnergraph.site.naming import Name
from partnergraph.site.renderer import SPOKEN, Renderer, words
from partnergraph.site.wording import grouped, headings, label, told
from partnergraph.translation import fill

if TYPE_CHECKING:
    from partnergraph.progress import Tell
    from partnergraph.site.material import Part, Site
    from partnergraph.site.output import Output

PAGE = "questions/index.html"
_SHOWN = 50  # rows on a page; all are in the files
_HEADER = re.compile(r"\A(?:#\+[^\n]*\n)+")  # the page tells in words what it holds


@dataclass(frozen=True, slots=True)
class Answered:
    """A question in a language: its headings, the rows that are shown, and how many there are.

    `rows` is None where there is no answer.
    """

    question: Question
    headings: tuple[str, ...] = ()
    rows: Sequence[Sequence[Name]] | None = None
    count: int = 0


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes `questions/index.html`, and for each question its page, its query and its answer.

    `NAME.csv` is in the format of SPARQL 1.1; `NAME.sheet.csv` is for spreadsheets: in words of
    the first language, with a byte order mark, and no cell that would run as a formula.
    """
    for half in HALVES:
        half(site, output, tell)


def _half(first: int, site: Site, output: Output, tell: Tell) -> None:
    """Writes the pages of every second question, and the catalogue with the first of them."""
    asked = list(site.graph.questions)
    renderer, asker = Renderer.of(site), Asker(site.graph, BUDGET / len(HALVES))
    if first == 0:
        _write_catalogue(site, output, renderer, asked)
    sha256 = str(site.built.manifest["sha256"])
    for question in asked[first :: len(HALVES)]:
        name, key = f"question {question.name}", _key(site, sha256, question)
        if output.reuse(name, key) or _stays(site, output, question, name, key):
            continue
        tell(f"Asking {question.name}")
        with output.making(name, key):
            _write(site, output, renderer, asker, question)


def _stays(site: Site, output: Output, question: Question, name: str, key: str) -> bool:
    """Keeps what was written about a question whose answer a small change of the graph leaves."""
    change = site.difference
    if change is None:
        return False
    answer = output.old.at(f"questions/{question.name}.csv")
    if not change.leaves(_sparql(site, question, site.languages[0]), answer):
        return False
    return output.reuse(name, key, _key(site, change.before, question))


def _write_catalogue(
    site: Site, output: Output, renderer: Renderer, asked: Sequence[Question]
) -> None:
    key = _key(site, "", *asked)
    if output.reuse("questions", key):
        return
    with output.making("questions", key):
        for lang in renderer.languages:
            output.write(renderer.path(PAGE, lang), _catalogue(renderer, asked, lang))


#: The part in halves, which two processes can write.
HALVES: tuple[Part, ...] = (partial(_half, 0), partial(_half, 1))


def _write(
    site: Site, output: Output, renderer: Renderer, asker: Asker, question: Question
) -> None:
    stem = f"questions/{question.name}"
    for lang in renderer.languages:
        table = asker.ask(question, lang)
        if table is not None and lang == renderer.default:
            output.write(f"{stem}.csv", table.to_csv() or "")
            rows = spelt(site, table, lang)
            output.write(f"{stem}.sheet.csv", sheet(headings(table.columns, lang), rows))
        page = _page(renderer, _answered(site, question, table, lang), lang)
        output.write(renderer.path(f"{stem}.html", lang), page)
    output.write(f"{stem}.rq", _sparql(site, question, renderer.default))


def _sparql(site: Site, question: Question, lang: str) -> str:
    """What is asked, with the day of the graph; as it stands where a choice is missing."""
    try:
        return site.graph.prepare(question, {}, lang).text
    except ChoiceError:
        return question.text


def sheet(headings: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV (RFC 4180) for spreadsheets, with a byte order mark and no formulas."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([tame(heading) for heading in headings])
    writer.writerows([tame(cell) for cell in row] for row in rows)
    return f"\ufeff{out.getvalue()}"


def _answered(site: Site, question: Question, table: Table | None, lang: str) -> Answered:
    if table is None:
        return Answered(question)
    heads = headings(table.columns, lang)
    rows = cells(site, table, lang, _SHOWN)
    shown = [number for number in range(len(heads)) if not _repeats(rows, number)]
    return Answered(
        question,
        tuple(heads[number] for number in shown),
        [[row[number] for number in shown] for row in rows],
        len(table),
    )


def _repeats(rows: Sequence[Sequence[Name]], number: int) -> bool:
    """Whether a column holds only what the linked things of another column are called anyway."""
    if not rows or any(row[number].page or row[number].link for row in rows):
        return False
    return any(
        all(row[other].page and row[other].text == row[number].text for row in rows)
        for other in range(len(rows[0]))
        if other != number
    )


def _page(renderer: Renderer, answered: Answered, lang: str) -> str:
    question, say = answered.question, words(lang)
    stem = f"questions/{question.name}"
    asked = told(question, "summary", lang)
    return renderer.render(
        "question.html",
        lang,
        f"{stem}.html",
        title=asked.text,
        title_tag=asked.tag,
        description=asked.text,
        why=told(question, "why", lang),
        reading=told(question, "description", lang),
        question=question,
        labels=[label(each.name, lang) for each in question.parameters],
        sparql=_HEADER.sub("", question.text),
        answered=answered,
        shown=_SHOWN,
        limit=fill(say["question-too-long"], f"{SECONDS:g}", f"{BUDGET:g}"),
        csv=f"{stem}.csv" if answered.rows is not None else "",
        sheet=f"{stem}.sheet.csv",
        sheet_tag="" if lang == renderer.default else SPOKEN[renderer.default][0],
        rq=f"{stem}.rq",
    )


def _catalogue(renderer: Renderer, asked: Sequence[Question], lang: str) -> str:
    return renderer.render(
        "questions.html",
        lang,
        PAGE,
        title=words(lang)["questions"],
        groups=grouped(asked, lang),
    )


def _key(site: Site, sha256: str, *asked: Question) -> str:
    """What pages are made from: all that every page depends on, a graph, and questions."""
    said = (str(words_of(lang)) for lang in site.languages)
    parts = (site.stamp, sha256, *said, *(each.text for each in asked))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
