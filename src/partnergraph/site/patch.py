"""Patches: what an earlier graph lacks and has too much, line by line, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph

from partnergraph.errors import PartnergraphError
from partnergraph.site.dumps import GRAPH, lines

#: A line that was added (True) or taken away (False).
Difference = tuple[bool, str]
_BUILT = "graph.nq"


def earlier_graph(path: Path) -> Path:
    """The N-Quads of an earlier graph: `path` itself, or what a site or a build has of them.

    Raises PartnergraphError where there is none.
    """
    candidates = (path / GRAPH, path / _BUILT) if path.is_dir() else (path,)
    for found in candidates:
        if found.is_file() and (found.name.endswith((".nq", ".nq.gz"))):
            return found
    raise PartnergraphError(
        f"{path} is no earlier graph.", "Give a graph.nq, a graph.nq.gz or the folder of a site."
    )


def ordered(path: Path) -> Iterator[str]:
    """The lines of an N-Quads file, in order and each once, as a build writes them.

    A file in order is streamed; another is read whole. Raises PartnergraphError.
    """
    try:
        if _in_order(lines(path)):
            yield from lines(path)
            return
        text = "".join(lines(path)).encode()
        quads = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS)
        yield from sorted({f"{quad} .\n" for quad in quads})
    except (OSError, EOFError, UnicodeDecodeError, SyntaxError) as error:
        raise PartnergraphError(f"{path} cannot be read: {error}.", "Give another file.") from error


def differences(old: Iterable[str], new: Iterable[str]) -> Iterator[Difference]:
    """What leads from the lines `old` to the lines `new`, both in order, each line once."""
    left, right = iter(old), iter(new)
    one, two = next(left, None), next(right, None)
    while one is not None or two is not None:
        if one == two:
            one, two = next(left, None), next(right, None)
        elif two is None or (one is not None and one < two):
            yield False, one or ""
            one = next(left, None)
        else:
            yield True, two
            two = next(right, None)


def rdf_patch(changes: Iterable[Difference], identifier: str) -> Iterator[str]:
    """The changes as lines of RDF Patch: one transaction of additions and deletions of quads."""
    yield f"H id <{identifier}> .\n"
    yield "TX .\n"
    for added, line in changes:
        yield f"{'A' if added else 'D'} {line}"
    yield "TC .\n"


def _in_order(found: Iterable[str]) -> bool:
    before = ""
    for line in found:
        if line <= before or not line.endswith("> .\n"):
            return False
        before = line
    return True
