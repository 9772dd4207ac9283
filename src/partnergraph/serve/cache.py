"""Answers that are kept for those who ask the same again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: its media type, its data, and the entity tag that stands for them."""

    media: str
    body: bytes
    tag: str


class Cache:
    """At most `most` bytes of answers; those go first that nobody has asked for longest.

    What they are kept by says which build they are from. One that is larger than an eighth of the
    whole is not kept.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    @property
    def largest(self) -> int:
        """The number of bytes of the largest answer that is kept."""
        return self.most // 8

    def get(self, key: Hashable) -> Kept | None:
        """The answer kept by `key`."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: Hashable, answer: Kept) -> None:
        """Keeps `answer` by `key`."""
        if len(answer.body) > self.largest:
            return
        before = self._kept.pop(key, None)
        self.size += _size(key, answer) - (_size(key, before) if before else 0)
        self._kept[key] = answer
        while self.size > self.most and self._kept:
            self.size -= _size(*self._kept.popitem(last=False))

    def clear(self) -> None:
        """Forgets everything."""
        self._kept.clear()
        self.size = 0


def _size(key: Hashable, answer: Kept) -> int:
    """Bytes of memory; clients choose how long a question is."""
    return len(answer.body) + _letters(key) + 1024  # for the rest


def _letters(key: object) -> int:
    if isinstance(key, str | bytes):
        return len(key)
    if isinstance(key, tuple):
        return sum(map(_letters, key))
    return sum(_letters(getattr(key, name)) for name in getattr(key, "__slots__", ()))
