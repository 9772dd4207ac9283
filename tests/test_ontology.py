"""The vocabulary and its files: complete in three languages, sound, formatted."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, XSD, Namespace

from ontology_files import (
    ALIGNMENT,
    CLASSES,
    CONCEPTS,
    EVERYTHING,
    FLAT,
    KINDS,
    LANGUAGES,
    ONTOLOGY,
    PG,
    PROPERTIES,
    SCHEMES,
    TERMS,
    TERMS_GRAPH,
    TURTLE,
    kind_of,
    parsed,
    short,
    texts,
)

VS = Namespace("http://www.w3.org/2003/06/sw-vocab-status/ns#")
BIBO = Namespace("http://purl.org/ontology/bibo/")
TRAITS = {OWL.AsymmetricProperty, OWL.IrreflexiveProperty, OWL.SymmetricProperty}
AXIOMS = {
    RDFS.subClassOf: {OWL.Class},
    RDFS.subPropertyOf: {OWL.AnnotationProperty, OWL.DatatypeProperty, OWL.ObjectProperty},
    RDFS.domain: {OWL.Class},
    RDFS.range: {OWL.Class},
    OWL.disjointWith: {OWL.Class},
}
BUILT_IN_NOTES = {OWL.versionIRI, OWL.versionInfo, RDFS.isDefinedBy, RDFS.label, RDFS.seeAlso}
RL_DATATYPES = {XSD.integer, XSD.string}  # of those that OWL 2 RL has, the ones we use
# Things of several classes have these, so a domain would type some of them wrongly.
SHARED = (
    "asOf", "city", "country", "datePrecision", "earliest", "edtf", "eventType", "evidence",
    "hasLifecycleEvent", "hasName", "hasParty", "latest", "rationale", "responsibleUnit",
    "shortName", "statedIn", "supportedBy",
)  # fmt: skip
HEADER = (
    DCTERMS.bibliographicCitation, DCTERMS.created, DCTERMS.creator, DCTERMS.description,
    DCTERMS.issued, DCTERMS.license, DCTERMS.modified, DCTERMS.publisher, DCTERMS.title,
    BIBO.status, OWL.versionIRI, OWL.versionInfo, RDFS.seeAlso, VANN.preferredNamespacePrefix,
    VANN.preferredNamespaceUri,
)  # fmt: skip
LABELLED = [(t, RDFS.label) for t in TERMS] + [(c, SKOS.prefLabel) for c in (*SCHEMES, *CONCEPTS)]
DECLARATIONS = sorted({s for s in TERMS_GRAPH.subjects() if isinstance(s, URIRef)} - {ONTOLOGY})


def words(text: str) -> set[str]:
    return set(re.findall(r"[\wʻʼ]+", text.lower())) - {"a", "an", "the", "is", "has", "of"}


def flat(triple: tuple[object, ...]) -> bool:
    return not any(isinstance(term, BNode) for term in triple)


def test_there_is_something_to_test() -> None:
    assert len(CLASSES) > 20
    assert len(PROPERTIES) > 60
    assert len(CONCEPTS) > 400
    assert len(TURTLE) > len(FLAT), "shapes.ttl is gone"


# Language: every term says what it is, three times.


@pytest.mark.parametrize(("term", "predicate"), LABELLED, ids=short)
def test_one_label_per_language(term: URIRef, predicate: URIRef) -> None:
    missing = set(LANGUAGES) ^ set(texts(term, predicate))
    assert not missing, f"{short(term)}: give it exactly one label in each of {LANGUAGES}"


@pytest.mark.parametrize("term", [*TERMS, *SCHEMES, *CONCEPTS], ids=short)
def test_one_definition_per_language_that_says_more_than_the_label(term: URIRef) -> None:
    definitions = texts(term, SKOS.definition)
    labels = texts(term, RDFS.label) or texts(term, SKOS.prefLabel)
    assert set(definitions) == set(LANGUAGES), f"{short(term)}: define it in each of {LANGUAGES}"
    for tag, text in definitions.items():
        assert text.endswith("."), f"{short(term)}@{tag}: end the definition with a full stop"
        assert text[0].isupper(), f"{short(term)}@{tag}: begin the definition with a capital"
        assert words(text) - words(labels[tag]), f"{short(term)}@{tag}: say more than the label"


@pytest.mark.parametrize("term", [*TERMS, *SCHEMES, *CONCEPTS, ONTOLOGY, ALIGNMENT], ids=short)
def test_spelling_of_russian_and_uzbek(term: URIRef) -> None:
    for text in (o for o in EVERYTHING.objects(term, None) if isinstance(o, Literal)):
        if text.language == "ru":
            mixed = re.findall(r"\w*(?:[а-яё][a-z]|[a-z][а-яё])\w*", text, re.IGNORECASE)
            assert not mixed, f"{short(term)}: Latin and Cyrillic letters in one word: {mixed}"
            assert re.search("[а-яё]", text, re.IGNORECASE), f"{short(term)}: not Russian: {text}"
        if text.language == "uz-Latn":
            wrong = re.findall(r"\w*(?:['‘’`]|(?<![og])ʻ|(?<=[og])ʼ|[а-яё])\w*", text.lower())
            assert not wrong, f"{short(term)}: write ʻ after o and g only, else ʼ: {wrong}"


@pytest.mark.parametrize("term", TERMS, ids=short)
def test_name_and_label_have_the_case_of_their_kind(term: URIRef) -> None:
    name, is_class = term.removeprefix(PG), term in CLASSES
    pattern = r"[A-Z][A-Za-z0-9]+" if is_class else r"[a-z][A-Za-z0-9]*"
    assert re.fullmatch(pattern, name), f"{short(term)}: classes UpperCamel, properties lowerCamel"
    for tag, label in texts(term, RDFS.label).items():
        first = label.split()[0]
        good = label[0].isupper() if is_class else label[0].islower() or first.isupper()
        assert good, f"{short(term)}@{tag}: class labels have a capital, property labels none"


@pytest.mark.parametrize("term", TERMS, ids=short)
def test_term_is_documented(term: URIRef) -> None:
    assert TERMS_GRAPH.value(term, RDFS.isDefinedBy) == ONTOLOGY, f"{short(term)}: rdfs:isDefinedBy"
    status = {str(o) for o in TERMS_GRAPH.objects(term, VS.term_status)}
    assert len(status & {"unstable", "testing", "stable", "archaic"}) == 1, f"{short(term)}: status"
    assert texts(term, SKOS.example).get("en", "").endswith("."), f"{short(term)}: add an example"


# Header.


@pytest.mark.parametrize("predicate", HEADER, ids=short)
def test_header_is_complete(predicate: URIRef) -> None:
    assert (ONTOLOGY, predicate, None) in TERMS_GRAPH, f"add {short(predicate)} to the ontology"


@pytest.mark.parametrize("ontology", [ONTOLOGY, ALIGNMENT], ids=short)
def test_header_speaks_three_languages_and_agrees_with_itself(ontology: URIRef) -> None:
    for predicate in (DCTERMS.title, DCTERMS.description):
        assert set(texts(ontology, predicate)) == set(LANGUAGES), f"translate {short(predicate)}"
    version = EVERYTHING.value(ontology, OWL.versionInfo)
    assert EVERYTHING.value(ontology, OWL.versionIRI) == URIRef(f"{ontology}/{version}")
    creators = set(EVERYTHING.objects(ontology, DCTERMS.creator))
    assert creators == {Literal("The partnergraph authors")}, "name no private person as creator"


def test_header_names_the_namespace_and_version_in_use() -> None:
    assert str(TERMS_GRAPH.value(ONTOLOGY, VANN.preferredNamespaceUri)) == PG
    assert str(TERMS_GRAPH.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "pg"
    citation = TERMS_GRAPH.value(ONTOLOGY, DCTERMS.bibliographicCitation)
    assert str(TERMS_GRAPH.value(ONTOLOGY, OWL.versionIRI)) in str(citation), "cite this version"


# Logic: OWL 2 RL, no blank nodes.


@pytest.mark.parametrize("path", FLAT, ids=short)
def test_no_blank_nodes_and_no_lists(path: Path) -> None:
    graph = parsed(path)
    assert not [n for n in graph.all_nodes() if isinstance(n, BNode)], "give every node an IRI"
    assert (None, RDF.first, None) not in graph, "lists need blank nodes; state the parts singly"


@pytest.mark.parametrize("subject", [ONTOLOGY, *DECLARATIONS], ids=short)
def test_only_constructs_of_owl_2_rl(subject: URIRef) -> None:
    for predicate, value in TERMS_GRAPH.predicate_objects(subject):
        assert isinstance(predicate, URIRef)
        check_construct(subject, predicate, value)


def check_construct(subject: URIRef, predicate: URIRef, value: object) -> None:
    if predicate == RDF.type:
        assert value in {*KINDS, *TRAITS, OWL.Ontology}, f"{short(value)} is outside our profile"
        if value in TRAITS:
            assert kind_of(subject) == {OWL.ObjectProperty}, f"{short(subject)}: object properties"
    elif predicate in AXIOMS:
        good = kind_of(value) & AXIOMS[predicate] or (
            predicate == RDFS.range
            and value in RL_DATATYPES
            and kind_of(subject) == {OWL.DatatypeProperty}
        )
        assert good, f"{short(subject)} {short(predicate)}: {short(value)} is not declared as such"
        if predicate == RDFS.subPropertyOf:
            assert kind_of(subject) == kind_of(value), f"{short(subject)}: its parent is of no kin"
    else:
        known = predicate in BUILT_IN_NOTES or kind_of(predicate) == {OWL.AnnotationProperty}
        assert known, f"declare {short(predicate)} as an annotation property, or do not use it here"


@pytest.mark.parametrize("term", DECLARATIONS, ids=short)
def test_every_term_is_of_one_kind(term: URIRef) -> None:
    assert len(kind_of(term)) == 1, f"{short(term)}: declare it as exactly one of {KINDS}"


@pytest.mark.parametrize("name", SHARED)
def test_shared_properties_have_no_domain(name: str) -> None:
    assert PG[name] in PROPERTIES, f"pg:{name} is gone; drop it from this test"
    assert not list(TERMS_GRAPH.objects(PG[name], RDFS.domain)), f"pg:{name}: drop its rdfs:domain"


def test_disjoint_classes_have_no_common_subclass() -> None:
    for left, right in TERMS_GRAPH.subject_objects(OWL.disjointWith):
        below = [set(TERMS_GRAPH.transitive_subjects(RDFS.subClassOf, c)) for c in (left, right)]
        assert not below[0] & below[1], f"{short(left)} and {short(right)} cannot be disjoint"


# Files.


@pytest.mark.parametrize("path", TURTLE, ids=short)
def test_both_engines_read_the_same(path: Path) -> None:
    # Oxigraph writes language tags in lower case, as RDF 1.1 allows.
    ours = {" ".join(term.n3() for term in triple) for triple in parsed(path) if flat(triple)}
    theirs = Graph(bind_namespaces="none")
    quads = pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    text = pyoxigraph.serialize((q.triple for q in quads), format=pyoxigraph.RdfFormat.N_TRIPLES)
    theirs.parse(data=text or b"", format="nt")
    other = {" ".join(term.n3() for term in triple) for triple in theirs if flat(triple)}
    assert {line.replace("@uz-Latn", "@uz-latn") for line in ours} == other
    assert len(parsed(path)) == len(theirs)


@pytest.mark.parametrize("path", TURTLE, ids=short)
def test_turtle_is_formatted(path: Path) -> None:
    command = [str(Path(sys.executable).with_name("turtlefmt")), "--check", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"run `turtlefmt ontology/{path.name}`\n{done.stdout[:2000]}"


@pytest.mark.parametrize("path", TURTLE, ids=short)
def test_subjects_stand_in_ascii_order(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [line.split()[0] for line in lines if line and line[0] not in " \t@#"]
    late = [after for before, after in pairwise(found) if before >= after]
    assert found, f"{path.name} has no subjects"
    assert not late, f"{path.name}: move up or merge {late}"
