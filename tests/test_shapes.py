"""Each supported construct gives the results that pySHACL gives."""

from __future__ import annotations

import re

import pytest

from partnergraph.shacl.shapes import read_shapes
from partnergraph.validate import validate
from shape_results import PREFIXES, both, focus, keys, node, stored

# Name: (what the property shape on ex:p says, values of ex:p that conform, that do not)
VALUES: dict[str, tuple[str, str, str]] = {
    "class": ("sh:class ex:C", "ex:c , ex:d", "ex:t , 1 , []"),
    "class twice": ("sh:class ex:C , ex:D", "ex:d", "ex:c , ex:t"),
    "datatype string": ("sh:datatype xsd:string", '"a" , ""', '"a"@en , 1 , ex:c , []'),
    "datatype langString": ("sh:datatype rdf:langString", '"a"@en , "b"@uz-Latn', '"a" , 1'),
    "datatype integer": ("sh:datatype xsd:integer", "1 , -5 , 0", '1.5 , "x"^^xsd:integer , "1"'),
    "datatype decimal": ("sh:datatype xsd:decimal", "1.5 , -0.5", '1 , "x"^^xsd:decimal'),
    "datatype boolean": ("sh:datatype xsd:boolean", "true , false", '"maybe"^^xsd:boolean , 1'),
    "datatype double": ("sh:datatype xsd:double", "1e3", '1 , "x"^^xsd:double'),
    "datatype date": (
        "sh:datatype xsd:date",
        '"2024-02-29"^^xsd:date , "2024-02-28"^^xsd:date',
        '"2024-02-30"^^xsd:date , "2023-02-29"^^xsd:date , "soon"^^xsd:date , "2024-02-29"',
    ),
    "datatype dateTime": (
        "sh:datatype xsd:dateTime",
        '"2024-02-29T10:00:00"^^xsd:dateTime',
        '"2024-02-30T10:00:00"^^xsd:dateTime , "2024-02-29"^^xsd:date',
    ),
    "datatype unknown": ("sh:datatype ex:edtf", '"2024"^^ex:edtf , ""^^ex:edtf', '"2024" , 2024'),
    "nodeKind IRI": ("sh:nodeKind sh:IRI", "ex:c", "1 , []"),
    "nodeKind Literal": ("sh:nodeKind sh:Literal", '1 , "a"@en', "ex:c , []"),
    "nodeKind BlankNode": ("sh:nodeKind sh:BlankNode", "[] , [ ex:p 1 ]", "1 , ex:c"),
    "nodeKind BlankNodeOrIRI": ("sh:nodeKind sh:BlankNodeOrIRI", "[] , ex:c", "1"),
    "nodeKind BlankNodeOrLiteral": ("sh:nodeKind sh:BlankNodeOrLiteral", "[] , 1", "ex:c"),
    "nodeKind IRIOrLiteral": ("sh:nodeKind sh:IRIOrLiteral", "ex:c , 1", "[]"),
    "minCount 1": ("sh:minCount 1", "1", ""),
    "minCount 3": ("sh:minCount 3", "1 , 2 , 3", "1 , 2"),
    "maxCount 0": ("sh:maxCount 0", "", "1"),
    "maxCount 1": ("sh:maxCount 1", "1", "1 , 2"),
    "minInclusive": ("sh:minInclusive 3", "3 , 4.5", '2 , "a" , ex:c , []'),
    "maxInclusive": ("sh:maxInclusive 3", "3 , 2.5", "4 , ex:c"),
    "minExclusive": ("sh:minExclusive 3", "4 , 3.5", "3 , 2"),
    "maxExclusive": ("sh:maxExclusive 3", "2", "3 , 4"),
    "minInclusive date": (
        'sh:minInclusive "2024-01-01"^^xsd:date',
        '"2024-01-01"^^xsd:date',
        '"2023-12-31"^^xsd:date , "later"',
    ),
    "minLength": ("sh:minLength 3", '"abc" , "привет" , ex:c', '"ab" , []'),
    "maxLength": ("sh:maxLength 3", '"abc" , "" , 123', '"abcd" , ex:c , []'),
    "pattern": ('sh:pattern "^a.c$"', '"abc" , "axc"@en', '"abcd" , "ABC" , 1 , []'),
    "pattern of IRI": ('sh:pattern "^https://example[.]org/c$"', "ex:c", "ex:d"),
    "pattern with backslash": ('sh:pattern "^\\\\d+\\"?$"', '"1" , "12\\""', '"a"'),
    "pattern flags": ('sh:pattern "^abc$" ; sh:flags "i"', '"ABC"', '"abcd"'),
    "pattern twice": ('sh:pattern "a" , "b"', '"ab"', '"a" , "b"'),
    "languageIn": ('sh:languageIn ( "en" "uz" )', '"a"@en-GB , "b"@uz-Latn', '"a" , "a"@ru , ex:c'),
    "uniqueLang": ("sh:uniqueLang true", '"a"@en , "b"@ru , "c" , "d"', '"a"@en , "b"@en'),
    "uniqueLang false": ("sh:uniqueLang false ; sh:minCount 1", '"a"@en , "b"@en', ""),
    "in": ('sh:in ( ex:c 1 "a"@en )', 'ex:c , 1 , "a"@en', 'ex:d , 2 , "a"'),
    "in IRIs": ("sh:in ( ex:c ex:d )", "ex:c , ex:d", 'ex:t , "a" , []'),
    "hasValue": ("sh:hasValue ex:c", "ex:c , ex:d", "ex:d"),
    "hasValue literal": ('sh:hasValue "a"@en', '"a"@en', '"a"'),
    "hasValue twice": ("sh:hasValue 1 , 2", "1 , 2 , 3", "1"),
    "equals": ("sh:equals ex:q", "1 , 2", "1 , 3"),
    "disjoint": ("sh:disjoint ex:q", "3", "1 , 3"),
    "lessThan": ("sh:lessThan ex:q", "0", '1 , 2 , "a" , ex:c'),
    "lessThanOrEquals": ("sh:lessThanOrEquals ex:q", "0 , 1", '2 , 5 , "a"'),
    "node": ("sh:node ex:Named", "ex:named", "ex:c , 1"),
    "not": ("sh:not ex:Named", "ex:c", "ex:named"),
    "and": ("sh:and ( ex:Named ex:IsC )", "ex:namedC", "ex:named , ex:c"),
    "or": ("sh:or ( ex:Named ex:IsC )", "ex:named , ex:c", "ex:d2 , 1"),
    "or of values": (
        "sh:or ( [ sh:datatype xsd:integer ] [ sh:nodeKind sh:IRI ] )",
        "1 , ex:c",
        '"a"',
    ),
    "xone": ("sh:xone ( ex:Named ex:IsC )", "ex:named , ex:c", "ex:namedC , ex:d2"),
    "property": ("sh:property ex:Named-name", "ex:named", "ex:c"),
    "qualifiedMinCount": (
        "sh:qualifiedValueShape ex:Named ; sh:qualifiedMinCount 1",
        "ex:named , ex:c",
        "ex:c",
    ),
    "qualifiedMaxCount": (
        "sh:qualifiedValueShape ex:Named ; sh:qualifiedMaxCount 0",
        "ex:c",
        "ex:named , ex:c",
    ),
    "closed": ("sh:closed true ; sh:ignoredProperties ( rdf:type )", "ex:d", "ex:named"),
    "severity": ("sh:maxCount 0 ; sh:severity sh:Warning", "", "1"),
    "several": ("sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer", "1", '1 , "a"'),
}
# Conforming nodes, tested inside another shape: (a member shape, values that have it, that lack it)
NESTED: dict[str, tuple[str, str, str]] = {
    "hasValue on a node": ("[ sh:hasValue ex:c ]", "ex:c", "ex:d , 1"),
    "closed": ("[ sh:closed true ; sh:ignoredProperties ( rdf:type ) ]", "ex:d", "ex:named"),
    "equals on a node": ("[ sh:equals ex:same ]", "ex:loop", "ex:c , ex:named , ex:loops"),
    "property class": ("[ sh:property [ sh:path ex:to ; sh:class ex:C ] ]", "ex:toC", "ex:toT"),
    "property closed": (
        "[ sh:property [ sh:path ex:to ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ] ]",
        "ex:toC",
        "ex:toNamed",
    ),
    "property hasValue": (
        "[ sh:property [ sh:path ex:to ; sh:hasValue ex:t ] ]",
        "ex:toT",
        "ex:toC",
    ),
    "property equals": ("[ sh:property [ sh:path ex:to ; sh:equals ex:as ] ]", "ex:toC", "ex:toT"),
    "property disjoint": (
        "[ sh:property [ sh:path ex:to ; sh:disjoint ex:as ] ]",
        "ex:toT",
        "ex:toC",
    ),
    "property lessThan": (
        "[ sh:property [ sh:path ex:n ; sh:lessThan ex:m ] ]",
        "ex:low",
        "ex:high",
    ),
    "property minCount": ("[ sh:property [ sh:path ex:n ; sh:minCount 2 ] ]", "ex:high", "ex:low"),
    "property maxCount": ("[ sh:property [ sh:path ex:n ; sh:maxCount 1 ] ]", "ex:low", "ex:high"),
    "property minCount 0": ("[ sh:property [ sh:path ex:n ; sh:minCount 0 ] ]", "ex:c", ""),
    "property uniqueLang": (
        "[ sh:property [ sh:path ex:name ; sh:uniqueLang true ] ]",
        "ex:named",
        "ex:twice",
    ),
    "property property": (
        "[ sh:property [ sh:path ex:to ; sh:property [ sh:path ex:name ; sh:minCount 1 ] ] ]",
        "ex:toNamed",
        "ex:toC",
    ),
    "property qualified": (
        """[ sh:property [ sh:path ex:to ; sh:qualifiedValueShape ex:Named ;
            sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 ] ]""",
        "ex:toNamed",
        "ex:toC",
    ),
    "path with no step": (
        "[ sh:property [ sh:path [ sh:zeroOrMorePath ex:to ] ; sh:hasValue ex:t ] ]",
        "ex:t , ex:toT",
        "ex:toC",
    ),
    "deactivated": ("[ sh:deactivated true ; sh:hasValue ex:c ]", "ex:d", ""),
}
PATHS: dict[str, tuple[str, str, str]] = {
    "inverse": ("[ sh:inversePath ex:to ]", "ex:c ex:to ex:good .", ""),
    "sequence": (
        "( ex:to ex:to )",
        "ex:good ex:to ex:c . ex:c ex:to ex:d .",
        "ex:bad ex:to ex:t .",
    ),
    "alternative": (
        "[ sh:alternativePath ( ex:to ex:as ) ]",
        "ex:good ex:as 1 .",
        "ex:bad ex:on 1 .",
    ),
    "oneOrMore": ("[ sh:oneOrMorePath ex:to ]", "ex:good ex:to ex:c .", ""),
    "sequence of repeats": (
        "( ex:to [ sh:zeroOrMorePath ex:as ] ex:on )",
        "ex:good ex:to [ ex:as [ ex:as [ ex:on 1 ] ] ] .",
        "ex:bad ex:to [ ex:as 1 ] .",
    ),
}
WORLD = """
ex:D rdfs:subClassOf ex:C . ex:E rdfs:subClassOf ex:D . ex:T2 rdfs:subClassOf ex:T .
ex:c a ex:C . ex:d a ex:D . ex:d2 a ex:Other . ex:t a ex:T3 .
ex:named ex:name "N"@en . ex:namedC a ex:E ; ex:name "N"@en .
ex:twice ex:name "N"@en , "M"@en .
ex:loop ex:same ex:loop . ex:loops ex:same ex:loops , ex:loop .
ex:toC ex:to ex:c ; ex:as ex:c . ex:toT ex:to ex:t . ex:toNamed ex:to ex:named .
ex:low ex:n 1 ; ex:m 2 . ex:high ex:n 1 , 5 ; ex:m 4 .
"""
HELPERS = """
ex:Named sh:property ex:Named-name .
ex:Named-name sh:path ex:name ; sh:minCount 1 .
ex:IsC sh:class ex:C .
"""


@pytest.mark.parametrize("name", VALUES)
def test_a_constraint_on_values_agrees_with_pyshacl(name: str) -> None:
    constraint, good, bad = VALUES[name]
    shapes = f"ex:S sh:targetClass ex:T ; sh:property ex:P . ex:P sh:path ex:p ; {constraint} ."
    data = WORLD + node("good", good, "T2") + node("bad", bad)
    assert focus(both(shapes + HELPERS, data)) == {"c" if name == "property" else "bad"}


@pytest.mark.parametrize("name", NESTED)
@pytest.mark.parametrize("negated", [False, True])
def test_conformance_inside_another_shape_agrees_with_pyshacl(name: str, *, negated: bool) -> None:
    member, good, bad = NESTED[name]
    part = f"sh:not {member}" if negated else f"sh:node {member}"
    shapes = f"ex:S sh:targetClass ex:T ; sh:property [ sh:path ex:p ; {part} ] ." + HELPERS
    found = both(shapes, WORLD + node("good", good) + node("bad", bad))
    assert focus(found) == ({"good"} if negated else {"bad"} if bad else set())


@pytest.mark.parametrize("name", PATHS)
def test_a_path_agrees_with_pyshacl(name: str) -> None:
    path, good, bad = PATHS[name]
    shapes = f"ex:S sh:targetClass ex:T ; sh:property [ sh:path {path} ; sh:minCount 1 ] ."
    assert focus(both(shapes, node("good", "") + good + node("bad", "") + bad)) == {"bad"}


def test_the_inverse_of_a_sequence_is_walked_from_its_end() -> None:
    # SHACL §2.3.1.2; pySHACL 0.40 walks the steps in forward order and finds nothing
    shapes = """ex:S sh:targetClass ex:T ;
        sh:property [ sh:path [ sh:inversePath ( ex:to ex:as ) ] ; sh:minCount 1 ] ."""
    data = "ex:good a ex:T . ex:bad a ex:T . ex:c ex:to ex:d . ex:d ex:as ex:good ; ex:to ex:bad ."
    assert focus(keys(validate(stored(data), read_shapes(PREFIXES + shapes)))) == {"bad"}


@pytest.mark.parametrize("name", ["lessThan", "lessThanOrEquals"])
def test_things_have_no_order(name: str) -> None:
    # SHACL §4.5.3 compares as SPARQL does; pySHACL 0.40 compares IRIs as text
    shapes = f"ex:S sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:{name} ex:q ] ."
    data = "ex:bad a ex:T ; ex:p ex:a ; ex:q ex:b ."
    assert focus(keys(validate(stored(data), read_shapes(PREFIXES + shapes)))) == {"bad"}


@pytest.mark.parametrize("sign", ["zeroOrMorePath", "zeroOrOnePath"])
def test_a_path_without_a_step_has_the_node_itself_as_value(sign: str) -> None:
    shapes = f"""ex:S sh:targetNode ex:nowhere , ex:one , 5 ;
        sh:property [ sh:path [ sh:{sign} ex:p ] ; sh:nodeKind sh:Literal ; sh:minCount 2 ;
            sh:hasValue ex:other ; sh:equals ex:q ; sh:maxCount 1 ] ."""
    found = both(shapes, "ex:one ex:p ex:two . ex:two ex:p ex:three .")
    assert {"nowhere", "one"} <= focus(found)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("sh:targetClass ex:T", {"one", "two"}),
        ("sh:targetNode ex:one , ex:absent , 7", {"one", "absent", "7"}),
        ("sh:targetSubjectsOf ex:p", {"one", "three"}),
        ("sh:targetObjectsOf ex:p", {"two", "7"}),
        ("sh:targetClass ex:T ; sh:targetSubjectsOf ex:p", {"one", "two", "three"}),
        ("a sh:NodeShape , rdfs:Class", {"four"}),
    ],
)
def test_a_target_agrees_with_pyshacl(target: str, expected: set[str]) -> None:
    shapes = f"ex:S {target} ; sh:property [ sh:path ex:missing ; sh:minCount 1 ] ."
    data = """ex:one a ex:T ; ex:p ex:two . ex:two a ex:T2 , ex:T . ex:three ex:p 7 .
        ex:T2 rdfs:subClassOf ex:T . ex:four a ex:S ."""
    found = focus(both(shapes, data))
    assert {re.sub(r'"(\d+)".*', r"\1", name) for name in found} == expected


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:nodeKind sh:Literal",
        "sh:hasValue ex:other",
        "sh:equals ex:p",
        "sh:closed true ; sh:ignoredProperties ( rdf:type )",
        "sh:closed true ; sh:property [ sh:path rdf:type ] , [ sh:path ex:q ]",
        "sh:not ex:Named ; sh:node ex:Named",
        "sh:disjoint ex:p",
        "sh:in ( ex:a ) ; sh:pattern 'a$' ; sh:minLength 99",
    ],
)
def test_a_constraint_on_the_node_itself_agrees_with_pyshacl(constraint: str) -> None:
    shapes = f"ex:S sh:targetClass ex:T ; sh:severity sh:Info ; {constraint} ." + HELPERS
    data = "ex:a a ex:T ; ex:p ex:a . ex:b a ex:T ; ex:p ex:a ; ex:q 1 . ex:named a ex:T ."
    assert both(shapes, WORLD + data)


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this ?value WHERE { $this $PATH ?value . FILTER (?value > 3) }",
        "SELECT $this WHERE { FILTER NOT EXISTS { $this ex:q ?any } }",
        "SELECT $this ?value WHERE { { $this ex:p ?value } UNION { $this ex:q ?value } }",
        """SELECT $this WHERE { OPTIONAL { ?other ex:q ?v . FILTER (?other = $this) }
            FILTER (!BOUND(?v)) }""",
        "SELECT $this (?v AS ?value) WHERE { { SELECT $this ?v WHERE { $this ex:p ?v } } }",
        "SELECT $this ?value WHERE { { FILTER ($this = ex:a) } $this ex:p ?value }",
        'SELECT ?this ?value WHERE { ?this ex:p ?value . FILTER (STR(?value) != "} {") } # {',
    ],
)
def test_a_query_agrees_with_pyshacl(select: str) -> None:
    shapes = f"""ex: a owl:Ontology ;
        sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
    ex:S sh:targetClass ex:T ; sh:property [ sh:path ex:p ;
        sh:sparql [ sh:prefixes ex: ; sh:select '''{select}''' ] ] ."""
    data = "ex:a a ex:T ; ex:p 1 , 5 . ex:b a ex:T , ex:T2 ; ex:q 2 . ex:T2 rdfs:subClassOf ex:T ."
    assert both(shapes, data)


def test_a_query_that_groups_counts_per_node() -> None:
    select = """SELECT $this WHERE { $this ex:p ?v }
        GROUP BY $this HAVING (COUNT(DISTINCT ?v) > 1)"""
    shapes = f"""ex: a owl:Ontology ; sh:declare [ sh:prefix "ex" ;
        sh:namespace "https://example.org/" ] .
    ex:S sh:targetClass ex:T ; sh:sparql [ sh:prefixes ex: ; sh:select '''{select}''' ] ."""
    assert focus(both(shapes, "ex:a a ex:T ; ex:p 1 , 5 . ex:b a ex:T ; ex:p 2 .")) == {"a"}


def test_a_triple_in_two_graphs_counts_once() -> None:
    shapes = """ex:S sh:targetClass ex:T ; sh:property [ sh:path ex:q ; sh:minCount 2 ] ,
        [ sh:path ex:p ; sh:maxCount 1 ; sh:uniqueLang true ] ."""
    triples = 'ex:a a ex:T ; ex:p "x"@en ; ex:q 1 .'
    data = f"ex:g1 {{ {triples} }} ex:g2 {{ {triples} }}"
    assert {key[3].rsplit("#")[1] for key in both(shapes, data)} == {"MinCountConstraintComponent"}


def test_a_shape_spans_graphs() -> None:
    shapes = "ex:S sh:targetClass ex:T ; sh:property [ sh:path ( ex:p ex:q ) ; sh:minCount 1 ] ."
    assert not both(shapes, "ex:g1 { ex:a a ex:T ; ex:p ex:b . } ex:g2 { ex:b ex:q 1 . }")


def test_a_deactivated_shape_asks_nothing() -> None:
    shapes = """ex:S sh:targetClass ex:T ; sh:deactivated true ; sh:nodeKind sh:Literal .
    ex:U sh:targetClass ex:T ;
        sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:deactivated true ] ."""
    assert not both(shapes, "ex:a a ex:T .")
