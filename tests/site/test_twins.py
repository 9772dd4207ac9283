"""The three forms of a document hold exactly its triples, and name what they use."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from handmade import THINGS, line, linked, named, site
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from partnergraph.build import Graph
from partnergraph.nquads import iri, literal
from partnergraph.site import twins
from partnergraph.site.documents import Document, Documents
from partnergraph.vocabulary import PG, RDF_TYPE

FORMS = {
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
#: IRIs that may be taken for something shorter, or be lost when they are made shorter.
IRIS = [
    *("role:host", "id:a", "pg:Agreement", "urn:x", "mailto:a@example.org", "https:x"),
    *(
        THINGS,
        f"{THINGS}//x",
        f"{THINGS}a#b",
        f"{THINGS}a#b#c".replace("#c", "%23c"),
        f"{THINGS}a/b",
    ),
    *(str(PG), PG.Agreement, f"{PG}a:b", f"{PG}a/b", f"{PG}-a.", f"{PG}%20", RDF_TYPE),
    *("https://schema.org/", "https://schema.org//x", "https://w3id.org/partnergraph/vocab/role/"),
    *("https://w3id.org/partnergraph/vocab/role/host", "https://example.org/é"),
]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
terms = st.one_of(
    st.sampled_from(IRIS).map(iri),
    texts.map(literal),
    st.sampled_from(["</script><script>", "<!--", "@id", "\u2028", "1", "true"]).map(literal),
    st.tuples(texts, st.sampled_from(["en", "uz-latn"])).map(
        lambda x: literal(x[0], language=x[1])
    ),
    st.tuples(texts, st.sampled_from(IRIS)).map(lambda x: literal(x[0], datatype=x[1])),
)
statements = st.lists(
    st.builds(
        line,
        st.sampled_from(["a", "a#x", "a#y.z", "a#char=1,2"]),
        st.sampled_from([RDF_TYPE, PG.agent, "role:p", "https://example.org/p", *IRIS[-4:-2]]),
        terms,
    ),
    min_size=1,
    max_size=12,
)


def parsed(data: str | bytes, form: str) -> list[pyoxigraph.Triple]:
    return [quad.triple for quad in pyoxigraph.parse(data, format=FORMS[form])]


def forms(document: Document, things: str) -> dict[str, str | bytes]:
    return {
        "nt": document.ntriples,
        "ttl": twins.turtle(document, things),
        "jsonld": twins.jsonld(document, things),
    }


@pytest.fixture(scope="module")
def shipped(graph: Graph) -> Documents:
    return Documents.of(graph.lines, graph.project.thing(""))


@pytest.mark.parametrize("form", FORMS)
def test_every_document_of_the_shipped_graph_is_whole(form: str, shipped: Documents) -> None:
    for each in shipped:
        document = shipped[each]
        found = parsed(forms(document, shipped.things)[form], form)
        assert len(found) == len(set(found))
        assert set(found) == set(document.triples())


@settings(deadline=None)
@given(statements)
def test_nothing_is_lost_or_added(found: list[str]) -> None:
    (document,) = [Documents.of(found, THINGS)[f"{THINGS}a"]]
    wanted = {quad.triple for quad in document.quads()}

    for form, data in forms(document, THINGS).items():
        assert set(parsed(data, form)) == wanted, form
    assert set(parsed(twins.embedded(document, THINGS), "jsonld")) == wanted


@pytest.mark.parametrize(("form", "name"), [("ttl", "turtle"), ("jsonld", "json-ld")])
def test_a_second_reader_finds_the_same(form: str, name: str, shipped: Documents) -> None:
    for each in shipped.order[::60]:
        document = shipped[each]
        one, other = rdflib.Graph(), rdflib.Graph()
        one.parse(data=document.ntriples, format="nt")
        other.parse(data=forms(document, shipped.things)[form], format=name)
        assert isomorphic(one, other), each


def test_embedded_data_cannot_end_its_element() -> None:
    lines = [
        named("a", "</script><!-- ]]>"),
        line("a", PG.statement, literal("<script>", language="en")),
    ]
    (document,) = [Documents.of(lines, THINGS)[f"{THINGS}a"]]
    text = twins.embedded(document, THINGS)

    assert "<" not in text
    assert "\n" not in text
    assert set(parsed(text, "jsonld")) == set(document.triples())


def test_the_context_is_inside_and_names_what_is_used(shipped: Documents) -> None:
    for each in shipped.order[::40]:
        found = json.loads(twins.embedded(shipped[each], shipped.things))
        text = json.dumps(found["@graph"])
        assert isinstance(found["@context"], dict)
        assert found["@context"].pop("@vocab", PG) == PG
        base = found["@context"].pop("@base", "")
        assert base in ("", each)
        assert bool(base) is ('"@id": "#' in text)
        assert [name for name in found["@context"] if f'"{name}:' not in text] == []


def test_embedded_data_is_small(shipped: Documents) -> None:
    sizes = sorted(len(twins.embedded(shipped[each], shipped.things).encode()) for each in shipped)

    assert sizes[len(sizes) // 2] < 3_000
    assert sizes[-1] < 100_000


def test_the_files_stand_beside_the_page(tmp_path: Path) -> None:
    found = site(tmp_path / "build", [named("a", "A"), linked("a", "b")])

    paths = [path for path, _ in twins.maker(found)(found.documents[f"{THINGS}a"])]
    assert paths == ["doc/a.nt", "doc/a.ttl", "doc/a.jsonld"]


def test_the_same_statements_give_the_same_bytes(shipped: Documents, tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    some = shipped.order[::20]
    lines = (reversed(shipped[each].data.splitlines(keepends=True)) for each in some)
    path.write_bytes(b"".join(line for each in lines for line in each))
    program = (
        "import hashlib,sys; from pathlib import Path;"
        "from partnergraph.site import twins; from partnergraph.site.documents import Documents;"
        "d=Documents.read(Path(sys.argv[1]),sys.argv[2]);"
        "print(hashlib.sha256(b''.join(twins.turtle(d[i],d.things)"
        "+twins.jsonld(d[i],d.things).encode()+d[i].ntriples for i in d)).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), shipped.things],
        capture_output=True,
        text=True,
        check=True,
    )

    here = hashlib.sha256()
    for each in some:
        document = shipped[each]
        here.update(twins.turtle(document, shipped.things))
        here.update(twins.jsonld(document, shipped.things).encode())
        here.update(document.ntriples)
    assert done.stdout.strip() == here.hexdigest()
