"""Processes for workers: how they are started, and what the system tells of them.

They are forked from a process that does nothing else, and so has no threads, and that has loaded
already what the engine needs; where there is no forking, they are started anew.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

from partnergraph.serve.worker import Bounds, Role, work

_NICENESS = 19
_PRELOADED = ["partnergraph.serve.engine"]


def started(role: Role, bounds: Bounds) -> tuple[BaseProcess, socket.socket]:
    """A new process that plays `role`, and our end of the connection to it."""
    ours, theirs = socket.socketpair()
    context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
    if sys.platform != "win32":
        context.set_forkserver_preload(_PRELOADED)
    process = context.Process(target=work, args=(theirs, role, bounds), daemon=True)  # type: ignore[attr-defined]
    with _without_main():
        process.start()
    theirs.close()
    ours.setblocking(False)
    return process, ours


def renice(process: BaseProcess) -> None:
    """Lets `process` have the processor only where nobody else wants it."""
    if process.pid is not None and hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)


def processor_time(process: BaseProcess) -> float | None:
    """The seconds that `process` has had the processor, where the system tells (Linux)."""
    try:
        text = Path(f"/proc/{process.pid}/schedstat").read_text("ascii")
        return int(text.split()[0]) / 1e9
    except (OSError, ValueError, IndexError):
        return None


@contextmanager
def _without_main() -> Iterator[None]:
    """Hides the script that was started, which a new process would otherwise read again."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
