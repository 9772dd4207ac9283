"""Shelved tables: arrays that one process makes, and that others share as pages of files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias, overload

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
Tables: TypeAlias = Mapping[str, Array]


def shelved(folder: Path, make: Callable[[], Tables]) -> Tables:
    """The tables in `folder`, made if they are not there yet. Raises OSError.

    Where two processes make them at once, those of the first are kept.
    """
    if not folder.is_dir():
        _save(folder, make())
    return {path.stem: _mapped(path) for path in folder.glob("*.npy")}


def _save(folder: Path, tables: Tables) -> None:
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f"{folder.name}-"))
    try:
        for name, array in tables.items():
            np.save(beside / f"{name}.npy", array, allow_pickle=False)
        beside.rename(folder)
    except OSError:
        shutil.rmtree(beside, ignore_errors=True)
        if not folder.is_dir():
            raise


def _mapped(path: Path) -> Array:
    try:
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except ValueError:  # it has no items, so that nothing can be mapped
        return np.asarray(np.load(path, allow_pickle=False))


class Texts(Sequence[str]):
    """Texts in two arrays: their UTF-8, and where each ends."""

    def __init__(self, letters: Array, ends: Array) -> None:
        """Takes the arrays, as `Texts.tables` makes them."""
        self._letters = letters
        self._ends = ends

    @classmethod
    def tables(cls, texts: Iterable[str]) -> tuple[Array, Array]:
        """The arrays for `texts`; what is no Unicode is replaced."""
        letters, ends = bytearray(), [0]
        for text in texts:
            letters += text.encode("utf-8", "replace")
            ends.append(len(letters))
        return np.frombuffer(bytes(letters), np.uint8), np.array(ends, np.int64)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """The text there, or some. Raises IndexError."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        start, end = self._ends[place % len(self)], self._ends[place % len(self) + 1]
        return self._letters[start:end].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        return (self[place] for place in range(len(self)))
