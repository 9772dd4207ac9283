"""Opens network pages of several sizes in a browser, ours beside those of others.

    python bench/explore.py [FILE] [--nodes N] [--repeat N] [--limit S] [--npm DIR] [--only NAME]

FILE is a dump of the Research Organization Registry as JSON lines with gzip; unless given, the
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
import json
import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import networkx as nx
from playwright.sync_api import Browser, Error, Page, sync_playwright

from network_pages import MAKERS, graph, registry

ROOT = Path(__file__).resolve().parents[1]
EXTRACT = ROOT.parent / "shared" / "ror" / "ror-51k.jsonl.gz"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
HEAD = (
    "| nodes | page | made s | MB | first paint ms | stable ms | heap MB "
    "| pan fps | zoom fps | requests |"
)
#: Notes when a frame first held as many shapes as there are nodes, and when last one was drawn.
WATCH = """
(() => {
  const seen = window.seen = { first: 0, last: 0, frames: 0, shapes: 0 };
  const count = (kind, names, many) => names.forEach((name) => {
    const draw = kind && kind.prototype[name];
    if (draw) kind.prototype[name] = function (...more) {
      seen.shapes += many(name, more);
      return draw.apply(this, more);
    };
  });
  count(window.CanvasRenderingContext2D, ['fill', 'fillRect', 'drawImage'], () => 1);
  const gl = (name, [mode, , number, instances]) =>
    (name.endsWith('Instanced') ? instances : mode === 0 ? number : number / 3);
  count(window.WebGLRenderingContext, ['drawArrays'], gl);
  count(window.WebGL2RenderingContext, ['drawArrays', 'drawArraysInstanced'], gl);
  const frame = (now) => {
    seen.frames += 1;
    if (seen.shapes) seen.last = now;
    if (!seen.first && seen.shapes >= NODES) seen.first = now;
    seen.shapes = 0;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})();
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One visit; infinite where something did not come within the limit."""

    first: float
    stable: float
    heap: float
    pan: float
    zoom: float
    requests: float


def visited(path: Path, nodes: int, limit: float) -> Seen:
    """Visit in a process of its own: a page that keeps its thread busy cannot be asked to stop."""
    command = [sys.executable, __file__, "--visit", str(path), str(nodes), "--limit", str(limit)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    try:
        out, _ = child.communicate(timeout=limit + 20)
        return Seen(*json.loads(out))
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        return Seen(math.inf, math.inf, math.inf, 0, 0, math.nan)


def visit(browser: Browser, path: Path, nodes: int, limit: float) -> Seen:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(limit * 1000)
    outside: list[str] = []

    def refuse(route: object) -> None:
        outside.append(str(route))
        route.abort()  # type: ignore[attr-defined]

    context.route(lambda url: not url.startswith(("file:", "data:", "blob:")), refuse)
    page = context.new_page()
    page.add_init_script(WATCH.replace("NODES", str(int(nodes * 0.9))))
    try:
        page.goto(path.as_uri(), wait_until="commit")
        first, stable = settled(page, limit)
        pan, zoom = moved(page) if first < math.inf else (0.0, 0.0)
        heap = heap_of(page)
    except Error:
        first, stable, heap, pan, zoom = math.inf, math.inf, math.inf, 0.0, 0.0
    context.close()
    return Seen(first, stable, heap, pan, zoom, len(outside))


def settled(page: Page, limit: float) -> tuple[float, float]:
    """When all nodes were drawn, and when the picture had not changed for 700 ms."""
    begun = time.monotonic()
    first = last = math.inf
    while time.monotonic() - begun < limit:
        page.wait_for_timeout(100)
        found = page.evaluate("[seen.first, seen.last, performance.now()]")
        if found[0]:
            first = found[0]
            if found[2] - found[1] > 700:
                last = found[1]
                break
    return first, last


def moved(page: Page, seconds: float = 2) -> tuple[float, float]:
    x, y = 760, 440

    def rate(step: Callable[[int], None]) -> float:
        frames, now = page.evaluate("[seen.frames, performance.now()]")
        begun, i = time.monotonic(), 0
        while time.monotonic() - begun < seconds:
            step(i)
            i += 1
        more, then = page.evaluate("[seen.frames, performance.now()]")
        return float((more - frames) / (then - now) * 1000)

    page.keyboard.press("Escape")
    page.mouse.move(1200, 180)  # an empty corner, so that no node is dragged
    page.mouse.down()
    pan = rate(lambda i: page.mouse.move(1100 + 90 * math.sin(i / 12), 300 + 90 * math.sin(i / 17)))
    page.mouse.up()
    page.wait_for_timeout(500)
    page.mouse.move(x, y)
    zoom = rate(lambda i: page.mouse.wheel(0, -60 if i // 20 % 2 == 0 else 60))
    return pan, zoom


def heap_of(page: Page) -> float:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def measured(
    found: nx.MultiDiGraph[str], name: str, chosen: argparse.Namespace
) -> tuple[str, bool]:
    """One row of the table, and whether the page was drawn within the limit."""
    nodes = found.number_of_nodes()
    begun = time.perf_counter()
    try:
        html = MAKERS[name](found, chosen.npm)
    except (ImportError, FileNotFoundError) as error:
        return f"| {nodes:,} | {name} | not installed: {error} |", False
    spent = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(html, encoding="utf-8")
        size = path.stat().st_size / 1e6
        visits = [visited(path, nodes, chosen.limit) for _ in range(chosen.repeat)]
    middle = Seen(
        *(statistics.median(values) for values in zip(*map(astuple, visits), strict=True))
    )
    figures = [shown(value) for value in astuple(middle)]
    row = f"| {nodes:,} | {name} | {spent:.2f} | {size:.2f} | {' | '.join(figures)} |"
    return row, middle.first < math.inf and spent < chosen.limit


def shown(value: float) -> str:
    if math.isnan(value):
        return "–"
    return "not within limit" if math.isinf(value) else f"{value:,.0f}"


def rows(chosen: argparse.Namespace) -> Iterator[str]:
    records, related = registry(chosen.file)
    given_up: set[str] = set()
    for nodes in chosen.nodes:
        found = graph(records, related, nodes)
        for name in chosen.only or MAKERS:
            if name in given_up:
                yield f"| {nodes:,} | {name} | not tried: not within limit with fewer nodes |"
                continue
            row, fine = measured(found, name, chosen)
            yield row
            if not fine:
                given_up.add(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", nargs="?", type=Path, default=EXTRACT)
    parser.add_argument("--nodes", nargs="+", type=int, default=[500, 2000, 10_000, 51_370])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--limit", type=float, default=30, help="seconds")
    parser.add_argument("--npm", type=Path, default=Path("node_modules"))
    parser.add_argument("--only", nargs="+", choices=list(MAKERS))
    parser.add_argument("--visit", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.visit:
        print(
            json.dumps(
                astuple(one_visit(Path(chosen.visit[0]), int(chosen.visit[1]), chosen.limit))
            )
        )
        return
    if not chosen.file.exists():
        print(f"Skipped: there is no {chosen.file}; give a dump of the registry.")
        return
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {load}\n\n{HEAD}")
    print("|---" * HEAD.count(" | ") + "|---|", flush=True)
    for row in rows(chosen):
        print(row, flush=True)


def one_visit(path: Path, nodes: int, limit: float) -> Seen:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        found = visit(browser, path, nodes, limit)
        browser.close()
    return found


if __name__ == "__main__":
    main()
