"""Spelling: names of organisations cut into words that compare across scripts and languages.

Three depths of likeness: the same `key` (case, accents, quotes, hyphens, script and little words
do not matter), the same `concept` (университет, üniversitesi and university are one word), and
`likeness` of two words letter by letter (Słupsk, Słupsku).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from partnergraph.registry.lexicon import (
    CONCEPTS,
    LEGAL,
    LETTERS,
    LITTLE,
    NAMED_AFTER,
    NAMED_BEFORE,
)

_ELISION = re.compile(r"\b[dl]['’](?=\w)")
_APOSTROPHES = dict.fromkeys(map(ord, "'`´ʻʼʽ‘’‛′"))
_ACCENTS = re.compile("[\u0300-\u036f]")
# Vowel signs of Indic, Thai, Lao, Burmese and Arabic are marks, not \w, yet belong to the word.
_WORD = re.compile("[\\w\u064b-\u065f\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f]+")
_BRACKETS = re.compile(r"\s*\(([^()]+)\)\s*$")
_FIELD = re.compile(r".{4,}(olog|onom|iatr|iatri|graf|graph|surger|khirurg|terap|therap)\w{0,4}")

_DEDICATED = NAMED_AFTER | NAMED_BEFORE
_STEM = 5  # letters by which two forms of a word are looked up
_ENDING = 0.9  # likeness of a word and the same with an ending
_LONGEST = 12  # letters of an abbreviation
_NEAR = 0.75  # words less alike than this are different words


class Word(NamedTuple):
    """A word of a name. `light` words (legal forms, initials, a dedication) weigh little."""

    text: str
    concept: str
    light: bool


def fold(text: str) -> str:
    """`text` in lower case Latin letters without accents, where a table knows how."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if "'" in text or not text.isascii():
        text = _ELISION.sub("", text).translate(_APOSTROPHES)
    if text.isascii():
        return text
    latin = unicodedata.normalize("NFD", text.translate(LETTERS))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", latin))


def words(text: str) -> list[str]:
    """The words of `text`, folded, in order, with the abbreviation `st` written out."""
    return ["saint" if word == "st" else word for word in _WORD.findall(fold(text))]


def key(text: str) -> str:
    """What two spellings of one name share."""
    return keyed(text, analyse(text))


def keyed(text: str, found: Sequence[Word]) -> str:
    """The `key` of `text` where its analysis is at hand; little words count if it has no other."""
    return " ".join([word.text for word in found]) or " ".join(words(text))


def bracketed(text: str) -> tuple[str, str]:
    """`text` without what stands in brackets at its end, and that: `Tsumura (Japan)`."""
    match = _BRACKETS.search(text) if ")" in text else None
    return (text[: match.start()], match[1]) if match and match.start() else (text, "")


def analyse(text: str) -> tuple[Word, ...]:
    """The words of `text` that carry meaning, each with its concept and weight class."""
    found = words(text)
    if _DEDICATED.isdisjoint(found):
        return tuple([_word(word) for word in found if word not in LITTLE])
    dedicated = _dedication(found)
    return tuple(
        _word(word)._replace(light=True) if place in dedicated else _word(word)
        for place, word in enumerate(found)
        if word not in LITTLE
    )


#: The same for texts that come again and again.
analysed = lru_cache(maxsize=16384)(analyse)


@lru_cache(maxsize=65536)
def _word(text: str) -> Word:
    return Word(text, concept(text), text in LEGAL or len(text) == 1)


def _dedication(found: list[str]) -> range:
    """The places of the words that tell whom an organisation is named after."""
    for place, word in enumerate(found):
        if word in NAMED_AFTER:
            return range(place, len(found))
        if word in NAMED_BEFORE:
            return range(place + 1)
    return range(0)


def _by_start() -> dict[str, list[tuple[str, str]]]:
    table: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for meaning, starts in CONCEPTS.items():
        for start in starts.split():
            table[start[:3]].append((start, meaning))
    return {start: sorted(found, key=lambda pair: -len(pair[0])) for start, found in table.items()}


_STARTS = _by_start()


def concept(word: str) -> str:
    """The common word that `word` is in any language, by its longest start; else empty."""
    for start, meaning in _STARTS.get(word[:3], ()):
        if word.startswith(start.rstrip("=")) and (start[-1] != "=" or word == start[:-1]):
            return meaning
    return ""


def is_general(word: str) -> bool:
    """Whether `word` names a kind, a field or a number: by itself it singles nothing out."""
    return bool(concept(word) or _FIELD.fullmatch(word)) or word.isdecimal() or len(word) == 1


def stem(word: Word) -> str:
    """Under what a word is looked up, so that its other forms are found too."""
    return word.concept or word.text[:_STEM]


def is_acronym(text: str) -> bool:
    """Whether a name looks like an abbreviation: short, one word or no small letters."""
    capitals = sum(map(str.isupper, text))
    one_word, no_small = " " not in text, not any(map(str.islower, text))
    return capitals > 1 and len(text) <= _LONGEST and (one_word or no_small)


def likeness(one: Word, other: Word) -> float:
    """How alike two words are, from 0 (different words) to 1 (the same word)."""
    if one.text == other.text:
        return 1.0
    if one.concept or other.concept:
        return float(one.concept == other.concept)
    return _letters_alike(*sorted((one.text, other.text), key=len))


@lru_cache(maxsize=65536)
def _letters_alike(short: str, long: str) -> float:
    if len(short) >= _STEM and long.startswith(short):
        return _ENDING
    if len(short) < _STEM or len(short) / len(long) < _NEAR:
        return 0.0
    alike = 1 - _distance(short, long) / len(long)
    return alike if alike >= _NEAR else 0.0


def _distance(one: str, other: str) -> int:
    """Levenshtein's distance: letters put in, left out or exchanged."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        left, diagonal = i, row[0]
        row[0] = i
        for j, b in enumerate(other, start=1):
            left = min(left + 1, row[j] + 1, diagonal + (a != b))
            diagonal, row[j] = row[j], left
    return row[-1]
