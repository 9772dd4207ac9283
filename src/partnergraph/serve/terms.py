"""Terms on which a store is asked, and what is said of text that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph

from partnergraph.serve.problems import Problem
from partnergraph.syntax import PLACE, explain


@dataclass(frozen=True, slots=True)
class Terms:
    """What relative IRIs are resolved against, how deep brackets may nest, whom SERVICE may ask."""

    base: str
    depth: int = 128
    services: frozenset[str] = frozenset()


def graph(name: str) -> pyoxigraph.NamedNode:
    """The graph called `name`. Raises Problem (400) where that is no absolute IRI."""
    try:
        return pyoxigraph.NamedNode(name)
    except ValueError as error:
        raise Problem(400, f"{name} is no absolute IRI.", "It should name a graph.") from error


def malformed(error: SyntaxError, text: str, name: str) -> Problem:
    """What is wrong with a text that is no SPARQL, with line and column."""
    told = explain(error, text, name)
    place = PLACE.search(str(error))
    members = {"line": int(place["line"]), "column": int(place["column"])} if place else {}
    return Problem(400, told.message, told.hint, members=members)
