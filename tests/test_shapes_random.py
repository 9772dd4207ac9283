"""Any shape on any graph gives the results that pySHACL gives."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shape_results import both

TERMS = ["ex:a", "ex:b", "ex:c", "1", "2", '"x"@en', '"y"@en', '"x"', '"2024-02-30"^^xsd:date']
NODES = TERMS[:3]
TRIPLES = st.tuples(
    st.sampled_from(NODES), st.sampled_from(["ex:p", "ex:q", "a"]), st.sampled_from(TERMS)
).filter(lambda triple: triple[1] != "a" or triple[2] in NODES)
PARTS = [
    *("sh:class ex:a", "sh:datatype xsd:date", "sh:nodeKind sh:IRI", "sh:minLength 2"),
    *("sh:minInclusive 2", 'sh:languageIn ( "en" )', "sh:in ( ex:a 1 )", "sh:disjoint ex:q"),
    *("sh:equals ex:q", "sh:hasValue ex:b", "sh:pattern 'x'"),
]
COUNTS = [
    *("sh:minCount 1", "sh:minCount 2", "sh:maxCount 0", "sh:maxCount 1", "sh:uniqueLang true"),
]
STEPS = [
    *("ex:p", "ex:q", "[ sh:inversePath ex:p ]", "( ex:p ex:q )", "[ sh:zeroOrMorePath ex:p ]"),
    *(
        "[ sh:oneOrMorePath ex:p ]",
        "[ sh:alternativePath ( ex:p ex:q ) ]",
        "[ sh:zeroOrOnePath ex:q ]",
    ),
]


def property_shapes(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.lists(
        st.one_of(st.sampled_from(PARTS + COUNTS), inner),
        min_size=1,
        max_size=2,
        unique_by=lambda part: part.split()[0],
    )
    return st.tuples(st.sampled_from(STEPS), parts).map(
        lambda pair: f"sh:property [ sh:path {pair[0]} ; {' ; '.join(pair[1])} ]"
    )


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        inner.map(lambda part: f"sh:not [ {part} ]"),
        inner.map(lambda part: f"sh:node [ {part} ]"),
        pair.map(lambda parts: f"sh:or ( [ {parts[0]} ] [ {parts[1]} ] )"),
        pair.map(lambda parts: f"sh:and ( [ {parts[0]} ] [ {parts[1]} ] )"),
        pair.map(lambda parts: f"sh:xone ( [ {parts[0]} ] [ {parts[1]} ] )"),
        property_shapes(inner),
    )


SHAPES = st.recursive(
    st.one_of(st.sampled_from(PARTS), property_shapes(st.sampled_from(PARTS))),
    combined,
    max_leaves=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(shape=SHAPES, triples=st.lists(TRIPLES, max_size=8))
def test_any_shape_on_any_graph_agrees_with_pyshacl(
    shape: str, triples: list[tuple[str, ...]]
) -> None:
    data = " ".join(f"{' '.join(triple)} ." for triple in triples)
    both(f"ex:S sh:targetNode ex:a , ex:b ; sh:targetSubjectsOf ex:q ; {shape} .", data)
