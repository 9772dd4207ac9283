"""Company: who takes part in a thing, its steps, and what else points to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from partnergraph.site.clerk import Clerk
from partnergraph.site.evidence import reading
from partnergraph.site.records import Text, short, unique
from partnergraph.site.sheet import Group, Involvement, Item, Printed, Step
from partnergraph.vocabulary import PG, RDF_TYPE, SCHEMA, scheme

#: How many things a list shows; the rest is counted, and is in the files.
MOST = 400
#: What points from one thing to another, and is told with the things that point.
_ROLES = (PG.agent, PG.responsibleUnit)
#: What is worked out, or shown elsewhere on the page.
_ELSEWHERE = frozenset(
    {
        *(PG.agent, PG.responsibleUnit, PG.partnerOf, PG.partyTo, PG.participatedIn),
        *(PG.statedIn, PG.evidence, PG.mentions, PG.basedOn, PG.candidate, PG.resolvedTo),
        *(PG.about, PG.supportedBy),
    }
)
_ORDER = ("agreement", "programme", "event", "relation")
_TYPES = (PG.agreementType, PG.eventType, PG.programmeType, PG.relationType, PG.sourceKind)
_SURE = scheme("claim-status")
_DONE = {scheme("modality").realised, scheme("modality").habitual}
_PLAIN = {_SURE.asserted, ""}
_LASTING = frozenset({"institution", "unit", "source"})


def involved(clerk: Clerk) -> tuple[Involvement, ...]:
    """The parties of an agreement, or the participants of an event."""
    nodes = [*clerk.take(PG.hasParty), *clerk.take(PG.hasParticipation)]
    return tuple(_involvement(clerk, fact.value) for fact in nodes)


def _involvement(clerk: Clerk, node: str) -> Involvement:
    clerk.take(RDF_TYPE, node)
    decisions = [fact.value for fact in clerk.take(PG.basedOn, node)]
    mentions = [
        fact.value
        for decision in decisions
        for fact in clerk.shelf.record(decision.partition("#")[0]).get(PG.aboutMention, decision)
    ]
    return Involvement(
        anchor=clerk.anchor(node),
        who=clerk.values(PG.agent, node),
        roles=clerk.texts(PG.role, node),
        printed=tuple(reading(clerk, mention) for mention in mentions),
        refs=clerk.supports(node),
    )


def steps(clerk: Clerk) -> tuple[Step, ...]:
    """The lifecycle events in the order of their dates; those without a date come last."""
    found = []
    for fact in clerk.take(PG.hasLifecycleEvent):
        node = fact.value
        clerk.take(RDF_TYPE, node)
        first = clerk.record.one(PG.earliest, node) or clerk.record.one(PG.latest, node) or "~"
        dates = clerk.dates(node)
        step = Step(
            anchor=clerk.anchor(node),
            label=clerk.text(PG.lifecycleType, node),
            dates=dates,
            at=clerk.values(SCHEMA.superEvent, node),
            refs=clerk.supports(node),
            differ=len({each.edtf for each in dates}) > 1,
        )
        found.append((first, step))
    return tuple(step for _, step in sorted(found, key=lambda each: (each[0], each[1].anchor)))


def item(clerk: Clerk, iri: str, roles: Iterable[Text] = ()) -> Item:
    """A thing as a line of a list: title, date, type or status, and what is doubtful of it."""
    found = clerk.shelf.note(("item", iri, clerk.lang), lambda: _item(clerk, iri))
    return found if found.roles else found._replace(roles=tuple(dict.fromkeys(roles)))


def _item(clerk: Clerk, iri: str) -> Item:
    record = clerk.shelf.record(iri)
    reader = Clerk(clerk.shelf, clerk.addresses, record, clerk.lang)
    date, order = reader.when()
    level = reader.text(PG.relationLevel)
    status = level if level.text else reader.text(PG.currentStatus)
    lasting = clerk.shelf.kind(iri) in _LASTING
    types = [text for each in _TYPES for text in reader.texts(each)]
    return Item(
        iri=iri,
        kind=clerk.shelf.kind(iri),
        title=clerk.link(iri)._replace(text=short(clerk.shelf.name(iri, clerk.lang))),
        date=date,
        order=order,
        roles=_sources(reader) if clerk.shelf.kind(iri) == "relation" else (),
        status=status if status.text else next(iter(types), Text("")),
        doubts=() if lasting else _doubts(reader),
    )


def _sources(reader: Clerk) -> tuple[Text, ...]:
    """Where a relation is listed, which tells it from others of the same two."""
    sources = unique(reader.record.one(PG.statedIn, node) for node in reader.claims)
    return tuple(reader.shelf.name(each, reader.lang) for each in sources)


def _doubts(reader: Clerk) -> tuple[Text, ...]:
    """How the claims about a thing fall short of a plain assertion of what was done."""
    record, shelf, lang = reader.record, reader.shelf, reader.lang
    modalities = [record.one(PG.modality, node) for node in reader.claims]
    statuses = [record.one(PG.claimStatus, node) for node in reader.claims]
    found = [each for each in statuses if each not in _PLAIN]
    if modalities and not any(each in _DONE for each in modalities):
        found += modalities
    return tuple(shelf.name(each, lang) for each in unique(found))


def groups(clerk: Clerk) -> tuple[Group, ...]:
    """What an institution or a unit takes part in, by kind, the latest first."""
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for link in clerk.shelf.documents.links(clerk.record.iri):
        if link.predicate in _ROLES:
            subject = link.subject.partition("#")[0]
            kind = clerk.shelf.kind(subject)
            found[kind].setdefault(subject, []).append(link.subject)
    kinds = sorted(
        found, key=lambda kind: (kind not in _ORDER, _ORDER.index(kind) if kind in _ORDER else 0)
    )
    return tuple(_group(clerk, f"{kind}s", found[kind]) for kind in kinds)


def _group(clerk: Clerk, key: str, found: dict[str, list[str]]) -> Group:
    items = []
    for subject, nodes in list(found.items())[: MOST * 10]:
        record = clerk.shelf.record(subject)
        roles = [
            clerk.shelf.name(fact.value, clerk.lang)
            for node in nodes
            for fact in record.get(PG.role, node)
        ]
        if any(node == subject for node in nodes):
            roles.append(clerk.label(PG.responsibleUnit))
        items.append(item(clerk, subject, roles))
    ordered = sorted(sorted(items, key=lambda i: i.title.text), key=lambda i: i.order, reverse=True)
    return Group(key, Text(""), tuple(ordered[:MOST]), len(found))


def said_of(clerk: Clerk) -> list[str]:
    """The statements about this thing that are resources of their own."""
    links = clerk.shelf.documents.links(clerk.record.iri)
    return unique(link.subject for link in links if link.predicate == PG.about)


def also(clerk: Clerk) -> tuple[Group, ...]:
    """What else points here, by the property that points."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    record = clerk.record
    told = {
        f.value.partition("#")[0] for n in record.nodes for f in record.get(PG.conflictsWith, n)
    }
    for link in clerk.shelf.documents.links(record.iri):
        subject = link.subject.partition("#")[0]
        if link.predicate == PG.conflictsWith and subject in told:
            continue
        if link.predicate not in _ELSEWHERE and subject in clerk.shelf:
            found[link.predicate].append(subject)
    made = []
    for predicate in sorted(found):
        subjects = unique(found[predicate])
        items = [item(clerk, subject) for subject in subjects[:MOST]]
        items.sort(key=lambda each: (each.order or "~", each.title.text))
        made.append(Group("", clerk.label(predicate), tuple(items), len(subjects)))
    return tuple(made)


def mentions(clerk: Clerk) -> tuple[tuple[Printed, ...], tuple[Printed, ...]]:
    """Printed names that were read as this thing, and those of which it is a mere candidate."""
    sure: dict[str, str] = {}
    open_: dict[str, str] = {}
    links = [
        link
        for link in clerk.shelf.documents.links(clerk.record.iri)
        if link.predicate in {PG.resolvedTo, PG.candidate}
    ]
    for link in sorted(links, key=lambda each: each.predicate != PG.resolvedTo)[: MOST * 2]:
        record = clerk.shelf.record(link.subject.partition("#")[0])
        for fact in record.get(PG.aboutMention, link.subject):
            if link.predicate == PG.resolvedTo:
                sure[link.subject] = fact.value
            elif link.subject not in sure:
                open_[link.subject] = fact.value
    return tuple(_source_of(clerk, each) for each in sure.values()), tuple(
        _source_of(clerk, each) for each in open_.values()
    )


def _source_of(clerk: Clerk, mention: str) -> Printed:
    """A reading to be shown away from its source, which then stands in the place of candidates."""
    found = reading(clerk, mention)
    return found._replace(meant=(clerk.link(mention.partition("#")[0]),))
