"""Our server as users start it, in a process of its own, on graphs written by hand."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import handmade
import hostile
from handmade import THINGS, line, named

import probe
from partnergraph.vocabulary import DC, ORG, RDF_TYPE, SCHEMA

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ODD = ("con", "North", "a/b", "Universität", "it's", "x" * 200)
_READY = 60.0
_SETTINGS = f"""title = "By hand"
base = "{handmade.BASE}"
languages = ["en", "ru"]
licence = "{LICENCE}"
"""


@dataclass(frozen=True)
class Live:
    """A server: its process, its address with `/` at the end, its log."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rstrip("/").rpartition(":")[2])

    def health(self) -> dict[str, Any]:
        """What it says of itself."""
        found: dict[str, Any] = json.loads(probe.ask(f"{self.url}healthz").body)
        return found

    def said(self) -> str:
        """All that it wrote."""
        return self.log.read_text("utf-8")

    def lines(self) -> list[dict[str, object]]:
        """The lines of its log."""
        return [json.loads(each) for each in self.said().splitlines() if each.startswith("{")]


def graph() -> list[str]:
    """A graph with odd ids, every kind of hostile text, and one thing that replaces another."""
    names = [named(each, f"Thing {number}") for number, each in enumerate(ODD)]
    kinds = [line(each, RDF_TYPE, f"<{ORG.FormalOrganization}>") for each in ("t1", "t2")]
    long = [line("t1", SCHEMA.description, f'"{"word " * 400}"')]
    successor = line("t1", DC.replaces, f"<{THINGS}old>")
    harm = [f"{each}\n" for each in hostile.statements() if "/../" not in each]
    renamed = [each.replace("/id/t", "/id/harm-") for each in harm]
    assert hostile.BASE == handmade.BASE
    return [*handmade.chain(4), *names, *kinds, *long, successor, *renamed]


def project(folder: Path, lines: Sequence[str] | None = None) -> Path:
    """A project in the new folder `folder`, whose graph is built of `lines`."""
    handmade.built(folder / "build", graph() if lines is None else lines)
    (folder / "partnergraph.toml").write_text(_SETTINGS, encoding="utf-8")
    return folder


def earlier(folder: Path) -> Path:
    """An earlier state of the same graph, with a thing that was withdrawn."""
    return handmade.built(folder, [*graph(), named("old", "Old"), named("lost", "Lost")])


def command(*options: str) -> list[str]:
    """How the server is started."""
    return [sys.executable, "-m", "partnergraph", "serve", *options]


@contextmanager
def running(
    folder: Path,
    *options: str,
    environment: Mapping[str, str] | None = None,
    own: bool = True,
) -> Iterator[Live]:
    """A server for the project in `folder`, with further `options`; stopped at the end.

    Without its `own` project, it has nothing but `options`.
    """
    log = folder / f"server-{time.monotonic_ns()}.log"
    given = ["--port", "0", *options]
    if own:
        given = ["--project", str(folder), "--store", str(folder / "build"), *given]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command(*given),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            env={**os.environ, **(environment or {})},
        )
    try:
        yield Live(process, _address(process, log), log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + _READY
    while time.monotonic() < end and process.poll() is None:
        for said in log.read_text("utf-8", "replace").splitlines():
            if said.startswith("Listening at "):
                return said.split()[2].rstrip(".")
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8", "replace"))


def awaited(what: str, holds: object, seconds: float = 40.0) -> None:
    """Waits until `holds()`; fails otherwise."""
    assert callable(holds)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(f"This did not happen in {seconds} s: {what}")
