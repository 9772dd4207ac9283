"""Questions: `.rq` files with a name, a description and typed parameters.

The header is grlc's: YAML in comment lines that begin with `#+`. A parameter is a one-row
`VALUES` block that holds its default, so a file runs unchanged on any SPARQL 1.1 engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph
import yaml

from partnergraph.dates import DateError, read
from partnergraph.errors import QueryError
from partnergraph.nquads import iri, is_iri, literal
from partnergraph.store import Answer
from partnergraph.store import query as evaluate
from partnergraph.vocabulary import XSD

_HEADER = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)
_PARAMETER = re.compile(
    r"VALUES\s+\?(?P<name>\w+)\s*\{\s*(?P<term>"
    r'"(?:[^"\\\n]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^(?:<[^>\s]*>|[\w-]*:[\w-]+))?'
    r"|<[^>\s]*>|[\w-]*:[\w./-]*|true|false|[+-]?[0-9.]+)\s*\}"
)
_PREFIX = re.compile(r"^\s*PREFIX\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
_TYPED = re.compile(r'^".*"\^\^(.+)$', re.DOTALL)
_IDS = re.compile(r"^PREFIX id: <[^>]*>", re.MULTILINE)
_INTEGER = re.compile(r"[+-]?[0-9]+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, the SPARQL term that is its default, and what it takes.

    `kind` is `thing`, `date`, `integer` or `text`; `space` is the namespace that a short value
    of a `thing` is completed with.
    """

    name: str
    default: str
    kind: str
    space: str = ""
    language: str = ""

    def term(self, value: str) -> str:
        """`value` as a SPARQL term of this parameter's kind. Raises QueryError."""
        maker = {"date": _day, "integer": _whole, "thing": self._thing}.get(self.kind)
        if maker:
            return maker(value)
        return literal(value, language=self.language)

    def _thing(self, value: str) -> str:
        text = value if "://" in value else f"{self.space}{value}"
        if not is_iri(text):
            raise QueryError(f"'{value}' is no id and no IRI.", f"Parameter {self.name} needs one.")
        return iri(text)


@dataclass(frozen=True)
class Question:
    """A question: its name, what it asks in words, and its SPARQL."""

    name: str
    text: str
    path: Path | None = None

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

    @property
    def summary(self) -> str:
        """The question in one sentence."""
        return str(self.header.get("summary", "")).strip()

    @property
    def tags(self) -> tuple[str, ...]:
        """What the question is about."""
        return tuple(str(tag) for tag in self.header.get("tags") or ())

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters in the order in which they stand in the text."""
        prefixes = dict(_PREFIX.findall(self.text))
        found = (_parameter(match, prefixes) for match in _PARAMETER.finditer(self.text))
        return tuple({parameter.name: parameter for parameter in found}.values())

    def bind(self, values: Mapping[str, str]) -> Question:
        """The question with parameters set. Raises QueryError for unknown names or bad values."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                hint = f"It takes {', '.join(known)}." if known else "It takes none."
                near = get_close_matches(name, known, n=1)
                hint = f"Did you mean {near[0]}? {hint}" if near else hint
                raise QueryError(f"{self.name} has no parameter '{name}'.", hint)
        terms = {name: known[name].term(value) for name, value in values.items()}

        def fill(match: re.Match[str]) -> str:
            name = match["name"]
            if name not in terms:
                return match[0]
            return f"VALUES ?{name} {{ {terms[name]} }}"

        return replace(self, text=_PARAMETER.sub(fill, self.text))

    def ask(self, store: pyoxigraph.Store) -> Answer:
        """Evaluates the question over the union of all graphs. Raises QueryError."""
        try:
            return evaluate(store, self.text)
        except SyntaxError as error:
            raise QueryError(f"{self.path or self.name} is no SPARQL: {error}") from error


class Catalogue:
    """The questions of a project by name."""

    def __init__(self, files: Iterable[Path], things: str = "") -> None:
        """Takes `.rq` files, and the namespace that the prefix `id:` stands for in them."""
        self._files = {path.stem: path for path in files}
        self._things = things

    def __iter__(self) -> Any:
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
        text = path.read_text(encoding="utf-8")
        text = _IDS.sub(f"PREFIX id: <{things}>", text) if things else text
        return Question(path.stem, text, path)
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{path} cannot be read: {error}") from error


def _parameter(match: re.Match[str], prefixes: Mapping[str, str]) -> Parameter:
    name, term = match["name"], match["term"]
    if typed := _TYPED.match(term):
        datatype = typed[1]
        prefix, _, local = datatype.partition(":")
        full = datatype[1:-1] if datatype.startswith("<") else f"{prefixes.get(prefix, '')}{local}"
        kinds = {XSD.date: "date", XSD.integer: "integer"}
        return Parameter(name, term, kinds.get(full, "text"))
    if term.startswith('"'):
        return Parameter(name, term, "text", language=term.rpartition('"')[2].removeprefix("@"))
    if _INTEGER.fullmatch(term):
        return Parameter(name, term, "integer")
    if term.startswith("<"):
        return Parameter(name, term, "thing", space=term[1:].rpartition("/")[0] + "/")
    return Parameter(name, term, "thing", space=prefixes.get(term.partition(":")[0], ""))


def _day(value: str) -> str:
    try:
        when = read(value)
    except DateError as error:
        raise QueryError(str(error), error.hint) from error
    if when.precision != "day" or when.earliest is None:
        raise QueryError(f"'{value}' is no day.", "Write for example 2026-11-23.")
    return literal(when.earliest.isoformat(), datatype=XSD.date)


def _whole(value: str) -> str:
    if not _INTEGER.fullmatch(value):
        raise QueryError(f"'{value}' is no whole number.")
    return str(int(value))
