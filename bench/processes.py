"""What a process and all that it started take: memory and processor time, by /proc (Linux)."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from pathlib import Path

_PROC = Path("/proc")
_QUIET = 0.05  # seconds of processor time in a second
_TICK = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and its descendants that run now."""
    children: dict[int, list[int]] = defaultdict(list)
    for each in _PROC.iterdir():
        if each.name.isdigit() and (fields := _stat(int(each.name))):
            children[int(fields[1])].append(int(each.name))
    found = [pid]
    for member in found:
        found += children[member]
    return found


def processor(pid: int) -> float:
    """Seconds of processor time of a process and its descendants, ended ones included."""
    fields = [_stat(each) for each in family(pid)]
    return sum(sum(map(int, each[11:15])) for each in fields if each) / _TICK


def memory(pid: int) -> float:
    """Megabytes of a process and its descendants, but for pages of files; what is shared, once."""
    return sum(map(share, family(pid)))


def settle(pid: int, seconds: float) -> float:
    """Waits, for so many seconds at most, until processes have little to do; how long that took."""
    begun, before = time.monotonic(), processor(pid)
    while time.monotonic() - begun < seconds:
        time.sleep(1)
        now = processor(pid)
        if now - before < _QUIET:
            break
        before = now
    return time.monotonic() - begun


def share(pid: int, kind: str = "Pss_Anon:") -> float:
    """Megabytes of a process and its part of what it shares, but for pages of files.

    With `Pss:` for the kind, these too (proc(5), smaps).
    """
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text("ascii")
    except OSError:
        return 0.0
    lines = (line.split() for line in text.splitlines())
    return sum(int(words[1]) for words in lines if words[0] == kind) / 1024


def _stat(pid: int) -> list[str]:
    """The fields of `stat` after the name: state, parent, and so on; none if it has ended."""
    try:
        return (_PROC / str(pid) / "stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return []
