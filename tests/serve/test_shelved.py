"""Shelved tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.serve.nameindex import Name, NameIndex, made
from partnergraph.serve.shelved import Tables, Texts, shelved


def tables() -> Tables:
    return {"some": np.arange(5), "none": np.zeros(0, np.uint8)}


def never() -> Tables:
    raise AssertionError("they are there")


def test_tables_are_made_once_and_then_mapped(tmp_path: Path) -> None:
    made_now = shelved(tmp_path / "t", tables)
    found = shelved(tmp_path / "t", never)
    for each in (made_now, found):
        assert {name: array.tolist() for name, array in each.items()} == {
            "some": [0, 1, 2, 3, 4],
            "none": [],
        }
    assert isinstance(found["some"].base, np.memmap)
    assert [path.name for path in tmp_path.iterdir()] == ["t"]


def test_of_two_who_make_them_at_once_the_first_is_kept(tmp_path: Path) -> None:
    def slow() -> Tables:
        shelved(tmp_path / "t", tables)
        return {"other": np.arange(1)}

    assert set(shelved(tmp_path / "t", slow)) == {"some", "none"}
    assert [path.name for path in tmp_path.iterdir()] == ["t"]


def test_what_cannot_be_made_is_no_half_of_it(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        shelved(tmp_path / "t", never)
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.text(max_size=9)))
def test_texts_are_what_they_were(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    found = Texts(*Texts.tables(texts))
    assert (list(found), len(found)) == (texts, len(texts))
    assert [found[-1 - place] for place in range(len(texts))] == texts[::-1]
    assert found[1:3] == texts[1:3]
    with pytest.raises(IndexError):
        found[len(texts)]


def test_an_index_finds_the_same_on_the_shelf(tmp_path: Path) -> None:
    names = [Name("s", "Samarkand"), Name("s", "Самарканд", "ru", 1), Name("t", "Tashkent")]
    index = NameIndex(names, lambda iri: iri * 2)
    shelf = shelved(tmp_path / "t", lambda: made(names, lambda iri: iri * 2, lambda _iri: 0))
    mapped = NameIndex((), tables=shelf)
    for text in ("samarqand", "tash", "nothing", "самарканд"):
        for kinds in ((), ("ss",)):
            assert mapped.find(text, kinds=kinds) == index.find(text, kinds=kinds)
    assert NameIndex((), tables=shelved(tmp_path / "e", lambda: made([], str, len))).find("a") == []
