"""Workers: what they write, and what they may take. Real ones are in `test_pool`."""

from __future__ import annotations

import json

import pytest

from partnergraph.serve.problems import Problem
from partnergraph.serve.worker import CHUNK, FRAME, Bounds, Reply


def frames(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 0
    while at < len(data):
        kind, length = FRAME.unpack_from(data, at)
        found.append((kind, data[at + FRAME.size : at + FRAME.size + length]))
        at += FRAME.size + length
    return found


class Sink:
    def __init__(self, answer: int = 10**9, rows: int = 10**9) -> None:
        self.sent: list[bytes] = []
        self.reply = Reply(self.sent.append, Bounds(0, answer, rows))


def test_a_short_answer_is_sent_in_one_go() -> None:
    sink = Sink()
    sink.reply.head({"type": "text/csv"})
    sink.reply.write(b"a,b\r\n")
    sink.reply.write(b"1,2\r\n")
    assert sink.sent == []
    sink.reply.end()
    assert len(sink.sent) == 1
    head, data, end = frames(sink.sent[0])
    assert json.loads(head[1]) == {"type": "text/csv"}
    assert (data, end) == ((b"D", b"a,b\r\n1,2\r\n"), (b"E", b""))


def test_a_long_answer_is_sent_in_parts() -> None:
    sink = Sink()
    sink.reply.head({})
    for _ in range(3):
        sink.reply.write(b"x" * CHUNK)
    sink.reply.end()
    assert [kind for kind, _ in frames(b"".join(sink.sent))] == [b"H", b"D", b"D", b"D", b"E"]


def test_a_problem_takes_the_place_of_what_was_not_sent() -> None:
    sink = Sink()
    sink.reply.head({})
    sink.reply.write(b"half")
    sink.reply.refuse(Problem(400, "Ґ", "Why."))
    [(kind, content)] = frames(sink.sent[0])
    assert (kind, json.loads(content)) == (b"P", [400, "Ґ", "Why.", {}, {}])


def test_bytes_have_an_end() -> None:
    sink = Sink(answer=10)
    sink.reply.write(b"x" * 10)
    with pytest.raises(Problem) as caught:
        sink.reply.write(b"x")
    assert caught.value.status == 413
    assert sink.reply.refusal is caught.value


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_rows_are_counted_wherever_parts_are_cut(size: int) -> None:
    text = b'{"a"}},{"b"}},{"c"}},{"d"}' * 3
    sink = Sink(rows=9)
    sink.reply.count(b'"}},{"')
    for at in range(0, len(text), size):
        sink.reply.write(text[at : at + size])
    with pytest.raises(Problem):
        sink.reply.write(b'"}},{"')
