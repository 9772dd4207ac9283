"""The role *site*: what a worker for pages needs. It loads what makes pages only when it opens."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from partnergraph.project import Project
from partnergraph.serve.worker import Handler

#: What is wanted, and of what: see `LiveSite`.
Job = tuple[str, str]
#: Loaded by workers only, because it takes as long as everything else together.
_WORKER = "partnergraph.serve.siteworker"


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
        handler: Handler = import_module(_WORKER).opened(self)
        return handler
