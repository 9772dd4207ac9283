"""Statistics: how many statements, things and links a graph holds, counted line by line."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from partnergraph.project import Project
from partnergraph.vocabulary import PROV, RDF_TYPE, ROR, SCHEMA, WIKIDATA

_LINE = re.compile(
    r"<(?P<subject>[^>]*)> <(?P<predicate>[^>]*)> (?P<object>.*) <(?P<graph>[^>]*)> \.\n?"
)
#: What other data sets call their things: name, title and beginning of their IRIs.
REGISTRIES: tuple[tuple[str, str, str], ...] = (
    ("ror", "Research Organization Registry (ROR)", ROR),
    ("wikidata", "Wikidata", WIKIDATA),
    ("grid", "Global Research Identifier Database (GRID)", "https://www.grid.ac/institutes/"),
    ("isni", "International Standard Name Identifier (ISNI)", "https://isni.org/isni/"),
)
_SAME = SCHEMA.sameAs


@dataclass(frozen=True, slots=True)
class Dump:
    """A file of the whole graph: its path in the site, its SHA-256 and its size in bytes."""

    path: str
    sha256: str
    size: int


def count(
    lines: Iterable[str], project: Project, dumps: Sequence[Dump], digest: str
) -> dict[str, Any]:
    """What the N-Quads `lines` hold, as JSON has it.

    A statement counts once in each graph that makes it, a thing once in each of its classes.
    `digest` is the SHA-256 of the lines.
    """
    statements, things, sources = 0, set(), set()
    predicates: Counter[str] = Counter()
    links: Counter[str] = Counter()
    classes: defaultdict[str, set[str]] = defaultdict(set)
    space = project.thing("")
    for line in lines:
        found = _LINE.fullmatch(line)
        if not found:
            continue
        subject, predicate, term = found["subject"], found["predicate"], found["object"]
        statements += 1
        predicates[predicate] += 1
        if subject.startswith(space):
            things.add(subject.partition("#")[0])
        if predicate == RDF_TYPE:
            classes[term[1:-1]].add(subject)
        elif predicate == _SAME:
            links.update(name for name, _, start in REGISTRIES if term.startswith(f"<{start}"))
        elif predicate == PROV.specializationOf:
            sources.add(term)
    return {
        "sha256": digest,
        "statements": statements,
        "things": len(things),
        "pages": len(sources),
        "classes": {name: len(found) for name, found in sorted(classes.items())},
        "properties": dict(sorted(predicates.items())),
        "links": dict(sorted(links.items())),
        "dumps": [asdict(each) for each in dumps],
    }
