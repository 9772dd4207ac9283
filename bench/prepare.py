"""Makes the graphs that a run of benchmarks needs and that are missing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import gettempdir

import made_up_registry
from measure import EXTRACT, PEERS, ROOT, command, python
from plan import SHIPPED, Material

Tell = Callable[[str], None]
MADE_UP = "made-up.jsonl.gz"
_BUILDING, _MAKING = 600, 3600


def material(file: Path | None, graphs: Path | None) -> Material:
    """What is measured, of which not all need be there yet.

    Without a file the extract beside the checkout is taken, else a made-up registry. Ends the
    program where a file is named that is not there.
    """
    if file and not file.is_file():
        sys.exit(f"There is no {file}.")
    shared = Path(gettempdir()) / "partnergraph-bench"
    file = file or (EXTRACT if EXTRACT.is_file() else shared / MADE_UP)
    size = "" if file.name == MADE_UP else f"-{file.stat().st_size}"
    default = shared / f"{file.name.partition('.')[0]}{size}"
    server = PEERS / "rdflib-endpoint"
    beside = server if server.is_file() else None
    return Material(file.resolve(), (graphs or default).resolve(), beside)


def prepare(found: Material, sizes: Sequence[str], *, own: bool, tell: Tell) -> None:
    """Makes what is missing of these graphs, and the dump where that is made up.

    With `own` graphs that do not fit this version are made again; else they are left alone, and
    the program ends, as it does where something cannot be made.
    """
    found.graphs.mkdir(parents=True, exist_ok=True)
    if not found.file.is_file():
        tell(f"There is no dump of the registry: {found.file} is made up (--file gives a real one)")
        made_up_registry.write(found.file)
    for size in sizes:
        if size == SHIPPED:
            _ship(found, tell)
        else:
            _make(found, size, own=own, tell=tell)


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
        tell(f"taking {found.built(size)}")
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
