"""XML from strangers: read piece by piece, without entities, and refused where it declares any.

Internal entities can blow up a few bytes to gigabytes and external ones can read other files. Both
need a document type declaration (XML 1.0 §2.8), which neither workbooks nor RDF/XML have to have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import IO, Protocol
from xml.parsers import expat

_PIECE = 1 << 16
_DEEPEST = 200


class Refused(Exception):  # noqa: N818 - a file is refused; the program has made no error
    """A file that is not read; `hint` says what to do."""

    def __init__(self, message: str, hint: str = "", line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.line = line


class Handler(Protocol):
    """What takes the elements of a document, by their names without namespace."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """A piece of text between them."""


class Nothing:
    """A handler that takes no notice: to see only whether a document is acceptable."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Takes no notice of a beginning."""

    def end(self, name: str) -> None:
        """Takes no notice of an end."""

    def text(self, data: str) -> None:
        """Takes no notice of text."""


def pieces(stream: IO[bytes], handler: Handler) -> Iterator[None]:
    """Parses `stream`; gives way after every piece. Raises Refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = _elements(handler)
    parser.CharacterDataHandler = handler.text
    try:
        while data := stream.read(_PIECE):
            parser.Parse(data, False)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        message = f"It is no well-formed XML: {expat.ErrorString(error.code)}."
        raise Refused(message, "The file is damaged: save it again.", error.lineno) from error
    yield


def parse(stream: IO[bytes], handler: Handler) -> None:
    """Parses `stream` to its end. Raises Refused."""
    for _ in pieces(stream, handler):
        pass


def _elements(
    handler: Handler,
) -> tuple[Callable[[str, dict[str, str]], None], Callable[[str], None]]:
    """The handler's two functions for elements, with local names and a limit on nesting."""
    local: dict[str, str] = {}
    start, end = handler.start, handler.end
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise Refused(f"Elements are nested more than {_DEEPEST} deep.", "Save it again.")
        if name not in local:
            local[name] = name.rpartition(" ")[2]
        start(local[name], attributes)

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(local[name])

    return begin, finish


def _refuse(name: str, system: str | None, public: str | None, internal: bool) -> None:
    del name, system, public, internal
    raise Refused("It has a document type declaration, which can hide entities.", "Remove it.")
