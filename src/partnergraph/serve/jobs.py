"""Jobs of the engine's workers: what can be asked of a store, and changed in it."""

from __future__ import annotations

from typing import NamedTuple


class Query(NamedTuple):
    """A query, the media types that its client likes best, and its dataset.

    The types are those of rows, of yes or no, and of triples; None where the client accepts none.
    `default` and `named` are graphs by name; None where the request names none at all.
    """

    text: str
    table: str | None
    yes_no: str | None
    triples: str | None
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] = ()
    union: bool = True


class Update(NamedTuple):
    """An update, and the graphs that its patterns are matched in where the request says so."""

    text: str
    using: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Graph(NamedTuple):
    """The triples of the graph called `name`, in the form `media`; the default graph: None."""

    name: str | None
    media: str
    union: bool = True


class Change(NamedTuple):
    """A graph is to be replaced (PUT), added to (POST) or removed (DELETE).

    `content` is the body of the request, and `kind` its header field Content-Type as a whole.
    """

    verb: str
    name: str | None
    content: bytes = b""
    kind: str = ""
