"""Known things: what RDF files beside the tables tell of, so that cells of tables can name it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date

import pyoxigraph

from partnergraph.names import normalise
from partnergraph.vocabulary import DC, PG, RDF_TYPE, SKOS

_LABELS = "|".join(map(re.escape, (SKOS.prefLabel, SKOS.altLabel, PG.shortName)))


class Known:
    """Ids of things by table, languages of sources, and the last day on which one was read."""

    def __init__(self, things: str, classes: Mapping[str, str]) -> None:
        """Takes the namespace of things, and the name of the table for each class."""
        self.kinds: dict[str, str] = {}
        self.languages: dict[str, str] = {}
        self.last_read: date | None = None
        self._classes = classes
        # Lines stand one after another, and no literal holds the end of one.
        start = rf"\n<{re.escape(things)}(?P<id>[^>#\n]+)> "
        self._line = re.compile(
            rf"{start}(?:<{re.escape(RDF_TYPE)}> <(?P<kind>{'|'.join(map(re.escape, classes))})>"
            rf'|<{re.escape(DC.language)}> "(?P<language>[^"\n]*)"'
            rf'|<{re.escape(PG.retrievedOn)}> "(?P<day>\d{{4}}-\d\d-\d\d)")'
        )
        self._label = re.compile(
            rf'{start}<(?:{_LABELS})> (?P<term>"(?P<text>.*)"[^ \n]*) <[^> \n]*> \.(?=\n)'
        )

    def read(self, lines: Iterable[str]) -> None:
        """Takes note of what lines of N-Quads tell."""
        for found in self._line.finditer("\n".join(["", *lines])):
            self._note(found)

    def _note(self, found: re.Match[str]) -> None:
        if kind := found["kind"]:
            self.kinds[found["id"]] = self._classes[kind]
        elif (language := found["language"]) is not None:
            self.languages.setdefault(found["id"], language)
        else:
            with suppress(ValueError):  # no day of the calendar, which shapes will say
                day = date.fromisoformat(found["day"])
                self.last_read = max(self.last_read or day, day)

    def named(
        self, batches: Iterable[list[bytes]], wanted: Container[str]
    ) -> Iterator[tuple[str, str]]:
        """Names, and the ids of what bears them, whose form for comparison is `wanted`.

        `batches` are lines of N-Quads with their ends.
        """
        for batch in batches:
            for found in self._label.finditer(b"".join([b"\n", *batch]).decode()):
                text = found["text"]
                if "\\" in text:
                    text = _unescaped(found[0][1:])
                if normalise(text) in wanted and found["id"] in self.kinds:
                    yield text, found["id"]


def _unescaped(line: str) -> str:
    quad = next(iter(pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_QUADS)))
    return str(getattr(quad.object, "value", ""))
