"""A mixed load over loopback with hostile queries in it: what good requests and memory do.

    python bench/mixed_load.py GRAPH [--minutes N] [--clients N] [--hostile SHARE]

GRAPH is a built graph, served by our server with its usual limits, but for `--seconds`. Clients
ask one request after another: small lookups, questions with joins and counts, answers of a thousand
rows, pages of things in several forms. One request in a hundred is hostile: it would never end,
would take all memory, nests too deep, matches badly, or breaks the rules of the Protocol. Some
hostile clients go away before the answer.

A good request fails when it gets no answer, or another status than 200; a hostile one when it gets
200 although it cannot have been finished, or when no answer comes by the limit and two seconds.
Printed every minute: requests, failures, times, and memory of the server's first process, of its
workers for pages, of those for questions, among which some may just be doing what is hostile, and
of all together; and memory at rest.
"""

from __future__ import annotations

import argparse
import http.client
import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Event
from urllib.parse import quote, urlencode, urlsplit

from memory_curve import FIELDS, HEADS, cells, every, samples, write
from partnergraph.vocabulary import PG
from processes import memory, processor
from servers import EndedError, free_port, running, serving

JSON = "application/sparql-results+json"
LATE = 2.0
REST = 5.0
_PATTERN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_DOUBLE = "BIND(CONCAT(?x%d, ?x%d) AS ?x%d)"
_BOMB = " ".join(_DOUBLE % (step, step, step + 1) for step in range(30))
#: Texts that no server can answer in time, or must not.
HOSTILE: Mapping[str, str] = {
    "endless join": _PATTERN,
    "endless rows": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "endless sort": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "endless path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:1>|!<x:2>)* ?b . ?c (!<x:3>|!<x:4>)* ?d }",
    "string bomb": f'SELECT (STRLEN(?x30) AS ?n) {{ BIND("0123456789" AS ?x0) {_BOMB} }}',
    "deep nesting": "SELECT * " + "{" * 3000 + "?s ?p ?o" + "}" * 3000,
    "many refusals": "ASK { FILTER(" + "!" * 20000 + "true) }",
    "elsewhere": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ill-formed": "SELECT * {",
}


@dataclass(frozen=True, slots=True)
class Request:
    """A request: what it is called, its path and Accept, and whether it is hostile."""

    name: str
    path: str
    accept: str = JSON
    hostile: bool = False


@dataclass(slots=True)
class Seen:
    """What clients saw: seconds of good requests by name, and what failed."""

    times: dict[str, list[float]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, request: Request, status: int | str, seconds: float, limit: float) -> None:
        """Takes down one answer; `status` is that of the answer, or what happened instead."""
        with self.lock:
            self.counts["hostile" if request.hostile else "good"] += 1
            if request.hostile:
                wrong = status == 200 or seconds > limit + LATE
            else:
                wrong = status != 200
                self.times.setdefault(request.name, []).append(seconds)
            if wrong:
                self.failures[f"{request.name}: {status}"] += 1

    def taken(self) -> dict[str, list[float]]:
        """The times since it was asked last."""
        with self.lock:
            found, self.times = self.times, {}
        return found


def good(graph: Path, chance: random.Random) -> Iterator[Request]:
    """Requests as people and programs send them, without end."""
    things = list(islice(_things(graph / "graph.nq"), 0, 200_000, 7))
    documents = [each for each in things if "/id/" in each and "#" not in each]
    while True:
        thing, turn = chance.choice(things), chance.randrange(1000)
        yield asked("lookup", f"SELECT ?p ?o {{ <{thing}> ?p ?o }} LIMIT {1000 + turn}")
        yield asked("the same", "SELECT ?o { ?s a ?o } LIMIT 10")
        count = f"SELECT ?t (COUNT(*) AS ?n) {{ ?x a <{PG}Agreement> ; ?p ?t }} GROUP BY ?t"
        yield asked("count", f"{count} ORDER BY ?n LIMIT {10 + turn % 100}")
        yield asked("rows", f"SELECT * {{ ?s ?p ?o }} LIMIT {1000 + turn}")
        if documents:
            kind = chance.choice(("text/html", "text/turtle", "application/ld+json"))
            path = "/doc/" + quote(chance.choice(documents).partition("/id/")[2], safe="")
            yield Request(f"page {kind}", path, kind)


def asked(name: str, text: str, hostile: bool = False) -> Request:
    return Request(name, "/sparql?" + urlencode({"query": text}), hostile=hostile)


def _things(file: Path) -> Iterator[str]:
    last = ""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            subject = line.partition(" ")[0]
            if subject != last and subject.startswith("<"):
                yield subject.strip("<>")
            last = subject


def client(
    home: str, graph: Path, seen: Seen, given: argparse.Namespace, number: int, over: Event
) -> None:
    """Asks until the end, as one client with one connection that is opened anew when it breaks."""
    chance = random.Random(number)  # noqa: S311 - a load, no secret
    requests = good(graph, chance)
    while not over.is_set():
        if chance.random() < given.hostile:
            name = chance.choice(list(HOSTILE))
            text = f"{HOSTILE[name]} # {chance.random()}"
            request = asked(name, text, hostile=True)
            patience = 0.2 if chance.random() < 0.3 else 120.0
        else:
            request, patience = next(requests), 120.0
        begun = time.monotonic()
        status = answered(home, request, patience)
        seen.add(request, status, time.monotonic() - begun, given.seconds)


def answered(home: str, request: Request, patience: float) -> int | str:
    """The status of an answer that was read to its end, or the name of what went wrong."""
    connection = http.client.HTTPConnection(urlsplit(home).netloc, timeout=patience)
    try:
        connection.request("GET", request.path, headers={"Accept": request.accept})
        answer = connection.getresponse()
        while answer.read(1 << 16):
            pass
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    else:
        return answer.status
    finally:
        connection.close()


def line(minute: float, seen: Seen, memory: Sequence[str], used: float) -> str:
    """Figures of the last part of the run; `memory` are cells of `memory_curve`."""
    times = [value for values in seen.taken().values() for value in values]
    p50, p99 = (1000 * part for part in _parts(times))
    cells = (
        *(f"{minute:.1f}", f"{seen.counts['good']:,}", f"{seen.counts['hostile']:,}"),
        *(f"{seen.failures.total():,}", f"{p50:,.1f}", f"{p99:,.0f}"),
        *(*memory, f"{used:.1f}"),
    )
    return f"| {' | '.join(cells)} |"


def _parts(times: Sequence[float]) -> tuple[float, float]:
    if len(times) < 2:
        return 0.0, 0.0
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def run(given: argparse.Namespace) -> Seen:
    """Serves the graph and lets the clients ask; prints figures meanwhile."""
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    command = serving(given.graph, port, "--seconds", str(given.seconds))
    seen, over, end = Seen(), Event(), time.monotonic() + 60 * given.minutes
    with running(command, f"{home}/sparql?query=ASK%7B%7D", ready=120) as process:
        time.sleep(REST)
        print(f"at rest before: {memory(process.pid):,.0f} MB", file=sys.stderr)
        clients = [
            threading.Thread(
                target=client, args=(home, given.graph, seen, given, number, over), daemon=True
            )
            for number in range(given.clients)
        ]
        for thread in clients:
            thread.start()
        before = processor(process.pid)
        for seconds in every(given.slice, end):
            if process.poll() is not None:
                break
            used = processor(process.pid) - before
            before += used
            found = samples(process.pid)
            if given.samples:
                write(given.samples, seconds / 60, found)
            print(line(seconds / 60, seen, cells(found), used), flush=True)
        over.set()
        for thread in clients:
            thread.join(timeout=given.seconds + 10)
        time.sleep(REST)
        if given.samples:
            write(given.samples, given.minutes + 1, samples(process.pid))
        print(f"at rest after: {memory(process.pid):,.0f} MB", file=sys.stderr)
    return seen


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("graph", type=Path)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--hostile", type=float, default=0.01, metavar="SHARE")
    parser.add_argument("--seconds", type=float, default=10, help="the server's limit")
    parser.add_argument("--slice", type=float, default=60, help="seconds between two lines")
    parser.add_argument(
        "--samples", type=argparse.FileType("w"), help="a file for each process at each time (CSV)"
    )
    given = parser.parse_args()
    if not (given.graph / "store").is_dir():
        print(f"Skipped: there is no built graph in {given.graph}.", file=sys.stderr)
        return 2
    heads = (
        *("minute", "good", "hostile", "failed", "p50 ms", "p99 ms"),
        *(*HEADS, "processor s"),
    )
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}", flush=True)
    if given.samples:
        given.samples.write(f"{','.join(FIELDS)}\n")
    try:
        seen = run(given)
    except EndedError as error:
        print(error)
        return 1
    for failure, count in seen.failures.most_common():
        print(f"failed: {failure} ({count} times)")
    return int(bool(seen.failures))


if __name__ == "__main__":
    sys.exit(main())
