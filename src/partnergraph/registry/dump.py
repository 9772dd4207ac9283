"""A dump of the registry as statements about institutions, read once from end to end.

Statements go to disk as they come. In memory stand the ids that were met, identifiers and
relations: what depends on records that come later.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import networkx as nx

from partnergraph.findings import Finding, info, violation
from partnergraph.lines import Lines
from partnergraph.nquads import iri, line, literal
from partnergraph.registry.archives import LIMIT, Unreadable, documents
from partnergraph.registry.details import Details, details_of
from partnergraph.registry.institutions import KINDS, SOURCE, STATUSES, Institutions, address
from partnergraph.registry.records import Record, as_text, record_of, summed_up
from partnergraph.vocabulary import DC, ORG, PG, PROV, RDF_TYPE, ROR, XSD, scheme

_AGAIN = "Download the file again, or report it to the registry."
_NEWER = "The registry has changed: a newer version of this program may know it."
_TITLE = "Research Organization Registry"
_PUBLISHER = "Research Organization Registry"
_BLOCK = 1 << 20
#: So many faults, and the rest of the file need not be read.
_PATIENCE = 1_000


@dataclass(slots=True)
class Dump:
    """What was read: statements, records by status, relations by type, and findings.

    Nothing should be made of it where one of the findings is a violation.
    """

    writer: Institutions
    file: str
    lines: Lines = field(default_factory=Lines)
    statuses: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    _odd: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _numbers: dict[str, int] = field(default_factory=dict)
    _links: list[tuple[str, str, str]] = field(default_factory=list)
    _owners: dict[str, str] = field(default_factory=dict)
    _shared: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, document: object, number: int) -> None:
        """Reads one document, the `number`th."""
        if isinstance(document, Unreadable):
            message = f"line {document.line} is no JSON: {document.why}."
            self._fault("registry-unreadable", message, _AGAIN, document.line)
            return
        record = record_of(document)
        if record is None or not isinstance(document, dict):
            message = f"document {number} has no registry id."
            self._fault("registry-unreadable", message, _AGAIN)
        elif record.id in self._numbers:
            message = (
                f"document {number} repeats {record.id} of document {self._numbers[record.id]}."
            )
            self._fault("registry-repeated", message, _AGAIN, value=record.id)
        else:
            self._numbers[record.id] = number
            if self._known(record, as_text(document.get("status")).lower(), number):
                self._state(record, details_of(document))

    def close(self) -> None:
        """States what could not be stated before the last record was read."""
        for identifier, owner in self._owners.items():
            if identifier not in self._shared:
                self._identify(owner, identifier)
        self._state_shared()
        self._relate()
        self._tell()
        self.findings = list(summed_up(self.findings))

    def _known(self, record: Record, status: str, number: int) -> bool:
        """Whether all is known of a record that must be; what is not is a finding."""
        before = len(self.findings)
        if not record.names:
            message = f"document {number}, {record.id}, has no name."
            self._fault("registry-nameless", message, _AGAIN, value=record.id)
        if status not in STATUSES:
            message = f"document {number}, {record.id}, has the unknown status '{status}'."
            self._fault("registry-status", message, _NEWER, value=record.id)
        for kind in record.kinds:
            if kind not in KINDS:
                message = f"document {number}, {record.id}, is of the unknown type '{kind}'."
                self._fault("registry-type", message, _NEWER, value=record.id)
        return len(self.findings) == before

    def _state(self, record: Record, details: Details) -> None:
        self.lines.update(self.writer.lines(record, details))
        self.statuses[record.status] += 1
        if record.country not in self.writer.countries:
            self._odd["registry-country"].append(f"{record.id} ({record.country})")
        self.lines.add(self.writer.same(record.id, record.id))
        for kind, value in details.identifiers:
            self._own(record.id, f"{kind.upper()} {value}")
        for page in details.wikipedia:
            self._own(record.id, f"Wikipedia {page}")
        for kind, other in details.relations:
            pair = (other, record.id) if kind in ("child", "predecessor") else (record.id, other)
            turned = {"child": "parent", "predecessor": "successor"}.get(kind, kind)
            self._links.append((turned, *pair))

    def _own(self, ror: str, identifier: str) -> None:
        owner = self._owners.setdefault(identifier, ror)
        if owner != ror:
            self._shared[identifier] |= {owner, ror}

    def _identify(self, ror: str, identifier: str) -> None:
        kind, _, value = identifier.partition(" ")
        if found := address(kind, value):
            self.lines.add(self.writer.same(ror, found))
        else:
            self.lines.add(self.writer.called(ror, identifier))

    def _state_shared(self) -> None:
        """An identifier of two records identifies neither, but is what the registry says."""
        for identifier, owners in sorted(self._shared.items()):
            for owner in owners:
                self.lines.add(self.writer.called(owner, identifier))
            self._odd["registry-shared"].append(identifier)

    def _relate(self) -> None:
        links = sorted(set(self._links))
        within = {(one, other) for kind, one, other in links if kind == "parent"}
        circular = _circular(within)
        for kind, one, other in links:
            absent = next((each for each in (one, other) if each not in self._numbers), "")
            if absent:
                self._odd["registry-relation"].append(absent)
            elif one == other or (kind == "parent" and (one, other) in circular):
                self._odd["registry-circle"].append(one)
            else:
                self.relations[kind] += 1
                self.lines.add(self.writer.link(one, _PREDICATES[kind], other))

    def _fault(
        self, rule: str, message: str, hint: str, row: int | None = None, value: str = ""
    ) -> None:
        place = {"file": self.file, "row": row, "value": value}
        self.findings.append(violation(rule, message, hint, **place))

    def _tell(self) -> None:
        """One note for each kind of oddity, with the first instance of it."""
        if found := self._odd["registry-country"]:
            message = f"Records in a country that is not in the list: {len(found):,}."
            self._oddity("registry-country", message, "It is stated as unknown.", found[0])
        if found := self._odd["registry-shared"]:
            message = f"Identifiers that several records have: {len(found):,}."
            hint = "They are stated as text, not as addresses that mean one thing."
            self._oddity("registry-shared", message, hint, found[0])
        if found := self._odd["registry-relation"]:
            message = f"Relations that lead to records outside the file: {len(found):,}."
            self._oddity("registry-relation", message, "They are left out.", found[0])
        if found := self._odd["registry-circle"]:
            message = f"Relations by which a record would be part of itself: {len(found):,}."
            self._oddity("registry-circle", message, "They are left out.", found[0])

    def _oddity(self, rule: str, message: str, hint: str, value: str) -> None:
        self.findings.append(info(rule, message, hint, file=self.file, value=value))


def _circular(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of `pairs` (part, whole) by which something would be part of itself."""
    graph = nx.DiGraph(pairs)
    rings = (each for each in nx.strongly_connected_components(graph) if len(each) > 1)
    number = {node: place for place, ring in enumerate(rings) for node in ring}
    return {(one, other) for one, other in graph.edges if number.get(one, -1) == number.get(other)}


_PREDICATES: Mapping[str, str] = {
    "parent": ORG.subOrganizationOf,
    "related": ORG.linkedTo,
    "successor": DC.isReplacedBy,
}


def read_dump(path: Path, writer: Institutions, retrieved: date, limit: int = LIMIT) -> Dump:
    """Reads the dump in `path`, which was fetched or read on the day `retrieved`.

    Raises InputError for a file that is cut off, damaged, too large or not JSON, and BuildError
    where there is no room for temporary files.
    """
    dump = Dump(writer, path.name)
    for number, document in enumerate(documents(path, limit), start=1):
        dump.take(document, number)
        if len(dump.findings) >= _PATIENCE and not dump.statuses:
            break
    dump.lines.update(_source(path, writer, retrieved))
    dump.close()
    return dump


def _source(path: Path, writer: Institutions, retrieved: date) -> Iterator[str]:
    """What is said of the dump itself: one state of the registry."""
    project = writer.project
    page, graph, curated = project.thing(SOURCE), writer.graph, project.graph("curated")
    title = literal(f"{_TITLE}: {path.name}", language="en")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    for predicate, term in (
        (RDF_TYPE, iri(PG.SourceVersion)),
        (DC.term("title"), title),
        (DC.language, literal("mul")),
        (DC.publisher, literal(_PUBLISHER)),
        (PROV.specializationOf, iri(ROR)),
        (PG.retrievedOn, literal(retrieved.isoformat(), datatype=XSD.date)),
        (PG.sha256, literal(digest.hexdigest())),
        (PG.sourceKind, iri(scheme("source-kind").registry)),
    ):
        yield line(page, predicate, term, graph)
    yield line(graph, RDF_TYPE, iri(PG.SourceGraph), curated)
    yield line(graph, PROV.wasDerivedFrom, iri(page), curated)
