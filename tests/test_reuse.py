"""No term is made up: what files, queries and code use is declared, bundled or pinned."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import (
    DCAT,
    DCTERMS,
    FOAF,
    ODRL2,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    VANN,
    VOID,
    XSD,
    DefinedNamespace,
)

from ontology_files import (
    ALIGNMENT,
    CONCEPTS,
    DECLARED,
    FOLDER,
    LANGUAGES,
    MAPPINGS,
    PG,
    ROOT,
    TURTLE,
    VOCAB,
    kind_of,
    parsed,
    short,
)
from partnergraph import vocabulary

QUERIES = sorted([*FOLDER.glob("rules/*.rq"), *(ROOT / "queries").rglob("*.rq")])
CODE = sorted((ROOT / "src").rglob("*.py"))
BUNDLED: tuple[type[DefinedNamespace], ...] = (
    DCAT, DCTERMS, FOAF, ODRL2, ORG, OWL, PROV, RDF, RDFS, SDO, SH, SKOS, VANN, VOID, XSD,
)  # fmt: skip
AXIOMS = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.disjointWith}
MAPPING = (PG.closeTo, PG.narrowerThan, PG.unlike)
MAPPED = sorted({s for s in MAPPINGS.subjects() if isinstance(s, URIRef)} - {ALIGNMENT})


def pinned() -> list[dict[str, str]]:
    with (FOLDER / "pinned-terms.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PINNED = {row["term"] for row in pinned()}


def is_known(iri: str) -> bool:
    """Whether `iri` is a term of a vocabulary that rdflib bundles, or a pinned one."""
    return iri in PINNED or any(
        iri.startswith(str(space)) and URIRef(iri) in space for space in BUNDLED
    )


def terms_of_turtle(path: Path) -> Iterator[str]:
    """Predicates, types and objects of axioms; literals' data types. Not pages and licences."""
    structural = {RDF.type, *AXIOMS, SH["class"], SH.datatype, SH.path, SH.targetClass}
    structural |= {SH.hasValue, SH.inversePath, SH.alternativePath, PG.instancesAre}
    structural |= set(MAPPING)
    for subject, predicate, value in parsed(path):
        yield str(predicate)
        if str(subject).startswith((PG, VOCAB)):
            yield str(subject)
        if isinstance(value, Literal) and value.datatype:
            yield str(value.datatype)
        elif isinstance(value, URIRef) and (
            predicate in structural or str(value).startswith((PG, VOCAB))
        ):
            yield str(value)


def expanded(text: str, prefixes: dict[str, str]) -> Iterator[str]:
    for prefix, name in re.findall(r"(?<![\w:/#<-])([a-z][a-z-]*):([A-Za-z][\w-]*)", text):
        if prefix in prefixes:
            yield prefixes[prefix] + name


def terms_of_query(path: Path) -> Iterator[str]:
    text = re.sub(r"(?m)^\s*#.*$", "", path.read_text(encoding="utf-8"))
    prefixes = dict(re.findall(r"PREFIX ([\w-]+): <([^>]*)>", text))
    body = re.sub(r'"[^"]*"|PREFIX.*', "", text)
    yield from expanded(body, prefixes)


def terms_of_context(path: Path) -> Iterator[str]:
    context = json.loads(path.read_text(encoding="utf-8"))["@context"]
    prefixes = {k: v for k, v in context.items() if isinstance(v, str) and v.endswith(("#", "/"))}

    def walk(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            for key in ("@id", "@type"):
                if isinstance(node.get(key), str):
                    yield from expanded(node[key], prefixes)
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    yield from walk(context)


def terms_of_code(path: Path) -> Iterator[str]:
    """`PG.Agreement`, `RDF.term("type")`, and plain strings that are terms."""
    spaces = {k: str(v) for k, v in vars(vocabulary).items() if isinstance(v, vocabulary.Namespace)}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in spaces and not hasattr(str, node.attr) and node.attr != "term":
                yield spaces[node.value.id] + node.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of, arguments = node.func.value, node.args
            if isinstance(of, ast.Name) and of.id in spaces and node.func.attr == "term":
                literal = arguments[0] if arguments else None
                if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                    yield spaces[of.id] + literal.value
        elif isinstance(node, ast.Constant) and node.value == vocabulary.EDTF:
            yield vocabulary.EDTF


READERS = {".ttl": terms_of_turtle, ".rq": terms_of_query, ".jsonld": terms_of_context}
USERS = [*TURTLE, *QUERIES, FOLDER / "context.jsonld", *CODE]


def used_terms(path: Path) -> set[str]:
    return set(READERS.get(path.suffix, terms_of_code)(path))


USED = {path: used_terms(path) for path in USERS}


def test_an_invented_term_is_not_known() -> None:
    for namespace in (SKOS, ORG, SDO, PROV, DCTERMS, SH):
        assert not is_known(f"{namespace}inventedTerm")
    assert not is_known(f"{vocabulary.OA}inventedTerm")


@pytest.mark.parametrize("path", USERS, ids=short)
def test_every_term_used_exists(path: Path) -> None:
    data = str(vocabulary.SHAPES), vocabulary.ROR, vocabulary.WIKIDATA
    for iri in sorted(USED[path]):
        if iri.startswith((PG, VOCAB)):
            assert iri in DECLARED, f"{path.name}: {short(URIRef(iri))} is not declared; add it"
        elif not iri.startswith(data) and "/partnergraph/" not in iri:
            assert is_known(iri), f"{path.name}: {iri} exists nowhere; correct or pin it"


def test_terms_of_the_data_model_are_declared_with_their_kind() -> None:
    shapes = parsed(FOLDER / "shapes.ttl")
    model = USED[FOLDER / "context.jsonld"] | {str(o) for o in shapes.objects(None, SH.targetClass)}
    model |= {str(o) for o in shapes.objects(None, SH.path) if isinstance(o, URIRef)}
    model -= {str(RDF.type), vocabulary.EDTF, *map(str, CONCEPTS)}
    model -= {iri for iri in model if iri.startswith((str(OWL), str(RDFS), str(XSD)))}
    missing = sorted(short(URIRef(iri)) for iri in model if len(kind_of(iri)) != 1)
    assert not missing, f"declare in vocabulary.ttl, as `… a owl:ObjectProperty`: {missing}"


def test_pinned_terms_are_sourced_sorted_and_used() -> None:
    rows = pinned()
    order = [(row["vocabulary"], row["term"]) for row in rows]
    assert order == sorted(set(order)), "sort pinned-terms.csv by vocabulary and term, no repeats"
    for row in rows:
        assert all(row[key] for key in ("vocabulary", "term", "source", "version")), row
        assert row["source"].startswith(("https://", "http://")), f"{row['term']}: source is no URL"
    unused = PINNED - set().union(*USED.values())
    assert not unused, f"drop from pinned-terms.csv, nothing uses them: {sorted(unused)}"


@pytest.mark.parametrize("term", MAPPED, ids=short)
def test_notes_of_a_mapping_are_in_every_language(term: URIRef) -> None:
    notes = [o for o in MAPPINGS.objects(term, SKOS.editorialNote) if isinstance(o, Literal)]
    begun = {
        lang: sorted(
            str(note).partition(" ")[0].rstrip(":") for note in notes if note.language == lang
        )
        for lang in LANGUAGES
    }

    assert begun["en"]
    assert begun["en"] == begun["ru"] == begun["uz-Latn"]


@pytest.mark.parametrize("term", MAPPED, ids=short)
def test_every_mapping_says_why(term: URIRef) -> None:
    assert str(term) in DECLARED, f"{short(term)}: only our own terms are mapped"
    notes = [str(o) for o in MAPPINGS.objects(term, SKOS.editorialNote)]
    for predicate in MAPPING:
        for target in MAPPINGS.objects(term, predicate):
            name = MAPPINGS.qname(str(target))
            assert any(n.startswith(f"{name} ") for n in notes), f"{short(term)}: why {name}?"
