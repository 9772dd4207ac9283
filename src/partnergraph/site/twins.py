"""Twins: what a document says, in Turtle, N-Triples and JSON-LD.

All three hold exactly the triples of the graph about the resource, and name only the prefixes that
they use. JSON-LD brings its context along, so that nobody has to fetch one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph

from partnergraph.site.documents import Document
from partnergraph.vocabulary import PREFIXES, RDF_TYPE, SCHEMES, XSD, scheme

if TYPE_CHECKING:
    from partnergraph.site.material import Make, Site


def maker(site: Site) -> Make:
    """Makes the three files beside the page about each document of `site`."""
    things = site.documents.things

    def files(document: Document) -> Iterator[tuple[str, bytes | str]]:
        yield site.addresses.path(document.iri, "nt"), document.ntriples
        yield site.addresses.path(document.iri, "ttl"), turtle(document, things)
        yield site.addresses.path(document.iri, "jsonld"), jsonld(document, things)

    return files


def turtle(document: Document, things: str) -> bytes:
    """The document in Turtle (RDF 1.1 Turtle); `things` is the namespace of `id:`."""
    data = document.ntriples
    used = {name: space for name, space in _spaces(things).items() if f"<{space}".encode() in data}
    form = pyoxigraph.RdfFormat.TURTLE
    return pyoxigraph.serialize(document.triples(), format=form, prefixes=used) or b""


def jsonld(document: Document, things: str) -> str:
    """The document in JSON-LD 1.1, flat, with its context; `things` is the namespace of `id:`."""
    return f"{json.dumps(_compacted(document, things), ensure_ascii=False, indent=1)}\n"


def embedded(document: Document, things: str) -> str:
    """The same as `jsonld`, in one line that can stand in the element `script` of a page.

    It holds no `<`, so that nothing in it ends the element (HTML, §4.12.1.3).
    """
    found = _compacted(document, things)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _compacted(document: Document, things: str) -> dict[str, Any]:
    triples = document.triples()
    spaces = _spaces(things)
    names = _Names(things, {space: name for name, space in spaces.items()})
    nodes = _nodes(triples, names)
    if names.schemes & names.used:  # an IRI `role:x` would be read as one with the prefix
        free = {space: name for name, space in spaces.items() if name not in names.schemes}
        names = _Names(things, free)
        nodes = _nodes(triples, names)
    return {"@context": {name: spaces[name] for name in sorted(names.used)}, "@graph": nodes}


class _Names:
    """IRIs by prefix and local name, and which prefixes that took."""

    def __init__(self, things: str, spaces: Mapping[str, str]) -> None:
        self.things = things
        self.spaces = spaces
        self.used: set[str] = set()
        #: What stands before the colon of those that are written in full.
        self.schemes: set[str] = set()
        self._known: dict[str, str] = {}

    def of(self, iri: str) -> str:
        """`iri`, as short as the prefixes allow."""
        if iri not in self._known:
            self._known[iri] = self._short(iri)
        return self._known[iri]

    def _short(self, iri: str) -> str:
        at = len(self.things) if iri.startswith(self.things) else _end_of_space(iri)
        name, local = self.spaces.get(iri[:at]), iri[at:]
        if name and local and not local.startswith("//"):
            self.used.add(name)
            return f"{name}:{local}"
        self.schemes.add(iri.partition(":")[0])
        return iri


def _nodes(triples: list[pyoxigraph.Triple], names: _Names) -> list[dict[str, Any]]:
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject = names.of(_iri(triple.subject))
        node = nodes.setdefault(subject, {"@id": subject})
        value = triple.object
        predicate = triple.predicate.value
        if predicate == RDF_TYPE and isinstance(value, pyoxigraph.NamedNode):
            _add(node, "@type", names.of(value.value))
        else:
            _add(node, names.of(predicate), _value(value, names))
    return list(nodes.values())


def _add(node: dict[str, Any], key: str, value: object) -> None:
    if key not in node:
        node[key] = value
    elif isinstance(node[key], list):
        node[key].append(value)
    else:
        node[key] = [node[key], value]


def _value(term: object, names: _Names) -> object:
    if not isinstance(term, pyoxigraph.Literal):
        return {"@id": names.of(_iri(term))}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    datatype = term.datatype.value
    if datatype == XSD.string:
        return term.value
    return {"@type": names.of(datatype), "@value": term.value}


def _iri(term: object) -> str:
    return term.value if isinstance(term, pyoxigraph.NamedNode) else str(term)


def _end_of_space(iri: str) -> int:
    return max(iri.rfind("/"), iri.rfind("#")) + 1


@cache
def _spaces(things: str) -> Mapping[str, str]:
    """Prefix -> namespace, of all that occur in documents."""
    return {**PREFIXES, **{name: str(scheme(name)) for name in SCHEMES}, "id": things}
