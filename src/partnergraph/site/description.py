"""The description of a dataset: the facts that VoID, DCAT, schema.org and the citation share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph

from partnergraph.site.dumps import STATISTICS
from partnergraph.site.renderer import SPOKEN, words
from partnergraph.site.statistics import Dump
from partnergraph.site.triples import Statement
from partnergraph.translation import fill
from partnergraph.vocabulary import DC, DCAT

if TYPE_CHECKING:
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

#: Media types of the dumps, by the ending of their names.
MEDIA: Mapping[str, str] = {
    "nq": "application/n-quads",
    "trig": "application/trig",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
}
_DIGITS = 8  # of the checksum, in the version


@dataclass(frozen=True)
class Description:
    """What there is to say of the dataset `iri`, which is the base of the project.

    `built` are the statements of `dataset.ttl`, which the build wrote; `statistics` those of
    `dumps.STATISTICS`; `place` is where the site lies, `sparql` where it can be asked.
    Titles, descriptions and keywords are by language tag.
    """

    iri: str
    built: tuple[Statement, ...]
    statistics: Mapping[str, Any]
    publisher: str
    as_of: str
    titles: Mapping[str, str]
    home: str
    place: str
    languages: tuple[str, ...]
    sparql: str = ""

    @classmethod
    def read(cls, site: Site, output: Output) -> Description:
        """The description of `site`, whose dumps are in `output` already. Raises OSError."""
        project, day = site.project, site.graph.as_of
        path = site.built.folder / "dataset.ttl"
        text = path.read_bytes() if path.is_file() else b""
        found = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE)
        statements = (
            (str(quad.subject)[1:-1], quad.predicate.value, str(quad.object)) for quad in found
        )
        return cls(
            iri=project.base,
            built=tuple(sorted(statements)),
            statistics=json.loads((output.folder / STATISTICS).read_text(encoding="utf-8")),
            publisher=project.publisher,
            as_of=day.isoformat() if day else "",
            titles=dict(project.title),
            place=site.place,
            home=project.thing(project.home) if project.home else "",
            languages=tuple(lang for lang in site.languages if lang in SPOKEN) or ("en",),
            sparql=project.sparql,
        )

    @property
    def licence(self) -> str:
        """The IRI of the licence, '' where none is given."""
        return next(self._values(DC.license), "")

    @property
    def version(self) -> str:
        """The day of the statuses and the beginning of the graph's checksum: no two are alike."""
        digest = str(self.statistics["sha256"])[:_DIGITS]
        return f"{self.as_of}.{digest}" if self.as_of else digest

    @property
    def period(self) -> tuple[str, str]:
        """The first and the last day that any dated fact touches, '' where there is none."""
        start, end = (next(self._values(each), "") for each in (DCAT.startDate, DCAT.endDate))
        return start, end

    @property
    def dumps(self) -> list[Dump]:
        """The files of the whole graph."""
        return [Dump(**each) for each in self.statistics["dumps"]]

    def descriptions(self) -> Mapping[str, str]:
        """What the dataset is, by language tag."""
        figures = (str(self.statistics[name]) for name in ("statements", "things", "pages"))
        given = list(figures)
        return {
            SPOKEN[lang][0]: fill(words(lang)["data-description"], self.title(lang), *given)
            for lang in self.languages
        }

    def keywords(self) -> Mapping[str, list[str]]:
        """Keywords by language tag."""
        return {
            SPOKEN[lang][0]: words(lang)["data-keywords"].split("; ") for lang in self.languages
        }

    def title(self, lang: str) -> str:
        """The title in `lang`, else the first there is."""
        short = {tag.partition("-")[0]: title for tag, title in self.titles.items()}
        return short.get(lang) or next(iter(short.values()), self.iri)

    def address(self, path: str) -> str:
        """The address of a file of the site."""
        return f"{self.place}{path}"

    def _values(self, predicate: str) -> Iterator[str]:
        for _, name, term in self.built:
            if name == predicate:
                yield term[1:-1] if term.startswith("<") else term.split('"')[1]


def form_of(path: str) -> str:
    """The form of the dump at `path`, unpacked: a key of `MEDIA`."""
    return path.removesuffix(".gz").rpartition(".")[2]


def media(path: str) -> str:
    """The media type (IANA) of the dump at `path`, unpacked."""
    return MEDIA[form_of(path)]
