"""Recent values: a bounded memory of what was made, the oldest unused going first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Keeps values by key, up to `most` by the sizes that `size` tells, in one thread."""

    def __init__(self, most: int, size: Callable[[K, V], int]) -> None:
        """Takes how much may be kept, and how much a key with its value is."""
        self._most = most
        self._size = size
        self._found: OrderedDict[K, V] = OrderedDict()
        self.held = 0

    def __len__(self) -> int:
        """How many values are kept."""
        return len(self._found)

    def get(self, key: K) -> V | None:
        """The value of `key`, None if it is not kept."""
        if key not in self._found:
            return None
        self._found.move_to_end(key)
        return self._found[key]

    def put(self, key: K, value: V) -> None:
        """Keeps `value`, unless it alone is more than a quarter of all that may be kept."""
        size = self._size(key, value)
        if key in self._found or size > self._most // 4:
            return
        self._found[key] = value
        self.held += size
        while self.held > self._most:
            self.held -= self._size(*self._found.popitem(last=False))

    def clear(self) -> None:
        """Forgets all."""
        self._found.clear()
        self.held = 0
