"""The comparison of two graphs: which things were added, changed and withdrawn, and how."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from partnergraph.site.documents import unescape
from partnergraph.site.patch import Difference
from partnergraph.vocabulary import DC, PG, RDF_TYPE, SKOS

_LINE = re.compile(
    r"<(?P<subject>[^>]*)> <(?P<predicate>[^>]*)> (?P<object>.*) <(?P<graph>[^>]*)> \.\n?"
)
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)".*', re.DOTALL)
_NAMES = frozenset({SKOS.prefLabel, DC.term("title")})
#: What says of a statement where it stands, which tells people nothing more.
_SILENT = frozenset({PG.supportedBy, PG.basedOn, PG.evidence, PG.datePrecision})
#: Bounds that follow from the date as the source gives it.
_BOUNDS = frozenset({PG.earliest, PG.latest})


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that was added or taken away: subject, predicate, term of N-Quads, graph."""

    subject: str
    predicate: str
    term: str
    graph: str


@dataclass(frozen=True, slots=True)
class Note:
    """One way in which a thing changed.

    `what` is the IRI of a class of parts (claims, parties), of which `added` and `removed` many
    came and went, or of a property, whose values (terms of N-Quads) went and came; `sources` are
    the graphs that say so.
    """

    what: str
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    parts: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a thing: `kind` is added, changed or withdrawn; `notes` say how."""

    iri: str
    kind: str
    notes: tuple[Note, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def compare(
    found: Iterable[Difference], before: frozenset[str], now: Iterable[str], base: str
) -> list[Change]:
    """The changes of things, in the order of their IRIs.

    `before` and `now` are the resources that there were and are. What rules derived anew is left
    out, except for a status that changed; so is the ontology.
    """
    things = f"{base}id/"
    told: defaultdict[str, tuple[list[Statement], list[Statement]]] = defaultdict(lambda: ([], []))
    for added, line in found:
        statement = _statement(line)
        if statement and statement.subject.startswith(things) and _counts(statement, base):
            told[statement.subject.partition("#")[0]][added].append(statement)
    present = set(now)
    kinds = dict.fromkeys(present - before, "added")
    kinds |= dict.fromkeys(before - present, "withdrawn")
    changes = []
    for iri in sorted({*told, *kinds}):
        gone, new = told[iri]
        notes = () if iri in kinds else tuple(_notes(iri, gone, new))
        if iri in kinds or notes:
            names = _called(iri, gone if kinds.get(iri) == "withdrawn" else new)
            changes.append(Change(iri, kinds.get(iri, "changed"), notes, names))
    return changes


def _statement(line: str) -> Statement | None:
    found = _LINE.fullmatch(line)
    return Statement(*found.group("subject", "predicate", "object", "graph")) if found else None


def _counts(statement: Statement, base: str) -> bool:
    if statement.graph == f"{base}graph/derived":
        return statement.predicate == PG.currentStatus
    return statement.graph != f"{base}graph/ontology"


def _called(iri: str, said: Iterable[Statement]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in said:
        literal = _LITERAL.fullmatch(each.term)
        if each.subject == iri and each.predicate in _NAMES and literal:
            tag = each.term.rpartition('"')[2].removeprefix("@")
            found.setdefault(tag, unescape(literal[1]))
    return found


def _notes(iri: str, gone: list[Statement], new: list[Statement]) -> Iterator[Note]:
    """First the parts that came and went, by their class, then the values that changed."""
    lost, born = _parts(iri, gone), _parts(iri, new)
    changed = set(lost) & set(born)
    left, came = (Counter(p[k] for k in p if k not in changed) for p in (lost, born))
    for name in sorted({*left, *came}):
        yield Note(name, parts=(left[name], came[name]))
    moved = {*lost, *born} - changed
    values: defaultdict[tuple[str, str], tuple[set[Statement], set[Statement]]]
    values = defaultdict(lambda: (set(), set()))
    for added, statements in enumerate((gone, new)):
        for each in statements:
            if each.subject not in moved and each.term[1:-1] not in moved:
                values[each.subject, each.predicate][added].add(each)
    for (subject, predicate), (old, fresh) in sorted(values.items()):
        dated = predicate in _BOUNDS and (subject, PG.edtf) in values
        if predicate not in _SILENT and not dated:
            yield from _value(predicate, old, fresh)


def _parts(iri: str, said: Iterable[Statement]) -> dict[str, str]:
    """The parts of a thing whose class was stated or is no longer: part -> class."""
    found: dict[str, str] = {}
    for each in said:
        if each.predicate == RDF_TYPE and each.subject != iri and each.term.startswith(f"<{PG}"):
            found[each.subject] = min(each.term[1:-1], found.get(each.subject, each.term[1:-1]))
    return found


def _value(predicate: str, old: set[Statement], new: set[Statement]) -> Iterator[Note]:
    """A change of values; one that merely moved from a source to another is none."""
    before, after = {each.term for each in old}, {each.term for each in new}
    if before != after:
        told = new or old
        yield Note(
            predicate,
            removed=tuple(sorted(before - after)),
            added=tuple(sorted(after - before)),
            sources=tuple(sorted({each.graph for each in told if "/graph/source/" in each.graph})),
        )
