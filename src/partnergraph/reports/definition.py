"""Definitions: the files in `queries/reports/`, which say what a report asks and in which words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from partnergraph.errors import QueryError
from partnergraph.parameters import Value

Texts = Mapping[str, str]
_KNOWN = {"title", "about", "section"}
_PARTS = {"question", "columns", "headings", "values", "title", "note", "empty"}


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a report.

    `columns` are those of the question's that are shown (none: all), in their order; `headings`
    names those that are headed like another column, `name` like `partnerName`. `values` are
    parameters; a duration (ISO 8601, `P1Y`) is counted from the day of the report. `empty` is what
    an empty table says.
    """

    question: str
    columns: tuple[str, ...]
    headings: Mapping[str, str]
    values: Mapping[str, Value]
    title: Texts
    note: Texts
    empty: Texts


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its name, what it tells, and its tables. Texts are by language tag."""

    name: str
    title: Texts
    about: Texts
    sections: tuple[Section, ...]


def read_report(files: Iterable[Path], name: str) -> Report:
    """The report called `name` among `files`. Raises QueryError, with suggestions."""
    known = {path.stem: path for path in files}
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.4)
        hint = f"Did you mean {', '.join(near)}?" if near else "See: partnergraph report --list"
        raise QueryError(f"There is no report '{name}'.", hint)
    return _report(known[name])


def text(texts: Texts, lang: str) -> str:
    """The text in `lang`, a tag or the first part of one; else in English; else the first."""
    for tag, found in texts.items():
        if lang in (tag, tag.partition("-")[0]):
            return found
    return texts.get("en") or next(iter(texts.values()), "")


def _report(path: Path) -> Report:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise QueryError(f"{path} cannot be read: {error}") from error
    _refuse(found, _KNOWN, path)
    sections = found.get("section")
    if not isinstance(sections, list) or not sections:
        raise QueryError(f"{path} has no [[section]].", "A report has at least one table.")
    return Report(
        path.stem,
        _texts(found, "title", path),
        _texts(found, "about", path),
        tuple(_section(each, path) for each in sections),
    )


def _section(found: Mapping[str, Any], path: Path) -> Section:
    _refuse(found, _PARTS, path)
    question = found.get("question")
    if not isinstance(question, str):
        raise QueryError(f"{path}: a section names no question.", 'Write question = "…".')
    return Section(
        question,
        tuple(found.get("columns", ())),
        dict(found.get("headings", {})),
        dict(found.get("values", {})),
        _texts(found, "title", path),
        _texts(found, "note", path),
        _texts(found, "empty", path),
    )


def _texts(found: Mapping[str, Any], name: str, path: Path) -> Texts:
    texts = found.get(name, {})
    if not isinstance(texts, dict) or not all(isinstance(each, str) for each in texts.values()):
        raise QueryError(f"{path}: '{name}' must be texts by language.", f"Write [{name}].")
    return texts


def _refuse(found: Mapping[str, Any], known: set[str], path: Path) -> None:
    if unknown := sorted(set(found) - known):
        raise QueryError(
            f"{path} has an unknown key: {', '.join(unknown)}.",
            f"Known: {', '.join(sorted(known))}.",
        )
