"""Questions: `.rq` files with a name, a description and typed parameters.

The header is grlc's: YAML in comment lines that begin with `#+`. A parameter is a one-row
`VALUES` block that holds its default, so a file runs unchanged on any SPARQL 1.1 engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph
import yaml

from partnergraph.errors import QueryError
from partnergraph.nquads import is_language
from partnergraph.parameters import BLOCK, Parameter, Value, camel, kebab, parameter_in
from partnergraph.phrases import FULL, Phrase, Phrases, choose, phrases
from partnergraph.store import Answer, Store
from partnergraph.store import query as evaluate
from partnergraph.syntax import asks_elsewhere, explain

_HEADER = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)
_PREFIX = re.compile(r"^\s*PREFIX\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
_IDS = re.compile(r"^PREFIX id: <[^>]*>", re.MULTILINE)
#: How questions fetch a label, in English as they stand.
_LABEL = re.compile(
    r"(?P<before>[ \t]*OPTIONAL \{\s*\?\w+ \S+ \?(?P<label>\w+) \.\s*"
    r'FILTER \(LANG\(\?(?P=label)\) = )"en"(?P<after>\)\s*\})'
)
#: What the program calls the parameter that is the day of the answer.
AS_OF = "asOf"


@dataclass(frozen=True)
class Question:
    """A question: its name, what it asks in words, and its SPARQL.

    `added` is how many characters of the first line are declarations that the program put there.
    """

    name: str
    text: str
    path: Path | None = None
    added: int = 0

    @cached_property
    def header(self) -> Mapping[str, Any]:
        """The YAML of the header. Raises QueryError where it is none."""
        try:
            found = yaml.safe_load("\n".join(_HEADER.findall(self.text)))
        except yaml.YAMLError as error:
            raise QueryError(
                f"The header of {self.path or self.name} is no YAML: {error}"
            ) from error
        return found if isinstance(found, dict) else {}

    @cached_property
    def phrases(self) -> Phrases:
        """What the question says of itself in words. Raises QueryError."""
        return phrases(self.header, str(self.path or self.name))

    def phrase(self, part: str, lang: str) -> Phrase:
        """The `summary`, `why` or `description` in `lang`, else in English. Raises QueryError."""
        return choose(self.phrases[part], lang)

    @property
    def summary(self) -> str:
        """The question in one sentence."""
        return self.words("en")

    def words(self, lang: str) -> str:
        """The question in one sentence in `lang`, else in English."""
        return self.phrase("summary", lang).text

    @property
    def why(self) -> str:
        """Who asks this, and what for."""
        return self.phrase("why", "en").text

    @property
    def description(self) -> str:
        """How to read the answer."""
        return self.phrase("description", "en").text

    @property
    def tags(self) -> tuple[str, ...]:
        """What the question is about; the first is its group in the catalogue."""
        return tuple(str(tag) for tag in self.header.get("tags") or ())

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters in the order in which they stand in the text."""
        prefixes = dict(_PREFIX.findall(self.text))
        found = (parameter_in(match, prefixes) for match in BLOCK.finditer(self.text))
        return tuple({parameter.name: parameter for parameter in found}.values())

    def parameter(self, name: str) -> Parameter:
        """The parameter called `name`, in any spelling. Raises QueryError with a suggestion."""
        known = {parameter.name: parameter for parameter in self.parameters}
        if camel(name) in known:
            return known[camel(name)]
        options = [parameter.option for parameter in self.parameters]
        hint = f"It takes {', '.join(options)}." if options else "It takes none."
        near = get_close_matches(f"--{name}", options, n=1)
        hint = f"Did you mean {near[0]}? {hint}" if near else hint
        raise QueryError(f"{self.name} has no parameter '{kebab(name)}'.", hint)

    def bind(self, values: Mapping[str, Value]) -> Question:
        """The question with parameters set. Raises QueryError for unknown names or bad values."""
        found = {self.parameter(name): value for name, value in values.items()}
        terms = {parameter.name: parameter.term(value) for parameter, value in found.items()}

        def fill(match: re.Match[str]) -> str:
            name = match["name"]
            return f"VALUES ?{name} {{ {terms[name]} }}" if name in terms else match[0]

        return replace(self, text=BLOCK.sub(fill, self.text))

    def speak(self, lang: str, others: Sequence[str] = ()) -> Question:
        """The question with labels in `lang`, else in English, else in one of `others`: tags.

        Each block that fetches a label stands then once for every language, in that order; an
        `OPTIONAL` changes nothing that an earlier one has bound (SPARQL 1.1, §6.3). Raises
        QueryError.
        """
        tags = [FULL.get(each.lower(), each.lower()) for each in (lang, "en", *others)]
        if not is_language(tags[0]):
            raise QueryError(f"'{lang}' is no language tag.", "For example en, ru, uz or zh-Hans.")

        def blocks(match: re.Match[str]) -> str:
            each = (f'{match["before"]}"{tag}"{match["after"]}' for tag in dict.fromkeys(tags))
            return "\n".join(each)

        return replace(self, text=_LABEL.sub(blocks, self.text))

    def dated(self, values: Mapping[str, Value], day: date | None) -> dict[str, Value]:
        """`values` with the day of the answer: `day`, unless they name another.

        A date whose default lies after that of the day, like a year ahead, lies as long after it.
        """
        dates = {each.name: each for each in self.parameters if each.kind == "date"}
        found = {self.parameter(name).name: value for name, value in values.items()}
        if AS_OF not in dates or (AS_OF not in found and day is None):
            return found
        asked = _day(found.setdefault(AS_OF, day or ""))
        usual = _day(dates[AS_OF].shown)
        for name in dates.keys() - found.keys():
            later = _day(dates[name].shown)
            if asked and usual and later and later > usual:
                found[name] = asked + (later - usual)
        return found

    def ask(self, store: Store) -> Answer:
        """Evaluates the question over the union of all graphs. Raises QueryError.

        A graph that is at hand is asked alone: SERVICE is refused, so that no question sends
        anything away. A store elsewhere decides for itself.
        """
        if isinstance(store, pyoxigraph.Store) and asks_elsewhere(self.text):
            raise QueryError(
                f"{self.path or self.name} asks another service (SERVICE).",
                "The built graph is asked alone. Leave SERVICE out, or ask a store that has both.",
            )
        try:
            return evaluate(store, self.text)
        except SyntaxError as error:
            raise explain(error, self.text, str(self.path or self.name), self.added) from error


def _day(value: Value) -> date | None:
    """The day that `value` is; None for what is none, which is refused where it is bound."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


class Catalogue:
    """The questions of a project by name."""

    def __init__(self, files: Iterable[Path], things: str = "") -> None:
        """Takes `.rq` files, and the namespace that the prefix `id:` stands for in them."""
        self._files = {path.stem: path for path in files}
        self._things = things

    def __iter__(self) -> Iterator[Question]:
        return (self.find(name) for name in sorted(self._files))

    def __len__(self) -> int:
        return len(self._files)

    def find(self, name: str) -> Question:
        """The question called `name`. Raises QueryError with suggestions."""
        path = self._files.get(name)
        if path is None:
            near = get_close_matches(name, self._files, n=3, cutoff=0.4)
            hint = f"Did you mean {', '.join(near)}?" if near else "See: partnergraph ask --list"
            raise QueryError(f"There is no question '{name}'.", hint)
        return read_question(path, self._things)


def read_question(path: Path, things: str = "") -> Question:
    """The question in the file `path`. Raises QueryError where it cannot be read.

    Where `things` is given, the prefix `id:` stands for it: shipped questions name things of the
    shipped graph, and are asked of another institution's graph as they are.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"{path} cannot be read: {error}", "Save it as UTF-8.") from error
    except OSError as error:
        raise QueryError(f"{path} cannot be read: {error.strerror or error}.") from error
    return question(text, path.stem, things, path)


def question(text: str, name: str, things: str = "", path: Path | None = None) -> Question:
    """The question in `text`; see `read_question`."""
    return Question(name, _IDS.sub(f"PREFIX id: <{things}>", text) if things else text, path)
