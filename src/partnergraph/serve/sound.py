"""Sound: names in one alphabet, with the spellings that alphabets give one sound made one.

Only for finding names, never for showing them: Samarqand, Самарканд and Samarkand sound the same.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from partnergraph.registry.spelling import concept, fold
from partnergraph.serve.orders import LONGEST

#: Scripts that are written without blanks: each sign is a word of its own.
_SIGN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
#: Letters, figures, and vowel signs, which are marks and yet belong to the word.
_LETTER = "\\w\u064b-\u065f\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u0300-\u036f"
_WORD = re.compile(f"[{_SIGN}]|(?:(?![{_SIGN}_])[{_LETTER}])+")
_SAME = (
    (re.compile(r"([^\d\W])\1(?!\1)"), r"\1"),
    (re.compile("shch|sch"), "sh"),
    (re.compile("kh|x"), "h"),
    (re.compile("ph"), "f"),
    (re.compile("q|ck|c(?=[aoukrlt])|c\\b"), "k"),
    (re.compile("dzh|zh|dj"), "j"),
    (re.compile("ts|tz|cz"), "c"),
    (re.compile("w"), "v"),
    (re.compile("y"), "i"),
    (re.compile("ii+"), "i"),
)


def sound(word: str) -> str:
    """How a folded word sounds, in Latin letters where a table knows how.

    >>> sound("samarqand")
    'samarkand'
    """
    if not word.isascii():
        return word
    for pattern, same in _SAME:
        word = pattern.sub(same, word)
    return word


class Spoken(NamedTuple):
    """A word by its sound, and the common word that it is in any language, '' for none."""

    sound: str
    meaning: str


def spoken(text: str) -> list[Spoken]:
    """The words of `text`, in order."""
    return [_spoken(word) for word in _WORD.findall(fold(text[:LONGEST]))]


def heard(text: str) -> list[str]:
    """The words of `text` by their sound, in order.

    >>> heard("Самарқанд, Ўзбекистон")
    ['samarkand', 'ozbekiston']
    """
    return [word.sound for word in spoken(text)]


@lru_cache(maxsize=1 << 15)
def _spoken(word: str) -> Spoken:
    return Spoken(sound(word), concept(word))
