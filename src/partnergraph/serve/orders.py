"""Orders: what the server has workers of the site make, and what comes back. All of it travels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

HTML = "text/html; charset=utf-8"
JSON = "application/json"
#: What engines are asked for where a page is to be made: rows, and triples.
ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
#: What an empty wish for a language is taken for: one that nobody speaks.
NO_LANGUAGE = "-"
#: Letters of what can be searched for.
LONGEST = 300

Pairs: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What an engine answered: its media type and its data."""

    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer: the status of the response, the key of the words, what fills them,
    and what the engine says of it, in English.
    """

    status: int
    key: str
    values: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """An error in a query: its line and column, counted from 1, and what may stand there."""

    line: int
    column: int
    hint: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be made: which, in which language; what the others mean depends on it.

    `name` is that of a question, and `pairs` are its parameters; `text` is a query, or what is
    searched for; `kinds` are those of things.
    """

    kind: str
    lang: str = ""
    name: str = ""
    pairs: Pairs = ()
    text: str = ""
    kinds: tuple[str, ...] = ()
    result: Result | None = None
    failure: Failure | None = None
    mistake: Mistake | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: its status, its media type, its data; for problems, more about them."""

    status: int
    media: str
    data: bytes
    more: Mapping[str, object] | None = None
