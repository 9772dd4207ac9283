"""A patch leads from the earlier graph to this one."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.errors import PartnergraphError
from partnergraph.site.patch import differences, earlier_graph, ordered, rdf_patch

LINES = st.frozensets(
    st.builds(
        lambda s, o: f"<https://example.org/{s}> <https://example.org/p> <x:{o}> <x:g> .\n",
        st.sampled_from("abcdef"),
        st.integers(0, 9),
    )
)


def applied(lines: set[str], patch: list[str]) -> set[str]:
    for each in patch:
        if each.startswith("A "):
            assert each[2:] not in lines
            lines.add(each[2:])
        elif each.startswith("D "):
            lines.remove(each[2:])
    return lines


@given(LINES, LINES)
def test_old_and_patch_are_new(old: frozenset[str], new: frozenset[str]) -> None:
    patch = list(rdf_patch(differences(sorted(old), sorted(new)), "x:id"))

    assert applied(set(old), patch) == new
    assert patch[:2] == ["H id <x:id> .\n", "TX .\n"]
    assert patch[-1] == "TC .\n"


@given(LINES)
def test_nothing_changed_gives_an_empty_patch(lines: frozenset[str]) -> None:
    assert list(differences(sorted(lines), sorted(lines))) == []


def test_a_file_out_of_order_is_put_in_order(tmp_path: Path) -> None:
    path = tmp_path / "old.nq"
    lines = ["<x:b> <x:p> <x:o> <x:g> .\n", "<x:a>  <x:p> <x:o>\t<x:g>.\n"]
    path.write_text("".join(lines), encoding="utf-8")

    assert list(ordered(path)) == ["<x:a> <x:p> <x:o> <x:g> .\n", "<x:b> <x:p> <x:o> <x:g> .\n"]


def test_an_earlier_graph_may_be_a_file_a_build_or_a_site(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "graph.nq").write_text("", encoding="utf-8")
    (tmp_path / "site" / "data").mkdir(parents=True)
    (tmp_path / "site" / "data" / "graph.nq.gz").write_bytes(gzip.compress(b""))

    assert earlier_graph(tmp_path / "build").name == "graph.nq"
    assert earlier_graph(tmp_path / "site").name == "graph.nq.gz"
    assert earlier_graph(tmp_path / "build" / "graph.nq").name == "graph.nq"


@pytest.mark.parametrize("name", ["missing.nq", "table.csv", "."])
def test_what_is_no_graph_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "table.csv").write_text("", encoding="utf-8")

    with pytest.raises(PartnergraphError, match="is no earlier graph"):
        earlier_graph(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("broken.nq.gz", b"no gzip"),
        ("cut.nq.gz", gzip.compress(b"<x:a> <x:p> <x:o> <x:g> .\n" * 99, mtime=0)[:-20]),
        ("latin.nq", '<x:a> <x:p> "é" <x:g> .\n'.encode("latin-1")),
        ("other.nq", b"<x:a> <x:p>\n"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(PartnergraphError, match="cannot be read"):
        list(ordered(path))
