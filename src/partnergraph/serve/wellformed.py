"""XML as it is written: where it would be none, its writer stops.

Not everything that RDF can say can be said in XML: some characters have no place there, and not
every predicate ends in a name (RDF 1.1 XML Syntax, section 5.1). The engine writes both all the
same, and nobody could read the result.
"""

from __future__ import annotations

from xml.parsers import expat

from partnergraph.serve.problems import Problem
from partnergraph.serve.worker import Reply


class Wellformed:
    """A binary file that passes XML on to `reply`. Its `write` raises Problem (406)."""

    def __init__(self, reply: Reply) -> None:
        """Takes the reply to write to."""
        self._reply = reply
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = _require_name

    def write(self, data: bytes) -> int:
        """Takes a part of the document. Raises Problem."""
        try:
            self._parser.Parse(data, False)
        except expat.ExpatError as error:
            self._reply.refusal = Problem(
                406, "This cannot be said in XML.", "Ask for JSON or Turtle."
            )
            raise self._reply.refusal from error
        return self._reply.write(data)

    def flush(self) -> None:
        """Does nothing: what a file can do."""


def _require_name(name: str, attributes: object) -> None:
    del attributes
    if name.endswith(":"):
        raise expat.ExpatError(f"{name} is no name of an element")
