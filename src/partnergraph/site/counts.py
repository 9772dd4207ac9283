"""Counts: whether the description of a site's dataset counts what its dump holds (VoID, §4.6)."""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph

from partnergraph.site.served import Served
from partnergraph.vocabulary import RDF_TYPE, VOID

PATH = ".well-known/void"
DUMP = "data/graph.nq.gz"
_LINE = re.compile(rb"(\S+) <([^>]*)> (.*) <[^>]*> \.\n?")


def faults(site: Served, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Numbers in the description that the dump does not bear out; nothing where one is missing."""
    if PATH not in files or DUMP not in files:
        return
    try:
        described = list(
            pyoxigraph.parse(site.read(PATH) or b"", format=pyoxigraph.RdfFormat.TURTLE)
        )
        lines = gzip.decompress(site.read(DUMP) or b"").splitlines()
    except (SyntaxError, ValueError, OSError, EOFError) as error:
        yield PATH, f"The description or the dump cannot be read: {error}."
        return
    statements, properties, classes = counted(lines)
    values: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for quad in described:
        values[str(quad.subject)][quad.predicate.value] = str(getattr(quad.object, "value", ""))
    for subject, found in values.items():
        yield from _compared(subject, found, statements, properties, classes)


def counted(lines: Iterable[bytes]) -> tuple[int, Mapping[str, int], Mapping[str, int]]:
    """How many statements N-Quads have, of each property, and how many things of each class."""
    statements = 0
    properties: Counter[str] = Counter()
    classes: defaultdict[str, set[bytes]] = defaultdict(set)
    for line in lines:
        if found := _LINE.fullmatch(line):
            statements += 1
            predicate = found[2].decode()
            properties[predicate] += 1
            if predicate == RDF_TYPE:
                classes[found[3].decode()[1:-1]].add(found[1])
    return statements, properties, {name: len(each) for name, each in classes.items()}


def _compared(
    subject: str,
    found: Mapping[str, str],
    statements: int,
    properties: Mapping[str, int],
    classes: Mapping[str, int],
) -> Iterator[tuple[str, str]]:
    triples, entities = found.get(VOID.triples), found.get(VOID.entities)
    if (of := found.get(VOID.property)) is not None:
        expected, given, what = properties.get(of, 0), triples, f"statements with {of}"
    elif (of := found.get(VOID.term("class"))) is not None:
        expected, given, what = classes.get(of, 0), entities, f"things of {of}"
    elif VOID.uriSpace in found:
        expected, given, what = statements, triples, "statements"
    else:
        return
    if given is not None and given != str(expected):
        yield PATH, f"{subject} counts {given} {what}; the dump holds {expected}."
