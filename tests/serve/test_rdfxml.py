"""RDF/XML: all that a document says, or nothing."""

from __future__ import annotations

import pyoxigraph
import pytest
import rdflib
import rdflib.compare

from partnergraph.serve.rdfxml import rdfxml

THINGS = "https://example.org/g/id/"
TURTLE = """
@prefix id: <https://example.org/g/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:a skos:prefLabel "A & <b>"@en , "\\t ]]> \\"quoted\\""@ru .
id:a skos:related id:b , <http://a.example/?x=1&y=2> .
id:a <http://a.example/n> 5 .
"""


def test_others_read_the_same() -> None:
    told = rdfxml(TURTLE.encode(), THINGS)
    found = pyoxigraph.parse(TURTLE.encode(), format=pyoxigraph.RdfFormat.TURTLE)

    assert told
    assert b"xmlns:skos=" in told
    again = rdflib.Graph().parse(data=told, format="xml")
    assert len(again) == len({quad.triple for quad in found})
    assert rdflib.compare.isomorphic(again, rdflib.Graph().parse(data=TURTLE, format="turtle"))


@pytest.mark.parametrize(
    "statement",
    [
        '<http://a.example/x> <http://a.example/1> "y" .',
        '<http://a.example/x> <http://a.example/> "y" .',
        '<http://a.example/x> <http://a.example/p> "\\u0001" .',
    ],
)
def test_what_xml_cannot_say_is_not_said(statement: str) -> None:
    assert rdfxml(statement.encode(), THINGS) is None
