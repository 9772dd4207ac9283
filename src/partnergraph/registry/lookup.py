"""Lookup: the records of a registry by their names, exactly and by resemblance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from partnergraph.registry.records import Kind, Name, Record
from partnergraph.registry.spelling import (
    Word,
    analyse,
    analysed,
    bracketed,
    fold,
    is_general,
    key,
    keyed,
    likeness,
    stem,
    words,
)

_SPREAD = 10  # a word used in more countries than this singles no organisation out
_FEW = 15  # a word in more records of a country is common there
_START = 4  # letters that a country shares with its adjective: Russia, Russian
_CLOSE = 0.75  # degree from which an alias is a form of the main name
_LIGHT = 0.25  # share of its weight that a light word keeps
_NEAREST = 60  # records worth comparing word by word
#: Names of countries that pages write and the registry's own releases spell in turns.
_COUNTRIES = {"turkey": "TR", "turkiye": "TR", "czech republic": "CZ", "usa": "US", "uk": "GB"}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are (0 to 1) and the words in which they differ."""

    degree: float
    only_ours: tuple[str, ...]
    only_theirs: tuple[str, ...]


class Lookup:
    """Finds records by name. Withdrawn records are found by their exact name only."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = tuple(records)
        self._by_id = {record.id: record for record in self.records}
        self._countries = dict(_COUNTRIES)
        self._called: defaultdict[str, list[tuple[Record, Name]]] = defaultdict(list)
        self._abbreviated: defaultdict[str, list[tuple[Record, Name]]] = defaultdict(list)
        self._stems: defaultdict[str, defaultdict[str, list[int]]]
        self._stems = defaultdict(lambda: defaultdict(list))
        self._spread: defaultdict[str, set[str]] = defaultdict(set)
        self._places: defaultdict[str, set[str]] = defaultdict(set)
        for code, name in sorted({(each.country, each.country_name) for each in self.records}):
            if code and name:
                self._countries.setdefault(fold(name), code)
                self._places[code].add(fold(name)[:_START])
        for number, record in enumerate(self.records):
            self._add(number, record)
        self._frequency = Counter[str]()
        for postings in self._stems.values():
            self._frequency.update({each: len(found) for each, found in postings.items()})

    def _add(self, number: int, record: Record) -> None:
        stems: set[str] = set()
        for name in record.names:
            if name.kind is Kind.ACRONYM:
                self._abbreviated[key(name.text)].append((record, name))
                continue
            bare = self.bare(name.text, record.country)
            found = analyse(bare)
            self._called[keyed(bare, found)].append((record, name))
            stems.update(map(stem, found))
            for word in found:
                self._spread[word.text].add(record.country)
        self._places[record.country].update(words(record.city))
        if record.status != "withdrawn":
            for each in stems:
                self._stems[record.country][each].append(number)

    def __getitem__(self, ror: str) -> Record | None:
        return self._by_id.get(ror)

    def bare(self, text: str, country: str) -> str:
        """`text` without its country in brackets at the end: `Tsumura (Japan)` is Tsumura."""
        bare, inside = bracketed(text)
        named = self._countries.get(fold(inside)) if inside else None
        return bare if named and (not country or named == country) else text

    def called(self, text: str) -> list[tuple[Record, Name]]:
        """The records one of whose full names is `text`, with that name."""
        return self._called.get(key(text), [])

    def abbreviated(self, text: str) -> list[tuple[Record, Name]]:
        """The records one of whose acronyms is `text`, with that acronym."""
        return self._abbreviated.get(key(text), [])

    def successors(self, record: Record) -> list[Record]:
        """Who took the place of `record`: the last of each chain that is not withdrawn itself."""
        found: dict[str, Record] = {}
        seen = {record.id}
        queue = list(record.successors)
        while queue:
            ror = queue.pop(0)
            after = self._by_id.get(ror)
            if ror in seen or after is None:
                continue
            seen.add(ror)
            if after.status == "withdrawn":
                queue += after.successors
            else:
                found[ror] = after
        return list(found.values())

    def resembling(self, text: str, country: str) -> list[Record]:
        """Records of `country` (of all, where empty) that share telling words with `text`."""
        sums: defaultdict[int, float] = defaultdict(float)
        for word in set(analysed(text)):
            each, weight = stem(word), self._weight(word)
            for postings in (self._stems[country],) if country else self._stems.values():
                for number in postings.get(each, ()):
                    sums[number] += weight
        best = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:_NEAREST]
        return [self.records[number] for number, _ in best]

    def compare(self, ours: str, theirs: str) -> Likeness:
        """How alike two names are: the weight of the words in both, as share of all words.

        Rare words weigh more than common ones (inverse document frequency), so "Bukhara" counts
        for more than "University"; each word pairs with the word most like it.
        """
        left, right = analysed(ours), list(analysed(theirs))
        total = sum(map(self._weight, left)) + sum(map(self._weight, right))
        common, only_ours = 0.0, []
        for word in left:
            best = max(right, key=lambda other: likeness(word, other), default=None)
            alike = likeness(word, best) if best else 0.0
            if best and alike:
                right.remove(best)
                common += alike * (self._weight(word) + self._weight(best))
            else:
                only_ours.append(word.text)
        only_theirs = [word.text for word in right]
        return Likeness(common / total if total else 0.0, _shown(only_ours), _shown(only_theirs))

    def _weight(self, word: Word) -> float:
        rarity = log((len(self.records) + 1) / (self._frequency[stem(word)] + 1)) + 0.1
        return rarity * _LIGHT if word.light else rarity

    def singles_out(self, text: str, country: str) -> bool:
        """Whether some word of `text` tells one organisation of `country` from others.

        Such a word is no common one in the lexicon, is used in few countries, and within the
        country in few names, unless it is one of its cities or begins like its own name.
        """
        return any(self._tells(word, country) for word in analysed(text))

    def _tells(self, word: Word, country: str) -> bool:
        if is_general(word.text) or len(self._spread.get(word.text, ())) > _SPREAD:
            return False
        places = self._places[country]
        few = len(self._stems[country].get(stem(word), ())) <= _FEW
        return few or word.text in places or word.text[:_START] in places

    def unlike_main(self, record: Record, alias: str) -> bool:
        """Whether an alias resembles no name that the registry gives as a full one."""
        full = (each.text for each in record.names if each.kind in {Kind.DISPLAY, Kind.LABEL})
        return not any(self.compare(alias, each).degree >= _CLOSE for each in full)


def _shown(differing: list[str]) -> tuple[str, ...]:
    """The words worth telling: initials are not."""
    return tuple(word for word in differing if len(word) > 1)
