"""The access log: a line for each request, and nothing that people asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from asgi import call
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from partnergraph.errors import PartnergraphError
from partnergraph.serve.log import Log, Logged


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("hello", 418)(scope, receive, send)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    found = Log(tmp_path / "log")
    yield found
    found.close()


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


def test_a_line_says_what_was_answered_and_not_what_was_asked(log: Log, tmp_path: Path) -> None:
    call(
        Logged(hello, log),
        "/sparql",
        query="query=canary",
        cookie="canary",
        authorization="Bearer canary",
    )
    log.flush()
    (line,) = lines(tmp_path / "log")

    assert line.pop("time")
    assert isinstance(line.pop("ms"), float)
    assert line == {"method": "GET", "path": "/sparql", "status": 418, "bytes": 5}


def test_query_strings_are_written_if_that_is_wanted(log: Log, tmp_path: Path) -> None:
    log.queries = True
    call(Logged(hello, log), query="query=%0A")
    log.flush()

    assert lines(tmp_path / "log")[0]["query"] == "query=%0A"


def test_no_address_breaks_a_line(log: Log, tmp_path: Path) -> None:
    call(Logged(hello, log), "/a\n\r\x1b[31m\u00e9{}" + "x" * 9000)
    log.flush()
    text = (tmp_path / "log").read_text("ascii")

    assert len(text.splitlines()) == 1
    assert len(text) < 2000
    assert "\x1b" not in text


def test_a_fault_is_told(log: Log, tmp_path: Path) -> None:
    async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive, send
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        call(Logged(faulty, log))
    log.flush()

    assert lines(tmp_path / "log")[0]["status"] == 500
    assert lines(tmp_path / "log")[0]["aborted"] is True


def test_a_log_that_was_moved_away_begins_anew(log: Log, tmp_path: Path) -> None:
    log.write(number=1)
    (tmp_path / "log").rename(tmp_path / "old")
    log.reopen()
    log.write(number=2)

    assert [line["number"] for line in lines(tmp_path / "log")] == [2]
    assert [line["number"] for line in lines(tmp_path / "old")] == [1]


def test_a_log_that_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(PartnergraphError, match="cannot be written"):
        Log(tmp_path / "missing" / "log")


@pytest.mark.skipif(sys.platform != "linux", reason="allowed: /dev/full is a device of Linux")
def test_a_full_disk_stops_no_answer() -> None:
    log = Log(Path("/dev/full"))
    answer = call(Logged(hello, log))

    assert answer.status == 418
    with pytest.raises(OSError, match="No space"):
        log.close()
