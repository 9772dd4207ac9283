"""Work that may never end: a limit in time, and Ctrl-C at any moment.

Oxigraph cannot be told to stop, and while it works no signal reaches Python. So the work is done
beside the main thread, which waits for it. When the time is over the work itself goes on, unheard,
until the process ends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from traceback import clear_frames
from typing import TypeVar

from partnergraph.errors import QueryError

T = TypeVar("T")

#: Seconds that a question may take unless somebody says otherwise.
SECONDS = 60.0


def within(seconds: float | None, work: Callable[[], T]) -> T:
    """What `work()` returns or raises, if it ends within `seconds`; None is no limit.

    Raises QueryError when the time is over.
    """
    results: list[T] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # raised again where somebody waits for it
            clear_frames(error.__traceback__)  # answers of Oxigraph must end in their own thread
            errors.append(error)
        finally:
            done.set()

    threading.Thread(target=run, daemon=True, name="partnergraph-work").start()
    if not done.wait(seconds):
        raise QueryError(
            f"There is no answer after {seconds:g} seconds.",
            "Ask for less (a LIMIT, a more selective pattern first), or allow more time.",
        )
    if errors:
        raise errors[0]
    return results[0]
