"""Organisations of a registry dump, and the rows of `institutions.csv` that state them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from partnergraph.registry.archives import documents
from partnergraph.registry.records import Kind, Record, record_of, ror_iri

Row = dict[str, str]

_KINDS = {
    "education": "university",
    "facility": "research-centre",
    "company": "company",
    "nonprofit": "association",
    "government": "government-body",
    "healthcare": "hospital",
}


@dataclass(frozen=True, slots=True)
class Organisation:
    """A record of the registry with the ids of its first parent and of those related to it."""

    record: Record
    parent: str = ""
    related: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its id in the tables: what is its own in its registry id."""
        return self.record.id.rpartition("/")[2]

    @property
    def name(self) -> str:
        """The name that the registry shows, as it can stand in a cell."""
        return plain(self.record.name)


def plain(text: str) -> str:
    """`text` without the separator of cells and without what begins a formula."""
    return text.replace("|", "/").lstrip("=+-@'").strip() or "?"


def read(path: Path, limit: int | None = None) -> list[Organisation]:
    """The first `limit` organisations of a dump that have a name, each id once."""
    return list(islice(_organisations(path), limit))


def _organisations(path: Path) -> Iterator[Organisation]:
    seen: set[str] = set()
    for document in documents(path):
        record = record_of(document)
        if record and record.names and record.id not in seen and isinstance(document, dict):
            seen.add(record.id)
            linked = list(_linked(document))
            parents = (other for kind, other in linked if kind == "parent")
            related = tuple(other for kind, other in linked if kind == "related")
            yield Organisation(record, next(parents, ""), related)


def _linked(document: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Kind and id of each relation; a child is the same as its parent's other end."""
    links = document.get("relationships")
    for link in links if isinstance(links, list) else []:
        other = ror_iri(str(link.get("id", "")))
        yield str(link.get("type", "")).lower(), other.rpartition("/")[2]


def institution(one: Organisation, known: Collection[str], countries: Collection[str]) -> Row:
    """What the registry says of an organisation, as one row; only links to `known` ids."""
    record = one.record
    row = {
        "id": one.id,
        "kind": _KINDS.get(record.kinds[0] if record.kinds else "", "other"),
        "country": record.country if record.country in countries else "",
        "city": plain(record.city) if record.city else "",
        "ror": record.id,
        "website": record.website if record.website.startswith("http") else "",
        "part_of": one.parent if one.parent in known and one.parent != one.id else "",
        "source": "ror",
    }
    for name in sorted(record.names, key=lambda each: each.kind is not Kind.DISPLAY):
        column = _column(name.kind, name.language or "en", row)
        text = plain(name.text)
        row[column] = f"{row[column]} | {text}" if column in row else text
    return {key: text for key, text in row.items() if text}


def _column(kind: Kind, language: str, row: Row) -> str:
    if kind is Kind.ACRONYM:
        return f"short_name@{language}"
    preferred = f"name@{language}"
    return f"other_name@{language}" if preferred in row else preferred
