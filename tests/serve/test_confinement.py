"""Confinement, tried out in processes that may be lost."""

from __future__ import annotations

import subprocess
import sys

import pytest

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="allowed: only Linux can do this")


def run(script: str) -> str:
    head = "from partnergraph.serve.confinement import *\n"
    command = [sys.executable, "-c", head + script]
    found = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    return found.stdout.strip() or found.stderr.strip().rpartition("\n")[2]


@LINUX
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX"])
def test_no_socket_is_made_any_more(family: str) -> None:
    script = f"import socket\nassert cut_off()\nsocket.socket(socket.{family})"
    assert "PermissionError" in run(script)


@LINUX
def test_what_the_engine_asks_for_does_not_go_out() -> None:
    script = (
        "import pyoxigraph\ncut_off()\n"
        "text = 'SELECT * { SERVICE <http://127.0.0.1:8000/> { ?s ?p ?o } }'\n"
        "try: list(pyoxigraph.Store().query(text))\n"
        "except OSError as error: print(error)"
    )
    assert "not permitted" in run(script)


@LINUX
def test_a_socket_that_is_there_stays() -> None:
    script = (
        "import socket\nhere, there = socket.socketpair()\ncut_off()\n"
        "here.send(b'x')\nprint(there.recv(1))"
    )
    assert run(script) == "b'x'"


@LINUX
def test_more_memory_than_allowed_is_not_had() -> None:
    assert "MemoryError" in run("limit_memory(200 << 20)\nbytearray(300 << 20)")
    assert run("limit_memory(400 << 20)\nprint(len(bytearray(100 << 20)))") == str(100 << 20)


@LINUX
def test_a_process_ends_with_its_starter() -> None:
    script = """
import os, time
read, write = os.pipe()
if os.fork() == 0:
    os.close(read)
    if os.fork() == 0:
        end_with_starter()
        os.write(write, b"ready")
        time.sleep(30)
    time.sleep(0.5)
    os._exit(0)
os.close(write)
began = time.monotonic()
while os.read(read, 100):
    pass
print(time.monotonic() - began < 10)
"""
    assert run(script) == "True"
