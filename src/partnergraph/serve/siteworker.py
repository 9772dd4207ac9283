"""The worker for pages: it opens the live site and makes its files, one job after another."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from partnergraph.serve.askjobs import handle
from partnergraph.serve.livesite import LiveSite
from partnergraph.serve.orders import Page
from partnergraph.serve.siterole import Job, SiteRole
from partnergraph.serve.worker import Handler, Reply


def opened(role: SiteRole) -> Handler:
    """Opens the site. Raises StoreError and BuildError."""
    live = LiveSite.open(
        role.build,
        role.sha256,
        role.project,
        role.folder,
        place=role.place,
        since=role.since,
        before=role.before,
    )
    return partial(answer, live)


def answer(live: LiveSite, job: Job | Page, reply: Reply) -> None:
    """Writes what `job` wants; its head says whether that is there, or what it is."""
    if isinstance(job, Page):
        handle(live.desk, job, reply)
        return
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


def _leave(live: LiveSite, folder: str) -> bytes | None:
    live.leave(Path(folder))
    return b"left"


def _told(found: object) -> bytes | None:
    return None if found is None else json.dumps(found).encode()


_VERBS: Mapping[str, Callable[[LiveSite, str], bytes | None]] = {
    "name": _name,
    "named": _named,
    "document": LiveSite.document,
    "chapter": _chapter,
    "leave": _leave,
}
