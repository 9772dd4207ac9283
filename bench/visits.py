"""Visits a page in Chromium and watches when it is drawn and how it moves.

    python bench/visits.py PAGE NODES LIMIT

Prints as JSON what `Seen` holds.
"""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
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
    command = [sys.executable, __file__, str(path), str(nodes), str(limit)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    try:
        out, _ = child.communicate(timeout=limit + 20)
        return Seen(*json.loads(out))
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return Seen(math.inf, math.inf, math.inf, 0, 0, math.nan)
    finally:  # it may be the browser that is left
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


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


def one_visit(path: Path, nodes: int, limit: float) -> Seen:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        found = visit(browser, path, nodes, limit)
        browser.close()
    return found


if __name__ == "__main__":
    print(json.dumps(astuple(one_visit(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))))
