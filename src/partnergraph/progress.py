"""Progress: how long work tells what it is doing."""

from __future__ import annotations

from collections.abc import Callable

#: Called with a few words when a step begins.
Tell = Callable[[str], None]


def silent(step: str) -> None:
    """Tells nobody."""
    del step
