"""Organisations of a registry dump, and a dump of the first of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from partnergraph.registry.archives import documents
from partnergraph.registry.records import Record, record_of

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A record of the registry."""

    record: Record

    @property
    def id(self) -> str:
        """Its id in the graph: what is its own in its registry id."""
        return self.record.id.rpartition("/")[2]


def read(path: Path, limit: int | None = None) -> list[Organisation]:
    """The first `limit` organisations of a dump."""
    found = (record_of(document) for document in islice(documents(path), limit))
    return [Organisation(record) for record in found if record]


def shorten(path: Path, limit: int, target: Path) -> Path:
    """Writes the first `limit` records of the dump in `path` into the dump `target`."""
    with target.open("w", encoding="utf-8") as file:
        file.writelines(_lines(path, limit))
    return target


def _lines(path: Path, limit: int) -> Iterator[str]:
    for document in islice(documents(path), limit):
        yield f"{json.dumps(document, ensure_ascii=False)}\n"
