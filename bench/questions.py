"""Asks every question of the catalogue at registry size, beside raw pyoxigraph and rdflib.

    python bench/questions.py [QUESTION ...] [--graph DIR] [--sample DIR] [--runs N]
        [--limit SECONDS] [--no-rdflib] [--cpu] [--write FILE]

DIR are projects made by registry_graph.py: the graph, `/tmp/registry` unless said otherwise, and a
sample of it that rdflib can load, `/tmp/registry-100k`. Each question is asked with
`partnergraph.open(DIR).ask(QUESTION)`, which finds it, sets its parameters and reads all rows, and
as the same text given to `pyoxigraph.Store.query`, in turns, in one process. rdflib answers on the
sample, where pyoxigraph answers too for the ratio. Times are medians in milliseconds, of the clock
or with `--cpu` of the processor, which other people's work on the machine disturbs less. What takes
longer than the limit is stopped and shown so. Nothing is written unless asked for.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyoxigraph
import rdflib

import partnergraph
from child import Child
from partnergraph import KnowledgeGraph
from partnergraph.project import Project
from partnergraph.store import open_folder

ROOT = Path(__file__).resolve().parents[1]
BIG, SAMPLE = Path("/tmp/registry"), Path("/tmp/registry-100k")  # noqa: S108 - made to be lost
SLOW = 2.0
FAIR = 1.2
#: What a parameter that takes a thing is set to, by its name; the home institution otherwise.
_THINGS = {"event": "event-1", "agreement": "home-in-force-4", "unit": "unit-1", "thing": "event-1"}


@dataclass(frozen=True, slots=True)
class Shop:
    """An opened graph, the id of its home institution, and what to time by."""

    graph: KnowledgeGraph
    home: str
    clock: Callable[[], float]

    def values(self, name: str) -> dict[str, Any]:
        """Things that the graph holds, for the parameters that take one."""
        space = self.graph.project.thing("")
        return {
            each.name: _THINGS.get(each.name, self.home)
            for each in self.graph.questions.find(name).parameters
            if each.kind == "thing" and each.space == space
        }

    def text(self, name: str) -> str:
        """The SPARQL that our way of asking sends to the engine."""
        return self.graph.prepare(self.graph.questions.find(name), self.values(name)).text


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each run of ours and of a peer, and how many rows there were."""

    ours: list[float]
    raw: list[float]
    rows: int


def open_shop(folder: Path, cpu: bool) -> Shop:
    graph = partnergraph.open(folder, timeout=None)
    return Shop(graph, Project.load(folder).home, clock(cpu))


def clock(cpu: bool) -> Callable[[], float]:
    return time.process_time if cpu else time.perf_counter


def drained(answer: Any) -> int:
    """The number of rows or triples, each of them made; 1 for yes or no."""
    return 1 if isinstance(answer, bool | pyoxigraph.QueryBoolean) else sum(1 for _ in answer)


def timed(task: Callable[[], Any], now: Callable[[], float]) -> tuple[float, int]:
    begun = now()
    rows = drained(task())
    return now() - begun, rows


def both(shop: Shop, name: str, runs: int, limit: float) -> Times:
    """Asks a question in both ways in turns, until half the limit is used up."""
    text, values, times = shop.text(name), shop.values(name), Times([], [], 0)
    begun, rows = time.perf_counter(), 0
    while len(times.raw) < runs and time.perf_counter() - begun < limit / 2:
        spent, rows = timed(lambda: _raw(shop, text), shop.clock)
        times.raw.append(spent)
        times.ours.append(timed(lambda: shop.graph.ask(name, **values), shop.clock)[0])
    return Times(times.ours, times.raw, rows)


def _raw(shop: Shop, text: str) -> Any:
    assert isinstance(shop.graph.store, pyoxigraph.Store)
    return shop.graph.store.query(text, use_default_graph_as_union=True)


def load_rdflib(folder: Path) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(folder / "build" / "graph.nq", format="nquads")
    return dataset


def ask_rdflib(
    dataset: rdflib.Dataset, text: str, runs: int, limit: float, cpu: bool
) -> list[float]:
    spent: list[float] = []
    while len(spent) < runs and sum(spent) < limit / 2:
        spent.append(timed(lambda: dataset.query(text), clock(cpu))[0])
    return spent


@dataclass(frozen=True, slots=True)
class Line:
    """One question's figures in seconds; None where it was stopped or not tried."""

    name: str
    big: Times | None
    small: Times | None = None
    rdflib: float | None = None
    note: str = ""

    @property
    def flags(self) -> str:
        if self.big is None:
            return "stopped"
        ours, raw = statistics.median(self.big.ours), statistics.median(self.big.raw)
        found = [f"above {SLOW:g} s"] if ours > SLOW else []
        found += [f"ours/raw above {FAIR:g}"] if ours / raw > FAIR else []
        return ", ".join([*found, self.note] if self.note else found)

    def cells(self) -> list[str]:
        big, small = self.big, self.small
        shown = [self.name]
        if big is None:
            shown += ["", "stopped", "stopped", ""]
        else:
            ours, raw = statistics.median(big.ours), statistics.median(big.raw)
            shown += [f"{big.rows:,}", _ms(ours), _ms(raw), f"{ours / raw:.2f}"]
        raw_small = statistics.median(small.raw) if small else None
        shown += [_ms(raw_small), _ms(self.rdflib)]
        both_known = raw_small is not None and self.rdflib is not None
        shown.append(f"{self.rdflib / raw_small:,.0f}" if both_known else "")  # type: ignore[operator] # both are known
        return [*shown, self.flags]


def _ms(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:,.1f}"


HEAD = ("question", "rows", "ours", "raw", "ours/raw", "sample raw", "rdflib", "rdflib/raw", "")


def table(lines: Iterable[Line]) -> str:
    """The figures as a Markdown table."""
    rows = [HEAD, ["---"] * len(HEAD), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def measure(names: Sequence[str], chosen: argparse.Namespace) -> list[Line]:
    big = Child(open_shop, chosen.graph, chosen.cpu, limit=chosen.limit)
    small = Child(open_shop, chosen.sample, chosen.cpu, limit=chosen.limit)
    peer = Child(load_rdflib, chosen.sample, limit=chosen.limit)
    texts: Mapping[str, str] = {}
    if chosen.rdflib:
        shop = open_shop(chosen.sample, chosen.cpu)
        texts = {name: shop.text(name) for name in names}
    lines = []
    for name in names:
        times = big.call(both, name, chosen.runs, chosen.limit)
        line = Line(name, times)
        if chosen.rdflib:
            less = small.call(both, name, chosen.runs, chosen.limit)
            spent, note = _peer(peer, texts[name], chosen)
            line = Line(name, times, less, spent, note)
        lines.append(line)
        print("| " + " | ".join(line.cells()) + " |", flush=True)
    for child in (big, small, peer):
        child.stop()
    return lines


def _peer(peer: Child, text: str, chosen: argparse.Namespace) -> tuple[float | None, str]:
    try:
        spent = peer.call(ask_rdflib, text, chosen.runs, chosen.limit, chosen.cpu)
    except RuntimeError as error:
        return None, f"rdflib failed: {str(error)[:60]}"
    if spent is None:
        return None, f"rdflib stopped at {chosen.limit:g} s"
    return statistics.median(spent), ""


def _names() -> list[str]:
    return sorted(path.stem for path in Project.load(ROOT).query_files("questions"))


def machine() -> str:
    """What the figures were measured with."""
    versions = " ".join(f"{name} {version(name)}," for name in ("pyoxigraph", "rdflib"))
    return f"Python {platform.python_version()}, {versions} {platform.machine()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("questions", nargs="*")
    parser.add_argument("--graph", type=Path, default=BIG)
    parser.add_argument("--sample", type=Path, default=SAMPLE)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--no-rdflib", dest="rdflib", action="store_false")
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args()
    for folder in (chosen.graph, *([chosen.sample] if chosen.rdflib else [])):
        if not (folder / "build" / "store").is_dir():
            print(f"Skipped: there is no graph in {folder}; make one with registry_graph.py.")
            return
    names = chosen.questions or _names()
    size = len(open_folder(chosen.graph / "build" / "store"))
    heading = f"{machine()}; {size:,} statements"
    print(f"{heading}\n| {' | '.join(HEAD)} |")
    lines = measure(names, chosen)
    if chosen.write:
        chosen.write.write_text(f"{heading}\n\n{table(lines)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
