"""The difference of a small change: what it touches, and which answers it leaves as they are."""

from __future__ import annotations

import json
import mmap
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from partnergraph.site.blocks import members
from partnergraph.site.dumps import GRAPH, STATISTICS, mapped, pieces, prefixes
from partnergraph.site.footprint import footprint

if TYPE_CHECKING:
    from partnergraph.site.material import Site
    from partnergraph.site.oldsite import OldSite

#: A change of more statements than this is not looked at: it touches most answers anyway.
MOST = 200
_BLOCKS = 8  # so many of some megabytes are compared line by line
_FORM = pyoxigraph.RdfFormat.N_QUADS
_STATEMENT = re.compile(rb"<([^<>]*)> <([^<>]*)> ")


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change touches: properties of the statements that came or went, and resources.

    `before` is the SHA-256 of the graph before it.
    """

    before: str
    properties: frozenset[str]
    resources: frozenset[str]

    def leaves(self, query: str, answer: Path | None) -> bool:
        """Whether the answer to `query`, which stands in a CSV file, is the same after the change.

        It is also shown the same: no resource is in it that may be called otherwise now.
        """
        needed = footprint(query)
        if answer is None or needed is None or needed & self.properties:
            return False
        with mapped(answer) as data:
            return not any(data.find(iri.encode()) >= 0 for iri in self.resources)


def difference(site: Site, old: OldSite) -> Difference | None:
    """What is different in `site`; None where the old site has no graph, or too much is different.

    The graphs are compared by the digests of their blocks; only blocks that are not in both are
    read.
    """
    dump, statistics = old.at(GRAPH), old.at(STATISTICS)
    if dump is None or statistics is None:
        return None
    try:
        before = str(json.loads(statistics.read_text(encoding="utf-8"))["sha256"])
        with mapped(site.built.folder / "graph.nq") as data:
            lines = _changed(dump, data, site)
    except (OSError, ValueError, LookupError, TypeError, zlib.error):
        return None
    if lines is None:
        return None
    found = [_STATEMENT.match(line) for line in lines]
    if not all(found):
        return None
    subjects = [(each[1].decode(), each[2].decode()) for each in found if each]
    return Difference(
        before,
        frozenset(predicate for _, predicate in subjects),
        frozenset(subject.partition("#")[0] for subject, _ in subjects),
    )


def _changed(dump: Path, data: bytes | mmap.mmap, site: Site) -> set[bytes] | None:
    """The lines that are in one of two graphs; None where there are too many of them."""
    there, kept = members(dump), set()
    come = []
    for piece in pieces(data, _FORM, prefixes(site.project)):
        if piece.digest in there:
            kept.add(piece.digest)
        else:
            come.append(piece.make())
        if len(come) > _BLOCKS:
            return None
    gone = [each for each in there if each not in kept]
    if len(gone) > _BLOCKS:
        return None
    old = _lines(zlib.decompress(there[each], zlib.MAX_WBITS + 16) for each in gone)
    lines = old ^ _lines(come)
    return lines if len(lines) <= MOST else None


def _lines(blocks: Iterable[bytes]) -> set[bytes]:
    return {line for block in blocks for line in block.splitlines(keepends=True)}
