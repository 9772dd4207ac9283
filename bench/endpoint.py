"""Asks SPARQL servers the same over loopback, in one run: ours, Oxigraph's and rdflib-endpoint.

    python bench/endpoint.py GRAPH [--rdflib PROGRAM] [--seconds N] [--rounds N] [--only SERVER ...]

GRAPH is a built graph: a folder with `graph.nq` and `store`. PROGRAM is `rdflib-endpoint` in an
environment of its own, into which `pip install "rdflib-endpoint[cli]"` put it: it reads the whole
graph into memory, so give it a small one. Measured with wrk (Debian: `apt-get install wrk`):

- small lookups, each of them another query, and then the same few again and again;
- answers of 10,000 rows as JSON, each of another query;
- small lookups while two queries run that never end: the time of the slowest percent;
- from the start of the process to its first answer, and the processor time until it rests;
  memory of all processes when all is done.

Loads begin when the server rests. Every round starts each server anew, in turns. Medians are shown,
and processor time of the server for each answer, which other work on the machine disturbs less.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import sys
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import wrk
from contestants import Contestant, Questions, contestants, setting
from measure import table
from processes import memory, processor, settle
from servers import free_port, running

JSON = "application/sparql-results+json"
CONNECTIONS = 8
SETTLING = 120.0
_ENDLESS = "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }} # {}"


class Measurement:
    """Figures of one server in one round, by what was measured."""

    def __init__(
        self, contestant: Contestant, questions: Questions, given: argparse.Namespace
    ) -> None:
        self._contestant, self._questions, self._given = contestant, questions, given
        self._port = free_port()
        self._home = f"http://127.0.0.1:{self._port}"
        self.figures: dict[str, float] = {}

    def run(self) -> dict[str, float]:
        """Starts the server, measures everything, and stops it."""
        first = self._contestant.path + "?" + urlencode({"query": self._questions.same[0]})
        begun = time.perf_counter()
        command = self._contestant.command(self._port)
        with running(command, self._home + first, ready=900) as process:
            self.figures["start to first answer, s"] = time.perf_counter() - begun
            self._pid = process.pid
            self.figures["processor until it rests, s"] = self._rested()
            texts = self._questions
            self.figures["rows of ten lookups"] = sum(map(self._rows, texts.same))
            self._load("small lookups", texts.lookups, CONNECTIONS)
            self._load("the same again", texts.same, CONNECTIONS)
            self._load("10,000 rows", texts.rows, 2)
            self.figures["memory, MB"] = memory(process.pid)
            self._beside_endless()
        return self.figures

    def _rested(self) -> float:
        """Processor time of the start, with all that a server does in the background then."""
        settle(self._pid, SETTLING)
        return processor(self._pid)

    def _rows(self, text: str) -> int:
        """How many rows an answer has: all servers must have the same."""
        path = next(self._paths([text]))
        asked = urllib.request.Request(self._home + path, headers={"Accept": JSON})  # noqa: S310 - it is ours
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - likewise
            return len(json.load(answer)["results"]["bindings"])

    def _load(self, name: str, texts: Sequence[str], connections: int) -> None:
        before = processor(self._pid)
        seen = wrk.load(self._home, self._paths(texts), JSON, self._given.seconds, connections)
        used = processor(self._pid) - before
        self.figures[f"{name}, answers/s"] = seen.rate
        self.figures[f"{name}, p99 ms"] = seen.p99
        self.figures[f"{name}, processor ms each"] = 1000 * used / max(seen.requests, 1)
        if seen.errors or seen.timeouts:
            self.figures[f"{name}, failed"] = seen.errors + seen.timeouts

    def _paths(self, texts: Sequence[str]) -> Iterator[str]:
        return (f"{self._contestant.path}?{urlencode({'query': text})}" for text in texts)

    def _beside_endless(self) -> None:
        """Lookups over one connection while two queries run that would never end."""
        over = threading.Event()
        asking = [
            threading.Thread(target=self._endless, args=(number, over), daemon=True)
            for number in range(2)
        ]
        for thread in asking:
            thread.start()
        time.sleep(1)
        texts = [text + " " for text in self._questions.lookups]
        name = "beside two endless queries"
        seen = wrk.load(self._home, self._paths(texts), JSON, self._given.seconds, 1)
        over.set()
        answered = seen.requests > seen.errors
        self.figures[f"{name}, answers/s"] = seen.rate
        if answered:
            self.figures[f"{name}, p99 ms"] = seen.p99

    def _endless(self, number: int, over: threading.Event) -> None:
        """Asks what never ends; again whenever the server has stopped it."""
        turn = 0
        while not over.is_set():
            turn += 1
            values = urlencode({"query": _ENDLESS.format(f"{number} {turn}")})
            connection = http.client.HTTPConnection(urlsplit(self._home).netloc, timeout=3600)
            with suppress(OSError, http.client.HTTPException):
                connection.request("GET", f"{self._contestant.path}?{values}")
                connection.getresponse().read()
            connection.close()


def measure(given: argparse.Namespace) -> Mapping[str, Mapping[str, list[float]]]:
    """The figures of all rounds: by what was measured, then by server."""
    questions = Questions.of(given.graph, given.seconds)
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for number in range(given.rounds):
        for contestant in contestants(given.graph, given.rdflib):
            if given.only and contestant.name not in given.only:
                continue
            print(f"round {number + 1}: {contestant.name}", file=sys.stderr)
            try:
                figures = Measurement(contestant, questions, given).run()
            except RuntimeError as error:
                said = str(error).strip().rpartition("\n")[2]
                print(f"{contestant.name} was not measured: {said}", flush=True)
                continue
            for name, value in figures.items():
                found[name][contestant.name].append(value)
    return found


def compared(found: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """A table of medians, and what ours are beside the others'."""
    names = list(dict.fromkeys(name for by_server in found.values() for name in by_server))
    ratios = [name for name in names if name != "ours"] if "ours" in names else []
    rows = []
    for measured, by_server in found.items():
        medians = {name: statistics.median(values) for name, values in by_server.items()}
        row = [
            measured,
            *(f"{medians[name]:,.3g}" if name in medians else "none" for name in names),
        ]
        for name in ratios:
            known = "ours" in medians and medians.get(name)
            row.append(f"{medians['ours'] / medians[name]:.3g}" if known else "")
        rows.append(row)
    return table(("", *names, *(f"ours / {name}" for name in ratios)), rows)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("graph", type=Path)
    parser.add_argument("--rdflib", type=Path, metavar="PROGRAM")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", metavar="SERVER")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    if not (given.graph / "store").is_dir():
        print(f"Skipped: there is no built graph in {given.graph}.", file=sys.stderr)
        return 2
    try:
        wrk.version()
    except FileNotFoundError as error:
        print(f"Skipped: {error}", file=sys.stderr)
        return 2
    found = measure(given)
    print(f"{setting(given.graph, given.rdflib)}\n\n{compared(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
