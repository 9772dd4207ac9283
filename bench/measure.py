"""Measuring: work in a process of its own, its time and memory, stopped at a limit; and tables.

A way to do something is a function that prepares it, in the new process, and returns what is then
timed. What is timed gets a counter, so that work that is stopped can say how far it came.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from commands import Figures, command, python

__all__ = [  # what comes from `commands` too
    "EXTRACT",
    "HEAD",
    "PEERS",
    "ROOT",
    "Counter",
    "Figures",
    "Prepare",
    "Work",
    "apart",
    "command",
    "compared",
    "computer",
    "load",
    "machine",
    "peak",
    "processor",
    "python",
    "shown",
    "table",
    "versions",
]

ROOT = Path(__file__).resolve().parents[1]
#: The dump of the registry that is looked for unless another file is given.
EXTRACT = ROOT.parent / "shared" / "ror" / "ror-51k.jsonl.gz"
#: An environment for peers that cannot be installed beside the project; see `make bench`.
PEERS = ROOT / ".venv-peers" / "bin"
_START = multiprocessing.get_context("spawn")
_PREPARING = 900.0


class Counter(Protocol):
    """How far a piece of work came."""

    value: int


Work = Callable[[Counter], Any]
Prepare = Callable[..., Work]


def apart(prepare: Prepare, *arguments: object, limit: float = 60.0, runs: int = 1) -> Figures:
    """Prepares and times work in a new process; after `limit` seconds for one run it is killed.

    There are `runs` runs, unless one took more than a third of the limit.
    """
    ours, theirs = _START.Pipe()
    counter = _START.Value("q", 0, lock=False)
    process = _START.Process(
        target=_work, args=(theirs, counter, prepare, arguments, runs, limit / 3), daemon=False
    )
    process.start()
    theirs.close()
    spent: list[tuple[float, float]] = []
    try:
        return _listen(ours, counter, spent, limit)
    finally:
        process.kill()
        process.join()


def _listen(
    pipe: Connection, counter: Any, spent: list[tuple[float, float]], limit: float
) -> Figures:
    if not pipe.poll(_PREPARING):
        return Figures(note=f"not prepared within {_PREPARING:g} s")
    try:
        note = pipe.recv()
        while not note:
            if not pipe.poll(limit):
                done = f" at {counter.value:,}" if counter.value else ""
                return Figures(note=f"stopped after {limit:g} s{done}")
            message = pipe.recv()
            if isinstance(message, str):
                note = message
            elif len(message) == len(("seconds", "processor")):
                spent.append(message)
            else:
                seconds, processor = (statistics.median(each) for each in zip(*spent, strict=True))
                return Figures(seconds, processor, *message)
    except EOFError:
        note = "the process ended by itself"
    return Figures(note=note)


def _work(
    pipe: Connection,
    counter: Counter,
    prepare: Prepare,
    arguments: Sequence[object],
    runs: int,
    patience: float,
) -> None:
    try:
        work = prepare(*arguments)
        before = peak()
        pipe.send("")
        for _ in range(runs):
            begun, worked = time.perf_counter(), processor()
            found = work(counter)
            spent = time.perf_counter() - begun, processor() - worked
            pipe.send(spent)
            if spent[0] > patience:
                break
        pipe.send((peak(), peak() - before, found))
    except ImportError as error:
        pipe.send(f"needs {error.name}")
    except Exception as error:
        pipe.send(f"failed: {type(error).__name__}: {str(error)[:80]}")


def peak() -> float:
    """The most memory that this process, or the largest it waited for, ever had, in MB."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    try:  # what getrusage says of a process begins with what the one had that started it
        status = Path("/proc/self/status").read_text("ascii")
        own = int(status.partition("VmHWM:")[2].split()[0])
    except (OSError, IndexError):
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, children) / 1024


def processor() -> float:
    """Seconds of the processor of this process and those it waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


# Tables


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as a table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


HEAD = ("", "seconds", "processor s", "ratio", "memory MB")


def compared(
    figures: Mapping[str, Figures], more: Mapping[str, Sequence[str]] | None = None
) -> list[list[str]]:
    """Rows for `HEAD`, and columns of `more`.

    The ratio is that of processor times, which other work on the machine disturbs less, to the
    first that has any; above 1 is slower.
    """
    first = next((each for each in figures.values() if not each.note), Figures())
    rows = []
    for name, each in figures.items():
        cells = [each.note, "", "", ""]
        if not each.note:
            ratio = "1" if each is first else shown(each.processor / max(first.processor, 0.01))
            cells = [shown(each.seconds), shown(each.processor), ratio, f"{each.peak:,.0f}"]
        rows.append([name, *cells, *(more or {}).get(name, ())])
    return rows


def shown(value: float) -> str:
    """A figure with three digits that matter."""
    if not math.isfinite(value):
        return ""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f}" if value >= 0.001 else "0.001"


def versions(*names: str) -> str:
    """What is installed of these distributions."""
    return ", ".join(f"{name} {_version(name)}" for name in names)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def load() -> str:
    """How many processes wanted a processor, in the last one, five and fifteen minutes."""
    return "load " + ", ".join(f"{each:.1f}" for each in os.getloadavg())


def computer() -> str:
    """What something was measured on."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {gigabytes:.0f} GB; "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def machine() -> str:
    """What something was measured on, and how busy that was."""
    return f"{computer()}; {load()}"
