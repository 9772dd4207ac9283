"""Terms: the ontology, its shapes and its schemes as pages need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph

from partnergraph.errors import ProjectError
from partnergraph.site.renderer import SPOKEN
from partnergraph.vocabulary import OWL, PG, RDF_TYPE, RDFS, SH, SKOS, VOCAB, compact

#: Kinds of terms in the order of their page.
KINDS: Mapping[str, str] = {
    OWL.Class: "classes",
    OWL.ObjectProperty: "object-properties",
    OWL.DatatypeProperty: "data-properties",
    OWL.AnnotationProperty: "annotation-properties",
}
_STATUS = "http://www.w3.org/2003/06/sw-vocab-status/ns#term_status"
_LINKS = (
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    OWL.disjointWith,
    OWL.inverseOf,
    RDFS.domain,
    RDFS.range,
    PG.closeTo,
    PG.narrowerThan,
    PG.unlike,
    RDFS.seeAlso,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a shape demands: its message, by language, and how grave a breach is."""

    texts: Mapping[str, str]
    severity: str


@dataclass(slots=True)
class Turtle:
    """Statements of Turtle files by subject and predicate."""

    facts: defaultdict[str, defaultdict[str, list[object]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    triples: list[pyoxigraph.Triple] = field(default_factory=list)

    @classmethod
    def read(cls, files: Iterable[Path]) -> Turtle:
        """Reads Turtle files. Raises ProjectError with file and place."""
        found = cls()
        for path in files:
            try:
                for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
                    found.triples.append(quad.triple)
                    found.facts[key(quad.subject)][quad.predicate.value].append(quad.object)
            except (OSError, SyntaxError) as error:
                raise ProjectError(f"{path} cannot be read: {error}") from error
        return found

    def iris(self, subject: str, predicate: str) -> list[str]:
        """The IRIs among the values of a predicate, in order."""
        values = self._values(subject, predicate)
        return sorted(each.value for each in values if isinstance(each, pyoxigraph.NamedNode))

    def texts(self, subject: str, predicate: str) -> dict[str, str]:
        """The literals among them, one for each language tag."""
        found: dict[str, str] = {}
        for each in self._values(subject, predicate):
            if isinstance(each, pyoxigraph.Literal):
                found.setdefault(each.language or "", each.value)
        return found

    def said(self, subject: str, predicate: str, lang: str) -> list[tuple[str, str]]:
        """The literals in `lang`, else those in English, with the tag where it is another."""
        own = SPOKEN[lang][0].lower()
        values = [
            (each.value, each.language or "")
            for each in self._values(subject, predicate)
            if isinstance(each, pyoxigraph.Literal)
        ]
        for tags in ((own,), ("en", "")):
            if found := sorted(pair for pair in values if pair[1] in tags):
                return [(text, "" if tag in (own, "") else tag) for text, tag in found]
        return []

    def _values(self, subject: str, predicate: str) -> list[object]:
        """The values, in the order of the files."""
        known = self.facts.get(subject)
        return known.get(predicate, []) if known else []

    def of_class(self, *classes: str) -> list[str]:
        """The subjects, other than blank nodes, of any of the classes, in order."""
        return sorted(
            subject
            for subject in self.facts
            if not subject.startswith("_:") and set(self.iris(subject, RDF_TYPE)) & set(classes)
        )


@dataclass(frozen=True, slots=True)
class Term:
    """A term as its page shows it: texts with the tag of their language, '' for the page's own."""

    iri: str
    name: str
    label: tuple[str, str]
    kind: str
    definitions: Sequence[tuple[str, str]]
    examples: Sequence[tuple[str, str]]
    notes: Sequence[tuple[str, str]]
    alignment: Sequence[tuple[str, str]]
    links: Sequence[tuple[str, Sequence[str]]]
    rules: Sequence[tuple[str, str, str]]
    status: str


def terms(turtle: Turtle, rules: Mapping[str, Sequence[Rule]], lang: str) -> list[Term]:
    """The terms of the ontology, and those of others that it says how to use, by kind and name."""
    found = []
    for iri in turtle.of_class(*KINDS):
        kind = next(KINDS[each] for each in KINDS if each in turtle.iris(iri, RDF_TYPE))
        label = (turtle.said(iri, RDFS.label, lang) or [(compact(iri), "")])[0]
        term = Term(
            iri=iri,
            name=compact(iri),
            label=label,
            kind=kind,
            definitions=turtle.said(iri, SKOS.definition, lang),
            examples=turtle.said(iri, SKOS.example, lang),
            notes=turtle.said(iri, SKOS.scopeNote, lang),
            alignment=turtle.said(iri, SKOS.editorialNote, lang),
            links=[(each, turtle.iris(iri, each)) for each in _LINKS if turtle.iris(iri, each)],
            rules=[_rule(each, lang) for each in rules.get(iri, ())],
            status=next(iter(turtle.texts(iri, _STATUS).values()), ""),
        )
        if iri.startswith(PG) or term.notes or term.rules:
            found.append(term)
    order = list(KINDS.values())
    return sorted(found, key=lambda term: (order.index(term.kind), term.iri))


def rules_by_term(shapes: Turtle) -> dict[str, list[Rule]]:
    """What the shapes demand of the instances of a class, and of the values of a property.

    A class has the rules of the shapes that target it; a property those whose path it is.
    """
    found: defaultdict[str, list[Rule]] = defaultdict(list)
    for node in shapes.of_class(SH.NodeShape):
        targets = shapes.iris(node, SH.targetClass)
        for shape in [node, *shapes.iris(node, SH.property)]:
            texts = shapes.texts(shape, SH.message)
            if not texts:
                continue
            severity = next(iter(shapes.iris(shape, SH.severity)), SH.Violation)
            rule = Rule(texts, severity.removeprefix(SH))
            for term in [*targets, *shapes.iris(shape, SH.path)]:
                if rule not in found[term]:
                    found[term].append(rule)
    return dict(found)


def key(node: object) -> str:
    """An IRI, or `_:` and the id of a blank node."""
    return node.value if isinstance(node, pyoxigraph.NamedNode) else str(node)


def schemes(turtle: Turtle) -> list[str]:
    """The concept schemes, in order."""
    return [each for each in turtle.of_class(SKOS.ConceptScheme) if each.startswith(VOCAB)]


def _rule(rule: Rule, lang: str) -> tuple[str, str, str]:
    own = SPOKEN[lang][0].lower()
    tag = own if own in rule.texts else next(iter(sorted(rule.texts)))
    return rule.texts[tag], "" if tag in (own, "") else tag, rule.severity
