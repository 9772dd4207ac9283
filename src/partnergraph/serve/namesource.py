"""Names of a graph: every name of its things, also as sources print it, and of its countries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyoxigraph

from partnergraph.serve.nameindex import OTHER, PREFERRED, PRINTED, Name
from partnergraph.site.documents import Documents
from partnergraph.site.records import KINDS
from partnergraph.store import Store, query
from partnergraph.vocabulary import DC, PG, RDF_TYPE, SKOS, SKOSXL

COUNTRY = "country"
_NAMED = "SELECT ?thing ?name WHERE {{ ?thing <{}> ?name }}"
_SORTS = (
    *((SKOS.prefLabel, PREFERRED), (DC.term("title"), OTHER)),
    *((SKOS.altLabel, OTHER), (PG.shortName, OTHER), (SKOSXL.literalForm, OTHER)),
)
_COUNTRIES = f"""
SELECT ?country ?name
WHERE {{
  {{ SELECT DISTINCT ?country WHERE {{ ?thing <{PG.country}> ?country }} }}
  ?country <{SKOS.prefLabel}>|<{SKOS.altLabel}> ?name
}}
"""
_PRINTED = f"""
SELECT ?mention ?form ?thing
WHERE {{
  ?reading <{PG.aboutMention}> ?mention .
  ?mention <{PG.surfaceForm}> ?form .
  OPTIONAL {{ ?reading <{PG.resolvedTo}> ?thing }}
}}
"""
_CONCEPTS = (
    f"SELECT DISTINCT ?concept WHERE {{ ?concept <{SKOS.inScheme}> ?scheme }} ORDER BY ?concept"
)
_KINDS = "SELECT ?thing ?class WHERE {{ VALUES ?class {{ {} }} ?thing <{}> ?class }}"


def names(store: Store, documents: Documents) -> Iterator[Name]:
    """The names of all things that have a document, and of their countries.

    A name as printed that somebody had to read belongs to the thing that it is read as, and where
    that is left open to the source that prints it.
    """
    for predicate, sort in _SORTS:
        for thing, name in _rows(store, _NAMED.format(predicate)):
            iri = thing.value.partition("#")[0]
            if iri in documents and isinstance(name, pyoxigraph.Literal):
                yield Name(iri, name.value, name.language or "", sort)
    for country, name in _rows(store, _COUNTRIES):
        yield Name(country.value, name.value, name.language or "", PREFERRED)
    for mention, form, thing in _rows(store, _PRINTED):
        iri = thing.value if thing else mention.value.partition("#")[0]
        if iri in documents:
            yield Name(iri, form.value, form.language or "", PRINTED)


def kinds(store: Store) -> Mapping[str, str]:
    """What each thing is: a value of `records.KINDS`; things of other classes are left out."""
    order = {iri: number for number, iri in enumerate(KINDS)}
    listed = " ".join(f"<{iri}>" for iri in KINDS)
    found: dict[str, str] = {}
    ranks: dict[str, int] = {}
    for thing, kind in _rows(store, _KINDS.format(listed, RDF_TYPE)):
        rank = order[kind.value]
        if rank < ranks.get(thing.value, len(order)):
            ranks[thing.value], found[thing.value] = rank, KINDS[kind.value]
    return found


def concepts(store: Store) -> Mapping[str, Sequence[str]]:
    """The concepts of each scheme, by its namespace, in order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for (concept,) in _rows(store, _CONCEPTS):
        found[concept.value[: concept.value.rfind("/") + 1]].append(concept.value)
    return found


def degrees(documents: Documents) -> Mapping[str, int]:
    """How many statements of other documents lead to each thing."""
    _, targets = documents.edges()
    counts = np.bincount(targets, minlength=len(documents))
    return dict(zip(documents.order, counts.tolist(), strict=True))


def _rows(store: Store, text: str) -> Iterator[tuple[Any, ...]]:
    answer = query(store, text)
    if isinstance(answer, pyoxigraph.QuerySolutions):
        for row in answer:
            yield tuple(row)
