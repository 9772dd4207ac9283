"""Content: a report with its answers, the same for every form it is written in."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import pyoxigraph

from partnergraph.errors import QueryError
from partnergraph.knowledgegraph import KnowledgeGraph
from partnergraph.parameters import Value, camel, kebab
from partnergraph.query import AS_OF, Question
from partnergraph.reports.definition import Report, Section, text
from partnergraph.results import Iri, Row, Table, Text
from partnergraph.store import query
from partnergraph.vocabulary import DC, PROV, SKOS

_DURATION = re.compile(r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?")
_MANY = 200  # IRIs in one question
_SAFE = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, its language tag or '', where it leads or '', and the value behind it."""

    text: str
    lang: str = ""
    link: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A section with its answer: words, headings, rows, and the command that gives them again."""

    title: str
    note: str
    empty: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    command: str
    sparql: str


@dataclass(frozen=True, slots=True)
class Content:
    """A report with its answers, in the language `lang`; `words` are those around the tables."""

    name: str
    title: str
    about: str
    lang: str
    as_of: date | None
    graph: str
    sections: tuple[Filled, ...]
    words: Mapping[str, str]


def compose(
    graph: KnowledgeGraph, report: Report, values: Mapping[str, Value], lang: str = "en"
) -> Content:
    """`report` with the answers of `graph`, in `lang`.

    `values` are parameters of its questions: each goes to those that have one of that name.
    Raises QueryError for a value that no question takes.
    """
    asked = [graph.questions.find(section.question) for section in report.sections]
    for name in values:
        if not any(_takes(each, name) for each in asked):
            options = sorted({p.option for each in asked for p in each.parameters})
            hint = f"It takes {', '.join(options)}." if options else "It takes none."
            raise QueryError(f"The report {report.name} has no parameter '{kebab(name)}'.", hint)
    given = {name: value for name, value in values.items() if camel(name) == AS_OF}
    day = _day(next(iter(given.values()))) if given else graph.as_of
    words = words_of(lang)
    pairs = zip(report.sections, asked, strict=True)
    return Content(
        name=report.name,
        title=": ".join([text(report.title, lang), *_subjects(graph, asked, values, lang)]),
        about=text(report.about, lang),
        lang="uz-Latn" if lang == "uz" else lang,
        as_of=day,
        graph=text(graph.project.title, lang),
        sections=tuple(_fill(graph, each, own, values, lang, day, words) for each, own in pairs),
        words=words,
    )


def _subjects(
    graph: KnowledgeGraph, asked: Iterable[Question], values: Mapping[str, Value], lang: str
) -> list[str]:
    """What the report is about, where its questions are asked of one thing: its name."""
    iris: dict[str, None] = {}
    for each in asked:
        own = {each.parameter(name).name: v for name, v in values.items() if _takes(each, name)}
        bound = graph.prepare(each, own, lang).parameters
        iris |= {f"{p.space}{p.shown}": None for p in bound if p.kind == "thing"}
    names = _named(graph, iris, lang)
    return [names[iri].text for iri in iris]


def _day(value: Value) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise QueryError(f"'{value}' is no day.", "Write for example 2026-11-23.") from error


def _takes(asked: Question, name: str) -> bool:
    try:
        asked.parameter(name)
    except QueryError:
        return False
    return True


def _fill(
    graph: KnowledgeGraph,
    section: Section,
    asked: Question,
    values: Mapping[str, Value],
    lang: str,
    day: date | None,
    words: Mapping[str, str],
) -> Filled:
    counted = {name: _counted(value, day) for name, value in section.values.items()}
    own = {name: value for name, value in counted.items() if value is not None}
    own |= {asked.parameter(n).name: v for n, v in values.items() if _takes(asked, n)}
    table = graph.ask(asked.name, lang=lang, **own)
    if not isinstance(table, Table):
        raise QueryError(f"{asked.name} does not answer with a table.", "Reports need one.")
    columns = section.columns or table.columns
    if missing := set(columns) - set(table.columns):
        raise QueryError(f"{asked.name} has no column {', '.join(sorted(missing))}.")
    names = _named(graph, (cell for row in table for cell in row if isinstance(cell, Iri)), lang)
    options = [each for n, v in own.items() for each in (asked.parameter(n).option, str(v))]
    options += ["--lang", lang] if lang != "en" else []
    return Filled(
        title=text(section.title, lang) or asked.words(lang),
        note=text(section.note, lang),
        empty=text(section.empty, lang) or words["nothing"],
        columns=columns,
        headings=tuple(heading_of(section.headings.get(name, name), words) for name in columns),
        rows=_rows(table, columns, names, words),
        command=shlex.join(["partnergraph", "ask", asked.name, *options]),
        sparql=graph.prepare(asked, own, lang).text,
    )


def _counted(value: Value, day: date | None) -> Value | None:
    """A duration counted from `day`; None where nobody knows the day."""
    found = _DURATION.fullmatch(str(value))
    if not found or not found[0][1:]:
        return value
    if day is None:
        return None
    months = day.month - 1 + int(found["months"] or 0)
    year = day.year + int(found["years"] or 0) + months // 12
    for last in (day.day, 30, 29, 28):  # 31 January and a month is the end of February
        try:
            return date(year, months % 12 + 1, last)
        except ValueError:
            continue
    return None


def _rows(
    table: Table, columns: Sequence[str], names: Mapping[str, Cell], words: Mapping[str, str]
) -> list[list[Cell]]:
    return [[_cell(row, name, names, words) for name in columns] for row in table]


def _cell(row: Row, name: str, names: Mapping[str, Cell], words: Mapping[str, str]) -> Cell:
    value = row[name]
    if value is None:
        return Cell("")
    if isinstance(value, Iri):
        return names.get(value, Cell(value.local, value=str(value)))
    if isinstance(value, bool):
        return Cell(words["yes" if value else "no"], value=value)
    lang = value.language if isinstance(value, Text) else ""
    return Cell(str(value), lang, value=value)


def _named(graph: KnowledgeGraph, iris: Iterable[str], lang: str) -> dict[str, Cell]:
    """What people call the things in a table, and for a source its address."""
    found: dict[str, Cell] = {}
    tag = {"uz": "uz-latn"}.get(lang, lang.lower())
    wanted = sorted(set(iris))
    for start in range(0, len(wanted), _MANY):
        some = wanted[start : start + _MANY]
        names = _texts(graph, some)
        for iri in some:
            by_tag, link = names.get(iri, ({}, ""))
            language = next((each for each in (tag, "en", *sorted(by_tag)) if each in by_tag), "")
            shown = by_tag.get(language, "") or Iri(iri).local
            found[iri] = Cell(shown, language, link if link.startswith(_SAFE) else "", iri)
    return found


def _texts(graph: KnowledgeGraph, iris: Iterable[str]) -> dict[str, tuple[dict[str, str], str]]:
    listed = " ".join(f"<{iri}>" for iri in iris)
    answer = query(
        graph.store,
        f"SELECT DISTINCT ?thing ?name ?page WHERE {{ VALUES ?thing {{ {listed} }}"
        f" ?thing <{SKOS.prefLabel}>|<{DC.term('title')}> ?name ."
        f" OPTIONAL {{ ?thing <{PROV.specializationOf}> ?page }} }} ORDER BY ?thing ?name ?page",
    )
    found: dict[str, tuple[dict[str, str], str]] = {}
    for iri, name, page in _solutions(answer):
        texts, link = found.setdefault(iri.value, ({}, page.value if page else ""))
        texts.setdefault(name.language or "", name.value)
        found[iri.value] = (texts, link)
    return found


def _solutions(answer: object) -> Iterator[tuple[Any, ...]]:
    if isinstance(answer, pyoxigraph.QuerySolutions):
        yield from (tuple(row) for row in answer)


def words_of(lang: str) -> dict[str, str]:
    """The words around tables and over their columns in `lang`, else in English."""
    found = json.loads((files("partnergraph") / "reports" / "words.json").read_text("utf-8"))
    own = found.get(lang.partition("-")[0], {})
    return {name: own.get(name, english) for name, english in found["en"].items()}


def heading_of(name: str, words: Mapping[str, str]) -> str:
    """What heads a column; a project's own question may have columns that `words` lacks."""
    spaced = re.sub(r"(?<=[a-z0-9])([A-Z])", r" \1", name).lower()
    return words.get(f"column.{name}", spaced)
