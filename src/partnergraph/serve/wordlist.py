"""Words: which known words a typed one may be – the same, begun, misspelt, or in another language.

Words are told apart by their sound (see `sound`). A misspelt word is looked for among those that
share pieces of three letters with it, and then compared letter by letter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from partnergraph.serve.shelved import Array, Tables, Texts
from partnergraph.serve.sound import Spoken

Numbers = npt.NDArray[np.int32]

#: How surely a known word is meant, from 0 to 1.
SAME, BEGUN, ENDED, TRANSLATED = 1.0, 0.92, 0.8, 0.75
_LEAST = 0.5
_SHORTEST = 4  # letters of a word that may be misspelt
_CANDIDATES = 50
_ENDING = 4  # letters that a language may put behind a name
_LETTERS = 40  # kinds of letters: a-z, 0-9, the blank, and three for all others
_PIECES = _LETTERS**3
_TABLES = (
    *("words", "words-ends", "meanings", "meanings-ends", "meant"),
    *("piece-offsets", "piece-words", "word-sizes"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """Known words that stand one after another, from `start` to before `end`, and how sure."""

    start: int
    end: int
    sure: float


class Words:
    """Known words in order, asked for those that a typed one may be."""

    def __init__(self, words: Iterable[Spoken], tables: Tables | None = None) -> None:
        """Takes words in any order, several times or once; or their tables, made before."""
        tables = _made(dict(words)) if tables is None else tables
        self.tables = {name: tables[name] for name in _TABLES}
        self.words: Sequence[str] = Texts(tables["words"], tables["words-ends"])
        self._offsets, self._owners = tables["piece-offsets"], tables["piece-words"]
        self._sizes = tables["word-sizes"]
        meanings = Texts(tables["meanings"], tables["meanings-ends"])
        self._translated: defaultdict[str, list[int]] = defaultdict(list)
        for number, meaning in zip(tables["meant"].tolist(), meanings, strict=True):
            self._translated[meaning].append(number)

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str) -> int:
        """The place of a known word in the order."""
        return bisect_left(self.words, word)

    def near(self, spoken: Spoken, *, begun: bool) -> Iterator[Run]:
        """The known words that one may be, the least sure first.

        `begun` is whether it may be only the beginning of a word, as while somebody types.
        """
        word = spoken.sound
        found = dict.fromkeys(self._translated.get(spoken.meaning, ()), TRANSLATED)
        for number, sure in self._misspelt(word, begun=begun):
            found[number] = max(sure, found.get(number, 0))
        for size in range(max(len(word) - _ENDING, _SHORTEST + 1), len(word)):
            known = self._known(word[:size])
            if known is not None:
                found[known] = max(ENDED, found.get(known, 0))
        for number, sure in sorted(found.items(), key=lambda item: item[1]):
            yield Run(number, number + 1, sure)
        start = self.number(word)
        yield Run(start, self.number(f"{word}\U0010ffff"), BEGUN if begun else ENDED)
        if self._known(word) is not None:
            yield Run(start, start + 1, SAME)

    def _known(self, word: str) -> int | None:
        place = self.number(word)
        return place if place < len(self.words) and self.words[place] == word else None

    def _misspelt(self, word: str, *, begun: bool) -> Iterator[tuple[int, float]]:
        if len(word) < _SHORTEST or word.isdecimal() or not self.words:
            return
        most = 1 + (len(word) > 5) + (len(word) > 11)  # noqa: PLR2004 - mistakes by length
        for number in self._alike(word, begun=begun):
            known = self.words[number]
            mistakes = _distance(word, known, most)
            if begun and mistakes > most and len(known) > len(word):
                ends = range(len(word) - 1, min(len(word) + 2, len(known)))
                mistakes = min(_distance(word, known[:end], most) for end in ends) + 0.5
            sure = 1 - 1.5 * mistakes / len(word)
            if mistakes <= most and sure >= _LEAST:
                yield number, sure

    def _alike(self, word: str, *, begun: bool) -> list[int]:
        """The known words that share most pieces with `word`."""
        codes = _codes(f"  {word} ")
        keys = np.unique(_keys(codes))
        owners = [self._owners[self._offsets[key] : self._offsets[key + 1]] for key in keys]
        shared = np.bincount(np.concatenate(owners), minlength=len(self.words))
        alike = 2 * shared / (self._sizes + len(keys))
        found = _best(alike, _CANDIDATES)
        return list(dict.fromkeys([*found, *(_best(shared, _CANDIDATES) if begun else ())]))


def _made(meanings: Mapping[str, str]) -> Tables:
    words = sorted(meanings)
    meant = [(number, meanings[word]) for number, word in enumerate(words) if meanings[word]]
    found: dict[str, Array] = {"meant": np.array([number for number, _ in meant], np.int32)}
    found["words"], found["words-ends"] = Texts.tables(words)
    found["meanings"], found["meanings-ends"] = Texts.tables(meaning for _, meaning in meant)
    found["piece-offsets"], found["piece-words"], found["word-sizes"] = _pieces(words)
    return found


def _best(values: npt.NDArray[np.floating | np.integer], most: int) -> list[int]:
    """The places of the greatest values, without those that are zero."""
    if len(values) > most:
        places = np.argpartition(values, -most)[-most:]
    else:
        places = np.arange(len(values))
    return [int(place) for place in places if values[place] > 0]


def _pieces(words: Sequence[str]) -> tuple[Numbers, Numbers, Numbers]:
    """The words that hold each piece, as offsets and numbers of words; and pieces of each word."""
    sizes = np.fromiter((len(word) + 1 for word in words), np.int32, len(words))
    codes = _codes("".join(f"  {word} " for word in words))
    owner = np.repeat(np.arange(len(words), dtype=np.int32), sizes + 2)
    within = owner[2:] == owner[:-2] if len(owner) else np.zeros(0, dtype=bool)
    keys = _keys(codes)[within]
    order = np.argsort(keys, kind="stable")  # by radix, for keys of two bytes
    offsets = np.zeros(_PIECES + 1, dtype=np.int32)
    np.cumsum(np.bincount(keys, minlength=_PIECES), out=offsets[1:])
    return offsets, owner[2:][within][order], sizes


def _codes(text: str) -> npt.NDArray[np.uint16]:
    """The kind of each letter."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.where(
        (points >= ord("a")) & (points <= ord("z")),
        points - ord("a") + 1,
        np.where(
            (points >= ord("0")) & (points <= ord("9")),
            points - ord("0") + 27,
            np.where(points == ord(" "), 0, points % 3 + 37),
        ),
    ).astype(np.uint16)


def _keys(codes: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
    """The number of each piece of three letters."""
    return (codes[:-2] * _LETTERS + codes[1:-1]) * np.uint16(_LETTERS) + codes[2:]


def _distance(one: str, other: str, most: int) -> float:
    """How many letters were put in, left out, exchanged or swapped; more than `most`: many."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, known in enumerate(other, start=1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != known))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == known:
                least = min(least, older[j - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return row[-1]
