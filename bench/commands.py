"""Commands that are measured, and stopped with all that they started."""

from __future__ import annotations

import math
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

#: What is stopped may take so many seconds to tidy up.
_TIDYING = 10.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians of all runs: seconds by the clock and of the processor; the peak of memory in MB.

    `grown` is the peak less what was in memory when all was prepared. `found` is what the last run
    returned, `note` says why there are no figures.
    """

    seconds: float = math.nan
    processor: float = math.nan
    peak: float = math.nan
    grown: float = math.nan
    found: Any = None
    note: str = ""


class Interrupted(KeyboardInterrupt):
    """A command was interrupted; `figures` are what it had come to."""

    def __init__(self, figures: Figures) -> None:
        super().__init__()
        self.figures = figures


def command(
    words: Sequence[str | Path], *, limit: float = 60.0, folder: Path | None = None
) -> Figures:
    """Runs a command with its output in a file; `found` is the file's content as text.

    At the limit it is stopped with all that it started; likewise when this process is interrupted,
    which raises Interrupted.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        begun = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, words)), stdout=out, stderr=errors, cwd=folder, start_new_session=True
        )
        interrupted, note = False, ""
        try:
            used = _waited(process, begun + limit)
        except KeyboardInterrupt:
            interrupted, used = True, None
        if used is None:
            used = _stopped(process)
            spent = f"{time.perf_counter() - begun:.0f}" if interrupted else f"{limit:g}"
            note = f"{'interrupted' if interrupted else 'stopped'} after {spent} s"
        elif process.returncode:
            last = _said(errors).strip().rpartition("\n")[2]
            note = f"exit code {process.returncode}: {last[:80]}"
        seconds, size = time.perf_counter() - begun, used.ru_maxrss / 1024
        figures = Figures(seconds, used.ru_utime + used.ru_stime, size, size, _said(out), note)
        if interrupted:
            raise Interrupted(figures)
        return figures


def _waited(process: subprocess.Popen[bytes], end: float) -> resource.struct_rusage | None:
    """What a process used; None where it has not ended when the clock says `end`."""
    while time.perf_counter() < end:
        done, status, used = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = os.waitstatus_to_exitcode(status)
            return used
        time.sleep(0.01)
    return None


def _stopped(process: subprocess.Popen[bytes]) -> resource.struct_rusage:
    """Interrupts a process and its group, so that they may tidy up; then kills what is left."""
    used = None
    try:
        os.killpg(process.pid, signal.SIGINT)
        used = _waited(process, time.perf_counter() + _TIDYING)
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:  # all have ended
        pass
    if used is None:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return used


def _said(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def python(*words: str | Path) -> list[str | Path]:
    """A command for this Python."""
    return [sys.executable, *words]
