"""Records: documents read into nodes and facts, and what things are called and are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import NamedTuple, TypeVar, cast

from partnergraph.site.documents import Document, Documents, unescape
from partnergraph.site.timespan import Timespan, timespan
from partnergraph.vocabulary import ORG, PG, RDF_TYPE, SCHEMA, compact

#: What a document can be about: class -> kind, the most telling first.
KINDS: Mapping[str, str] = {
    ORG.FormalOrganization: "institution",
    ORG.OrganizationalUnit: "unit",
    PG.Agreement: "agreement",
    PG.InstitutionalEvent: "event",
    SCHEMA.EventSeries: "event",
    PG.JointProgramme: "programme",
    PG.Partnership: "relation",
    PG.SourceVersion: "source",
    PG.Claim: "statement",
}
_LONGEST = 120
T = TypeVar("T")


class Text(NamedTuple):
    """Words to be shown, and their language tag ('': that of the page, or none)."""

    text: str
    tag: str = ""


class Fact(NamedTuple):
    """What is said, an IRI or a text, and the graphs that say it.

    `tag` is the language tag of a text or '', `datatype` the IRI of its datatype or ''.
    """

    value: str
    graphs: tuple[str, ...]
    is_iri: bool = False
    tag: str = ""
    datatype: str = ""


#: Predicate -> facts, of one node.
Node = Mapping[str, tuple[Fact, ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """A document by its nodes: the resource itself and its parts, each with its facts."""

    iri: str
    nodes: Mapping[str, Node]

    def get(self, predicate: str, node: str = "") -> tuple[Fact, ...]:
        """The facts of a node (by default the resource itself) with `predicate`."""
        return self.nodes.get(node or self.iri, {}).get(predicate, ())

    def one(self, predicate: str, node: str = "") -> str:
        """The first value, or ''."""
        found = self.get(predicate, node)
        return found[0].value if found else ""


def read(document: Document) -> Record:
    """The record of a document, whose statements are canonical N-Quads: one space between terms."""
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    iri = _escaped if b"\\u" in document.data.lower() else _plain
    for line in document.data.decode().split("\n")[:-1]:
        subject, predicate, rest = line.split(" ", 2)
        term, graph, _ = rest.rsplit(" ", 2)
        facts = found.setdefault(subject, {}).setdefault(predicate, {})
        facts.setdefault(term, []).append(iri(graph))
    return Record(
        document.iri,
        {
            iri(subject): {
                iri(predicate): tuple([_fact(term, graphs, iri) for term, graphs in facts.items()])
                for predicate, facts in node.items()
            }
            for subject, node in found.items()
        },
    )


def _fact(term: str, graphs: list[str], iri: Callable[[str], str]) -> Fact:
    if term[0] != '"':
        return Fact(iri(term), tuple(graphs), term[0] == "<")
    text, _, kind = term[1:].rpartition('"')
    if "\\" in text:
        text = unescape(text)
    if kind.startswith("^^"):
        return Fact(text, tuple(graphs), datatype=iri(kind[2:]))
    # tags are compared without case (BCP 47)
    return Fact(text, tuple(graphs), tag=kind[1:].lower())


@lru_cache(maxsize=4096)
def _plain(term: str) -> str:
    """The IRI in brackets, or the label of a blank node."""
    return term[1:-1] if term[0] == "<" else term.removeprefix("_:")


def _escaped(term: str) -> str:
    """The same of a term that may have escapes (N-Quads, §4, UCHAR)."""
    return _plain(unescape(term))


class Shelf:
    """The records of a site, with names and kinds; what was read lately is kept."""

    def __init__(self, documents: Documents, base: str, kept: int = 4096) -> None:
        """Takes the documents, the base of the project, and how many records are kept."""
        self.documents = documents
        self.base = base
        self.record = lru_cache(maxsize=kept)(self._record)
        self.kind = cache(self._kind)  # a few bytes each
        self.span = cache(self._span)
        self.name = lru_cache(maxsize=16 * kept)(self._name)
        self._notes: dict[object, object] = {}
        self._most = 8 * kept

    def __contains__(self, iri: object) -> bool:
        return iri in self.documents

    def note(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """What `make` makes, made once for each `key` as long as there is room."""
        if key not in self._notes:
            if len(self._notes) >= self._most:
                self._notes.clear()
            self._notes[key] = make()
        return cast("T", self._notes[key])

    def _record(self, iri: str) -> Record:
        """The record of a resource; an empty one where there is no document."""
        return read(self.documents[iri]) if iri in self.documents else Record(iri, {})

    def _kind(self, iri: str) -> str:
        """What a resource is: a value of `KINDS`, or `thing`."""
        return _kind(self.documents[iri]) if iri in self.documents else "thing"

    def _span(self, iri: str) -> Timespan:
        """When a thing with a document was."""
        return timespan(self.documents[iri])

    def of_kind(self, *kinds: str) -> list[str]:
        """The resources of some kinds, in order of their IRIs."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], [])
        return sorted(iri for kind in kinds for iri in self._by_kind.get(kind, ()))

    @cached_property
    def _by_kind(self) -> Mapping[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for iri in self.documents:
            found[self.kind(iri)].append(iri)
        return found

    def source(self, graph: str) -> str:
        """The source whose statements a graph holds; '' for graphs of ours."""
        prefix = f"{self.base}graph/source/"
        return f"{self.base}id/{graph[len(prefix) :]}" if graph.startswith(prefix) else ""

    def _name(self, iri: str, lang: str) -> Text:
        """What a thing, a concept or a term is called, in `lang` if it is called so."""
        names = self.documents.names(iri)
        found = choose(names, lang)
        if found.text.isspace():  # which is no name
            found = choose({tag: name for tag, name in names.items() if name.strip()}, lang)
        if found.text:
            return found
        if iri in self.documents:
            return self._made_up(iri, lang)
        return Text(compact(iri))

    def _made_up(self, iri: str, lang: str) -> Text:
        """A relation is called by its parties, a statement by its words, the rest by its id."""
        record = self.record(iri)
        agents = [
            self.name(agent.value, lang)
            for party in record.get(PG.hasParty)
            for agent in record.get(PG.agent, party.value)
        ]
        if agents:
            tags = {agent.tag for agent in agents}
            tag = tags.pop() if len(tags) == 1 else ""
            return Text(" – ".join(agent.text for agent in agents), tag)
        said = {f.tag: f.value for f in record.get(PG.statement) if f.value.strip()}
        return choose(said, lang) if said else Text(iri.removeprefix(f"{self.base}id/"))


def choose(names: Mapping[str, str], lang: str) -> Text:
    """The name in `lang`, else in English, else in another language with its tag."""
    if not names:
        return Text("")
    ranked = sorted(names, key=lambda tag: (_primary(tag) != lang, _primary(tag) != "en", tag))
    best = ranked[0]
    return Text(names[best], "" if _primary(best) in {lang, ""} else best)


def short(text: Text, most: int = _LONGEST) -> Text:
    """A text that is cut after `most` characters, with … for the rest."""
    if len(text.text) <= most:
        return text
    return Text(f"{text.text[: most - 1].rstrip()}…", text.tag)


def unique(values: Iterable[str]) -> list[str]:
    """The values in their order, each once, without empty ones."""
    return [value for value in dict.fromkeys(values) if value]


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _kind(document: Document) -> str:
    types = document.objects(RDF_TYPE)
    return next((kind for iri, kind in KINDS.items() if iri in types), "thing")
