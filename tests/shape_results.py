"""Results of shapes, once they are shown to be those of pySHACL."""

from __future__ import annotations

import re

import pyoxigraph

from partnergraph.referee import validate_pyshacl
from partnergraph.shacl.shapes import read_shapes
from partnergraph.validate import Result, validate

PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
Key = tuple[str, str | None, str, str, str]


def keys(results: list[Result]) -> set[Key]:
    """What both engines must agree on; blank nodes have no lasting name."""

    def name(term: object) -> str:
        return re.sub(r"^_:.*", "_:", str(term))

    return {(name(r.focus), r.path, name(r.value), r.component, str(r.severity)) for r in results}


def stored(data: str) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load((PREFIXES + data).encode(), format=pyoxigraph.RdfFormat.TRIG)
    return store


def both(shapes: str, data: str) -> set[Key]:
    """Our results, once they are shown to be pySHACL's."""
    store = stored(data)
    turtle = (PREFIXES + shapes).encode()
    nquads = store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""
    ours = keys(validate(store, read_shapes(turtle)))
    assert ours == keys(validate_pyshacl(nquads, turtle))
    return ours


def focus(results: set[Key]) -> set[str]:
    return {re.sub(r"<https://example.org/(.*)>", r"\1", key[0]) for key in results}


def node(name: str, values: str, kind: str = "T") -> str:
    found = f"ex:{name} a ex:{kind} ; ex:q 1 , 2 ."
    return f"{found} ex:{name} ex:p {values} ." if values else found
