"""Things: what a person means who types an id or a name, in a graph that is built."""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches

import pyoxigraph

from partnergraph.errors import QueryError
from partnergraph.names import normalise
from partnergraph.store import query
from partnergraph.vocabulary import PG, SKOS

_NAMES = f"""
SELECT DISTINCT ?thing ?name
WHERE {{
  ?thing <{SKOS.prefLabel}>|<{SKOS.altLabel}>|<{PG.shortName}> ?name .
}}
"""


def find(store: pyoxigraph.Store, text: str, space: str) -> str:
    """The IRI of the thing under `space` that `text` (an id, a name or an IRI) means.

    Raises QueryError, with suggestions, where the graph holds none or several.
    """
    iri = text if "://" in text else f"{space}{text}"
    try:
        node = pyoxigraph.NamedNode(iri)
    except ValueError:
        node = None  # a name with blanks in it
    if node and next(store.quads_for_pattern(node, None, None, None), None):
        return iri
    names = _names(store, space)
    found = names.get(normalise(text), set())
    if len(found) == 1:
        return next(iter(found))
    if found:
        several = ", ".join(sorted(each.removeprefix(space) for each in found))
        raise QueryError(f"'{text}' names several things.", f"Write the id: {several}.")
    ids = {each.removeprefix(space): each for group in names.values() for each in group}
    near = get_close_matches(text, ids, n=3) or [
        min(names[name]).removeprefix(space)
        for name in get_close_matches(normalise(text), names, n=3, cutoff=0.7)
    ]
    hint = f"Did you mean {', '.join(dict.fromkeys(near))}?" if near else "Write an id or a name."
    raise QueryError(f"The graph knows no '{text}'.", hint)


def _names(store: pyoxigraph.Store, space: str) -> dict[str, set[str]]:
    answer = query(store, _NAMES)
    names: defaultdict[str, set[str]] = defaultdict(set)
    if isinstance(answer, pyoxigraph.QuerySolutions):
        for thing, name in answer:
            iri = str(getattr(thing, "value", ""))
            if iri.startswith(space):
                names[normalise(str(getattr(name, "value", "")))].add(iri)
    return names
