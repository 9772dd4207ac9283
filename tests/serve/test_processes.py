"""Processes for workers. What workers do is in `test_pool`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from roles import Puppet

from partnergraph.serve.processes import processor_time, renice, started
from partnergraph.serve.settings import MEGABYTE
from partnergraph.serve.worker import FRAME, READY, Bounds


@pytest.fixture
def process() -> Iterator[BaseProcess]:
    found, ours = started(Puppet(), Bounds(512 * MEGABYTE, MEGABYTE))
    with ours:
        ours.setblocking(True)
        assert ours.recv(100) == FRAME.pack(READY, 0)
        yield found
    found.join(10)
    assert found.exitcode == 0  # it ends when nobody is left to work for


def test_the_script_that_was_started_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "print('run')\n"
        "from partnergraph.serve.processes import started\n"
        "from partnergraph.serve.worker import FRAME, Bounds\n"
        "from roles import Puppet\n"
        "if __name__ == '__main__':\n"
        "    process, ours = started(Puppet(), Bounds(1 << 29, 1))\n"
        "    ours.setblocking(True)\n"
        "    assert len(ours.recv(100)) == FRAME.size\n",
        encoding="utf-8",
    )
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    found = subprocess.run(
        [sys.executable, script],
        env=paths,
        capture_output=True,
        check=True,
    )
    assert found.stdout.split() == [b"run"]


@pytest.mark.skipif(sys.platform != "linux", reason="allowed: only Linux tells")
def test_the_system_tells_how_much_was_worked(process: BaseProcess) -> None:
    first = processor_time(process)
    assert first is not None
    time.sleep(0.1)
    second = processor_time(process)
    assert second is not None
    assert 0 < first <= second < first + 0.1


@pytest.mark.skipif(sys.platform == "win32", reason="allowed: has no niceness")
def test_a_process_can_be_made_to_stand_back(process: BaseProcess) -> None:
    renice(process)
    assert os.getpriority(os.PRIO_PROCESS, process.pid or 0) == 19
