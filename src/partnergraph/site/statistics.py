"""Statistics: how many statements, things and links a graph holds, counted block by block."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from partnergraph.project import Project
from partnergraph.vocabulary import PROV, RDF_TYPE, ROR, SCHEMA, WIKIDATA

#: Subject, predicate, and object where it is an IRI.
_LINE = re.compile(rb"(?m)^<([^>\n]*)> <([^>\n]*)> (?:<([^>\n]*)> )?")
_TYPED, _LINKED, _SPECIAL = (
    each.encode() for each in (RDF_TYPE, SCHEMA.sameAs, PROV.specializationOf)
)
_TOLD = frozenset({_TYPED, _LINKED, _SPECIAL})
#: What other data sets call their things: name, title and beginning of their IRIs.
REGISTRIES: tuple[tuple[str, str, str], ...] = (
    ("ror", "Research Organization Registry (ROR)", ROR),
    ("wikidata", "Wikidata", WIKIDATA),
    ("grid", "Global Research Identifier Database (GRID)", "https://www.grid.ac/institutes/"),
    ("isni", "International Standard Name Identifier (ISNI)", "https://isni.org/isni/"),
)


@dataclass(frozen=True, slots=True)
class Dump:
    """A file of the whole graph: its path in the site, its SHA-256 and its size in bytes."""

    path: str
    sha256: str
    size: int


def count(
    blocks: Iterable[bytes], project: Project, dumps: Sequence[Dump], digest: str
) -> dict[str, Any]:
    """What N-Quads hold, which come in `blocks` of whole lines; as JSON has it.

    A statement counts once in each graph that makes it, a thing once in each of its classes.
    `digest` is the SHA-256 of the lines.
    """
    predicates: Counter[bytes] = Counter()
    things: set[bytes] = set()
    links: Counter[str] = Counter()
    classes: defaultdict[bytes, set[bytes]] = defaultdict(set)
    sources: set[bytes] = set()
    space = project.thing("").encode()
    for block in blocks:
        found = _LINE.findall(block)
        predicates.update([predicate for _, predicate, _ in found])
        subjects = {subject for subject, _, _ in found}
        things |= {each.partition(b"#")[0] for each in subjects if each.startswith(space)}
        told = [each for each in found if each[1] in _TOLD and each[2]]
        for subject, predicate, value in told:
            if predicate == _TYPED:
                classes[value].add(subject)
            elif predicate == _LINKED:
                links.update(n for n, _, begin in REGISTRIES if value.startswith(begin.encode()))
            else:
                sources.add(value)
    return {
        "sha256": digest,
        "statements": predicates.total(),
        "things": len(things),
        "pages": len(sources),
        "classes": {name.decode(): len(found) for name, found in sorted(classes.items())},
        "properties": {name.decode(): number for name, number in sorted(predicates.items())},
        "links": dict(sorted(links.items())),
        "dumps": [asdict(each) for each in dumps],
    }
