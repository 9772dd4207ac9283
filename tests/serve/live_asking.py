"""Our server on the shipped graph, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import liveserver
import requests

ROOT = Path(__file__).parents[2]


@contextmanager
def running(build: Path, *options: str) -> Iterator[str]:
    """The address of a server that answers from the graph in the folder `build`, without `/`."""
    with TemporaryDirectory() as folder:
        place = ("--project", str(ROOT), "--store", str(build))
        with liveserver.running(Path(folder), *place, *options) as live:
            address = live.url.rstrip("/")
            liveserver.awaited(
                "pages are made", lambda: requests.get(f"{address}/ask/", timeout=20).ok
            )
            yield address
