"""RDF/XML: what a document says, for programs that read nothing else."""

from __future__ import annotations

from xml.parsers.expat import ExpatError, ParserCreate

import pyoxigraph

from partnergraph.vocabulary import PREFIXES


def rdfxml(turtle: bytes, things: str) -> bytes | None:
    """What `turtle` says in RDF/XML; None where that cannot say it.

    XML has no room for control characters, nor for a predicate whose IRI ends in no name (RDF 1.1
    XML Syntax, §5.1), so that what was written is read again. `things` is the namespace of `id:`.
    """
    quads = pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE)
    triples = {quad.triple for quad in quads}
    used = {
        name: space
        for name, space in {**PREFIXES, "id": things}.items()
        if any(str(each.predicate.value).startswith(space) for each in triples)
    }
    form = pyoxigraph.RdfFormat.RDF_XML
    told = pyoxigraph.serialize(sorted(triples, key=str), format=form, prefixes=used) or b""
    try:
        ParserCreate(namespace_separator=" ").Parse(told, True)
        again = {quad.triple for quad in pyoxigraph.parse(told, format=form)}
    except (ExpatError, SyntaxError):  # the engine reads more than others do
        return None
    return told if again == triples else None
