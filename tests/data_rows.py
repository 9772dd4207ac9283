"""The rows of the shipped tables, what they name, and what looks like the name of a person."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from partnergraph.context import Context, Kind
from partnergraph.names import normalise
from partnergraph.tables import Row, read_folder

ROOT = Path(__file__).resolve().parents[1]
ROWS, DOUBTS = read_folder(ROOT / "graph", Context.load(ROOT / "ontology" / "context.jsonld"))

NAMED = ("institutions", "units")
INVOLVING = (Kind.ROLE, Kind.PARTY)
ADDRESSES = ("url", "website", "ror", "wikidata")


TITLES = re.compile(
    r"\b(?i:prof|professor|assoc|docent|dr|doctor|rector|vice-rector|dean|minister|governor|mr|mrs"
    r"|ms|mme|sir|academician|acad|проф|профессор\w?|доцент\w?|ректор\w?|академик\w?|министр\w?"
    r"|доктор\w?|г-н|г-жа|д-р|rektor\w?|dotsent\w?|professori|janob|xonim)\.?\s+"
    r"[A-ZÀ-ÞА-ЯЁ][\wʻʼ'’-]+"
)
INITIALS = re.compile(r"(?<!\w)(?:[A-ZА-ЯЁ]\.[ -]?){1,3}([A-ZА-ЯЁ][\w'’-]{2,})")
SURNAME_FIRST = re.compile(
    r"([A-ZА-ЯЁ][a-zа-яё]{2,}),? [A-ZА-ЯЁ]\. ?[A-ZА-ЯЁ]\.(?! ?[A-ZА-ЯЁ][a-zа-яё])"
)
PATRONYMIC = re.compile(r"\w+(?:ович|евич|овна|евна|[oe]vich|[oe]vna)\b|\w+ (?:oʻgʻli|qizi)\b")
#: After whom an institution is named, as part of its name: nobody who is alive.
EPONYMS = frozenset(
    {
        "Asfandiyarov",
        "Asfendiyarov",
        "Belogo",
        "Bely",
        "Horbachevsky",
        "Isaev",
        "Kant",
        "Karimov",
        "Mechnikov",
        "Nikiforova",
        "Pavlov",
        "Pirogov",
        "Razumovsky",
        "Sokolov",
        "Vladimirsky",
        "Кант",
        "Канта",
        "Павлова",
    }
)


def place(row: Row) -> str:
    return f"{row.file}, row {row.number}"


def name(row: Row) -> str:
    return f"{row.table.name}-{row.number}-{row.text('id')}".rstrip("-")


def of(*tables: str) -> list[Row]:
    return [row for row in ROWS if row.table.name in tables]


def things(*tables: str) -> dict[str, list[Row]]:
    """The rows of each thing."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in of(*tables):
        if row.text("id"):
            found[row.text("id")].append(row)
    return dict(found)


def cells(row: Row, *kinds: Kind) -> list[tuple[str, str]]:
    """The filled cells of these kinds, as (column, text)."""
    return [
        (column, text)
        for (column, _), text in row.cells.items()
        if row.table.columns[column].kind in kinds
    ]


def dates(row: Row) -> list[tuple[str, str]]:
    return cells(row, Kind.DATE, Kind.LIFECYCLE)


def forms(row: Row) -> list[tuple[str, str]]:
    """The institutions that a row names, as (column, value); the mentions of a claim as well."""
    found = cells(row, *INVOLVING)
    if mentions := row.text("mentions"):
        found.append(("mentions", mentions))
    return [(column, part.strip()) for column, text in found for part in text.split("|")]


IDS = frozenset(row.text("id") for row in ROWS if row.text("id"))
SOURCES = things("sources")
READINGS = of("readings")
READ = {
    (normalise(row.text("as_printed")), source): row
    for row in READINGS
    for source in row.values("source")
}


def established() -> dict[str, set[str]]:
    """The names that institutions and units go by, and whose they are."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in of(*NAMED):
        for (column, _), text in row.cells.items():
            if column in ("name", "other_name", "short_name"):
                for part in text.split("|"):
                    found[normalise(part)].add(row.text("id"))
    return found


NAMES = established()


def resolved(text: str, source: str) -> str | None:
    """The thing that `text` names in `source`; '' where that is left open, None where unknown."""
    if text in IDS:
        return text
    if reading := READ.get((normalise(text), source)):
        return reading.text("read_as")
    found = NAMES.get(normalise(text), set())
    return next(iter(found)) if len(found) == 1 else None


def people(text: str) -> list[str]:
    """What in `text` looks like the name of a person, apart from eponyms of institutions."""
    found = [match[0] for pattern in (TITLES, PATRONYMIC) for match in pattern.finditer(text)]
    for pattern in (INITIALS, SURNAME_FIRST):
        found += [match[0] for match in pattern.finditer(text) if match[1] not in EPONYMS]
    return found
