"""Makes the graphs that a run of benchmarks needs and that are missing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import gettempdir

import made_up_registry
from measure import EXTRACT, PEERS, ROOT, command, python
from plan import SHIPPED, Material
from registries import built

Tell = Callable[[str], None]
_BUILDING, _MAKING = 600, 3600


def material(file: Path | None, graphs: Path | None, sizes: Sequence[str], tell: Tell) -> Material:
    """A dump and the graphs of it: those that are missing are made.

    Without a file the extract beside the checkout is taken, else a made-up registry. Graphs in the
    default folder that do not fit this version are made again; those in a folder of one's own are
    left alone. Ends the program where something cannot be made.
    """
    if file and not file.is_file():
        sys.exit(f"There is no {file}.")
    shared = Path(gettempdir()) / "partnergraph-bench"
    file = file or (EXTRACT if EXTRACT.is_file() else shared / "made-up.jsonl.gz")
    if not file.is_file():
        tell(f"There is no dump of the registry: {file} is made up (--file gives a real one)")
        made_up_registry.write(file)
    default = shared / f"{file.name.partition('.')[0]}-{file.stat().st_size}"
    server = PEERS / "rdflib-endpoint"
    beside = server if server.is_file() else None
    found = Material(file.resolve(), (graphs or default).resolve(), beside)
    found.graphs.mkdir(parents=True, exist_ok=True)
    _ship(found, tell)
    for size in sizes:
        _make(found, size, own=graphs is None, tell=tell)
    return found


def _ship(found: Material, tell: Tell) -> None:
    folder = found.graphs / SHIPPED
    tell(f"building the shipped graph in {folder}")
    words = python("-m", "partnergraph", "build", "--project", ROOT, "--output", folder)
    done = command(words, limit=_BUILDING)
    if done.note:
        sys.exit(f"The shipped graph was not built: {done.note}")


def _make(found: Material, size: str, *, own: bool, tell: Tell) -> None:
    folder = found.graph(size)
    if found.has(size):
        tell(f"taking {built(folder)}")
        return
    if folder.exists() and not own:
        sys.exit(
            f"{folder} holds no graph that this version can read: build it again "
            f"(partnergraph build --project {folder}), or take it away."
        )
    tell(f"making {folder}")
    script = Path(__file__).with_name("registry_graph.py")
    words = python(script, found.file, "--size", size, "--output", folder)
    done = command(words, limit=_MAKING)
    if done.note:
        sys.exit(f"{folder} was not made: {done.note}")
