"""Names: what a cell or a page prints, and which thing that is."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from partnergraph.likeness import Likeness

_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟\"'`´ʻʼ‘’‛", "") | dict.fromkeys("‐‑‒–—―−", "-"))


def normalise(text: str) -> str:
    """`text` for comparison: case, quotation marks, dashes, width and blanks do not matter."""
    plain = text.translate(_QUOTES)  # before NFKC, which makes of "´" a blank and an accent
    if plain.isascii():  # what is below would not change it
        folded = plain.casefold()
    else:
        folded = unicodedata.normalize("NFKC", plain).casefold().translate(_QUOTES)
    return " ".join(folded.split())


@dataclass(frozen=True, slots=True)
class Reading:
    """How a printed form is read in one source. `read_as` is an id, '' where unresolved."""

    form: str
    source: str
    read_as: str
    decision: str
    mention: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a cell's text was found to be.

    `thing` is the id, '' where none; `reading` the decision it rests on; `printed` whether the
    cell held a name rather than an id; `several` the ids between which a name cannot decide.
    """

    thing: str = ""
    reading: Reading | None = None
    printed: bool = False
    several: tuple[str, ...] = ()


@dataclass(slots=True)
class Names:
    """The names that are known: ids, labels of institutions and units, and readings."""

    ids: dict[str, str] = field(default_factory=dict)
    labels: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    spelling: dict[str, str] = field(default_factory=dict)
    readings: dict[tuple[str, str], Reading] = field(default_factory=dict)
    _like: tuple[Likeness, Likeness] | None = None

    def add(self, text: str, identifier: str) -> None:
        """Makes `text` a name of the thing `identifier`."""
        self._like = None
        key = normalise(text)
        self.labels[key].add(identifier)
        self.spelling.setdefault(key, text)

    def read(self, reading: Reading) -> None:
        """Records how a form is read in a source."""
        self.readings[normalise(reading.form), reading.source] = reading

    def resolve(self, text: str, source: str) -> Resolution:
        """What `text`, printed in `source`, denotes: an id, else a reading, else a label."""
        if text in self.ids:
            return Resolution(thing=text)
        key = normalise(text)
        if reading := self.readings.get((key, source)):
            return Resolution(reading.read_as, reading, printed=True)
        found = sorted(self.labels.get(key, ()))
        if len(found) == 1:
            return Resolution(found[0], printed=True)
        return Resolution(printed=True, several=tuple(found))

    def suggest(self, text: str, count: int = 3) -> list[str]:
        """Known names and ids that look like `text`, best first."""
        if self._like is None:
            self._like = Likeness(self.labels), Likeness(self.ids)
        labels, ids = self._like
        near = labels.near(normalise(text), count, 0.75)
        return [self.spelling[key] for key in near] or ids.near(text, count)
