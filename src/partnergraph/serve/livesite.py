"""The live site: the files of a published site, each made when it is asked for.

This is the heavy part of the server, and runs in worker processes. A document is made by the makers
of `publication`, so that it is what a published site has, byte for byte; the other files are made a
chapter at a time into a private folder, which the workers of a build share.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from partnergraph.built import Built
from partnergraph.errors import BuildError
from partnergraph.files import write_text
from partnergraph.knowledgegraph import from_built
from partnergraph.progress import silent
from partnergraph.project import Project
from partnergraph.serve import chapters
from partnergraph.serve.desk import Desk
from partnergraph.serve.pinning import pinned
from partnergraph.serve.rdfxml import rdfxml
from partnergraph.site import (
    changes,
    datapage,
    dumps,
    explorer,
    feed,
    lists,
    ontology,
    pages,
    questions,
    reports,
    schemes,
    sitemap,
    unknowns,
    withdrawn,
)
from partnergraph.site.material import Make, Part, Site
from partnergraph.site.oldsite import OldSite
from partnergraph.site.output import Output
from partnergraph.site.publication import MAKERS, open_site
from partnergraph.site.rules import NAME, PLAIN, Rules, as_sent
from partnergraph.site.triples import serialise
from partnergraph.vocabulary import RDF_TYPE, RDFS

#: What makes the files of each chapter, but for the sitemap and the robots file.
_PARTS: Mapping[str, tuple[Part, ...]] = {
    "style": (pages.write_style,),
    "withdrawn": (withdrawn.part,),
    "data": (dumps.part, datapage.front, datapage.part),
    "unknowns": (unknowns.write_unknowns,),
    "changes": (changes.part,),
    "feed": (feed.part,),
    "questions": (questions.part,),
    "reports": (reports.part,),
    "explorer": (explorer.part,),
    "ontology": (ontology.part,),
    "schemes": (schemes.part,),
    "lists": (lists.write_lists,),
}
#: Turtle files that are told in RDF/XML as well.
_ALSO = re.compile(r"(?:vocab/[^/]+|ontology/ontology|data/dataset)\.ttl")


class Name(NamedTuple):
    """What a resource's documents are called, and whether it was withdrawn."""

    stem: str
    gone: bool


class Chapter(NamedTuple):
    """A chapter: the folder that holds it, and its files (path -> SHA-256)."""

    folder: Path
    files: Mapping[str, str]


@dataclass(frozen=True)
class LiveSite:
    """A site that makes its files on demand; `folder` is a private one for its chapters."""

    site: Site
    folder: Path

    @classmethod
    def open(
        cls,
        build: Path,
        sha256: str,
        project: Project,
        folder: Path,
        *,
        place: str = "",
        since: Path | None = None,
        before: Path | None = None,
    ) -> LiveSite:
        """The site of the graph in the folder `build`, whose checksum is `sha256`.

        `place`, `since` and `before` are those of `Site`. Raises StoreError and BuildError, also
        where the graph is another one by now.
        """
        own = pinned(build, ("graph.nq", "dataset.ttl"), folder)
        built = Built.open(build)  # after that: what it says is true of what was pinned
        if str(built.manifest.get("sha256", "")) != sha256:
            raise BuildError(f"{build} holds another graph by now.", "Its server will reload it.")
        built = replace(built, folder=own)
        site = open_site(built, from_built(built, project, None), place=place, since=since)
        return cls(replace(site, before=before, live=True), folder)

    @cached_property
    def desk(self) -> Desk:
        """What pages of questions and search are made with."""
        return Desk.of(self.site, self.folder)

    def name(self, local: bytes) -> Name | None:
        """The documents about the resource with the id `local`, as a server sees it.

        That is percent-decoded. None: there is no such resource, and never was.
        """
        stem = self._odd.get(local)
        if stem is None:
            plain = local.decode("ascii", "replace")
            stem = plain if re.fullmatch(PLAIN, plain) else ""
        return self.named(stem)

    def named(self, stem: str) -> Name | None:
        """The documents called `stem`; None where there are none."""
        iri = self._resource(f"doc/{stem}.html")
        if iri is None:
            return None
        return Name(stem, iri not in self.site.documents)

    def document(self, path: str) -> bytes | None:
        """The document at `path`, `doc/…`, in the form of its ending; None where there is none.

        What was withdrawn has its tombstone. RDF/XML (`.rdf`) cannot say everything: None as well.
        """
        if path.endswith(".rdf"):
            turtle = self.document(f"{path.removesuffix('.rdf')}.ttl")
            return None if turtle is None else rdfxml(turtle, self.site.documents.things)
        iri = self._resource(path)
        if iri is None:
            return None
        if iri not in self.site.documents:
            return self._tombstone(path)
        document = self.site.documents[iri]
        for make in self._makes:
            for made, content in make(document):
                if made == path:
                    return content if isinstance(content, bytes) else encoded(content)
        return None

    def chapter(self, name: str) -> Chapter:
        """The chapter `name`, made if it is not there. Raises BuildError and OSError."""
        listed = self.folder / f"{name}.json"
        if listed.is_file():
            folder, files = json.loads(listed.read_text(encoding="utf-8"))
            return Chapter(Path(folder), files)
        output = self._output(name)
        if name == "sitemap":
            self._list_pages(output)
        elif name == "robots":
            output.write(sitemap.ROBOTS, sitemap.robots(self.site))
        else:
            for part in _PARTS[name]:
                part(self.site, output, silent)
            self._tell_in_rdfxml(output)
        write_text(listed, json.dumps([str(output.folder), output.files]))
        return Chapter(output.folder, output.files)

    def leave(self, folder: Path) -> None:
        """Leaves in `folder` what a later site must know as its `before`: which resources there
        were, as a graph that says nothing else of them, and what was withdrawn. Raises OSError.
        """
        gone = self.site.gone
        told = (each for resource in gone for each in withdrawn.statements(gone, resource))
        (folder / withdrawn.PATH).parent.mkdir(parents=True, exist_ok=True)
        write_text(folder / withdrawn.PATH, serialise(told, "nt"))
        graph = self.site.project.graph("curated")
        lines = (
            f"<{iri}> <{RDF_TYPE}> <{RDFS.Resource}> <{graph}> .\n" for iri in self.site.documents
        )
        write_text(folder / "graph.nq", "".join(lines))

    def _output(self, name: str) -> Output:
        fresh = Path(tempfile.mkdtemp(dir=self.folder, prefix=f"{name}-"))
        return Output(fresh, OldSite.of(fresh, None))

    def _list_pages(self, output: Output) -> None:
        """Writes the sitemap: pages of documents, and those of the other chapters."""
        others = [each for each in chapters.NAMES if each not in {"sitemap", "robots"}]
        known = [path for each in others for path in self.chapter(each).files]
        output.files.update(dict.fromkeys([*self._pages(), *known], ""))
        sitemap.write(self.site, output)
        for path in [path for path, digest in output.files.items() if not digest]:
            del output.files[path]

    def _pages(self) -> Iterable[str]:
        renderer = pages.press_of(self.site).renderer
        for iri in self.site.documents:
            path = self.site.addresses.path(iri)
            for lang in renderer.spoken(path):
                yield renderer.path(path, lang)

    def _tell_in_rdfxml(self, output: Output) -> None:
        for path in [path for path in output.files if _ALSO.fullmatch(path)]:
            turtle = (output.folder / path).read_bytes()
            told = rdfxml(turtle, self.site.documents.things)
            if told is not None:
                output.write(f"{path.removesuffix('.ttl')}.rdf", told)

    def _tombstone(self, path: str) -> bytes | None:
        folder, files = self.chapter("withdrawn")
        return (folder / path).read_bytes() if path in files else None

    def _resource(self, path: str) -> str | None:
        """The resource that the document at `path` is about, if the site knows it."""
        name = path.removeprefix("doc/").partition(".")[0]
        if not re.fullmatch(NAME, name):
            return None
        iri = self.site.addresses.resource(path)
        known = iri is not None and (iri in self.site.documents or iri in self.site.gone)
        return iri if known else None

    @cached_property
    def _odd(self) -> Mapping[bytes, str]:
        """Ids that are not called as their files are; of two that look alike, the first."""
        found = Rules.of(self.site.addresses, self.site.documents, self.site.gone).odd
        return {as_sent(local): stem for local, stem in reversed([*found.items()])}

    @cached_property
    def _makes(self) -> list[Make]:
        return [maker(self.site) for maker in MAKERS]


def encoded(text: str) -> bytes:
    """A text as files of a site have it."""
    return text.encode("utf-8", "replace")
