"""Stamps: digests that say whether what files were made from is still the same.

A page shows its document, what the documents around it say, and names. So the stamp of a document
is a digest of it, of the documents one link away in either direction, of those which these link
to, and of what all pages depend on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

import numpy as np

from partnergraph import __version__
from partnergraph.site.documents import Documents, Numbers

_SIZE = 16


def stamp(documents: Documents, settings: str) -> str:
    """The digest of what every page depends on.

    That is: the version, the program and the texts of the site, `settings`, and what the graph
    says about terms and concepts.
    """
    digest = hashlib.blake2b(digest_size=_SIZE)
    digest.update(f"{__version__}\n{settings}\n".encode())
    for part in program(files("partnergraph") / "site"):
        digest.update(part)
    graphs = f"<{documents.things.removesuffix('id/')}graph/".encode()
    for data in documents.between():
        for line in data.splitlines(keepends=True):
            if not line.startswith(graphs):  # they tell where statements are from
                digest.update(line)
    return digest.hexdigest()


class Stamps(NamedTuple):
    """Of each resource the key for reuse of its files, and the state of it and what it points to.

    Both are hexadecimal digests by IRI.
    """

    keys: Mapping[str, str]
    states: Mapping[str, str]


def stamps(documents: Documents, common: str) -> Stamps:
    """The stamps of all documents; `common` is what every page depends on."""
    sources, targets = documents.edges()
    inside = sources >= 0
    told = {documents.order[at] for at in targets[~inside].tolist()}  # by what is no document
    own = [
        _digest((documents[iri].data, repr(iri in told and documents.links(iri)).encode()))
        for iri in documents
    ]
    sources, targets = sources[inside], targets[inside]
    leads = _grouped(sources, targets, len(own))
    wide = [_digest((mine, *(own[to] for to in leads[at]))) for at, mine in enumerate(own)]
    back = _grouped(targets, sources, len(own))
    begin = common.encode()
    keys = (
        _digest((begin, wide[at], *(wide[n] for n in sorted({*leads[at], *back[at]})))).hex()
        for at in range(len(own))
    )
    states = (each.hex() for each in wide)
    order = documents.order
    return Stamps(dict(zip(order, keys, strict=True)), dict(zip(order, states, strict=True)))


def _digest(parts: Iterable[bytes]) -> bytes:
    digest = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        digest.update(part)
    return digest.digest()


def _grouped(keys: Numbers, values: Numbers, count: int) -> list[list[int]]:
    """For each key, its values in order, each once."""
    pairs = np.unique(np.stack((keys, values), axis=1), axis=0)
    bounds = np.searchsorted(pairs[:, 0], np.arange(count + 1)).tolist()
    found: list[int] = pairs[:, 1].tolist()
    return [found[bounds[at] : bounds[at + 1]] for at in range(count)]


def program(folder: Traversable) -> Iterable[bytes]:
    """The names and contents of all files in a folder of the program, in order."""
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_dir():
            yield from program(path)
        elif not path.name.endswith(".pyc"):
            yield path.name.encode() + b"\n" + path.read_bytes()
