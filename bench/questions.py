"""Asks every question of the catalogue at registry size, beside pyoxigraph, oxrdflib and rdflib.

    python bench/questions.py [QUESTION ...] [--graph DIR] [--sample DIR] [--runs N]
        [--limit SECONDS] [--no-rdflib] [--cpu] [--write FILE]

DIR are projects made by registry_graph.py: the graph, `/tmp/registry` unless said otherwise, and a
sample of it that rdflib can load, `/tmp/registry-100k`. Each question is asked with
`partnergraph.open(DIR).ask(QUESTION)`, which finds it, sets its parameters and reads all rows, and
as the same text given to `pyoxigraph.Store.query`, in turns, in one process. rdflib and oxrdflib,
which is rdflib with Oxigraph for a store, answer on the sample, where pyoxigraph answers too for
the ratio. Times are medians in milliseconds, of the clock or with `--cpu` of the processor, which
other people's work on the machine disturbs less. What takes
longer than the limit is stopped and shown so. Nothing is written unless asked for.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph
import rdflib

import partnergraph
from child import Child
from measure import ROOT, machine, table, versions
from partnergraph import KnowledgeGraph
from partnergraph.project import Project
from registries import BIG, SAMPLE, folder_of, lines

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


def open_shop(project: Path, cpu: bool) -> Shop:
    graph = partnergraph.open(folder_of(project), timeout=None)
    return Shop(graph, Project.load(project).home, clock(cpu))


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


def load_rdflib(project: Path, store: str) -> rdflib.Dataset:
    dataset = rdflib.Dataset(store=store, default_union=True)
    folder = folder_of(project)
    assert folder
    dataset.parse(folder / "graph.nq", format="nquads")
    return dataset


def ask_rdflib(
    dataset: rdflib.Dataset, text: str, runs: int, limit: float, cpu: bool
) -> list[float]:
    spent: list[float] = []
    while len(spent) < runs and sum(spent) < limit / 2:
        spent.append(timed(lambda: dataset.query(text), clock(cpu))[0])
    return spent


#: The peers that are libraries of rdflib, and the stores that they have.
PEERS = {"oxrdflib": "Oxigraph", "rdflib": "default"}


@dataclass(frozen=True, slots=True)
class Line:
    """One question's figures in seconds; None where it was stopped or not tried."""

    name: str
    big: Times | None
    small: Times | None = None
    peers: Mapping[str, float | str] = field(default_factory=dict)

    @property
    def flags(self) -> str:
        if self.big is None:
            return "stopped"
        ours, raw = statistics.median(self.big.ours), statistics.median(self.big.raw)
        found = [f"above {SLOW:g} s"] if ours > SLOW else []
        found += [f"ours/raw above {FAIR:g}"] if ours / raw > FAIR else []
        return ", ".join(found)

    def cells(self) -> list[str]:
        shown = [self.name]
        if self.big is None:
            shown += ["", "stopped", "stopped", ""]
        else:
            ours, raw = statistics.median(self.big.ours), statistics.median(self.big.raw)
            shown += [f"{self.big.rows:,}", _ms(ours), _ms(raw), f"{ours / raw:.2f}"]
        raw_small = statistics.median(self.small.raw) if self.small else None
        shown.append(_ms(raw_small))
        for spent in (self.peers.get(peer) for peer in PEERS):
            known = isinstance(spent, float) and raw_small
            shown.append(spent if isinstance(spent, str) else _ms(spent))
            shown.append(f"{spent / raw_small:,.1f}" if known else "")  # type: ignore[operator] # both are known
        return [*shown, self.flags]


def _ms(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:,.1f}"


HEAD = (
    *("question", "rows", "ours", "raw", "ours/raw", "sample raw"),
    *(each for peer in PEERS for each in (peer, f"{peer}/raw")),
    "",
)


def measure(names: Sequence[str], chosen: argparse.Namespace) -> list[Line]:
    big = Child(open_shop, chosen.graph, chosen.cpu, limit=chosen.limit)
    small = Child(open_shop, chosen.sample, chosen.cpu, limit=chosen.limit)
    stores = PEERS if chosen.rdflib else {}
    peers = {
        name: Child(load_rdflib, chosen.sample, store, limit=chosen.limit)
        for name, store in stores.items()
    }
    texts: Mapping[str, str] = {}
    if peers:
        shop = open_shop(chosen.sample, chosen.cpu)
        texts = {name: shop.text(name) for name in names}
    found = []
    for name in names:
        line = Line(name, big.call(both, name, chosen.runs, chosen.limit))
        if peers:
            less = small.call(both, name, chosen.runs, chosen.limit)
            spent = {peer: _peer(child, texts[name], chosen) for peer, child in peers.items()}
            line = Line(name, line.big, less, spent)
        found.append(line)
        print("| " + " | ".join(line.cells()) + " |", flush=True)
    for child in (big, small, *peers.values()):
        child.stop()
    return found


def _peer(peer: Child, text: str, chosen: argparse.Namespace) -> float | str:
    """Seconds, or why there are none."""
    try:
        spent = peer.call(ask_rdflib, text, chosen.runs, chosen.limit, chosen.cpu)
    except RuntimeError as error:
        return f"failed: {str(error)[:60]}"
    return f"stopped after {chosen.limit:g} s" if spent is None else statistics.median(spent)


def _names() -> list[str]:
    return sorted(path.stem for path in Project.load(ROOT).query_files("questions"))


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
    folders = [folder_of(each) for each in (chosen.graph, *[chosen.sample][: chosen.rdflib])]
    if None in folders:
        return
    names = chosen.questions or _names()
    size = lines(folders[0] / "graph.nq") if folders[0] else 0
    heading = f"{machine()}; {versions('pyoxigraph', 'rdflib', 'oxrdflib')}; {size:,} statements"
    print(f"{heading}\n\n| {' | '.join(HEAD)} |\n{'|---' * len(HEAD)}|")
    found = measure(names, chosen)
    if chosen.write:
        rows = table(HEAD, [line.cells() for line in found])
        chosen.write.write_text(f"{heading}\n\n{rows}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
