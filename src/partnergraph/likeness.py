"""Likeness: which of many known words a misspelt one was meant to be.

Compares only words that share pieces of three letters with it, so that a table full of unknown
names costs seconds and not hours.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

_CANDIDATES = 60
_LONGEST = 200
#: Whoever has so many unknown words needs another repair than spelling.
_MOST_ASKED = 500
#: A piece that very many words share says little and costs much.
_COMMON = 2_000


class Likeness:
    """An index of words by their pieces; made once, asked often."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = list(dict.fromkeys(words))
        self._by_piece: defaultdict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self._words):
            for piece in _pieces(word[:_LONGEST]):
                self._by_piece[piece].append(number)
        self._asked: dict[tuple[str, int, float], list[str]] = {}

    def near(self, text: str, count: int = 3, cutoff: float = 0.6) -> list[str]:
        """The words most like `text`, best first; see `difflib.get_close_matches`.

        None any more after very many different questions.
        """
        key = (text[:_LONGEST], count, cutoff)
        if key not in self._asked:
            if len(self._asked) >= _MOST_ASKED:
                return []
            self._asked[key] = get_close_matches(key[0], self._candidates(key[0]), count, cutoff)
        return self._asked[key]

    def _candidates(self, text: str) -> list[str]:
        """The words that share most pieces with `text`, each piece the weightier the rarer."""
        shared: Counter[int] = Counter()
        for piece in _pieces(text):
            numbers = self._by_piece.get(piece, ())
            if len(numbers) <= _COMMON:
                for number in numbers:
                    shared[number] += 1
        best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_CANDIDATES]
        return [self._words[number] for number, _ in best]


def _pieces(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))
