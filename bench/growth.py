"""How time and memory grow with the graph: the same steps at several sizes.

    python bench/growth.py DIR [DIR ...] [--steps STEP ...] [--limit SECONDS]

Each DIR is a project that `registry_graph.py` made and built, from small to large. Steps: `build`
from its tables, `open` and look one thing up, `questions` (those of the catalogue that are listed
below, one after another), `findings` (all shapes and checks), `projection` into networkx, and its
`measures`. Shown are processor seconds and the peak of memory in MB. `beyond linear` is by how
much more they grew than the statements did, from each size to the next: 1 is linear, below is
less. A step that is stopped at the limit, or that the smaller size did not finish, says so.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import partnergraph
from loading import build
from measure import Counter, Figures, Work, apart, machine, shown, table, versions
from networks import measures, projection
from opening import ours
from questions import open_shop
from registries import built, folder_of, lines

#: Of each sort some: of one thing, of one institution's partners, of the whole graph.
ASKED = (
    *("partner-names", "partners", "printed-names", "agreements-expiring", "partners-by-country"),
    *("registry-ids", "support-of-relations", "single-source-relations", "vocabularies-used"),
)
STEPS = ("open", "questions", "findings", "projection", "measures")


def questions(project: Path) -> Work:
    shop = open_shop(project, cpu=True)

    def work(_: Counter) -> int:
        answers: list[Any] = [shop.graph.ask(name, **shop.values(name)) for name in ASKED]
        return sum(map(len, answers))

    return work


def findings(folder: Path) -> Work:
    graph = partnergraph.open(folder, timeout=None)
    return lambda _: len(graph.findings())


def figures(step: str, project: Path, limit: float) -> Figures:
    if step == "build":
        return build(project, limit)
    folder = built(project)
    if step == "open":
        with (folder / "graph.nq").open(encoding="utf-8") as stream:
            return apart(ours, folder, next(stream).partition(" ")[0].strip("<>"), limit=limit)
    if step == "questions":
        return apart(questions, project, limit=limit)
    steps = {
        "findings": findings,
        "projection": projection,
        "measures": measures,
    }
    return apart(steps[step], folder, limit=limit)


def row(step: str, found: Sequence[Figures], sizes: Sequence[int]) -> list[str]:
    cells = [each.note or f"{shown(each.processor)} s, {each.peak:,.0f} MB" for each in found]
    grown = [
        "" if few.note or many.note else _beyond(few, many, larger / smaller)
        for (few, many), (smaller, larger) in zip(pairwise(found), pairwise(sizes), strict=True)
    ]
    return [step, *cells, "; ".join(filter(None, grown))]


def _beyond(few: Figures, many: Figures, ratio: float) -> str:
    time = many.processor / max(few.processor, 0.01) / ratio
    return f"{shown(time)}, memory {shown(many.peak / few.peak / ratio)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("projects", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--steps", nargs="+", choices=("build", *STEPS), default=STEPS)
    parser.add_argument("--limit", type=float, default=900.0)
    chosen = parser.parse_args()
    folders = [folder for each in chosen.projects if (folder := folder_of(each))]
    if len(folders) < len(chosen.projects):
        return
    sizes = [lines(folder / "graph.nq") for folder in folders]
    print(f"{machine()}; {versions('pyoxigraph', 'networkx')}\n")
    print(table(["", *(f"{size:,}" for size in sizes), "beyond linear"], []))
    for step in chosen.steps:
        found: list[Figures] = []
        for project in chosen.projects:
            if found and found[-1].note:
                found.append(Figures(note="not tried"))
            else:
                found.append(figures(step, project, chosen.limit))
        print(f"| {' | '.join(row(step, found, sizes))} |", flush=True)


if __name__ == "__main__":
    main()
