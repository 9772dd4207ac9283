"""Parameters of questions: what each takes, and values as checked SPARQL terms.

A parameter is a one-row `VALUES` block that holds its default (SPARQL 1.1, §10.2). A value becomes
a serialised term of the parameter's kind, so that no value can change the query around it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from partnergraph.dates import DateError, read
from partnergraph.errors import QueryError
from partnergraph.nquads import iri, is_iri, literal
from partnergraph.vocabulary import VOCAB, XSD

#: A one-row block: the name of the variable and the term that is its default.
BLOCK = re.compile(
    r"VALUES\s+\?(?P<name>\w+)\s*\{\s*(?P<term>"
    r'"(?:[^"\\\n]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^(?:<[^>\s]*>|[\w-]*:[\w-]+))?'
    r"|<[^>\s]*>|[\w-]*:[\w./-]*|true|false|[+-]?[0-9.]+)\s*\}"
)
_TYPED = re.compile(r'^".*"\^\^(.+)$', re.DOTALL)
#: No more figures than every engine reads.
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_TRUTH = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}

#: What a parameter may be given: text as people type it, or a Python value.
Value = str | int | date


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, the SPARQL term that is its default, and what it takes.

    `kind` is `thing`, `concept`, `date`, `integer`, `boolean` or `text`; `space` is the namespace
    that a short value of a thing or concept is completed with; `language` that of a text.
    """

    name: str
    default: str
    kind: str
    space: str = ""
    language: str = ""

    @property
    def option(self) -> str:
        """The name as an option of the command line: `asOf` is `--as-of`."""
        return f"--{kebab(self.name)}"

    @property
    def shown(self) -> str:
        """The default as people write it: `2026-11-23`, `samsmu`, `CN`."""
        text = self.default.removeprefix("<").removesuffix(">").removeprefix(self.space)
        if self.default.startswith('"'):
            return self.default[1:].rpartition('"')[0]
        return text if text != self.default else self.default.partition(":")[2] or self.default

    @property
    def named(self) -> bool:
        """Whether a value names something that the graph may know by other names too."""
        return self.kind in ("thing", "concept")

    def term(self, value: Value) -> str:
        """`value` as a SPARQL term of this parameter's kind. Raises QueryError."""
        text = value.isoformat() if isinstance(value, date) else str(value)
        if self.kind == "date":
            return self._day(text)
        if self.kind == "integer":
            return self._whole(text)
        if self.kind == "boolean":
            return self._truth(text)
        if self.named:
            return self._named(text)
        return literal(text, language=self.language)

    def _named(self, text: str) -> str:
        found = text if "://" in text else f"{self.space}{text}"
        if not is_iri(found):
            hint = f"For example {self.option} {self.shown}."
            raise QueryError(f"{self.option}: '{text}' is no id and no IRI.", hint)
        return iri(found)

    def _day(self, text: str) -> str:
        hint = f"Write a day, for example {self.option} 2026-11-23."
        try:
            when = read(text)
        except DateError as error:
            raise QueryError(f"{self.option}: {error}", error.hint or hint) from error
        if when.precision != "day" or when.earliest is None:
            raise QueryError(f"{self.option}: '{text}' is no day.", hint)
        return literal(when.earliest.isoformat(), datatype=XSD.date)

    def _whole(self, text: str) -> str:
        if not _INTEGER.fullmatch(text):
            hint = f"For example {self.option} {self.shown}."
            raise QueryError(f"{self.option}: '{text}' is no whole number.", hint)
        return str(int(text))

    def _truth(self, text: str) -> str:
        if text.lower() not in _TRUTH:
            raise QueryError(f"{self.option}: '{text}' is neither yes nor no.", "Write yes or no.")
        return _TRUTH[text.lower()]


def parameter_in(match: re.Match[str], prefixes: Mapping[str, str]) -> Parameter:
    """The parameter that a match of `BLOCK` declares; its kind is that of its default."""
    name, term = match["name"], match["term"]
    if typed := _TYPED.match(term):
        datatype = _full(typed[1], prefixes)
        kinds = {XSD.date: "date", XSD.integer: "integer", XSD.boolean: "boolean"}
        return Parameter(name, term, kinds.get(datatype, "text"))
    if term.startswith('"'):
        return Parameter(name, term, "text", language=term.rpartition('"')[2].removeprefix("@"))
    if _INTEGER.fullmatch(term):
        return Parameter(name, term, "integer")
    if term in ("true", "false"):
        return Parameter(name, term, "boolean")
    full = _full(term, prefixes)
    space = full[: max(full.rfind("/"), full.rfind("#")) + 1]
    return Parameter(name, term, "concept" if full.startswith(VOCAB) else "thing", space=space)


def camel(name: str) -> str:
    """The name of a parameter from how people write it: `as-of` and `as_of` are `asOf`."""
    first, *rest = re.split(r"[-_]", name)
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def kebab(name: str) -> str:
    """A name as people write it on the command line: `asOf` is `as-of`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"-\1", name).lower()


def _full(term: str, prefixes: Mapping[str, str]) -> str:
    if term.startswith("<"):
        return term[1:-1]
    prefix, _, local = term.partition(":")
    return f"{prefixes.get(prefix, '')}{local}"
