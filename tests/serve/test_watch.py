"""The watch: a new build is served without a pause, and nothing is forgotten."""

from __future__ import annotations

import http.client
import json
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import handmade
import pytest
from handmade import named
from liveserver import Live, awaited, graph, project, running

import probe

pytestmark = pytest.mark.slow
ASK = "sparql?query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fs%20%3Fp%20%3Fo%7D"
#: What tells the builds apart: a thing of its own, and how many statements there are.
FIRST = [*graph(), named("only-first", "Only first")]
SECOND = [*graph(), named("only-second", "Only second"), named("t1", "Another name", "ru")]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return project(tmp_path / "project", FIRST)


@pytest.fixture
def live(own: Path) -> Iterator[Live]:
    with running(own) as found:
        yield found


def rebuild(own: Path, lines: list[str]) -> str:
    """Puts another build in the place of the one that is there; gives its checksum."""
    fresh = handmade.built(own / "fresh", lines)
    sha256 = str(json.loads((fresh / "manifest.json").read_text("utf-8"))["sha256"])
    (own / "build").rename(own / "aside")
    fresh.rename(own / "build")
    shutil.rmtree(own / "aside")
    return sha256


def turn(own: Path, live: Live, lines: list[str]) -> None:
    """Builds anew, and waits until that is served."""
    sha256 = rebuild(own, lines)
    awaited("it turns to the new build", lambda: live.health()["build"] == sha256)


def count(live: Live) -> int:
    answer = probe.ask(f"{live.url}{ASK}", fields={"Accept": "text/csv"})
    assert answer.status == 200
    return int(answer.body.split()[1])


def test_a_new_build_is_served_without_a_failed_request(own: Path, live: Live) -> None:
    wrong: list[str] = []
    done = threading.Event()

    def keep_asking(path: str) -> None:
        while not done.is_set():
            answer = probe.ask(f"{live.url}{path}", fields={"Accept": "text/csv, */*;q=0.1"})
            if answer.status != 200:
                wrong.append(f"{path}: {answer.status} {answer.body!r}")
            time.sleep(0.03)

    paths = (ASK, "doc/t1.ttl", "doc/t2.ru.html", "style.css")
    before = {path: probe.ask(f"{live.url}{path}").fields["etag"] for path in paths}
    threads = [threading.Thread(target=keep_asking, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    try:
        for lines in (SECOND, FIRST):
            turn(own, live, lines)
            assert count(live) == len(set(lines))
    finally:
        done.set()
        for thread in threads:
            thread.join()

    assert wrong == []
    after = {path: probe.ask(f"{live.url}{path}").fields["etag"] for path in paths}
    assert after["style.css"] == before["style.css"]


def test_what_the_new_build_lacks_is_gone_and_stays_gone(own: Path, live: Live) -> None:
    assert probe.ask(f"{live.url}id/only-first").status == 303
    for lines, gone in ((SECOND, {"only-first"}), (graph(), {"only-first", "only-second"})):
        turn(own, live, lines)
        seen = {each for each in ("only-first", "only-second") if status(live, each) == 410}
        assert seen == gone
        assert b"owl#deprecated" in probe.ask(f"{live.url}doc/only-first.nt").body
    assert status(live, "t1") == 303


def status(live: Live, local: str) -> int:
    return probe.ask(f"{live.url}id/{local}").status


def test_an_answer_that_has_begun_is_ended_by_the_old_build(own: Path, live: Live) -> None:
    """It is more than servers and networks hold, so that most of it is still to come."""
    query = quote("SELECT * {?a ?b ?c . ?d ?e ?f . ?g ?h ?i} LIMIT 100000")
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=60)
    connection.request("GET", f"/sparql?query={query}", headers={"Accept": "text/csv"})
    answer = connection.getresponse()
    turn(own, live, SECOND)
    body = answer.read()
    connection.close()

    assert answer.status == 200
    assert body.count(b"\r\n") == 100_001


def test_half_a_build_changes_nothing(own: Path, live: Live) -> None:
    expected = count(live)
    build = live.health()["build"]
    fresh = handmade.built(own / "fresh", SECOND)
    for path in (fresh / "store").glob("*.sst"):
        path.write_bytes(b"")
    (own / "build").rename(own / "aside")
    fresh.rename(own / "build")
    awaited("it says so", lambda: "the new build cannot be opened" in live.said())

    assert live.health()["build"] == build
    assert count(live) == expected
    assert "Traceback" not in live.said()


def test_a_broken_manifest_changes_nothing(own: Path, live: Live) -> None:
    build = live.health()["build"]
    (own / "build" / "manifest.json").write_text("{", encoding="utf-8")
    time.sleep(2)

    assert live.health()["build"] == build
    assert count(live) == len(set(FIRST))


def test_a_signal_has_it_look_at_once_and_open_its_log_anew(own: Path) -> None:
    log = own / "access.log"
    with running(own, "--log", str(log)) as live:
        probe.ask(f"{live.url}doc/t1.html")
        awaited("the line is written", lambda: "/doc/t1.html" in log.read_text("ascii"))
        log.rename(own / "old.log")
        live.process.send_signal(signal.SIGHUP)
        awaited("it says so", lambda: log.exists() and '"reloaded"' in log.read_text("ascii"))
        probe.ask(f"{live.url}doc/t2.html")
        awaited("the line is written", lambda: "/doc/t2.html" in log.read_text("ascii"))

        assert "/doc/t2.html" not in (own / "old.log").read_text("ascii")
        assert live.health()["status"] == "ok"
