"""Spools: answers that wait on the disk for clients who take their time, so that no worker does."""

from __future__ import annotations

import tempfile
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

_MOST = 512 << 20
_SPOOLS = 128
_SECONDS = 600.0
_PART = 1 << 17


@dataclass
class Room:
    """How much may wait on the disk: `most` bytes in all, in so many `spools`.

    Nothing waits longer than `seconds`. `held` is how many bytes wait, `open` in how many spools.
    """

    most: int = _MOST
    spools: int = _SPOOLS
    seconds: float = _SECONDS
    held: int = 0
    open: int = 0

    def spool(self) -> Spool | None:
        """A new spool, which must be closed; None where there is no room for it."""
        if self.held >= self.most or self.open >= self.spools:
            return None
        try:
            file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - `close` closes it
        except OSError:
            return None
        self.open += 1
        return Spool(self, file)


@dataclass
class Spool:
    """Bytes that wait, in a file without a name. `until` is when there is no more patience."""

    room: Room
    file: BinaryIO
    until: float = 0.0
    _written: int = 0
    _read: int = 0
    _late: deque[bytes] = field(default_factory=deque)  # what the disk did not take

    def __post_init__(self) -> None:
        self.until = time.monotonic() + self.room.seconds

    def __len__(self) -> int:
        return self._written - self._read + sum(map(len, self._late))

    @property
    def late(self) -> bool:
        """Whether it has waited for too long."""
        return time.monotonic() > self.until

    def put(self, data: bytes) -> bool:
        """Adds `data`, and says whether more may come soon: there may be no room any more."""
        if self._late:
            self._late.append(data)
            return False
        view = memoryview(data)
        try:
            self.file.seek(self._written)
            while view:
                size = self.file.write(view)
                view = view[size:]
                self._written += size
                self.room.held += size
        except OSError:  # the disk is full
            self._late.append(bytes(view))
            return False
        return self.room.held < self.room.most

    def get(self) -> bytes:
        """The next bytes, b'' where there are none; with the last, the file is emptied.

        Raises OSError.
        """
        if self._read < self._written:
            self.file.seek(self._read)
            data = self.file.read(min(_PART, self._written - self._read))
            self._read += len(data)
            if self._read == self._written:
                self._empty()
            return data
        return self._late.popleft() if self._late else b""

    def close(self) -> None:
        """Makes room."""
        if not self.file.closed:
            self._empty()
            self.file.close()
            self.room.open -= 1
            self._late.clear()

    def _empty(self) -> None:
        with suppress(OSError):
            self.file.truncate(0)
        self.room.held -= self._written
        self._written = self._read = 0
