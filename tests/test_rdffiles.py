"""RDF files beside the tables: read within limits, or refused with a finding that says why."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from partnergraph.build import build
from partnergraph.errors import InputError
from partnergraph.findings import Severity
from partnergraph.project import Project
from partnergraph.rdffiles import data_lines, ontology_lines

GOOD = Path(__file__).parent / "projects" / "good"
BASE = "https://example.org/north/"
SUBJECT, PREDICATE = (
    "https://example.org/north/id/north-u",
    "http://www.w3.org/2004/02/skos/core#note",
)
CURATED = f'<{SUBJECT}> <{PREDICATE}> "x" <{BASE}graph/curated> .'
OTHER = f'<{SUBJECT}> <{PREDICATE}> "x" <{BASE}graph/extra> .'
TURTLE = f'<{SUBJECT}> <{PREDICATE}> "x" .'
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = (
    f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:s="http://www.w3.org/2004/02/skos/core#">'
    f'<rdf:Description rdf:about="{SUBJECT}"><s:note>x</s:note></rdf:Description></rdf:RDF>'
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    shutil.copytree(GOOD, tmp_path / "project")
    return Project.load(tmp_path / "project")


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("more.ttl", TURTLE, CURATED),
        ("more.nt", TURTLE, CURATED),
        ("more.nq", TURTLE, CURATED),
        ("MORE.NQ", f'<{SUBJECT}> <{PREDICATE}> "x" <{BASE}graph/extra> .', OTHER),
        ("more.trig", f"<{BASE}graph/extra> {{ {TURTLE} }}", OTHER),
        ("more.jsonld", f'{{"@id": "{SUBJECT}", "{PREDICATE}": "x"}}', CURATED),
        ("more.rdf", XML, CURATED),
        ("more.owl", XML, CURATED),
    ],
)
def test_every_syntax_is_read_into_its_graph(
    project: Project, name: str, content: str, line: str
) -> None:
    (project.tables_dir / name).write_text(content, encoding="utf-8")
    lines, findings = data_lines(project)
    assert list(lines) == [line]
    assert [(f.rule, f.severity, f.file) for f in findings] == [("rdf-file", Severity.INFO, name)]
    assert line in build(project).lines


def test_a_large_file_of_lines_is_read_in_parts(project: Project) -> None:
    """Canonical lines and others, more than are read at once; a fault has its line."""
    text = "".join(
        f'<{SUBJECT}> <{PREDICATE}> "{n:05}" <{BASE}graph/extra> .\n' for n in range(20_000)
    )
    odd = f'<{SUBJECT}>  <{PREDICATE}> "\\u0041 << b"@EN .'
    path = project.tables_dir / "many.nq"
    path.write_text(f"{text}{odd}\n{text}", encoding="utf-8")
    lines, findings = data_lines(project)
    assert len(lines) == 20_001
    assert f'<{SUBJECT}> <{PREDICATE}> "A << b"@en <{BASE}graph/curated> .' in set(lines)
    assert findings[0].message == "20001 statements were read beside the tables."
    path.write_text(f"{text}<{SUBJECT}> nothing\n", encoding="utf-8")
    lines, findings = data_lines(project)
    assert (list(lines), findings[0].row) == ([], 20_001)


DEEP = 5_000
REFUSED = [
    ("a.ttl", "<a> <b", "no Turtle"),
    ("a.ttl", f"<{SUBJECT}> <{PREDICATE}> [] .", "blank node"),
    ("a.nt", f'_:a <{PREDICATE}> "x" .', "blank node"),
    ("a.ttl", f"<{SUBJECT}> <{PREDICATE}> <<( <{SUBJECT}> <{PREDICATE}> 1 )>> .", "RDF 1.2"),
    ("a.ttl", f"<{SUBJECT}> <{PREDICATE}> " + "( " * DEEP + ") " * DEEP + ".", "nested"),
    ("a.jsonld", '{"a":' * DEEP + "1" + "}" * DEEP, "nested"),
    ("a.jsonld", "[" * DEEP, "nested"),
    (
        "a.jsonld",
        f'{{"@context": "https://schema.org/", "@id": "{SUBJECT}"}}',
        "nothing is fetched",
    ),
    ("a.jsonld", '{"@context": {"@import": "https://schema.org/"}}', "nothing is fetched"),
    ("a.jsonld", "{", "no JSON-LD"),
    ("a.rdf", f'<!DOCTYPE r [<!ENTITY a "b">]>{XML}', "document type"),
    ("a.rdf", f'<!DOCTYPE r SYSTEM "file:///etc/passwd">{XML}', "document type"),
    ("a.rdf", f"<!-- {'x' * 70_000} --><!DOCTYPE r>{XML}", "document type"),
    ("a.rdf", "<a>" * DEEP, "nested"),
    ("a.rdf", XML[:-9], "well-formed"),
    ("a.rdf", "<rdf/>", "no RDF/XML"),
    ("a.nq", f'<{SUBJECT}> <{PREDICATE}> "x" <https://example.com/g> .', "not the project's own"),
    ("a.nq", f'<{SUBJECT}> <{PREDICATE}> "x" <{BASE}graph/derived> .', "adds to the graph"),
    *(
        ("a.nq", CURATED.replace('"x"', f"<{iri}>"), "no N-Quads")
        for iri in ("urn:a b", "urn:a\\u0020b", "http://a/%zz", "http://a/{b}", "http://[a/b")
    ),
    ("a.trig", f"<{BASE}graph/ontology> {{ {TURTLE} }}", "adds to the graph"),
    ("a.ttl", f'<{SUBJECT}> <{PREDICATE}> "{"x" * 200_000}" .', "200,000 characters"),
    ("a.ttl", f"<{SUBJECT}> <{PREDICATE}> <https://example.org/a b> .", "no Turtle"),
]


@pytest.mark.parametrize(("name", "content", "words"), REFUSED)
def test_what_cannot_be_trusted_is_refused(
    project: Project, name: str, content: str, words: str
) -> None:
    (project.tables_dir / name).write_text(content, encoding="utf-8")
    begun = time.monotonic()
    lines, findings = data_lines(project)
    assert time.monotonic() - begun < 5
    assert list(lines) == []
    assert [(f.rule, f.severity, f.file) for f in findings] == [("rdf", Severity.VIOLATION, name)]
    assert words in findings[0].message


def test_other_bytes_than_utf_8_are_refused(project: Project) -> None:
    (project.tables_dir / "a.ttl").write_bytes(b"# \xff")
    assert data_lines(project)[1][0].message == "It is not UTF-8."


def test_a_syntax_error_names_the_line(project: Project) -> None:
    (project.tables_dir / "a.ttl").write_text(f"{TURTLE}\n<a> <b\n", encoding="utf-8")
    assert data_lines(project)[1][0].row == 2


def test_the_ontology_itself_must_be_sound(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    assert ontology_lines(project, [path]) == {CURATED.replace("curated", "ontology")}
    for content, words in (("<a> <b", "no Turtle"), (f"<{SUBJECT}> <{PREDICATE}> [] .", "blank")):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=words):
            ontology_lines(project, [path])
