"""The graphs that benchmarks measure: where they are, and how big."""

from __future__ import annotations

from pathlib import Path

BIG, SAMPLE = Path("/tmp/registry"), Path("/tmp/registry-100k")  # noqa: S108 - made to be lost
SHIPPED = Path("/tmp/registry-shipped")  # noqa: S108 - likewise


def built(project: Path) -> Path:
    """Where the built graph of a project is: in its folder `build`, or in itself."""
    inside = project / "build"
    return inside if inside.is_dir() else project


def folder_of(project: Path) -> Path | None:
    """The built graph of a project; a word where there is none."""
    folder = built(project)
    if (folder / "graph.nq").is_file() and (folder / "store").is_dir():
        return folder
    print(f"Skipped: there is no graph in {project}; make one with registry_graph.py.")
    return None


def lines(file: Path) -> int:
    """How many statements a file of N-Quads has."""
    with file.open("rb") as stream:
        return sum(1 for _ in stream)
