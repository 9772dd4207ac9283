"""Runs wrk, which sends the requests of a file one after the other over several connections."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = """
local paths, place = {}, 0
function init(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  wrk.headers["Accept"] = args[2]
end
function request()
  place = place + 1
  return wrk.format("GET", paths[(place - 1) % #paths + 1])
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '\\n{"requests": %d, "microseconds": %d, "bytes": %d, "errors": %d, "timeouts": %d, '
      .. '"p50": %d, "p99": %d, "longest": %d}\\n',
    summary.requests, summary.duration, summary.bytes,
    e.connect + e.read + e.write + e.status, e.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of wrk saw: answers, seconds, bytes, failures, and times of answers in ms.

    `errors` are failed connections and answers that are not 2xx or 3xx.
    """

    requests: int
    seconds: float
    bytes: int
    errors: int
    timeouts: int
    p50: float
    p99: float
    longest: float

    @property
    def rate(self) -> float:
        """Good answers in a second."""
        return max(self.requests - self.errors, 0) / self.seconds


def version() -> str:
    """The version of wrk. Raises FileNotFoundError where it is not installed."""
    if shutil.which("wrk") is None:
        raise FileNotFoundError("no wrk: apt-get install wrk")
    said = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout
    return " ".join(said.split()[:2])


def load(
    home: str, paths: Iterable[str], accept: str, seconds: int, connections: int, patience: int = 10
) -> Load:
    """Asks a server for `paths` in turns for some seconds; each of them once, if they suffice.

    `home` is scheme, host and port; an answer may take `patience` seconds.
    """
    with tempfile.TemporaryDirectory() as folder:
        script, lines = Path(folder) / "script.lua", Path(folder) / "paths"
        script.write_text(_SCRIPT, "utf-8")
        lines.write_text("".join(f"{path}\n" for path in paths), "utf-8")
        size = ["-t1", f"-c{connections}", f"-d{seconds}s", f"--timeout={patience}s"]
        command = ["wrk", *size, "-s", str(script), home, "--", str(lines), accept]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout.strip().splitlines()[-1])
    return Load(
        requests=seen["requests"],
        seconds=seen["microseconds"] / 1e6,
        bytes=seen["bytes"],
        errors=seen["errors"],
        timeouts=seen["timeouts"],
        p50=seen["p50"] / 1000,
        p99=seen["p99"] / 1000,
        longest=seen["longest"] / 1000,
    )
