"""The store: what was written can be opened by many and asked over all graphs at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest

from partnergraph import store
from partnergraph.errors import StoreError

LINES = [
    '<urn:a> <urn:p> "Самарқанд"@uz <urn:g1> .',
    '<urn:a> <urn:q> "b" <urn:g2> .',
    '<urn:a> <urn:r> "c" .',
]
JOIN = 'SELECT DISTINCT ?s WHERE { ?s <urn:p> "Самарқанд"@uz . ?s <urn:q> "b" . ?s <urn:r> "c" }'


def nquads() -> str:
    return "\n".join(LINES) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "graph.nq").write_text(nquads(), encoding="utf-8")
    store.write_folder(tmp_path / "graph.nq", tmp_path / "store")
    return tmp_path / "store"


def subjects(found: pyoxigraph.Store, text: str) -> list[str]:
    answer = store.query(found, text)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return [str(row["s"]) for row in answer]


def test_a_question_joins_over_all_graphs() -> None:
    found = store.memory(nquads())
    assert len(found) == len(LINES)
    assert subjects(found, JOIN) == ["<urn:a>"]


def test_a_question_may_still_name_a_graph() -> None:
    found = store.memory(nquads())
    assert subjects(found, "SELECT ?s WHERE { GRAPH <urn:g1> { ?s ?p ?o } }") == ["<urn:a>"]
    assert subjects(found, 'SELECT ?s WHERE { GRAPH <urn:g1> { ?s ?p "b" } }') == []


def test_nothing_is_a_store_without_statements() -> None:
    assert len(store.memory("")) == 0


@pytest.mark.parametrize("text", ["<urn:a> <urn:p> .", "words", "<a b> <urn:p> <urn:o> ."])
def test_text_that_is_no_nquads_is_refused(text: str) -> None:
    with pytest.raises(SyntaxError):
        store.memory(text)


def test_a_malformed_question_is_refused() -> None:
    with pytest.raises(SyntaxError):
        store.query(store.memory(""), "SELECT ?s WHERE")


def test_a_written_store_answers_like_one_in_memory(folder: Path) -> None:
    found = store.open_folder(folder)
    assert sorted(map(str, found)) == sorted(map(str, store.memory(nquads())))
    assert subjects(found, JOIN) == ["<urn:a>"]


def test_a_store_is_opened_for_reading_only(folder: Path) -> None:
    found = store.open_folder(folder)
    with pytest.raises(RuntimeError, match="read-write"):
        found.add(pyoxigraph.Quad(*[pyoxigraph.NamedNode("urn:x")] * 3))
    assert len(store.open_folder(folder)) == len(LINES)


def test_other_processes_may_read_at_the_same_time(folder: Path) -> None:
    here = store.open_folder(folder)
    program = "import sys; from pathlib import Path; from partnergraph import store;"
    program += "print(len(store.open_folder(Path(sys.argv[1]))))"
    command = [sys.executable, "-c", program, str(folder)]
    there = subprocess.run(command, capture_output=True, text=True, check=True)
    assert there.stdout == f"{len(here)}\n"


def test_a_missing_store_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no built graph") as refused:
        store.open_folder(tmp_path / "store")
    assert str(tmp_path) in refused.value.message
    assert "partnergraph build" in refused.value.hint


@pytest.mark.parametrize("content", [None, "not a store"])
def test_a_folder_that_is_no_store_is_refused(tmp_path: Path, content: str | None) -> None:
    (tmp_path / "store").mkdir()
    if content:
        (tmp_path / "store" / "CURRENT").write_text(content)
    with pytest.raises(StoreError, match="cannot be opened") as refused:
        store.open_folder(tmp_path / "store")
    assert refused.value.hint == "Build it again."


def test_a_file_that_is_no_nquads_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_text("words")
    with pytest.raises(SyntaxError):
        store.write_folder(tmp_path / "graph.nq", tmp_path / "store")


def test_a_graph_of_several_parts_is_written_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_PART_ON_DISK", 7)
    monkeypatch.setattr(store, "_BLOCK", 64)
    lines = [f'<urn:s{number}> <urn:p> "{number}" <urn:g> .\n' for number in range(100)]
    (tmp_path / "graph.nq").write_text("".join(lines), encoding="utf-8")

    store.write_folder(tmp_path / "graph.nq", tmp_path / "store")

    found = store.open_folder(tmp_path / "store")
    assert sorted(f"{quad} .\n" for quad in found) == sorted(lines)


@pytest.mark.parametrize(
    "iri", ["urn:a b", "urn:a\\u0020b", "no-scheme", "http://a/%zz", "http://a/{b}", "http://[a/b"]
)
def test_iris_that_nobody_checked_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, iri: str
) -> None:
    monkeypatch.setattr(store, "_PART_ON_DISK", 1)
    good = '<urn:s> <urn:p> "1" <urn:g> .\n'
    (tmp_path / "graph.nq").write_text(f"{good * 3}<{iri}> <urn:p> <urn:o> <urn:g> .\n")

    with pytest.raises(SyntaxError):
        store.loaded([[good.encode()], [f"<urn:s> <{iri}> <urn:o> <urn:g> .\n".encode()]])
    with pytest.raises(SyntaxError):
        store.write_folder(tmp_path / "graph.nq", tmp_path / "store")
