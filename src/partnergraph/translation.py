"""Translation: findings in the languages of the staff.

The engine speaks English. `messages.json` holds each of its sentences as a template, with `{1}`,
`{2}` … for what is filled in, and its forms in the other languages. A sentence is matched against
the templates, and what was filled in is put into the other form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from partnergraph.findings import Finding

LANGUAGES = ("en", "ru", "uz-Latn")
_FILE = "messages.json"
_HOLE = re.compile(r"\{([0-9]+)\}")
_Forms = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with holes: the pieces of text around them, in order."""

    text: str
    pieces: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Template:
        """The template that `text` writes with `{1}`, `{2}` … in reading order."""
        return cls(text, tuple(_HOLE.split(text)[::2]))

    @property
    def fixed(self) -> int:
        """How much of the sentence is given: the more, the surer a match."""
        return sum(map(len, self.pieces))

    def match(self, sentence: str) -> list[str] | None:
        """What fills the holes in `sentence`; None where it is another sentence.

        In linear time: each piece is taken where it first stands, the last one at the end.
        """
        first, last = self.pieces[0], self.pieces[-1]
        end = len(sentence) - len(last)
        if len(self.pieces) == 1 or end < len(first):
            return [] if sentence == self.text else None
        if not (sentence.startswith(first) and sentence.endswith(last)):
            return None
        found, start = [], len(first)
        for piece in self.pieces[1:-1]:
            at = sentence.find(piece, start, end)
            if at < 0:
                return None
            found.append(sentence[start:at])
            start = at + len(piece)
        return [*found, sentence[start:end]] if start <= end else None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences with their translations, words that may fill holes, and labels."""

    messages: Mapping[str, _Forms]
    words: Mapping[str, _Forms]
    labels: Mapping[str, _Forms]
    templates: tuple[Template, ...]

    def find(self, sentence: str) -> tuple[str, list[str]] | None:
        """The template of an English sentence, the most telling one, and what fills it."""
        if sentence in self.messages:
            return sentence, []
        for template in self.templates:
            filled = template.match(sentence)
            if filled is not None:
                return template.text, filled
        return None

    def say(self, sentence: str, lang: str) -> str:
        """An English sentence in `lang`; itself where it is not in the catalogue."""
        found = self.find(sentence) if lang != "en" and sentence else None
        if found is None:
            return sentence
        template, filled = found
        words = (self.words.get(word, {}).get(lang, word) for word in filled)
        return fill(self.messages[template].get(lang, template), *words)

    def pattern(self, sentence: str, lang: str) -> str:
        """What all sentences like this English one say, in `lang`, with … for what differs."""
        found = self.find(sentence)
        if found is None:
            return sentence
        template, filled = found
        return fill(self.messages[template].get(lang, template), *["…"] * len(filled))

    def label(self, name: str, lang: str, *values: object) -> str:
        """A label of a report, with `values` in its holes."""
        return fill(self.labels[name][lang], *map(str, values))


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with the program."""
    text = (files("partnergraph") / _FILE).read_text(encoding="utf-8")
    read: Mapping[str, Mapping[str, _Forms]] = json.loads(text)
    templates = [Template.of(message) for message in read["messages"]]
    holed = [template for template in templates if len(template.pieces) > 1]
    holed.sort(key=lambda template: (-template.fixed, template.text))
    return Catalogue(read["messages"], read["words"], read["labels"], tuple(holed))


def fill(template: str, *values: str) -> str:
    """`template` with the values in its holes, which are numbered from 1."""
    return _HOLE.sub(lambda hole: values[int(hole[1]) - 1], template)


def translated(findings: Iterable[Finding], lang: str) -> list[Finding]:
    """The findings with message and repair in `lang`, as far as the catalogue has them.

    What shapes say is left alone: they speak every language themselves.
    """
    book = catalogue()
    said: dict[str, str] = {"": ""}

    def say(sentence: str) -> str:
        if sentence not in said:
            said[sentence] = book.say(sentence, lang)
        return said[sentence]

    return [
        finding
        if lang == "en" or ":" in finding.rule
        else replace(finding, message=say(finding.message), repair=say(finding.repair))
        for finding in findings
    ]
