"""Twins: what a document says, in Turtle, N-Triples and JSON-LD.

All three hold exactly the triples of the graph about the resource, and name only the prefixes that
they use. JSON-LD brings its context along, so that nobody has to fetch one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph

from partnergraph.site.documents import Document
from partnergraph.vocabulary import PG, PREFIXES, RDF_TYPE, SCHEMES, VOCAB, XSD, scheme

if TYPE_CHECKING:
    from partnergraph.site.material import Make, Site


#: So often a part must be named for its document to be the base of JSON-LD.
_FEW = 4
_TERM = re.compile("[A-Za-z][A-Za-z0-9]*")


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
    spaces = {**_spaces(things), "": f"{document.iri}#"}
    used = {name: space for name, space in spaces.items() if f"<{space}".encode() in data}
    form = pyoxigraph.RdfFormat.TURTLE
    return pyoxigraph.serialize(document.triples(), format=form, prefixes=used) or b""


def jsonld(document: Document, things: str) -> str:
    """The document in JSON-LD 1.1, flat, with its context and a line for each node.

    `things` is the namespace of `id:`.
    """
    return written(document.triples(), things, _base(document))


def written(triples: Iterable[pyoxigraph.Triple], things: str, base: str = "") -> str:
    """Triples in JSON-LD 1.1 in the same way; parts of `base` are named by their fragments."""
    context, nodes = _compacted(triples, things, base)
    lines = ",\n".join(map(_json, nodes))
    return f'{{"@context":{_json(context)},"@graph":[\n{lines}\n]}}\n'


def embedded(document: Document, things: str) -> str:
    """The same as `jsonld`, in one line that can stand in the element `script` of a page.

    It holds no `<`, so that nothing in it ends the element (HTML, §4.12.1.3).
    """
    context, nodes = _compacted(document.triples(), things, _base(document))
    return _json({"@context": context, "@graph": nodes}).replace("<", "\\u003c")


def _base(document: Document) -> str:
    """The base against which parts are named, where that is shorter than what it takes to say."""
    return document.iri if document.data.count(f"<{document.iri}#".encode()) > _FEW else ""


def _compacted(
    triples: Iterable[pyoxigraph.Triple], things: str, base: str
) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The context and the nodes."""
    triples = list(triples)
    spaces = {**PREFIXES, "id": things, "vocab": str(VOCAB), "@vocab": str(PG)}
    names = _Names(things, base, {s: name for name, s in spaces.items() if name != "@vocab"})
    nodes = _nodes(triples, names)
    if names.schemes & names.used:  # an IRI `role:x` would be read as one with the prefix
        barred = names.schemes | {"@vocab"}
        free = {space: name for name, space in spaces.items() if name not in barred}
        names = _Names(things, base, free)
        nodes = _nodes(triples, names)
    context = {"@base": base} if base else {}
    return {**context, **{name: spaces[name] for name in sorted(names.used)}}, nodes


class _Names:
    """IRIs by prefix and local name, and which prefixes that took."""

    def __init__(self, things: str, base: str, spaces: Mapping[str, str]) -> None:
        self._wide = (things, str(VOCAB))
        self.parts = f"{base}#" if base else ""
        self.spaces = spaces
        self.used: set[str] = set()
        #: What stands before the colon of those that are written in full.
        self.schemes: set[str] = set()
        self._known: dict[str, str] = {}

    def id(self, iri: str) -> str:
        """The IRI of a thing: that of a part of the document by its fragment."""
        if self.parts and iri.startswith(self.parts):
            return iri[len(self.parts) - 1 :]
        return self.of(iri)

    def term(self, iri: str) -> str:
        """The IRI of a property or class: one of our ontology by its name alone."""
        name = iri[len(PG) :] if iri.startswith(PG) else ""
        if _TERM.fullmatch(name) and name not in self.spaces.values():
            self.used.add("@vocab")
            return name
        return self.of(iri)

    def of(self, iri: str) -> str:
        """`iri`, as short as the prefixes allow."""
        if iri not in self._known:
            self._known[iri] = self._short(iri)
        return self._known[iri]

    def _short(self, iri: str) -> str:
        at = next((len(s) for s in self._wide if iri.startswith(s)), 0) or _end_of_space(iri)
        name, local = self.spaces.get(iri[:at]), iri[at:]
        if name and local and not local.startswith("//"):
            self.used.add(name)
            return f"{name}:{local}"
        self.schemes.add(iri.partition(":")[0])
        return iri


def _nodes(triples: list[pyoxigraph.Triple], names: _Names) -> list[dict[str, Any]]:
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject = names.id(_iri(triple.subject))
        node = nodes.setdefault(subject, {"@id": subject})
        value = triple.object
        predicate = triple.predicate.value
        if predicate == RDF_TYPE and isinstance(value, pyoxigraph.NamedNode):
            _add(node, "@type", names.term(value.value))
        else:
            _add(node, names.term(predicate), _value(value, names))
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
        return {"@id": names.id(_iri(term))}
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


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
