"""Forms: what a person sees of a table: its headings, notes on them and lists to choose from.

All of it is made from the context, the schemes and the vocabulary; nothing is typed twice.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph

from partnergraph.concepts import SCHEME_FILES, Concepts
from partnergraph.context import IDLE, Column, Context, Kind, TableType, scheme_of
from partnergraph.errors import ProjectError
from partnergraph.project import Project
from partnergraph.rows import canonical
from partnergraph.vocabulary import RDFS, SKOS

LANGUAGES = ("en", "ru", "uz-Latn")
_VOCABULARY = "vocabulary.ttl"
_STRINGS = Path(__file__).resolve().parent / "texts" / "strings.json"
_KEPT = frozenset({SKOS.prefLabel, SKOS.definition, SKOS.scopeNote, RDFS.label, SKOS.inScheme})
#: Columns that only say how a row is claimed come last, after what it says.
_LAST = ("source", "passage", "position", "modality", "claim_status", "why", "conflicts_with")


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a form: its heading, the note on it and the values to choose from.

    `labels` says how each value is shown, by its slug.
    """

    heading: str
    column: Column
    note: str
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def choices(self) -> tuple[str, ...]:
        """The values as they are shown, in alphabetical order."""
        return tuple(sorted(self.labels.values(), key=str.casefold))


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a table: what its rows are, and its columns."""

    table: TableType
    title: str
    columns: tuple[FormColumn, ...]


@dataclass(slots=True)
class Glossary:
    """Labels, definitions and usage notes of terms and concepts, by IRI and language."""

    texts: dict[tuple[str, str, str], str] = field(default_factory=dict)
    members: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def load(cls, files: Iterable[Path]) -> Glossary:
        """Reads Turtle files. Raises ProjectError for one that cannot be read."""
        glossary = cls()
        for path in files:
            try:
                for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
                    if quad.predicate.value in _KEPT:
                        glossary.add(quad)
            except (OSError, SyntaxError) as error:
                raise ProjectError(f"{path} cannot be read: {error}") from error
        return glossary

    def add(self, quad: pyoxigraph.Quad) -> None:
        """Keeps a label, a text or the membership in a scheme."""
        subject, target = str(getattr(quad.subject, "value", "")), quad.object
        if isinstance(target, pyoxigraph.Literal):
            key = (subject, quad.predicate.value, (target.language or "").lower())
            self.texts.setdefault(key, target.value)
        elif isinstance(target, pyoxigraph.NamedNode) and quad.predicate.value == SKOS.inScheme:
            self.members[target.value.rpartition("/")[2]].append(subject)

    def text(self, iri: str, language: str, *properties: str) -> str:
        """The first of these texts of a term that there is, in `language` or else in English."""
        for tag in (language.lower(), "en"):
            for name in properties:
                if found := self.texts.get((iri, name, tag)):
                    return found
        return ""


def strings(language: str) -> Mapping[str, Any]:
    """The words of our own that forms need, in one of `LANGUAGES`."""
    found: Mapping[str, Any] = json.loads(_STRINGS.read_text(encoding="utf-8"))[language]
    return found


def forms(
    project: Project, language: str, used: Mapping[str, Sequence[str]] | None = None
) -> list[Form]:
    """The form of every table in `language`, in the order of the context's tables.

    A column that needs a language has a heading for each of the project's. `used` names the
    headings, by table, that there must be besides, because rows have them.
    """
    context = Context.load(project.ontology_file("context.jsonld"))
    schemes = project.ontology_files(*SCHEME_FILES)
    glossary = Glossary.load([*project.ontology_files(_VOCABULARY), *schemes])
    concepts, words = Concepts.load(schemes), strings(language)
    made = []
    for name, table in context.tables.items():
        title = glossary.text(table.class_iri, language, RDFS.label, SKOS.definition)
        columns = tuple(
            FormColumn(
                heading,
                column,
                _note(column, glossary, words, language),
                _labels(column, glossary, concepts, language),
            )
            for column in _ordered(table)
            for heading in _headings(column, project.languages, (used or {}).get(name, ()))
        )
        made.append(Form(table, title or words["tables"][name], columns))
    return made


def _labels(
    column: Column, glossary: Glossary, concepts: Concepts, language: str
) -> dict[str, str]:
    """How what may stand in a cell of `column` is shown, by slug.

    A concept is shown by its label where the reader finds it under that, else by its slug.
    """
    scheme, found = scheme_of(column), {}
    for iri in dict.fromkeys(glossary.members.get(scheme, ())):
        label, name = glossary.text(iri, language, SKOS.prefLabel), iri.rpartition("/")[2]
        known = label and "|" not in label and concepts.find(scheme, label) == iri
        found[name] = label if known else name
    return found


def _ordered(table: TableType) -> list[Column]:
    columns = [c for c in table.columns.values() if c.name not in IDLE.get(table.name, ())]
    return sorted(columns, key=lambda c: _LAST.index(c.name) if c.name in _LAST else -1)


def _headings(column: Column, languages: Sequence[str], used: Sequence[str]) -> list[str]:
    if column.kind is not Kind.LANGUAGE_TEXT:
        return [column.name]
    own = [f"{column.name}@{canonical(tag)}" for tag in languages]
    return list(dict.fromkeys([*own, *(h for h in used if h.startswith(f"{column.name}@"))]))


def _note(column: Column, glossary: Glossary, words: Mapping[str, Any], language: str) -> str:
    """What the column means, how its cells are written, and whether they may hold several."""
    meaning = words["columns"].get(column.name) or glossary.text(
        column.iri, language, SKOS.scopeNote if _reused(column) else SKOS.definition
    )
    how = words["kinds"].get(column.kind.name, "")
    several = words["several"] if column.many else ""
    return "\n".join(part for part in (meaning, how, several) if part)


def _reused(column: Column) -> bool:
    """Whether the term is another vocabulary's, of which ours only says how it uses it."""
    return not column.iri.startswith("https://w3id.org/partnergraph/")
