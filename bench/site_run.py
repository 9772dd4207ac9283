"""Publishes a site once, and prints as JSON what that took; see publishing.py.

python bench/site_run.py --project DIR --graph DIR --output DIR [--languages L,…] [--workers N]
"""

from __future__ import annotations

import argparse
import json
import os
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from measure import processor
from partnergraph.built import Built
from partnergraph.knowledgegraph import from_built
from partnergraph.progress import Tell
from partnergraph.project import Project
from partnergraph.site.material import Part, Site
from partnergraph.site.output import Output
from partnergraph.site.publication import BESIDE, PARTS, open_site, publish
from processes import family, share


@dataclass(frozen=True, slots=True)
class Timed:
    """A part that tells how long it took: by the clock and of the processor of its process."""

    part: Part

    @property
    def name(self) -> str:
        """The name of the part."""
        return getattr(self.part, "func", self.part).__module__.rpartition(".")[2]

    def __call__(self, site: Site, output: Output, tell: Tell) -> None:
        """Writes the part."""
        began, used = time.perf_counter(), processor()
        self.part(site, output, tell)
        tell(json.dumps([self.name, time.perf_counter() - began, processor() - used]))


class Watch(threading.Thread):
    """Asks twice a second for the memory of this process and of all that it started."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0

    def run(self) -> None:
        """Asks until the process ends."""
        while True:
            self.most = max(self.most, sum(share(each, "Pss:") for each in family(os.getpid())))
            time.sleep(0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--project", type=Path, required=True)
    parser.add_argument("--graph", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--languages", default="")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    began, told, watch = time.perf_counter(), list[str](), Watch()
    watch.start()
    project = Project.load(given.project)
    if given.languages:
        project = replace(project, languages=tuple(given.languages.split(",")))
    built = Built.open(given.graph)
    site = open_site(built, from_built(built, project, None))
    told.append(json.dumps(["open", time.perf_counter() - began, processor()]))
    timed = {part: Timed(part) for part in PARTS}
    output = publish(
        site,
        given.output,
        told.append,
        parts=[timed[part] for part in PARTS],
        beside=[timed[part] for part in BESIDE],
        workers=given.workers,
    )
    found = {
        "seconds": time.perf_counter() - began,
        "processor": processor(),
        "memory": watch.most,
        "pages": sum(path.endswith(".html") for path in output.files),
        "files": len(output.files),
        "megabytes": output.size / 1e6,
        "written": output.written,
        "parts": [json.loads(line) for line in told if line.startswith("[")],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
