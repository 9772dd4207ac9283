"""Composing: the sheet of a resource from its record and from what points to it."""

from __future__ import annotations

from collections.abc import Mapping

from partnergraph.site import company, evidence
from partnergraph.site.addresses import Addresses
from partnergraph.site.clerk import Clerk
from partnergraph.site.records import KINDS, Record, Shelf, Text, choose, unique
from partnergraph.site.sheet import (
    Claim,
    Group,
    Item,
    NameLine,
    Resting,
    Row,
    Sheet,
    Stated,
    Status,
    Value,
)
from partnergraph.vocabulary import DC, ORG, PG, PROV, RDF_TYPE, SCHEMA, SKOS, SKOSXL

#: Properties of the resource itself, in the order in which a page tells them.
_FIRST = (
    *(ORG.classification, PG.agreementType, PG.eventType, PG.programmeType, PG.relationType),
    *(PG.sourceKind, PROV.specializationOf, DC.publisher, DC.language, DC.issued, PG.retrievedOn),
    *(PG.sha256, PG.length, PG.counts, PG.countedAs, PG.comparator, PG.bound, PG.upperBound),
    *(PG.asOf, PG.missing, PG.about, PG.concernsRegion, PG.country, PG.city, ORG.unitOf),
    *(ORG.subOrganizationOf, PG.underAgreement, PG.underFramework, PG.responsibleUnit),
    *(SCHEMA.superEvent, PG.editionOf, SCHEMA.keywords, SCHEMA.url, SCHEMA.sameAs),
)
_NAMES = ((SKOS.prefLabel, "name"), (DC.term("title"), "name"), (SKOS.altLabel, "other-names"))
_DERIVED = (PG.partnerOf, PG.partyTo, PG.participatedIn)
#: Kinds whose names have a table of their own.
_NAMED = frozenset({"institution", "unit", "thing"})


def compose(
    shelf: Shelf,
    addresses: Addresses,
    iri: str,
    lang: str,
    definitions: Mapping[str, Mapping[str, str]],
) -> Sheet:
    """The sheet of the resource `iri` in `lang`, a short tag.

    `definitions` say what concepts mean, by language tag.
    """
    record = shelf.record(iri)
    clerk = Clerk(shelf, addresses, record, lang)
    kind = shelf.kind(iri)
    names, types = _names(clerk), _types(clerk)
    status = _status(clerk, definitions)
    dates = clerk.dates()
    involved, steps = company.involved(clerk), company.steps(clerk)
    claims = evidence.claims(clerk)
    passages, printed = evidence.passages(clerk), evidence.printed(clerk)
    mentions, doubtful = company.mentions(clerk)
    groups = company.groups(clerk)
    derived = _derived(clerk, groups)
    said = _said(clerk)
    rests, total = _rests(clerk) if kind == "source" else ((), 0)
    also = company.also(clerk)
    clerk.take(PG.supportedBy)
    rows = _rows(clerk, (*_FIRST, *_others(record, clerk)))
    if kind not in _NAMED:
        rows, names = (*_as_rows(names, kind), *rows), ()
    neighbours = [i for group in groups for i in group.items]
    neighbours += [company.item(clerk, each) for each in _around(record, shelf)]
    return Sheet(
        iri=iri,
        kind=kind,
        path=addresses.path(iri),
        title=shelf.name(iri, lang),
        types=types,
        status=status,
        names=names,
        dates=dates,
        dates_differ=len({each.edtf for each in dates}) > 1,
        rows=_brief(rows),
        involved=involved,
        steps=steps,
        differences=evidence.differences(clerk),
        claims=claims,
        printed=printed,
        passages=passages,
        rests=rests,
        rests_total=total,
        groups=(*groups, *said),
        mentions=mentions,
        doubtful=doubtful,
        also=also,
        derived=derived,
        further=clerk.rest(),
        neighbours=_distinct(neighbours),
    )


def _names(clerk: Clerk) -> tuple[NameLine, ...]:
    """Every name with its language: preferred ones, others, short ones, and dated ones."""
    found = []
    for predicate, _ in (*_NAMES, (PG.shortName, "")):
        label = clerk.label(predicate)
        for fact in clerk.take(predicate):
            text = clerk.value(fact).text
            found.append(NameLine(text, fact.tag, label, (), clerk.refs(fact.graphs)))
    for fact in clerk.take(PG.hasName):
        node = fact.value
        clerk.take(RDF_TYPE, node)
        form = next(iter(clerk.take(SKOSXL.literalForm, node)), None)
        if form is not None:
            line = NameLine(
                text=clerk.value(form).text,
                tag=form.tag,
                sort=clerk.label(PG.hasName),
                dates=clerk.dates(node),
                refs=clerk.supports(node),
                anchor=clerk.anchor(node),
            )
            found.append(line)
    return tuple(found)


def _types(clerk: Clerk) -> tuple[Text, ...]:
    """The classes of the resource that say more than its kind does."""
    facts = clerk.take(RDF_TYPE)
    telling = [
        fact for fact in facts if KINDS.get(fact.value) != clerk.shelf.kind(clerk.record.iri)
    ]
    return tuple(clerk.label(fact.value) for fact in telling)


def _as_rows(names: tuple[NameLine, ...], kind: str) -> tuple[Row, ...]:
    """The names as properties, for what has hardly more than one; a source is its title."""
    if kind == "source":
        return ()
    return tuple(Row(name.sort, (Stated(Value(name.text), name.refs),)) for name in names)


def _status(clerk: Clerk, definitions: Mapping[str, Mapping[str, str]]) -> Status | None:
    facts = (*clerk.take(PG.currentStatus), *clerk.take(PG.relationLevel))
    if not facts:
        return None
    meaning = choose(definitions.get(facts[0].value, {}), clerk.lang)
    return Status(clerk.value(facts[0]).text, meaning)


def _rows(clerk: Clerk, predicates: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple(clerk.row(each) for each in predicates if clerk.record.get(each))


def _brief(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows with the name of each source at its first number only."""
    seen: set[int] = set()
    made = []
    for row in rows:
        values = []
        for stated in row.values:
            refs = tuple(r._replace(label="") if r.number in seen else r for r in stated.refs)
            seen |= {each.number for each in refs if each.number}
            values.append(stated._replace(refs=refs))
        made.append(row._replace(values=tuple(values)))
    return tuple(made)


def _derived(clerk: Clerk, groups: tuple[Group, ...]) -> tuple[Row, ...]:
    """What rules worked out; values that the page lists already are left out."""
    listed = {item.title.target for group in groups for item in group.items}
    rows = _rows(clerk, _DERIVED)
    return tuple(
        row._replace(
            values=tuple(v for v in row.values if v.value.target not in listed),
            part=str(len(row.values)),
        )
        for row in rows
    )


def _others(record: Record, clerk: Clerk) -> list[str]:
    """Properties of the resource that nothing else shows, in order of their labels."""
    own = record.nodes.get(record.iri, {})
    left = [each for each in own if each not in _FIRST and not clerk.took(each)]
    return sorted(left, key=lambda each: clerk.label(each).text)


def _said(clerk: Clerk) -> tuple[Group, ...]:
    """Statements about the resource: numbers, aims, what is incomplete."""
    subjects = company.said_of(clerk)
    if not subjects:
        return ()
    items = [company.item(clerk, each) for each in subjects[: company.MOST]]
    items.sort(key=lambda each: each.title.text)
    return (Group("said-of", Text(""), tuple(items), len(subjects)),)


def _rests(clerk: Clerk) -> tuple[tuple[Resting, ...], int]:
    """What a source says of other things: each with its claims; and how many there are."""
    links = clerk.shelf.documents.links(clerk.record.iri)
    things = unique(
        link.subject.partition("#")[0] for link in links if link.predicate == PG.statedIn
    )
    items = [company.item(clerk, each) for each in things[: company.MOST]]
    items.sort(key=lambda each: (each.kind, each.title.text))
    return tuple(Resting(each, _resting(clerk, each)) for each in items), len(things)


def _resting(clerk: Clerk, item: Item) -> tuple[Claim, ...]:
    """The claims about a thing that rest on the source which is the clerk's record."""
    record = clerk.shelf.record(item.iri)
    return tuple(
        evidence.claim(clerk, record, node, Value(item.title.text, clerk.target(node)))
        for node in sorted(record.nodes)
        if any(f.value == clerk.record.iri for f in record.get(PG.statedIn, node))
    )


def _around(record: Record, shelf: Shelf) -> list[str]:
    """Resources that this one points to: its parties, wholes, agreements, events."""
    left_out = {PG.agent, PG.statedIn, PG.partnerOf, PG.partyTo, PG.participatedIn}
    agents = [f.value for node in record.nodes for f in record.get(PG.agent, node)]
    own = [
        fact.value.partition("#")[0]
        for predicate, facts in record.nodes.get(record.iri, {}).items()
        if predicate not in left_out
        for fact in facts
        if fact.is_iri
    ]
    return [each for each in unique([*agents, *own]) if each in shelf and each != record.iri]


def _distinct(items: list[Item]) -> tuple[Item, ...]:
    return tuple({each.iri: each for each in items}.values())
