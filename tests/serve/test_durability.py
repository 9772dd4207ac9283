"""What a writer was told is done stays done, whenever the server or its worker is killed."""

from __future__ import annotations

import http.client
import os
import random
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from served import TOKEN, Served, empty, serving

from processes import family
from servers import EndedError

pytestmark = pytest.mark.slow
#: Kills of one store, one after the other.
KILLS = 3
_ROWS = "SELECT ?n { VALUES ?p { <x:first> <x:second> } ?s ?p ?n }"


class Writer(threading.Thread):
    """Adds two statements at once, again and again, and counts what it was told is done."""

    def __init__(self, served: Served, begin: int) -> None:
        super().__init__()
        self._served, self.done = served, begin
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            number = self.done + 1
            text = f"INSERT DATA {{ <x:{number}> <x:first> {number} ; <x:second> {number} }}"
            try:
                if self._served.server.change(text).status not in {200, 204}:
                    return
            except (OSError, http.client.HTTPException):
                return
            self.done = number


def held(served: Served) -> list[int]:
    """The numbers that the store holds, each as often as there are statements of it."""
    lines = served.query(_ROWS, "text/csv").body.decode().split()[1:]
    return sorted(map(int, lines))


@pytest.mark.parametrize("whom", ["server", "worker"])
def test_no_kill_takes_what_was_acknowledged(tmp_path: Path, whom: str) -> None:
    chance, folder, done = random.Random(whom), empty(tmp_path / "store"), 0  # noqa: S311 - no secret
    for _ in range(KILLS):
        with suppress(EndedError), serving(folder, token=TOKEN) as served:
            numbers = held(served)
            # What was under way when it was killed may be there or not, but never in half.
            assert set(numbers) in (set(range(1, done + 1)), set(range(1, done + 2)))
            assert numbers == sorted([*set(numbers)] * 2)
            writer = Writer(served, len(set(numbers)))
            writer.start()
            time.sleep(chance.uniform(0.1, 0.5))
            for pid in [served.pid] if whom == "server" else family(served.pid)[1:]:
                os.kill(pid, signal.SIGKILL)
            writer.over.set()
            writer.join()
            assert writer.done > 0
            done = writer.done


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    folder = empty(tmp_path / "store")
    with serving(folder, token=TOKEN) as served:
        second = serving(folder, token=TOKEN)
        with pytest.raises(RuntimeError, match="does not answer") as caught:
            second.__enter__()
        assert "Traceback" not in str(caught.value)
        assert served.alive()
