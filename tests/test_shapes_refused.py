"""Shapes that are not supported, or that are none, are refused by name."""

from __future__ import annotations

import re

import pyoxigraph
import pytest

from partnergraph.shacl.constraints import compile_rules
from partnergraph.shacl.shapegraph import ShapesError
from partnergraph.shacl.shapes import read_shapes
from partnergraph.validate import validate
from shape_results import PREFIXES

REFUSED: dict[str, tuple[str, str]] = {
    "unknown parameter": ("sh:property [ sh:path ex:p ; sh:minRank 1 ]", "sh:minRank"),
    "disjoint siblings": (
        """sh:property [ sh:path ex:p ; sh:qualifiedValueShape [] ; sh:qualifiedMinCount 1 ;
            sh:qualifiedValueShapesDisjoint true ]""",
        "sh:qualifiedValueShapesDisjoint",
    ),
    "rules": ("sh:rule [ sh:order 1 ]", "sh:rule"),
    "advanced target": ("sh:target [ sh:select '' ]", "sh:target"),
    "severity": ("sh:severity ex:Grave", "severity"),
    "count without path": ("sh:minCount 1", "without a path"),
    "property without path": ("sh:property [ sh:minCount 1 ]", "without a path"),
    "node with path": ("sh:node [ sh:path ex:p ]", "with a path"),
    "two counts": ("sh:property [ sh:path ex:p ; sh:minCount 1 , 2 ]", "sh:minCount"),
    "qualified without shape": (
        "sh:property [ sh:path ex:p ; sh:qualifiedMinCount 1 ]",
        "qualified",
    ),
    "recursion": ("sh:property [ sh:path ex:p ; sh:node ex:S ]", "refers to itself"),
    "broken list": ("sh:in [ rdf:first 1 ]", "list"),
    "empty path": ("sh:property [ sh:path [] ; sh:minCount 1 ]", "path"),
    "unknown path": ("sh:property [ sh:path [ sh:knightPath ex:p ] ]", "knightPath"),
    "blank value": ("sh:hasValue []", "sh:hasValue"),
    "blank member": ("sh:in ( [] )", "sh:in"),
    "derived integer": ("sh:datatype xsd:nonNegativeInteger", "xsd:nonNegativeInteger"),
    "look-ahead": ("sh:pattern '^(?!a)'", "sh:pattern"),
    "node kind": ("sh:nodeKind ex:Thing", "sh:nodeKind"),
    "inner query": ("sh:node [ sh:sparql [ sh:select 'SELECT $this {}' ] ]", "sh:sparql"),
    "inner count": ("sh:node [ sh:property [ sh:path ex:p ; sh:minCount 9 ] ]", "sh:minCount"),
    "query missing": ("sh:sparql [ sh:ask 'ASK {}' ]", "sh:ask"),
    "query empty": ("sh:sparql [ sh:message 'm' ]", "sh:select"),
    "prefix": ("sh:sparql [ sh:select 'SELECT $this {}' ; sh:prefixes ex:o ]", "prefix"),
    "VALUES": ("sh:sparql [ sh:select 'SELECT $this { VALUES ?a { 1 } }' ]", "VALUES"),
    "MINUS": ("sh:sparql [ sh:select 'SELECT $this { MINUS { ?a ?b ?c } }' ]", "MINUS"),
    "GRAPH": ("sh:sparql [ sh:select 'SELECT $this { GRAPH ?g { ?a ?b ?c } }' ]", "GRAPH"),
    "LIMIT": ("sh:sparql [ sh:select 'SELECT $this { ?a ?b ?c } LIMIT 1' ]", "LIMIT"),
    "no $this": ("sh:sparql [ sh:select 'SELECT ?a { ?a ?b ?c }' ]", "$this"),
    "bound anew": ("sh:sparql [ sh:select 'SELECT $this { BIND(1 AS $this) }' ]", "anew"),
    "no path": ("sh:sparql [ sh:select 'SELECT $this { $this $PATH 1 }' ]", "$PATH"),
    "current shape": (
        "sh:sparql [ sh:select 'SELECT $this { $currentShape ?a 1 }' ]",
        "currentShape",
    ),
    "no group": (
        "sh:sparql [ sh:select 'SELECT $this (COUNT(DISTINCT ?a) AS ?value) { $this ?a 1 }' ]",
        "GROUP BY",
    ),
    "counted twice": (
        "sh:sparql [ sh:select 'SELECT $this (SUM(?a) AS ?n) { $this ?a 1 } GROUP BY $this' ]",
        "DISTINCT",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_supported_is_refused_by_name(name: str) -> None:
    text, named = REFUSED[name]
    shapes = f"ex:S sh:targetClass ex:T ; {text} . ex:o sh:declare [ sh:prefix 'a' ] ."
    with pytest.raises(ShapesError, match=re.escape(named)) as caught:
        compile_rules(read_shapes(PREFIXES + shapes, "my.ttl"), {})
    assert caught.value.hint


@pytest.mark.parametrize(
    "shapes",
    [
        "ex:S sh:targetClass",
        "ex:C sh:parameter ex:p .",
        "ex:S sh:targetClass [] .",
        "ex:o sh:entailment ex:e .",
    ],
)
def test_a_file_that_cannot_be_used_is_named(shapes: str) -> None:
    with pytest.raises(ShapesError, match=r"my\.ttl"):
        read_shapes(PREFIXES + shapes, "my.ttl")


ILL_FORMED = {
    "minCount": 'sh:path ex:p ; sh:minCount "x"',
    "minLength": 'sh:path ex:p ; sh:minLength "x"',
    "class": 'sh:path ex:p ; sh:class "x"',
}


@pytest.mark.parametrize("body", ILL_FORMED.values(), ids=ILL_FORMED)
def test_an_ill_formed_value_is_refused_by_name(body: str) -> None:
    turtle = f"""
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix ex: <https://example.org/> .
    ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:P .
    ex:P a sh:PropertyShape ; {body} .
    """

    with pytest.raises(ShapesError, match=r"example\.org/P"):
        read_shapes(turtle)


def test_prefixes_may_stand_behind_imports() -> None:
    turtle = """
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix ex: <https://example.org/> .
    ex:one owl:imports ex:two .
    ex:two owl:imports ex:one ;
        sh:declare [ sh:prefix "e" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
    ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [
        sh:prefixes ex:one ; sh:select "SELECT $this WHERE { $this e:p e:q }" ] .
    """
    store = pyoxigraph.Store()
    store.load(
        b"<https://example.org/a> <https://example.org/p> <https://example.org/q> .",
        format=pyoxigraph.RdfFormat.N_TRIPLES,
    )

    assert [str(result.focus.value) for result in validate(store, read_shapes(turtle))] == [
        "https://example.org/a"
    ]
