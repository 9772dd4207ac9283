"""Opens network pages of several sizes in a browser, ours beside those of others.

    python bench/explore.py [FILE] [--nodes N] [--repeat N] [--limit S] [--npm DIR] [--only NAME]

FILE is a dump of the Research Organization Registry; unless given, the
extract in a folder `shared` beside the checkout. Others are measured when they are installed:
`pip install gravis ipysigma` and, in DIR, `npm install force-graph sigma graphology` (its
`node_modules`).

Prints medians: seconds to make the page, its size, milliseconds until all nodes are drawn and
until nothing moves, the heap after collection, animation frames per second while dragging and
zooming, and requests to elsewhere. Chromium draws by software, as on machines
without a graphics card. What takes longer than the limit is stopped and not tried with more nodes.
"""

from __future__ import annotations

import argparse
import math
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import networkx as nx

from measure import EXTRACT, machine, table, versions
from network_pages import MAKERS, graph, registry
from visits import CHROMIUM, Seen, visited

HEAD = (
    *("nodes", "page", "made s", "MB", "first paint ms", "stable ms", "heap MB"),
    *("pan fps", "zoom fps", "requests"),
)


def measured(
    found: nx.MultiDiGraph[str], name: str, chosen: argparse.Namespace
) -> tuple[list[str], str]:
    """One row of the table, and why more nodes need not be tried."""
    nodes = found.number_of_nodes()
    begun = time.perf_counter()
    try:
        html = MAKERS[name](found, chosen.npm)
    except (ImportError, FileNotFoundError) as error:
        return [f"{nodes:,}", name, f"not installed: {error}"], "not installed"
    spent = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(html, encoding="utf-8")
        size = path.stat().st_size / 1e6
        visits = list(visited_often(path, nodes, chosen))
    middle = Seen(
        *(statistics.median(values) for values in zip(*map(astuple, visits), strict=True))
    )
    figures = [shown(value) for value in astuple(middle)]
    row = [f"{nodes:,}", name, f"{spent:.2f}", f"{size:.2f}", *figures]
    fine = middle.first < math.inf and spent < chosen.limit
    return row, "" if fine else "not tried: not within limit with fewer nodes"


def visited_often(path: Path, nodes: int, chosen: argparse.Namespace) -> Iterator[Seen]:
    """All visits; one that does not come to its end in time is the last."""
    for _ in range(chosen.repeat):
        seen = visited(path, nodes, chosen.limit)
        yield seen
        if math.isinf(seen.stable):
            break


def shown(value: float) -> str:
    if math.isnan(value):
        return "–"
    return "not within limit" if math.isinf(value) else f"{value:,.0f}"


def rows(chosen: argparse.Namespace) -> Iterator[list[str]]:
    records, related = registry(chosen.file)
    given_up: dict[str, str] = {}
    for nodes in chosen.nodes:
        found = graph(records, related, nodes)
        for name in chosen.only or MAKERS:
            if name in given_up:
                yield [f"{nodes:,}", name, given_up[name]]
                continue
            row, why_not = measured(found, name, chosen)
            yield row
            if why_not:
                given_up[name] = why_not


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", nargs="?", type=Path, default=EXTRACT)
    parser.add_argument("--nodes", nargs="+", type=int, default=[500, 2000, 10_000, 51_370])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--limit", type=float, default=30, help="seconds")
    parser.add_argument("--npm", type=Path, default=Path("node_modules"))
    parser.add_argument("--only", nargs="+", choices=list(MAKERS))
    chosen = parser.parse_args()
    if not chosen.file.exists():
        print(f"Skipped: there is no {chosen.file}; give a dump of the registry.")
        return
    if shutil.which(CHROMIUM) is None:
        print(f"Skipped: there is no {CHROMIUM}; say in CHROMIUM where one is.")
        return
    print(
        f"{machine()}; {versions('pyvis', 'networkx', 'playwright')}\n\n{table(HEAD, [])}",
        flush=True,
    )
    for row in rows(chosen):
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
