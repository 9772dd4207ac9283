"""A dump is packed block by block, and what has not changed is copied from the last one."""

from __future__ import annotations

import gzip
import hashlib
from itertools import pairwise
from pathlib import Path

import pytest
from handmade import chain
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.site.blocks import Piece, blocks, digest, members, pack

LEAST = 2_000


def graph(count: int, **names: str) -> bytes:
    return "".join(sorted(chain(count, **names))).encode()


def pieces(*contents: bytes) -> list[Piece]:
    return [Piece(digest(each), lambda each=each: each) for each in contents]  # type: ignore[misc]


def test_blocks_are_the_whole_and_part_no_resource() -> None:
    data = graph(900)
    found = list(blocks(data, LEAST))

    assert b"".join(found) == data
    assert len(found) > 5
    about = [{line.partition(b">")[0].partition(b"#")[0] for line in b.splitlines()} for b in found]
    assert all(not one & other for one, other in pairwise(about))
    assert all(len(each) >= LEAST for each in found[:-1])


def test_a_change_touches_few_blocks() -> None:
    before = set(blocks(graph(900), LEAST))
    after = set(blocks(graph(900, t450="A much longer name than before"), LEAST))

    assert len(after - before) == 1


def test_an_empty_graph_has_no_blocks() -> None:
    assert list(blocks(b"")) == []


@given(st.lists(st.binary(max_size=300), max_size=6))
def test_what_is_packed_can_be_unpacked(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]
) -> None:
    target = tmp_path_factory.mktemp("pack") / "x.gz"
    found = pack(target, pieces(*contents))
    whole = b"".join(contents)

    assert gzip.decompress(target.read_bytes()) == whole
    assert found == hashlib.sha256(whole).hexdigest()
    assert set(members(target)) == {digest(each) for each in contents}


def test_pieces_that_are_the_same_are_copied(tmp_path: Path) -> None:
    old, new = tmp_path / "old.gz", tmp_path / "new.gz"
    pack(old, pieces(b"one" * 99, b"two" * 99))
    made: list[int] = []
    kept = Piece(digest(b"two" * 99), lambda: made.append(1) or b"")  # type: ignore[func-returns-value]
    pack(new, [*pieces(b"three"), kept], old)

    assert made == []
    assert gzip.decompress(new.read_bytes()) == b"three" + b"two" * 99


@pytest.mark.parametrize("at", [2, 12, 40, -6])
def test_a_damaged_file_is_not_copied(tmp_path: Path, at: int) -> None:
    old, new = tmp_path / "old.gz", tmp_path / "new.gz"
    pack(old, pieces(b"content" * 99))
    data = bytearray(old.read_bytes())
    data[at] ^= 255
    old.write_bytes(data)
    pack(new, pieces(b"content" * 99), old)

    assert gzip.decompress(new.read_bytes()) == b"content" * 99


def test_other_files_have_no_members_of_ours(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(b"content"))

    assert dict(members(tmp_path / "x.gz")) == {}
