"""The readable files hold what the N-Quads hold, whatever their size."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from partnergraph import readable
from partnergraph.project import Project

BASE = "https://example.org/g/"
PROJECT = Project(Path(), BASE)
LINES = [
    '<urn:a> <urn:p> "1" <https://example.org/g/graph/curated> .',
    '<urn:a> <urn:p> "1" <https://example.org/g/graph/source/one> .',
    '<urn:a> <urn:q> "2" <https://example.org/g/graph/source/one> .',
    '<urn:b> <urn:p> "a claim" <https://example.org/g/graph/source/one> .',
    '<urn:c> <urn:p> "a term" <https://example.org/g/graph/ontology> .',
    '<urn:d> <urn:p> "a status" <https://example.org/g/graph/derived> .',
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "graph.nq").write_text("\n".join(LINES) + "\n", encoding="utf-8")
    readable.write(PROJECT, tmp_path)
    return tmp_path


def test_trig_holds_every_statement(folder: Path) -> None:
    found = pyoxigraph.parse(path=str(folder / "graph.trig"), format=pyoxigraph.RdfFormat.TRIG)

    assert sorted(f"{quad} ." for quad in found) == LINES


def test_turtle_holds_things_and_facts_about_them_once(folder: Path) -> None:
    found = pyoxigraph.parse(path=str(folder / "graph.ttl"), format=pyoxigraph.RdfFormat.TURTLE)

    assert [str(quad.triple) for quad in found] == [
        '<urn:a> <urn:p> "1"',
        '<urn:a> <urn:q> "2"',
        '<urn:d> <urn:p> "a status"',
    ]


def test_more_facts_than_are_handled_at_once_are_all_written(tmp_path: Path) -> None:
    graph = f"<{BASE}graph/curated> ."
    lines = [f'<urn:{number:05}> <urn:p> "x" {graph}\n' for number in range(10_000)]
    (tmp_path / "graph.nq").write_text("".join(lines), encoding="utf-8")
    readable.write(PROJECT, tmp_path)

    found = pyoxigraph.parse(path=str(tmp_path / "graph.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    assert sum(1 for _ in found) == len(lines)
