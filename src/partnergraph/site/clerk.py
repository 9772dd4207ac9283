"""Clerk: turns facts of one record into values, dates and references, and knows what is left."""

from __future__ import annotations

import re
from collections.abc import Iterable

from partnergraph.site.addresses import Addresses, file_name
from partnergraph.site.dating import say
from partnergraph.site.naming import external
from partnergraph.site.records import Fact, Record, Shelf, Text, short, unique
from partnergraph.site.renderer import words
from partnergraph.site.sheet import COMPOSED, DECIDED, DERIVED, Dated, Ref, Row, Stated, Value
from partnergraph.vocabulary import DC, EDTF, PG, compact, scheme

#: What dates a node.
DATING = (PG.edtf, PG.earliest, PG.latest, PG.datePrecision)
#: What can have one value only, so that two of two sources contradict each other.
_SINGLE = frozenset({PG.country, PG.agreementType, PG.programmeType, PG.eventType, PG.relationType})
_COUNTRY = scheme("country")
_CODE = re.compile("[A-Z]{2}")


class Clerk:
    """Works on one record in one language; remembers which facts were taken."""

    def __init__(self, shelf: Shelf, addresses: Addresses, record: Record, lang: str) -> None:
        """Takes the shelf, the addresses of pages, the record, and a short language tag."""
        self.shelf = shelf
        self.addresses = addresses
        self.record = record
        self.lang = lang
        self._taken: set[tuple[str, str]] = set()
        claims = [
            node
            for node, facts in record.nodes.items()
            if PG.statedIn in facts and PG.claimStatus in facts
        ]
        #: Claims of this record in order, and the number that each has on the page.
        self.claims = sorted(claims, key=lambda node: (node != record.iri, node))
        self.numbers = {node: number for number, node in enumerate(self.claims, 1)}
        self._of_source: dict[str, list[str]] = {}
        for node in self.claims:
            self._of_source.setdefault(record.one(PG.statedIn, node), []).append(node)

    def take(self, predicate: str, node: str = "") -> tuple[Fact, ...]:
        """The facts of a node with `predicate`, which then count as shown."""
        node = node or self.record.iri
        self._taken.add((node, predicate))
        return self.record.get(predicate, node)

    def took(self, predicate: str, node: str = "") -> bool:
        """Whether the facts of a node with `predicate` were taken."""
        return (node or self.record.iri, predicate) in self._taken

    def texts(self, predicate: str, node: str = "") -> tuple[Text, ...]:
        """What is said with `predicate`: texts with their tags, concepts by their names."""
        return tuple(self.value(fact).text for fact in self.take(predicate, node))

    def text(self, predicate: str, node: str = "") -> Text:
        """All of `texts` as one; empty where there is none."""
        found = self.texts(predicate, node)
        tags = {each.tag for each in found}
        return Text("; ".join(each.text for each in found), tags.pop() if len(tags) == 1 else "")

    def values(self, predicate: str, node: str = "") -> tuple[Value, ...]:
        """What is said with `predicate`, with links."""
        return tuple(self.value(fact) for fact in self.take(predicate, node))

    def value(self, fact: Fact) -> Value:
        """A fact as words with a link; dates in words."""
        if fact.is_iri:
            return self.link(fact.value)
        datatype = fact.datatype
        if datatype == EDTF or datatype.endswith("#date"):
            return Value(Text(say(fact.value, self.lang)))
        if fact.value.startswith("http") and datatype.endswith("#anyURI"):
            return Value(Text(fact.value), href=fact.value)
        tag = fact.tag
        return Value(Text(fact.value, "" if tag.partition("-")[0].lower() == self.lang else tag))

    def link(self, iri: str) -> Value:
        """An IRI by its name: a page of the site, a web address, or a concept without a link."""
        text = self.shelf.name(iri, self.lang)
        if target := self.target(iri):
            return Value(text, target)
        if iri.startswith(_COUNTRY):
            return Value(text, country_page(iri))
        if text.text != compact(iri):
            return Value(text)
        return Value(Text(iri), href=iri if external(iri) else "")

    def target(self, iri: str) -> str:
        """The page that shows a resource or a part of one; '' where there is none."""
        resource, mark, fragment = iri.partition("#")
        path = self.shelf.note(("path", resource), lambda: self._path(resource))
        return f"{path}{mark}{fragment}" if path else ""

    def _path(self, resource: str) -> str:
        return self.addresses.path(resource) if resource in self.shelf else ""

    def anchor(self, node: str) -> str:
        """The fragment of a part of this record, or ''."""
        return node.partition("#")[2] if node.startswith(f"{self.record.iri}#") else ""

    def publisher(self, source: str) -> str:
        """Who publishes a source, for a reference."""
        found = self.shelf.record(source).one(DC.publisher)
        return short(Text(found)).text or self.shelf.name(source, self.lang).text

    def ref(self, claim: str) -> Ref:
        """The reference to a claim of this page or of another."""
        source = self.record.one(PG.statedIn, claim)
        if claim in self.numbers:
            # a short name of its own: the fragment of a claim is long, and is referred to often
            return Ref(self.numbers[claim], self.publisher(source), f"#~{self.numbers[claim]}")
        resource = claim.partition("#")[0]
        source = self.shelf.record(resource).one(PG.statedIn, claim)
        return Ref(0, self.publisher(source) if source else claim, self.target(claim))

    def refs(self, graphs: Iterable[str]) -> tuple[Ref, ...]:
        """The references for the graphs that state something: claims, or at least sources."""
        found = []
        for source in unique(self.shelf.source(graph) for graph in graphs):
            claims = self._of_source.get(source, [])
            if source == self.record.iri:
                continue
            if claims:
                found.append(self.ref(claims[0]))
            else:
                found.append(Ref(0, self.publisher(source), self.target(source)))
        return tuple(sorted(found))

    def supports(self, node: str) -> tuple[Ref, ...]:
        """The references to the claims that support a part."""
        return tuple(sorted({self.ref(f.value) for f in self.take(PG.supportedBy, node)}))

    def ours(self, graphs: Iterable[str]) -> str:
        """Which of our graphs says it, as a key of words; '' where a source does."""
        names = {graph.removeprefix(f"{self.shelf.base}graph/") for graph in graphs}
        if any(name.startswith("source/") for name in names):
            return ""
        if "derived" in names:
            return DERIVED
        return DECIDED if "decisions" in names else COMPOSED

    def stated(self, fact: Fact) -> Stated:
        """A fact with those who state it."""
        return Stated(self.value(fact), self.refs(fact.graphs), self.ours(fact.graphs))

    def row(self, predicate: str, node: str = "") -> Row:
        """A property of a node with all its values; marked where sources contradict."""
        facts = self.take(predicate, node)
        values = sorted((self.stated(fact) for fact in facts), key=lambda each: each.value.text)
        differ = predicate in _SINGLE and len(facts) > 1
        part = self.anchor(node) if node else ""
        return Row(self.label(predicate), tuple(values), differ, part)

    def label(self, predicate: str) -> Text:
        """What a property is called in the language of the page."""
        return self.shelf.note(("label", predicate, self.lang), lambda: self._label(predicate))

    def _label(self, predicate: str) -> Text:
        known = words(self.lang).get(f"term:{compact(predicate)}")
        return Text(known) if known else self.shelf.name(predicate, self.lang)

    def dates(self, node: str = "") -> tuple[Dated, ...]:
        """The dates of a node, one for each that is stated, with those who state it."""
        precisions = self.take(PG.datePrecision, node)
        bounds = [self.take(each, node) for each in (PG.earliest, PG.latest)]
        found = []
        for fact in self.take(PG.edtf, node):
            graph = fact.graphs[0]
            precision = next((p for p in precisions if graph in p.graphs), None)
            ends = [next((b.value for b in bound if graph in b.graphs), "…") for bound in bounds]
            between = " – ".join(ends) if ends[0] != ends[1] else ""
            name = self.shelf.name(precision.value, self.lang) if precision else Text("")
            refs = self.refs(fact.graphs)
            found.append(Dated(say(fact.value, self.lang), fact.value, between, name, refs))
        return tuple(sorted(found, key=lambda each: each.edtf))

    def when(self) -> tuple[str, str]:
        """When a thing was, in words, and its first day for sorting ('' where none is known)."""
        record = self.record
        nodes = [record.iri, *(fact.value for fact in record.get(PG.hasLifecycleEvent))]
        dated = [node for node in nodes if record.get(PG.edtf, node)]
        days = {n: record.one(PG.earliest, n) or record.one(PG.latest, n) for n in dated}
        node = next((each for each in dated if days[each]), next(iter(dated), ""))
        if not node:
            return "", ""
        return " / ".join(unique(each.said for each in self.dates(node))), days[node]

    def rest(self) -> tuple[Row, ...]:
        """What was not taken: rows for every other statement of the record."""
        left = [
            (node, predicate)
            for node in sorted(self.record.nodes)
            for predicate in sorted(self.record.nodes[node])
            if (node, predicate) not in self._taken
        ]
        shown = {node for node, _ in self._taken}
        rows = []
        for node, predicate in left:
            row = self.row(predicate, node)
            rows.append(row if node in shown else row._replace(anchor=self.anchor(node)))
            shown.add(node)
        return tuple(rows)


def country_page(iri: str) -> str:
    """The page of a country: by its code, `country/uz.html`."""
    code = iri.rpartition("/")[2]
    return f"country/{code.lower() if _CODE.fullmatch(code) else file_name(code)}.html"
