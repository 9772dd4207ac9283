"""Wording: what questions, their parameters and their columns are called on pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from partnergraph.parameters import kebab
from partnergraph.query import Question
from partnergraph.reports.content import heading_of, words_of
from partnergraph.site.records import Text
from partnergraph.site.renderer import SPOKEN, words

#: The groups in the order of the catalogue.
GROUPS = (
    *("partners", "agreements", "events", "geography", "time", "provenance", "quality"),
    *("network", "publishing"),
)
#: A group: its name, its heading, and its questions, each with its name and what it asks.
Group = tuple[str, str, Sequence[tuple[str, Text]]]


def told(question: Question, part: str, lang: str) -> Text:
    """What a question says of itself, with its language where that is not `lang`.

    `part` is `summary`, `why` or `description`; a question without a summary is called by its name.
    """
    phrase = question.phrase(part, lang)
    if not phrase.text:
        return Text(question.name if part == "summary" else "")
    own = {lang.lower(), SPOKEN[lang][0].lower()}
    return Text(phrase.text, "" if phrase.lang.lower() in own else phrase.lang)


def label(name: str, lang: str) -> str:
    """What a parameter is called; a project's own may have a name that the words lack."""
    text = words(lang).get(f"field-{name}") or words_of(lang).get(f"column.{name}")
    text = text or kebab(name).replace("-", " ")
    return text[:1].upper() + text[1:]


def headings(columns: Iterable[str], lang: str) -> list[str]:
    """What heads columns; those that no words are kept for are headed by their names."""
    known = words_of(lang)
    return [heading_of(name, known) for name in columns]


def grouped(questions: Iterable[Question], lang: str) -> list[Group]:
    """The catalogue in `lang`: questions by their group, the first of their tags."""
    found: dict[str, list[Question]] = {name: [] for name in GROUPS}
    for question in questions:
        found.setdefault(_group(question), []).append(question)
    say: Mapping[str, str] = words(lang)
    return [
        (name, say.get(f"question-{name}", name), [(q.name, told(q, "summary", lang)) for q in own])
        for name, own in found.items()
        if own
    ]


def _group(question: Question) -> str:
    return question.tags[0] if question.tags else "quality"
