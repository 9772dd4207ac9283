"""Evidence: claims, quoted words, printed names and contradictions of a record."""

from __future__ import annotations

from partnergraph.site.clerk import Clerk
from partnergraph.site.records import Record, Text, short
from partnergraph.site.sheet import Claim, Difference, Printed, Quote, Value
from partnergraph.vocabulary import OA, PG, RDF_TYPE, SKOS, scheme

_DECISION = scheme("decision-status")
_CLAIM_STATUS = scheme("claim-status")
_MODALITY = scheme("modality")
_LONGEST = 300


def claims(clerk: Clerk) -> tuple[Claim, ...]:
    """The claims of the record, in the order of their numbers."""
    return tuple(claim(clerk, clerk.record, node) for node in clerk.claims)


def claim(clerk: Clerk, record: Record, node: str, about: Value | None = None) -> Claim:
    """A claim of the clerk's record or, given what it is `about`, of another."""
    own = record is clerk.record
    reader = clerk if own else Clerk(clerk.shelf, clerk.addresses, record, clerk.lang)
    source = record.one(PG.statedIn, node)
    reader.take(RDF_TYPE, node)
    reader.take(PG.statedIn, node)
    mentions = [fact.value for fact in reader.take(PG.mentions, node)]
    status, modality = record.one(PG.claimStatus, node), record.one(PG.modality, node)
    return Claim(
        anchor=(reader.anchor(node) or "statement") if own else "",
        number=reader.numbers.get(node, 0),
        about=about,
        source=clerk.link(source),
        publisher=clerk.publisher(source),
        statement=reader.text(PG.statement, node),
        status=reader.text(PG.claimStatus, node),
        status_key=status.removeprefix(_CLAIM_STATUS),
        modality=reader.text(PG.modality, node),
        modality_key=modality.removeprefix(_MODALITY),
        quotes=tuple(quote(clerk, fact.value) for fact in reader.take(PG.evidence, node)),
        printed=tuple(reading(clerk, mention) for mention in mentions),
        notes=reader.texts(SKOS.note, node),
        why=reader.texts(PG.rationale, node),
        contradicts=reader.values(PG.conflictsWith, node),
        restates=reader.values(PG.variantOf, node),
    )


def quote(clerk: Clerk, passage: str, anchor: str = "") -> Quote:
    """The words of a passage, which is a part of its source's record."""
    record = clerk.shelf.record(passage.partition("#")[0])
    words = next(
        (
            fact.value
            for selector in record.get(OA.hasSelector, passage)
            for fact in record.get(OA.exact, selector.value)
        ),
        "",
    )
    span = passage.partition("#char=")[2].replace(",", "–")
    return Quote(Text(words, _language(record, clerk.lang)), span, clerk.target(passage), anchor)


def _language(record: Record, lang: str) -> str:
    """The language of a source's words, '' where it is that of the page."""
    tag = record.one("http://purl.org/dc/terms/language")
    return "" if tag.partition("-")[0].lower() == lang else tag


def passages(clerk: Clerk) -> tuple[Quote, ...]:
    """The quoted words that are parts of this record, in the order of the text."""
    nodes = [
        node
        for node, facts in clerk.record.nodes.items()
        if OA.hasSelector in facts and OA.hasSource in facts
    ]
    for node in nodes:
        for predicate in (RDF_TYPE, OA.hasSource):
            clerk.take(predicate, node)
        for selector in clerk.take(OA.hasSelector, node):
            for predicate in (RDF_TYPE, OA.exact, OA.start, OA.end):
                clerk.take(predicate, selector.value)
    ordered = sorted(nodes, key=lambda node: (_start(node), node))
    return tuple(quote(clerk, node, clerk.anchor(node)) for node in ordered)


def _start(passage: str) -> int:
    start = passage.partition("#char=")[2].partition(",")[0]
    return int(start) if start.isdecimal() else 0


def printed(clerk: Clerk) -> tuple[Printed, ...]:
    """The names as printed that are parts of this record: those of a source."""
    mentions = sorted(n for n, facts in clerk.record.nodes.items() if PG.surfaceForm in facts)
    for node in mentions:
        for predicate in (RDF_TYPE, PG.statedIn, PG.surfaceForm, PG.evidence):
            clerk.take(predicate, node)
    for node, facts in clerk.record.nodes.items():
        if PG.aboutMention in facts:
            for predicate in facts:
                clerk.take(predicate, node)
    return tuple(reading(clerk, mention) for mention in mentions)


def reading(clerk: Clerk, mention: str) -> Printed:
    """A printed name with its reading; both are parts of the record of their source."""
    return clerk.shelf.note(("mention", mention, clerk.lang), lambda: _reading(clerk, mention))


def _decisions(record: Record) -> dict[str, str]:
    """The decision about each printed name of a source."""
    return {
        fact.value: node
        for node, facts in record.nodes.items()
        for fact in facts.get(PG.aboutMention, ())
    }


def _reading(clerk: Clerk, mention: str) -> Printed:
    source = mention.partition("#")[0]
    record = clerk.shelf.record(source)
    decision = clerk.shelf.note(("decisions", source), lambda: _decisions(record)).get(mention, "")
    reader = Clerk(clerk.shelf, clerk.addresses, record, clerk.lang)
    status = record.one(PG.decisionStatus, decision) if decision else ""
    meant = reader.values(PG.resolvedTo, decision) if decision else ()
    candidates = reader.values(PG.candidate, decision) if decision else ()
    return Printed(
        anchor=mention.partition("#")[2],
        reading=decision.partition("#")[2],
        text=reader.text(PG.surfaceForm, mention),
        target=clerk.target(decision or mention),
        meant=meant,
        candidates=tuple(each for each in candidates if each not in meant),
        sure=reader.text(PG.decisionStatus, decision) if decision else Text(""),
        key=status.removeprefix(_DECISION),
        why=reader.texts(PG.rationale, decision) if decision else (),
        decided=record.one(PG.decidedOn, decision) if decision else "",
    )


def differences(clerk: Clerk) -> tuple[Difference, ...]:
    """Contradictions between a claim of this record and others, each once."""
    found: dict[frozenset[str], Difference] = {}
    for node in clerk.claims:
        for fact in clerk.record.get(PG.conflictsWith, node):
            pair = frozenset({node, fact.value})
            found.setdefault(pair, difference(clerk, node, fact.value))
    return tuple(found.values())


def difference(clerk: Clerk, this: str, that: str) -> Difference:
    """What two claims say, and where."""
    return Difference(
        *(
            part
            for claim in (this, that)
            for part in _said(clerk, claim, that if claim == this else this)
        )
    )


def _said(clerk: Clerk, claim: str, other: str) -> tuple[Value, Value]:
    record = clerk.shelf.record(claim.partition("#")[0])
    reader = Clerk(clerk.shelf, clerk.addresses, record, clerk.lang)
    source = record.one(PG.statedIn, claim)
    said = reader.text(PG.statement, claim)
    if not said.text and claim.partition("#")[0] == other.partition("#")[0]:
        said = Text("; ".join(_differing(reader, claim, other)))
    if not said.text:
        name, date = clerk.shelf.name(record.iri, clerk.lang), reader.when()[0]
        said = name._replace(text=f"{name.text} ({date})") if date else name
    return Value(short(said, _LONGEST), clerk.target(claim)), clerk.link(source)


def _differing(reader: Clerk, claim: str, other: str) -> list[str]:
    """What the source of one claim of a record says otherwise than that of the other."""
    record, found = reader.record, []
    sources = [record.one(PG.statedIn, each) for each in (claim, other)]
    for node, facts in record.nodes.items():
        if node in reader.numbers:
            continue
        for predicate, stated in facts.items():
            by = [
                {f for f in stated if source in map(reader.shelf.source, f.graphs)}
                for source in sources
            ]
            if all(by) and by[0] != by[1] and predicate not in {PG.earliest, PG.latest}:
                values = sorted(reader.value(fact).text.text for fact in by[0] - by[1])
                if values:
                    found.append(f"{reader.label(predicate).text}: {', '.join(values)}")
    return found
