"""The role *site*: a worker that opens the live site and makes its files, one job after another."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from partnergraph.project import Project
from partnergraph.serve.livesite import LiveSite
from partnergraph.serve.worker import Handler, Reply

#: What is wanted, and of what: see `LiveSite`.
Job = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SiteRole:
    """What a worker needs to open the site of the graph in `build`; see `LiveSite.open`."""

    build: Path
    sha256: str
    project: Project
    folder: Path
    place: str = ""
    since: Path | None = None
    before: Path | None = None

    def open(self) -> Handler:
        """Opens the site. Raises StoreError and BuildError."""
        live = LiveSite.open(
            self.build,
            self.sha256,
            self.project,
            self.folder,
            place=self.place,
            since=self.since,
            before=self.before,
        )
        return partial(answer, live)


def answer(live: LiveSite, job: Job, reply: Reply) -> None:
    """Writes what `job` wants; its head says whether that is there."""
    verb, what = job
    found = _VERBS[verb](live, what)
    reply.head({"found": found is not None})
    if found:
        reply.write(found)


def _name(live: LiveSite, hexadecimal: str) -> bytes | None:
    return _told(live.name(bytes.fromhex(hexadecimal)))


def _named(live: LiveSite, stem: str) -> bytes | None:
    return _told(live.named(stem))


def _chapter(live: LiveSite, name: str) -> bytes | None:
    folder, files = live.chapter(name)
    return _told((str(folder), files))


def _told(found: object) -> bytes | None:
    return None if found is None else json.dumps(found).encode()


_VERBS: Mapping[str, Callable[[LiveSite, str], bytes | None]] = {
    "name": _name,
    "named": _named,
    "document": LiveSite.document,
    "chapter": _chapter,
}
