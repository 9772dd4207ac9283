"""The role *site*: what a worker for pages needs. It loads what makes pages only when it opens."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from partnergraph.project import Project
from partnergraph.serve.worker import Handler

#: What is wanted, and of what: see `LiveSite`.
Job = tuple[str, str]
_NICENESS = 10
#: Loaded by workers only, because it takes as long as everything else together.
_WORKER = "partnergraph.serve.siteworker"


@dataclass(frozen=True, slots=True)
class SiteRole:
    """What a worker needs to open the site of the graph in `build`; see `LiveSite.open`.

    One that is `patient` has the processor only where others leave it to him.
    """

    build: Path
    sha256: str
    project: Project
    folder: Path
    place: str = ""
    since: Path | None = None
    before: Path | None = None
    patient: bool = False

    def open(self) -> Handler:
        """Opens the site. Raises StoreError and BuildError."""
        if self.patient and hasattr(os, "nice"):
            os.nice(_NICENESS)
        handler: Handler = import_module(_WORKER).opened(self)
        return handler
