"""Triples: short lists of statements written as Turtle, JSON-LD and N-Triples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph

from partnergraph.vocabulary import PREFIXES, SPDX, VCARD

#: Subject and predicate as IRIs, the object as a finished term of N-Triples.
Statement = tuple[str, str, str]
_FORMS: Mapping[str, pyoxigraph.RdfFormat] = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
}


def serialise(
    statements: Iterable[Statement], form: str, prefixes: Mapping[str, str] = PREFIXES
) -> str:
    """`statements` in `form`: `ttl`, `jsonld` or `nt`; each once, in a stable order."""
    lines = sorted({f"<{s}> <{p}> {term} .\n" for s, p, term in statements})
    if form == "nt":
        return "".join(lines)
    quads = pyoxigraph.parse("".join(lines), format=pyoxigraph.RdfFormat.N_TRIPLES)
    known = {**prefixes, "spdx": SPDX, "vcard": VCARD}
    triples = (quad.triple for quad in quads)
    return (pyoxigraph.serialize(triples, format=_FORMS[form], prefixes=known) or b"").decode()
