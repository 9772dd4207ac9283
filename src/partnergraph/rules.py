"""Rules: what is derived from what was stated, by CONSTRUCT queries that run in order."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pyoxigraph

from partnergraph.errors import BuildError, InputError
from partnergraph.ledger import Ledger
from partnergraph.store import query
from partnergraph.vocabulary import XSD

_AS_OF = re.compile(r"(VALUES\s+\?asOf\s*\{)[^}]*(\})")


def _rule(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.", "Rules are UTF-8 text.") from error


def derive(as_of: date | None, ledger: Ledger, store: pyoxigraph.Store) -> None:
    """Runs the rules of the project for the day `as_of`; each sees what those before it derived.

    What they derive is added to `ledger` and to `store`, which holds what the ledger has. Raises
    InputError or BuildError for a rule that cannot be read or run.
    """
    project = ledger.project
    end = f" <{project.graph('derived')}> .\n".encode()
    for path in project.rules():
        text = _rule(path)
        if _AS_OF.search(text):
            if as_of is None:
                continue
            text = _AS_OF.sub(rf'\g<1> "{as_of}"^^<{XSD.date}> \g<2>', text)
        try:
            triples = query(store, text)
        except SyntaxError as error:
            raise BuildError(f"{path} is no SPARQL: {error}.") from error
        if not isinstance(triples, pyoxigraph.QueryTriples):
            raise BuildError(f"{path} must be a CONSTRUCT query.")
        found = triples.serialize(format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
        derived = found.replace(b" .\n", end)
        store.bulk_load(derived, format=pyoxigraph.RdfFormat.N_QUADS)
        ledger.lines.update(derived.decode().split("\n")[:-1])
