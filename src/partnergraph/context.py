"""The columns of the tables, read from `ontology/context.jsonld`.

The JSON-LD 1.1 context is the mapping: each type-scoped context (§4.1.10) is a table, each of its
terms a column heading, and the term's definition says what a cell holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from partnergraph.errors import ProjectError
from partnergraph.vocabulary import EDTF, PG, VOCAB, XSD, scheme

#: Table name -> the term of its class in the context.
TABLES: Mapping[str, str] = {
    "sources": "Source",
    "institutions": "Institution",
    "units": "Unit",
    "readings": "Reading",
    "events": "Event",
    "agreements": "Agreement",
    "programmes": "Programme",
    "relations": "Relation",
    "claims": "Claim",
}

_CLAIMED = frozenset({"passage", "modality", "claim_status", "conflicts_with"})
#: Columns of every table that say nothing in these: a source is no claim, nor is a reading.
IDLE: Mapping[str, frozenset[str]] = {
    "sources": _CLAIMED | {"source", "position", "why"},
    "readings": _CLAIMED | {"id"},
}


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    LANGUAGE_TEXT = "text with a language"
    CONCEPT = "concept"
    DATE = "EDTF date"
    DAY = "day"
    INTEGER = "whole number"
    REFERENCE = "id"
    EXTERNAL = "web address or registry id"
    LIFECYCLE = "EDTF date of a change"
    ROLE = "institutions in a role"
    PARTY = "institutions bound"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the property (or concept) behind it and what its cells hold.

    `space` is the namespace that short values are completed with: of the scheme for a concept,
    of the registry for an external id.
    """

    name: str
    iri: str
    kind: Kind
    many: bool = False
    space: str = ""


@dataclass(frozen=True, slots=True)
class TableType:
    """One table: its name, the class of its rows and its columns by heading."""

    name: str
    class_iri: str
    columns: Mapping[str, Column]


class Context:
    """The table types of a context document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._terms: Mapping[str, Any] = document["@context"]

    @classmethod
    def load(cls, path: Path) -> Context:
        """Reads `path`. Raises ProjectError where it is missing or no JSON-LD context."""
        try:
            context = cls(json.loads(path.read_text(encoding="utf-8")))
            _ = context.tables  # read now, so that what lacks a table is refused here
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise ProjectError(f"{path} is not a readable JSON-LD context: {error}") from error
        return context

    @cached_property
    def tables(self) -> Mapping[str, TableType]:
        """Every table type by table name."""
        common = {
            name: term
            for name, term in self._terms.items()
            if isinstance(term, dict) and name not in TABLES.values()
        }
        return {table: self._table(table, term, common) for table, term in TABLES.items()}

    @property
    def classes(self) -> Mapping[str, str]:
        """The name of the table for each class whose things have one."""
        return {table.class_iri: name for name, table in self.tables.items()}

    def _table(self, name: str, term: str, common: Mapping[str, Any]) -> TableType:
        scoped = self._terms[term]
        columns = {"id": Column("id", "@id", Kind.TEXT)}
        for heading, definition in {**scoped["@context"], **common, **scoped["@context"]}.items():
            columns[heading] = self._column(heading, definition)
        return TableType(name, self._expand(scoped["@id"]), columns)

    def _column(self, name: str, definition: Mapping[str, Any]) -> Column:
        iri = self._expand(definition["@id"])
        scoped = definition.get("@context", {})
        many = "@set" in definition.get("@container", "")
        kind = _kind(iri, self._expand(definition.get("@type", "")), definition)
        return Column(name, iri, kind, many, scoped.get("@vocab") or scoped.get("@base") or "")

    def _expand(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        namespace = self._terms.get(prefix)
        return f"{namespace}{local}" if colon and isinstance(namespace, str) else name


def _kind(iri: str, typed: str, definition: Mapping[str, Any]) -> Kind:
    if iri.startswith(scheme("lifecycle-type")):
        return Kind.LIFECYCLE
    if iri.startswith(scheme("role")):
        return Kind.ROLE
    if iri == PG.hasParty:
        return Kind.PARTY
    if typed == "@id":
        return Kind.EXTERNAL if "@context" in definition else Kind.REFERENCE
    if "@language" in definition.get("@container", ""):
        return Kind.LANGUAGE_TEXT
    kinds = {
        "@vocab": Kind.CONCEPT,
        EDTF: Kind.DATE,
        XSD.date: Kind.DAY,
        XSD.integer: Kind.INTEGER,
    }
    return kinds.get(typed, Kind.TEXT)


def scheme_of(column: Column) -> str:
    """The name of the scheme whose concepts stand in the cells of `column`, or ''."""
    space = column.space
    return space[len(VOCAB) : -1] if space.startswith(VOCAB) else ""
