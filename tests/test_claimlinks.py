"""Claims are linked with one another, and every graph says what it is."""

from __future__ import annotations

import shutil
from pathlib import Path

from partnergraph.build import Graph, build
from partnergraph.project import Project
from partnergraph.vocabulary import PG, RDF_TYPE

GOOD = Path(__file__).parent / "projects" / "good"


def built(folder: Path, settings: str = "") -> Graph:
    shutil.copytree(GOOD, folder)
    if settings:
        (folder / "partnergraph.toml").write_text(settings, encoding="utf-8")
    return build(Project.load(folder))


def test_conflicts_are_stated_both_ways(graph: Graph) -> None:
    split = [line.split(" ") for line in graph.lines]
    pairs = {(one, other) for one, by, other, *_ in split if by == f"<{PG.conflictsWith}>"}

    assert pairs
    assert {(other, one) for one, other in pairs} == pairs


def test_every_graph_that_is_used_says_what_it_is(graph: Graph) -> None:
    used = {line.split(" ")[-2] for line in graph.lines}
    kinds = {line.split(" ")[0] for line in graph.lines if f"<{RDF_TYPE}> <{PG}" in line}

    assert used - kinds == {f"<{graph.project.graph('ontology')}>"}


def test_a_home_that_is_not_in_the_tables_is_a_violation(tmp_path: Path) -> None:
    found = built(tmp_path / "project", 'base = "https://example.org/north/"\nhome = "nowhere"\n')

    assert ("home", "violation") in {(f.rule, f.severity.value) for f in found.findings}


def test_no_home_is_a_warning(tmp_path: Path) -> None:
    found = built(tmp_path / "project", 'base = "https://example.org/north/"\n')

    assert ("home", "warning") in {(f.rule, f.severity.value) for f in found.findings}
