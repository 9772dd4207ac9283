"""Spools."""

from __future__ import annotations

import errno
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.serve.spool import Room, Spool


@given(st.lists(st.one_of(st.binary(min_size=1, max_size=9), st.just(b""))))
def test_what_goes_in_comes_out_in_order(steps: list[bytes]) -> None:
    """An empty step takes something out."""
    room = Room()
    spool = room.spool()
    assert spool is not None
    came = b""
    for step in steps:
        if step:
            assert spool.put(step)
        else:
            came += spool.get()
    while part := spool.get():
        came += part
    assert (came, len(spool), room.held) == (b"".join(steps), 0, 0)
    spool.close()


def test_room_is_bounded_and_comes_back() -> None:
    room = Room(most=10, spools=2)
    one, other = room.spool(), room.spool()
    assert one is not None
    assert other is not None
    assert room.spool() is None
    assert one.put(b"12345")
    assert not other.put(b"67890!")
    assert (room.held, room.open) == (11, 2)
    other.close()
    other.close()
    assert (room.held, room.open) == (5, 1)
    assert one.get() == b"12345"
    assert (room.held, room.open) == (0, 1)
    one.close()
    assert room.open == 0


def test_nothing_waits_for_ever() -> None:
    spool = Room(seconds=-1).spool()
    assert spool is not None
    assert spool.late
    spool.close()


def test_where_no_file_can_be_made_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert Room().spool() is None


class Full(io.BytesIO):
    """A file on a disk with room for so many bytes."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data: memoryview) -> int:  # type: ignore[override]
        if self.tell() >= self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data[: self.room - self.tell()])


def test_a_full_disk_loses_nothing() -> None:
    room = Room()
    spool = Spool(room, Full(7))
    assert spool.put(b"12345")
    assert not spool.put(b"67890")
    assert not spool.put(b"abc")
    assert len(spool) == 13
    assert [spool.get(), spool.get(), spool.get(), spool.get()] == [b"1234567", b"890", b"abc", b""]
    assert room.held == 0
