"""Real SPARQL engines on loopback, each with the shipped graph, loaded by our own upload."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from partnergraph.target import Target

USER = "dba"
PASSWORD = "dba"  # noqa: S105 - Virtuoso's own default, on loopback, for as long as a test runs
_READY = 60  # seconds
_CONFIGURATION = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CheckpointInterval = 0
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 0
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class Engine:
    """A running engine: its name and where it is asked and written."""

    name: str
    target: Target


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def missing(what: str) -> None:
    """Fails where nothing may be left out, and skips elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@contextmanager
def oxigraph() -> Iterator[Engine]:
    """The Oxigraph server, in memory."""
    program = Path(sys.executable).parent / "oxigraph"
    if not program.exists():
        missing("no Oxigraph server: pip install oxigraph")
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    with _running(
        [str(program), "serve", "--bind", f"127.0.0.1:{port}"], f"{home}/query?query=ASK{{}}"
    ):
        yield Engine("oxigraph", Target.of(f"{home}/query"))


@contextmanager
def virtuoso(folder: Path) -> Iterator[Engine]:
    """Virtuoso 7 with a new database in `folder`."""
    program = shutil.which("virtuoso-t")
    if program is None:
        missing("no Virtuoso: apt-get install virtuoso-opensource-7-bin")
    http = free_port()
    settings = _CONFIGURATION.format(folder=folder, sql=free_port(), http=http)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    command = [str(program), "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    home = f"http://127.0.0.1:{http}"
    with _running(command, f"{home}/sparql?query=ASK%7B?s+?p+?o%7D"):
        yield Engine("virtuoso", Target.of(f"{home}/sparql"))


@contextmanager
def _running(command: list[str], question: str) -> Iterator[None]:
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _await(process, question)
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()


def _await(process: subprocess.Popen[bytes], question: str) -> None:
    end = time.monotonic() + _READY
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"{process.args!r} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(question, timeout=5):  # noqa: S310 - it is ours
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{process.args!r} was not ready within {_READY} s")
