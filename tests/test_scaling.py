"""The recipe of docs/scaling.md for a server engine: load, ask, measure, draw and serve from it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

import engines
from partnergraph.login import PASSWORD, USER

pytestmark = pytest.mark.slow
_READY = 60.0


def run(*words: str, folder: Path) -> str:
    settings = {**os.environ, USER: engines.USER, PASSWORD: engines.PASSWORD}
    done = subprocess.run(
        [sys.executable, "-m", "partnergraph", *words],
        capture_output=True, text=True, encoding="utf-8", env=settings, cwd=folder, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scaling")


@pytest.fixture(scope="module")
def address(built_folder: Path, folder: Path) -> Iterator[str]:
    """Virtuoso's query service, into which the command has put the shipped graph."""
    (folder / "virtuoso").mkdir()
    with engines.virtuoso(folder / "virtuoso") as virtuoso:
        url = virtuoso.target.query
        run("publish", "--to", url, "--graph", str(built_folder), folder=folder)
        yield url


def test_questions_are_answered_from_there(address: str, built_folder: Path, folder: Path) -> None:
    asked = ("ask", "partners-by-country", "--format", "csv")
    there = run(*asked, "--store", address, folder=folder)
    assert there == run(*asked, "--graph", str(built_folder), folder=folder)
    assert there.count("\n") > 10


def test_the_network_is_measured_from_there(address: str, built_folder: Path, folder: Path) -> None:
    asked = ("network", "--measures", "--format", "csv", "--output")
    run(*asked, "there.csv", "--store", address, folder=folder)
    run(*asked, "here.csv", "--graph", str(built_folder), folder=folder)
    for name in ("nodes", "edges"):
        there, here = (folder / f"{place}-{name}.csv" for place in ("there", "here"))
        assert sorted(there.read_text("utf-8").splitlines()) == sorted(
            here.read_text("utf-8").splitlines()
        )


def test_the_network_page_is_drawn_from_there(address: str, folder: Path) -> None:
    run("explore", "--store", address, "--output", "page.html", folder=folder)
    assert "Samarkand State Medical University" in (folder / "page.html").read_text("utf-8")


def test_it_is_served_from_there(address: str, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "partnergraph", "serve", "--store", address]
    process = subprocess.Popen(
        [*command, "--port", str(port)], stderr=subprocess.DEVNULL, cwd=folder
    )
    try:
        asked = urlencode(
            {"query": "SELECT ?a { ?a a <https://w3id.org/partnergraph/ontology#Agreement> }"}
        )
        answer = _answer(f"http://127.0.0.1:{port}/sparql?{asked}", process)
        assert answer.count(b'"uri"') > 10
    finally:
        process.terminate()
        process.wait(20)


def _answer(url: str, process: subprocess.Popen[bytes]) -> bytes:
    """What is answered once the server listens."""
    head = {"Accept": "application/sparql-results+json"}
    request = urllib.request.Request(url, headers=head)  # noqa: S310 - it is ours
    until = time.monotonic() + _READY
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - likewise
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read()) from error
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server does not listen")
