"""Running: how a server begins, what it bears, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from liveserver import Live, awaited, command, graph, project, running

import probe

CANARY = "canary-5ecret"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("project") / "project")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A project that a test may spoil."""
    return project(tmp_path / "project")


@pytest.fixture
def live(own: Path) -> Iterator[Live]:
    with running(own) as found:
        yield found


def failed(*options: str, **environment: str) -> str:
    """What the server says when it cannot start."""
    done = subprocess.run(
        command(*options),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, **environment},
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith(("Error: ", "Usage: "))
    return done.stderr


def test_a_port_in_use_is_told(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = failed("--project", str(folder), "--port", port)

    assert f"127.0.0.1:{port} is no address to listen at: Address already in use." in said
    assert "--port" in said


@pytest.mark.parametrize("host", ["256.1.1.1", "x" * 300])
def test_a_bad_host_is_told(folder: Path, host: str) -> None:
    assert "is no address to listen at" in failed("--project", str(folder), "--host", host)


def test_a_missing_build_is_told(folder: Path, tmp_path: Path) -> None:
    said = failed("--project", str(folder), "--store", str(tmp_path / "missing"))

    assert f"There is no built graph in {tmp_path / 'missing'}." in said
    assert "partnergraph build" in said


@pytest.mark.parametrize("lost", ["MANIFEST-*", "*.sst"])
def test_half_a_store_is_told(own: Path, lost: str) -> None:
    for path in (own / "build" / "store").glob(lost):
        path.write_bytes(b"")
    said = failed("--project", str(own), "--store", str(own / "build"), "--port", "0")

    assert "cannot be opened" in said


def test_a_build_of_another_version_is_told(own: Path) -> None:
    path = own / "build" / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    del manifest["sha256"]
    path.write_text(json.dumps(manifest), encoding="utf-8")

    assert "was built by another version" in failed(
        "--project", str(own), "--store", f"{own}/build"
    )


def test_why_there_are_no_pages_is_told_in_the_log(own: Path) -> None:
    thing = b"<https://example.org/g/id/\xff> <https://example.org/p> <https://example.org/o> "
    (own / "build" / "graph.nq").write_bytes(thing + b"<https://example.org/g/graph/x> .\n")
    with running(own) as live:
        assert probe.ask(f"{live.url}sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D").status == 200
        awaited("it says so", lambda: "pages cannot be made" in live.said())
        assert probe.ask(f"{live.url}doc/t1.html").status == 503
        assert probe.ask(f"{live.url}healthz").status == 503


def test_a_store_that_is_gone_is_told(own: Path) -> None:
    shutil.rmtree(own / "build" / "store")

    assert "There is no built graph" in failed("--project", str(own), "--store", f"{own}/build")


def test_the_graph_of_another_project_is_told(folder: Path, root: Path) -> None:
    said = failed("--project", str(root), "--store", str(folder / "build"))

    assert "holds the graph of https://example.org/g/, not of " in said


@pytest.mark.parametrize("base", ["example.org", "https://user:word@example.org/"])
def test_a_base_that_is_none_is_told(folder: Path, base: str) -> None:
    assert "is no address that a site can lie at" in failed(
        "--project", str(folder), "--store", str(folder / "build"), "--base", base
    )


def test_a_log_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    log = str(tmp_path / "missing" / "log")

    assert "cannot be written" in failed(
        "--project", str(folder), "--store", str(folder / "build"), "--log", log
    )


def test_writers_need_a_token(folder: Path) -> None:
    assert "Writers need a token." in failed("--project", str(folder), "--writable")


def test_what_is_not_installed_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ModuleNotFoundError(name='uvicorn')\n")
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    said = failed("--project", str(folder), "--store", str(folder / "build"), PYTHONPATH=paths)

    assert "uvicorn is not installed." in said
    assert "pip install 'partnergraph[serve]'" in said


def test_it_ends_after_what_it_has_begun(live: Live) -> None:
    """A client that is being answered when the signal comes gets all of it."""
    query = quote("SELECT * {?a ?b ?c . ?d ?e ?f . ?g ?h ?i} LIMIT 40000")
    with socket.create_connection(("127.0.0.1", live.port), timeout=30) as connection:
        connection.sendall(
            f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n"
            "Accept: text/csv\r\nConnection: close\r\n\r\n".encode()
        )
        first = connection.recv(1000)
        live.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        parts = [first]
        while part := connection.recv(1 << 16):
            parts.append(part)
    said = b"".join(parts)

    assert said.startswith(b"HTTP/1.1 200 ")
    assert said.endswith(b"0\r\n\r\n")
    assert live.process.wait(10) == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", live.port), timeout=2)
    assert "Traceback" not in live.said()


def test_ctrl_c_ends_it_with_all_its_workers(live: Live) -> None:
    workers = children(live.process.pid)
    assert len(workers) >= 3
    live.process.send_signal(signal.SIGINT)

    assert live.process.wait(10) == 0
    awaited("its workers end", lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    assert "Traceback" not in live.said()


@pytest.mark.skipif(sys.platform != "linux", reason="allowed: other systems tell no parents' end")
def test_when_it_is_killed_its_workers_end_too(live: Live) -> None:
    workers = children(live.process.pid)
    assert workers
    live.process.kill()

    awaited("its workers end", lambda: not any(alive(pid) for pid in workers))


def children(pid: int) -> list[int]:
    """All processes below `pid`."""
    found: list[int] = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found += [int(path.parent.name), *children(int(path.parent.name))]
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
def test_killed_workers_are_replaced(live: Live) -> None:
    assert probe.ask(f"{live.url}doc/t1.html").status == 200
    for _ in range(3):
        for pid in workers(live):
            os.kill(pid, signal.SIGKILL)
        statuses = [
            probe.ask(f"{live.url}{path}").status
            for path in (
                "doc/t2.html",
                f"sparql?query=ASK%7B%3Fa{time.monotonic_ns()}%20a%20%3Fb%7D",
            )
        ]
        assert set(statuses) <= {200, 503}
        awaited("it is well again", lambda: live.health()["status"] == "ok")
    awaited("pages are made", lambda: probe.ask(f"{live.url}doc/t3.html").status == 200)
    assert "Traceback" not in live.said()


def workers(live: Live) -> list[int]:
    """The workers, which are two steps below the server (and not who starts them)."""
    return [pid for pid in children(live.process.pid) if pid not in direct(live.process.pid)]


def direct(parent: int) -> list[int]:
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in path.read_text("ascii").split()]


@pytest.mark.slow
def test_a_build_that_vanishes_leaves_answers_that_are_defined(own: Path, live: Live) -> None:
    assert probe.ask(f"{live.url}doc/t1.html").status == 200
    shutil.rmtree(own / "build")
    for pid in workers(live):
        os.kill(pid, signal.SIGKILL)
    time.sleep(1)
    paths = ("doc/t1.html", "doc/t2.html", "style.css", "sparql?query=ASK%7B%3Fx%20a%20%3Fy%7D")
    for path in paths:
        answer = probe.ask(f"{live.url}{path}", fields={"Accept": "*/*"})
        assert answer.status in {200, 503}, path
        assert str(own).encode() not in answer.body
        if answer.status == 503:
            assert answer.fields["retry-after"]
    assert live.process.poll() is None
    assert live.said().count("Traceback") == 0


def test_nothing_secret_is_told_anywhere(own: Path, tmp_path: Path) -> None:
    secrets = {
        "PARTNERGRAPH_SERVE_TOKEN": CANARY,
        "PARTNERGRAPH_STORE_TOKEN": CANARY,
        "SOME_API_KEY": CANARY,
    }
    with running(own, "--writable", environment=secrets) as live:
        shown = []
        for path in (
            "",
            "healthz",
            "sparql",
            "nothing",
            "doc/t1.html",
            ".well-known/void",
            "graphs",
        ):
            answer = probe.ask(f"{live.url}{path}")
            shown.append(f"{dict(answer.fields)}{answer.body!r}")
        for token in ("wrong", CANARY):
            fields = {"Authorization": f"Bearer {token}", "Content-Length": "0"}
            answer = probe.ask(f"{live.url}sparql?x={CANARY}", "POST", fields)
            shown.append(f"{dict(answer.fields)}{answer.body!r}")
        line = Path(f"/proc/{live.process.pid}/cmdline").read_bytes()
        shown += [
            Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")
            for pid in children(live.process.pid)
        ]
    told = "".join(shown) + live.said() + line.decode()

    assert CANARY not in told
    assert live.said()
    assert not any(CANARY in path.read_text("utf-8", "replace") for path in tmp_path.rglob("*.log"))
    assert json.dumps(secrets) not in told


def test_a_login_in_the_address_of_a_store_is_not_shown(folder: Path) -> None:
    address = f"http://someone:{CANARY}@127.0.0.1:9/sparql"
    done = subprocess.run(
        command("--project", str(folder), "--store", address, "--port", "0"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert CANARY not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_hammering_while_it_ends_breaks_nothing(live: Live) -> None:
    """Whoever gets an answer while it ends gets a whole one."""
    wrong: list[str] = []

    def hammer() -> None:
        while True:
            try:
                answer = probe.ask(f"{live.url}doc/t1.ttl")
            except OSError:
                return
            if answer.status != 200 or not answer.body.endswith(b"\n"):
                wrong.append(f"{answer.status} {answer.body[-80:]!r}")

    threads = [threading.Thread(target=hammer) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    live.process.send_signal(signal.SIGTERM)
    for thread in threads:
        thread.join(20)

    assert wrong == []
    assert live.process.wait(10) == 0


def test_the_graph_has_every_kind_of_odd_id() -> None:
    assert len(graph()) > 100
