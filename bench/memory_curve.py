"""Memory of a server's processes over time: whether it becomes flat, and when (Linux)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from processes import family

_PROC = Path("/proc")
#: What only workers for pages have loaded.
_PAGES = "/numpy/"
#: What only workers for pages have loaded, and only the first process has.
HEADS = ("first process MB", "its own MB", "pages MB", "questions", "MB", "others MB", "all MB")
FIELDS = ("minute", "pid", "role", "rss", "pss", "uss", "anonymous")


@dataclass(frozen=True, slots=True)
class Sample:
    """Megabytes of a process: resident, its share, its own alone, and what is no file."""

    pid: int
    role: str
    rss: float
    pss: float
    uss: float
    anonymous: float


def samples(pid: int) -> list[Sample]:
    """All processes of the server whose first process is `pid`."""
    return [found for each in family(pid) if (found := _sample(each, first=each == pid))]


def cells(found: list[Sample]) -> tuple[str, ...]:
    """The cells below HEADS. Pages of files count in none of them but the second."""
    first = [each for each in found if each.role == "first"]
    pages = " + ".join(f"{each.anonymous:.0f}" for each in found if each.role == "pages")
    questions = [each for each in found if each.role == "questions"]
    others = [each for each in found if each.role == "others"]
    return (
        f"{sum(each.anonymous for each in first):.0f}",
        f"{sum(each.uss for each in first):.0f}",
        pages or "0",
        f"{len(questions)}",
        f"{sum(each.anonymous for each in questions):.0f}",
        f"{sum(each.anonymous for each in others):.0f}",
        f"{sum(each.anonymous for each in found):.0f}",
    )


def write(stream: TextIO, minute: float, found: list[Sample]) -> None:
    """Writes each process as a line of CSV, with the fields FIELDS."""
    for each in found:
        values = (each.rss, each.pss, each.uss, each.anonymous)
        figures = ",".join(f"{value:.1f}" for value in values)
        stream.write(f"{minute:.2f},{each.pid},{each.role},{figures}\n")
    stream.flush()


def every(seconds: float, end: float) -> Iterator[float]:
    """Waits so many seconds at a time until `end` (of time.monotonic); gives the time since."""
    begun = time.monotonic()
    while (now := time.monotonic()) < end:
        time.sleep(min(seconds, max(end - now, 0.1)))
        yield time.monotonic() - begun


def _sample(pid: int, *, first: bool) -> Sample | None:
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text("ascii")
        maps = (_PROC / str(pid) / "maps").read_text("utf-8")
    except OSError:
        return None
    found = _figures(text)
    if "Pss" not in found:
        return None
    uss = found["Private_Clean"] + found["Private_Dirty"]
    role = "first" if first else _role(pid, maps)
    return Sample(pid, role, found["Rss"], found["Pss"], uss, found["Pss_Anon"])


def _role(pid: int, maps: str) -> str:
    """What a process is for: pages, questions, or starting others."""
    if _PAGES in maps:
        return "pages"
    return "questions" if "/store/" in maps or _holds_store(pid) else "others"


def _holds_store(pid: int) -> bool:
    try:
        return any("/store/" in str(each.readlink()) for each in (_PROC / f"{pid}/fd").iterdir())
    except OSError:
        return False


def _figures(text: str) -> Mapping[str, float]:
    lines = (line.split() for line in text.splitlines()[1:])
    return {words[0].rstrip(":"): int(words[1]) / 1024 for words in lines}
