"""The files of the ontology as graphs, and the lists of what is in them; shared by tests."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, SKOS, Namespace

from partnergraph import vocabulary

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "ontology"
TURTLE = sorted(FOLDER.glob("*.ttl"))
FLAT = [FOLDER / name for name in ("alignment.ttl", "places.ttl", "schemes.ttl", "vocabulary.ttl")]
LANGUAGES = ("en", "ru", "uz-Latn")

PG = Namespace(vocabulary.PG)
VOCAB = Namespace(vocabulary.VOCAB)
ONTOLOGY = URIRef(vocabulary.ONTOLOGY)
ALIGNMENT = URIRef(f"{vocabulary.ONTOLOGY.rpartition('/')[0]}/alignment")
KINDS = (OWL.AnnotationProperty, OWL.Class, OWL.DatatypeProperty, OWL.ObjectProperty)


def parsed(*paths: Path) -> Graph:
    graph = Graph(bind_namespaces="none")
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


TERMS_GRAPH = parsed(FOLDER / "vocabulary.ttl")
CONCEPTS_GRAPH = parsed(FOLDER / "places.ttl", FOLDER / "schemes.ttl")
MAPPINGS = parsed(FOLDER / "alignment.ttl")
EVERYTHING = parsed(*FLAT)


def subjects(graph: Graph, kind: URIRef, namespace: str) -> list[URIRef]:
    found = {s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef)}
    return sorted(s for s in found if s.startswith(namespace))


CLASSES = subjects(TERMS_GRAPH, OWL.Class, PG)
PROPERTIES = sorted(p for k in KINDS if k != OWL.Class for p in subjects(TERMS_GRAPH, k, PG))
TERMS = [*CLASSES, *PROPERTIES]
CONCEPTS = subjects(CONCEPTS_GRAPH, SKOS.Concept, VOCAB)
SCHEMES = subjects(CONCEPTS_GRAPH, SKOS.ConceptScheme, VOCAB)
DECLARED = {str(iri) for iri in (*TERMS, *CONCEPTS, *SCHEMES)}


def short(value: object) -> str:
    """Names of test cases: `pg:Agreement`, `role:host`, `vocabulary.ttl`."""
    if isinstance(value, Path):
        return value.relative_to(ROOT).as_posix()
    return vocabulary.compact(str(value))


def texts(term: URIRef, predicate: URIRef) -> dict[str, str]:
    """The text of each language; fails where a language has several."""
    found = [o for o in EVERYTHING.objects(term, predicate) if isinstance(o, Literal)]
    tags = Counter(str(o.language) for o in found)
    assert max(tags.values(), default=0) <= 1, f"{short(term)}: keep one {short(predicate)} per tag"
    return {str(o.language): str(o) for o in found}


def kind_of(term: object) -> set[URIRef]:
    """As what `term` is declared: class, or kind of property."""
    found = TERMS_GRAPH.objects(URIRef(str(term)), RDF.type)
    return {k for k in found if isinstance(k, URIRef)} & set(KINDS)
