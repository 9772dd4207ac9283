"""Built graphs written by hand, as sites."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from partnergraph.built import FORMAT, MANIFEST, Built
from partnergraph.knowledgegraph import from_built
from partnergraph.nquads import iri, literal
from partnergraph.project import Project
from partnergraph.site.documents import Document
from partnergraph.site.material import Make, Site, open_site
from partnergraph.store import write_folder
from partnergraph.vocabulary import PG, SKOS

BASE = "https://example.org/g/"
THINGS = f"{BASE}id/"


def line(subject: str, predicate: str, term: str, graph: str = "curated") -> str:
    """A statement about the thing (or part of one) called `subject`."""
    return f"<{THINGS}{subject}> <{predicate}> {term} <{BASE}graph/{graph}> .\n"


def named(subject: str, name: str, language: str = "en") -> str:
    return line(subject, SKOS.prefLabel, literal(name, language=language))


def linked(subject: str, other: str) -> str:
    return line(subject, PG.agent, iri(f"{THINGS}{other}"))


def chain(count: int, **names: str) -> list[str]:
    """Things t0, t1 …, each linked to the next; `names` gives some of them another name."""
    own = [named(f"t{n}", names.get(f"t{n}", f"Thing {n}")) for n in range(count)]
    return own + [linked(f"t{n}", f"t{n + 1}") for n in range(count - 1)]


def project(root: Path) -> Project:
    return Project(root=root, base=BASE, title={"en": "By hand"}, languages=("en", "ru"))


def built(folder: Path, lines: Sequence[str]) -> Path:
    """A built graph of `lines` in the new folder `folder`."""
    folder.mkdir(parents=True)
    data = "".join(sorted(lines)).encode()
    (folder / "graph.nq").write_bytes(data)
    write_folder(folder / "graph.nq", folder / "store")
    manifest = {"format": FORMAT, "base": BASE, "sha256": sha256(data).hexdigest(), "as_of": None}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def site(folder: Path, lines: Sequence[str], place: str = "") -> Site:
    """The site of a graph that is built of `lines` in the new folder `folder`."""
    graph = Built.open(built(folder, lines))
    return open_site(graph, from_built(graph, project(folder), None), place=place)


def pages(of: Site) -> Make:
    """A maker of pages with all that they may show: names of what is two links away, one back."""

    def files(document: Document) -> Iterator[tuple[str, str]]:
        shown = [f"{of.place} {document.iri} {dict(of.documents.names(document.iri))}"]
        links = of.documents.links(document.iri)
        shown += [f"< {dict(of.documents.names(link.subject))}" for link in links]
        yield of.addresses.path(document.iri), "\n".join(shown)

    return files


def broken(of: Site) -> Make:
    """A maker that fails at the last thing."""
    last = of.documents.order[-1]

    def files(document: Document) -> Iterator[tuple[str, str]]:
        if document.iri == last:
            raise OSError(28, "No space left on device")
        yield of.addresses.path(document.iri), "x"

    return files


def faulty(of: Site) -> Make:
    """A maker with a mistake in it."""

    def files(document: Document) -> Iterator[tuple[str, str]]:
        yield of.addresses.path(document.iri), str(1 // 0)

    return files


def cut(of: Site) -> Make:
    """A maker that reads a file which ends too early."""

    def files(document: Document) -> Iterator[tuple[str, str]]:
        raise EOFError("The file ended early")
        yield of.addresses.path(document.iri), "x"

    return files


def deadly(of: Site) -> Make:
    """A maker whose process ends."""

    def files(document: Document) -> Iterator[tuple[str, str]]:
        if document.iri == of.documents.order[-1]:
            raise SystemExit(9)
        yield of.addresses.path(document.iri), "x"

    return files
