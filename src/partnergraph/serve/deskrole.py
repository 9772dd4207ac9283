"""The role of a worker that makes pages of questions and search."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from partnergraph.built import Built
from partnergraph.knowledgegraph import from_built
from partnergraph.project import Project
from partnergraph.serve.askjobs import handle
from partnergraph.serve.desk import Desk
from partnergraph.serve.worker import Handler
from partnergraph.site.material import open_site


@dataclass(frozen=True, slots=True)
class DeskRole:
    """What a worker needs to open the site of the graph in `build`."""

    build: Path
    project: Project
    place: str = ""

    def open(self) -> Handler:
        """Opens the site. Raises StoreError and BuildError."""
        built = Built.open(self.build)
        site = open_site(built, from_built(built, self.project, None), place=self.place)
        return partial(handle, Desk.of(site))
