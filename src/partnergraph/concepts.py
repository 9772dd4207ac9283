"""Concepts: the words that may stand in a cell whose values come from a scheme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph

from partnergraph.errors import ProjectError
from partnergraph.likeness import Likeness
from partnergraph.names import normalise
from partnergraph.vocabulary import SKOS, VOCAB

SCHEME_FILES = ("schemes.ttl", "places.ttl")
_LABELS = frozenset({SKOS.prefLabel, SKOS.altLabel, SKOS.notation})


class Concepts:
    """Every concept of the schemes by the ways a person may write it."""

    def __init__(self, words: Mapping[str, Mapping[str, str]]) -> None:
        self._words = words
        self._like: dict[str, Likeness] = {}
        self._found: dict[tuple[str, str], str | None] = {}

    @classmethod
    def load(cls, files: Iterable[Path]) -> Concepts:
        """Reads SKOS schemes from Turtle files. Raises ProjectError with file and place."""
        words: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for path in files:
            try:
                for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
                    iri = str(getattr(quad.subject, "value", ""))
                    scheme, _, slug = iri.removeprefix(VOCAB).partition("/")
                    if iri.startswith(VOCAB) and slug:
                        words[scheme][normalise(slug)] = iri
                        if quad.predicate.value in _LABELS:
                            label = getattr(quad.object, "value", "")
                            words[scheme].setdefault(normalise(label), iri)
            except (OSError, SyntaxError) as error:
                raise ProjectError(f"{path} cannot be read: {error}") from error
        return cls(words)

    def find(self, scheme: str, text: str) -> str | None:
        """The IRI of the concept that `text` (slug or label in any language) names."""
        asked = (scheme, text)
        if asked not in self._found:
            words, key = self._words.get(scheme, {}), normalise(text)
            iri = words.get(key) or words.get(key.replace("_", "-").replace(" ", "-"))
            self._found[asked] = iri
        return self._found[asked]

    def suggest(self, scheme: str, text: str, count: int = 3) -> list[str]:
        """Slugs of concepts that look like `text`, or the first few where none does."""
        words = self._words.get(scheme, {})
        if scheme not in self._like:
            self._like[scheme] = Likeness(words)
        near = self._like[scheme].near(normalise(text), count)
        slugs = [words[key].rpartition("/")[2] for key in near]
        return list(dict.fromkeys(slugs)) or self.slugs(scheme)[:12]

    def slugs(self, scheme: str) -> list[str]:
        """Every slug of a scheme in alphabetical order."""
        return sorted({iri.rpartition("/")[2] for iri in self._words.get(scheme, {}).values()})
