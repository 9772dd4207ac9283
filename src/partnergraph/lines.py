"""Lines: any number of statements as N-Quads text, sorted and each once.

A few stand in memory. More are sorted a part at a time and put into unnamed files, which are
merged when they are read, so that memory does not grow with the number of statements; the files
vanish with their process, however it ends.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO

from partnergraph.errors import BuildError

#: How many lines stand in memory before they are put into a file.
MOST = 100_000
_BLOCK = 1 << 18


class Lines:
    """A set of lines without their ends or other controls, read in the order of code points."""

    def __init__(self, lines: Iterable[str] = (), most: int = MOST) -> None:
        self._held: list[str] = []
        self._files: list[
            IO[bytes]
        ] = []  # each sorted, in UTF-8, whose order is that of code points
        self._most = most
        self.update(lines)

    def __del__(self) -> None:
        for file in self._files:
            file.close()

    def add(self, line: str) -> None:
        """Adds a line. Raises BuildError where there is no room on disk."""
        self._held.append(line)
        if len(self._held) >= self._most:
            self._spill()

    def update(self, lines: Iterable[str]) -> None:
        """Adds many lines, which are all held until the last is read. Raises BuildError."""
        self._held.extend(lines)
        if len(self._held) >= self._most:
            self._spill()

    def absorb(self, other: Lines) -> None:
        """Takes over what `other` has, which is then empty."""
        self._files += other._files
        other._files = []
        self.update(other._held)
        other._held = []

    def __iter__(self) -> Iterator[str]:
        for batch in self.batches():
            for line in batch:
                yield line[:-1].decode()

    def __len__(self) -> int:
        return sum(map(len, self.batches()))

    def batches(self) -> Iterator[list[bytes]]:
        """All lines in UTF-8 with their ends, some thousand at a time. Raises BuildError."""
        self._held = sorted(set(self._held))
        held = [f"{line}\n".encode() for line in self._held]
        if not self._files:
            yield from ([held] if held else [])
            return
        with _on_disk():
            yield from _merged([*map(_blocks, self._files), _parts(held)])

    def _spill(self) -> None:
        with _on_disk():
            file = tempfile.TemporaryFile()  # noqa: SIM115 - it is open as long as this object is
            file.write("".join(f"{line}\n" for line in dict.fromkeys(sorted(self._held))).encode())
            file.flush()
        self._files.append(file)
        self._held = []


def _parts(lines: list[bytes], size: int = 4096) -> Iterator[list[bytes]]:
    for at in range(0, len(lines), size):
        yield lines[at : at + size]


def _blocks(file: IO[bytes]) -> Iterator[list[bytes]]:
    """The lines of a file, which others may be reading as well."""
    at, rest = 0, b""
    while True:
        file.seek(at)
        block = file.read(_BLOCK)
        if not block:
            return
        at += len(block)
        whole, end, rest = (rest + block).rpartition(b"\n")
        if end:
            yield [line + b"\n" for line in whole.split(b"\n")]


def _merged(runs: Iterable[Iterator[list[bytes]]]) -> Iterator[list[bytes]]:
    """Sorted runs as one, without repeats.

    What is no greater than the least of the last lines at hand cannot be preceded by anything
    that is still to be read. Sorting what is already sorted in parts costs little.
    """
    waiting = [(run, first, 0) for run in runs if (first := next(run, []))]
    while waiting:
        horizon = min(lines[-1] for _, lines, _ in waiting)
        batch: list[bytes] = []
        left = []
        for run, lines, at in waiting:
            end = bisect_right(lines, horizon, at)
            batch += lines[at:end]
            if end < len(lines):
                left.append((run, lines, end))
            elif more := next(run, []):
                left.append((run, more, 0))
        batch.sort()
        yield list(dict.fromkeys(batch))
        waiting = left


@contextmanager
def _on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"The temporary folder {tempfile.gettempdir()} cannot be used: "
        raise BuildError(
            f"{message}{error.strerror or error}.", "Make room there, or set TMPDIR to another."
        ) from error
