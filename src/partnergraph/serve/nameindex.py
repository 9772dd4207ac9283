"""Names: found by what somebody types, in any script, begun or misspelt."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from partnergraph.serve.shelved import Array, Tables, Texts
from partnergraph.serve.sound import Spoken, heard, spoken
from partnergraph.serve.wordlist import Numbers, Run, Words

#: What kind of name it is, the most telling first.
PREFERRED, OTHER, PRINTED = range(3)

_MOST_WORDS = 8  # of what is typed; more narrow nothing down
_RANKED = 200  # names that are compared closely
_ENOUGH = 0.5  # how much of what is typed a name must have
_GENERAL = 0.5  # weight of words like university, which single nothing out
_FALL = 0.55  # names that fit so much worse than the best one are left out

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing: the thing's IRI, the text, its language tag, which sort of name."""

    iri: str
    text: str
    tag: str = ""
    sort: int = PREFERRED


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that was found: its IRI, the name that fits best, and how well, from 0 to above 1."""

    iri: str
    name: Name
    score: float


class NameIndex:
    """An index of names; made once, asked often.

    It takes about 150 bytes for each name, all of them in arrays.
    """

    def __init__(
        self,
        names: Iterable[Name],
        kind: Callable[[str], str] = lambda _iri: "",
        weight: Callable[[str], int] = lambda _iri: 0,
        tables: Tables | None = None,
    ) -> None:
        """Takes the names; `kind` and `weight` (how much is linked to it) of each thing.

        Or takes the `tables` that `made` has made of them.
        """
        tables = made(names, kind, weight) if tables is None else tables
        self._texts = Texts(tables["texts"], tables["texts-ends"])
        self._things = Texts(tables["things"], tables["things-ends"])
        self._tags = tuple(Texts(tables["tags"], tables["tags-ends"]))
        self._kinds = {
            each: n for n, each in enumerate(Texts(tables["kinds"], tables["kinds-ends"]))
        }
        self._owners, self._sorts, self._tagged = (tables[n] for n in ("owners", "sorts", "tagged"))
        self._sizes, self._kind, self._weights = (tables[n] for n in ("sizes", "kind", "weights"))
        self._offsets, self._names = tables["offsets"], tables["names"]
        self._words = Words((), tables)

    def __len__(self) -> int:
        return len(self._owners)

    def name(self, number: int) -> Name:
        """The name of that number."""
        return Name(
            self._things[int(self._owners[number])],
            self._texts[number],
            self._tags[self._tagged[number]],
            int(self._sorts[number]),
        )

    def find(self, text: str, most: int = 10, kinds: Collection[str] = ()) -> list[Found]:
        """The things whose names fit `text`, the best first, each once; of some `kinds`, or any.

        Names that begin as the text does come before names that hold its words, these before names
        with other words of that meaning, and those that look like it come last.
        """
        asked = spoken(text)[:_MOST_WORDS]
        if not asked or not len(self):
            return []
        open_ended = not text[-1:].isspace()
        scores = self._scores(asked, open_ended=open_ended)
        if kinds:
            wanted = [number for kind, number in self._kinds.items() if kind in kinds]
            scores[~np.isin(self._kind[self._owners], wanted)] = 0
        scores[scores < max(_ENOUGH, _FALL * float(scores.max()))] = 0
        return self._ranked(scores, asked, most)

    def same(self, text: str, kinds: Collection[str] = ()) -> list[str]:
        """The things of some kinds that have a name which sounds like `text`, in order.

        What only a source prints is no name to call a thing by.
        """
        asked = heard(text)
        found = [each for each in self.find(f"{text} ", _RANKED, kinds) if each.name.sort < PRINTED]
        return sorted({each.iri for each in found if heard(each.name.text) == asked})

    def _scores(self, asked: Sequence[Spoken], *, open_ended: bool) -> Scores:
        """How much of what is asked each name has, rare words weighing more than common ones."""
        total = np.zeros(len(self), dtype=np.float32)
        weights = 0.0
        for place, word in enumerate(asked):
            last = open_ended and place == len(asked) - 1
            fit = np.zeros(len(self), dtype=np.float32)
            for run in self._words.near(word, begun=last):
                fit[self._holding(run)] = run.sure
            weight = math.log(1 + len(self) / (1 + np.count_nonzero(fit)))
            weight *= _GENERAL if word.meaning else 1.0
            total += np.float32(weight) * fit
            weights += weight
        return total / np.float32(weights or 1)

    def _holding(self, run: Run) -> Numbers:
        """The names that hold one of some words."""
        return self._names[self._offsets[run.start] : self._offsets[run.end]]

    def _ranked(self, scores: Scores, asked: Sequence[Spoken], most: int) -> list[Found]:
        rough = scores + 0.1 * self._cover(len(asked)) + 0.06 * self._weights[self._owners]
        rough[scores == 0] = 0
        if len(rough) > _RANKED:
            best = np.argpartition(rough, -_RANKED)[-_RANKED:]
        else:
            best = np.arange(len(rough))
        found: dict[str, Found] = {}
        whole = " ".join(word.sound for word in asked)
        for number in best[rough[best] > 0].tolist():
            name = self.name(number)
            said = " ".join(heard(name.text))
            score = float(rough[number]) + 0.3 * (said == whole) + 0.12 * said.startswith(whole)
            score -= 0.03 * name.sort
            if name.iri not in found or score > found[name.iri].score:
                found[name.iri] = Found(name.iri, name, score)
        ranked = sorted(found.values(), key=lambda f: (-f.score, f.name.text, f.iri))
        return ranked[:most]

    def _cover(self, asked: int) -> Scores:
        """How much of each name so many words can be."""
        return np.minimum(1, asked / self._sizes).astype(np.float32)


def made(names: Iterable[Name], kind: Callable[[str], str], weight: Callable[[str], int]) -> Tables:
    """The tables of an index, as `NameIndex` takes them."""
    things: dict[str, int] = {}
    tags: dict[str, int] = {}
    kinds: dict[str, int] = {}
    texts: list[str] = []
    said: list[Spoken] = []
    rows: list[tuple[int, int, int, int]] = []
    for name in names:
        words = spoken(name.text)
        if words:
            texts.append(name.text)
            said += words
            owner = things.setdefault(name.iri, len(things))
            rows.append((owner, name.sort, tags.setdefault(name.tag, len(tags)), len(words)))
    owners, sorts, tagged, sizes = np.array(rows, np.int32).reshape(-1, 4).T
    known = Words(said)
    offsets, places = _postings(known, said, sizes)
    found = (kinds.setdefault(kind(iri), len(kinds)) for iri in things)
    weights = np.fromiter((weight(iri) for iri in things), np.float32, len(things))
    numbers: dict[str, Array] = {
        "kind": np.fromiter(found, np.uint8, len(things)),
        "owners": owners.copy(),
        "sorts": sorts.astype(np.uint8),
        "tagged": tagged.astype(np.uint16),
        "sizes": sizes.copy(),
        "offsets": offsets,
        "names": places,
        "weights": np.log1p(weights) / max(1.0, float(np.log1p(weights.max(initial=0)))),
        **known.tables,
    }
    listed = {"texts": texts, "things": things, "tags": tags, "kinds": kinds}
    for key, each in listed.items():
        numbers[key], numbers[f"{key}-ends"] = Texts.tables(each)
    return numbers


def _postings(words: Words, said: Sequence[Spoken], sizes: Numbers) -> tuple[Numbers, Numbers]:
    """The names that hold each word, as offsets and numbers of names."""
    places = {word: number for number, word in enumerate(words.words)}
    numbers = np.fromiter((places[word.sound] for word in said), np.int32, len(said))
    owners = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    order = np.argsort(numbers, kind="stable")
    offsets = np.zeros(len(words) + 1, dtype=np.int32)
    np.cumsum(np.bincount(numbers, minlength=len(words)), out=offsets[1:])
    return offsets, owners[order]
