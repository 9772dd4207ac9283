"""Queries that would never end, or take everything: a defined end, an honest answer, and quiet."""

from __future__ import annotations

import http.client
import json
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from served import JSON, SECONDS, Answer, Served, problem, serving

from processes import family, memory, processor, settle

pytestmark = pytest.mark.slow

#: What an answer may take beyond the limit.
LATE = 1.0
#: Stopped by time, by size, or refused: and never 200.
STOPPED = {503, 413, 400, 403}


def doubled(steps: int) -> str:
    """A text of ten letters, doubled again and again."""
    binds = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(steps))
    return f'SELECT (STRLEN(?x{steps}) AS ?n) {{ BIND("0123456789" AS ?x0) {binds} }}'


def values(name: str, count: int) -> str:
    return f"VALUES ?{name} {{ {' '.join(map(str, range(count)))} }}"


ENDLESS: Mapping[str, str] = {
    "count of a product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "rows of a product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "distinct rows of a product": "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sorted product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "grouped product": "SELECT ?c ?f (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c ?f",
    "joined text": 'SELECT (GROUP_CONCAT(?c; separator="") AS ?t) { ?a ?b ?c . ?d ?e ?f }',
    "constructed product": "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "asked product": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(?c, ?f, ?i) = 'never') }",
    "paths": "SELECT (COUNT(*) AS ?n) { ?a (!<x:1>|!<x:2>)* ?b . ?b (!<x:3>|^<x:4>)* ?c }",
    "long VALUES": f"SELECT (COUNT(*) AS ?n) {{ {values('a', 20_000)} {values('b', 20_000)}"
    " FILTER(?a * ?b = -1) }",
    "filters within": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?c "
    "FILTER(STR(?f) = CONCAT(STR(?c), STR(?g))) } }",
    "described product": "DESCRIBE ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "doubled text": doubled(30),
    "update in a query": "SELECT (SUM(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i)))) AS ?n) "
    "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}


def nested(before: str, within: str, after: str) -> Callable[[int], str]:
    return lambda depth: f"ASK {{ {before * depth}{within}{after * depth} }}"


NESTINGS: Mapping[str, Callable[[int], str]] = {
    "braces": nested("{ ", "?s ?p ?o", " }"),
    "OPTIONAL": nested("OPTIONAL { ", "<x:s> ?p ?o", " }"),
    "sub-SELECT": nested("{ SELECT * { ", "?s ?p ?o", " } }"),
    "NOT EXISTS": nested("FILTER NOT EXISTS { ", "?s ?p ?o", " }"),
    "MINUS": nested("<x:s> ?p ?o MINUS { ", "<x:s> ?p ?o", " }"),
    "GRAPH": nested("GRAPH ?g { ", "?s ?p ?o", " }"),
    "refusals": lambda depth: f"ASK {{ FILTER({'!' * depth}true) }}",
    "signs": lambda depth: f"ASK {{ FILTER(1 = {'-(' * depth}1{')' * depth}) }}",
    "signs in a row": lambda depth: f"ASK {{ FILTER(1 = {'- ' * depth}1) }}",
    "brackets": lambda depth: f"ASK {{ FILTER({'(' * depth}true{')' * depth}) }}",
    "functions": lambda depth: f"ASK {{ FILTER({'STR(' * depth}1{')' * depth} = '1') }}",
    "lists": lambda depth: f"ASK {{ <x:s> <x:p> {'( ' * depth}1{' )' * depth} }}",
    "blank nodes": lambda depth: f"ASK {{ <x:s> <x:p> {'[ ?p ' * depth}1{' ]' * depth} }}",
    "paths": lambda depth: f"ASK {{ <x:s> {'(' * depth}<x:p>{')*' * depth} <x:o> }}",
    "inverse paths": lambda depth: f"ASK {{ ?s {'^(' * depth}<x:p>{')' * depth} ?o }}",
    "quotations": lambda depth: f"ASK {{ {'<<( ?s ?p ' * depth}?o{' )>>' * depth} ?p ?o }}",
    "alternatives": lambda depth: f"ASK {{ ?s {'<x:p>|' * depth}<x:p> ?o }}",
    "sequences": lambda depth: f"ASK {{ ?s {'<x:p>/' * depth}<x:p> ?o }}",
    "conjunctions": lambda depth: f"ASK {{ FILTER({'1 = 1 && ' * depth}true) }}",
    "sums": lambda depth: f"ASK {{ FILTER({'1 + ' * depth}1 > 0) }}",
    "UNION": lambda depth: f"ASK {{ {'{ ?s ?p 1 } UNION ' * depth}{{ ?s ?p 2 }} }}",
    "OPTIONAL in a row": lambda depth: f"ASK {{ ?s ?p ?o {'OPTIONAL { ?o <x:p> ?o } ' * depth} }}",
    "BIND in a row": lambda depth: (
        "ASK { " + "".join(f"BIND(1 AS ?v{n}) " for n in range(depth)) + "}"
    ),
}


@pytest.fixture(scope="module")
def served(built_folder: Path) -> Iterator[Served]:
    with serving(built_folder, ["--seconds", str(SECONDS)]) as found:
        for _ in range(3):
            assert found.alive()
        yield found


def timed(task: Callable[[], Answer]) -> tuple[Answer | None, float]:
    """The answer and its seconds; None where the connection was cut off within the answer."""
    begun = time.monotonic()
    try:
        answer: Answer | None = task()
    except (http.client.IncompleteRead, ConnectionError):
        answer = None
    return answer, time.monotonic() - begun


@pytest.mark.parametrize("name", ENDLESS)
def test_what_never_ends_is_stopped_and_said(served: Served, name: str) -> None:
    pid = served.pid
    answer, seconds = timed(lambda: served.query(ENDLESS[name], "*/*"))

    assert seconds < SECONDS + LATE
    if answer is not None:
        assert answer.status in STOPPED, (answer.status, answer.body[:200])
        assert problem(answer)["title"]
    assert served.pid == pid
    assert served.alive()


@pytest.mark.parametrize("depth", [20, 3_000, 50_000])
@pytest.mark.parametrize("name", NESTINGS)
def test_no_depth_takes_it_down(served: Served, name: str, depth: int) -> None:
    answer, seconds = timed(lambda: served.query(NESTINGS[name](depth)))

    assert answer is not None
    assert seconds < SECONDS + LATE
    assert answer.status in ({200} if depth == 20 and name != "signs in a row" else {200, *STOPPED})
    if answer.status != 200:
        problem(answer)
    assert served.alive()


REGEXES = {
    "nested repetition": ("a" * 34 + "b", "(a+)+$"),
    "alternatives": ("a" * 40, "(a|a)*b"),
    "counted": ("a" * 40, "(a{1,30}){1,30}b"),
    "large count": ("a", "a{100000}{1000}"),
    "many groups": ("a", "(" * 5_000 + "a" + ")" * 5_000),
    "many classes": ("a", "[" + "a-z" * 50_000 + "]"),
    "long": ("a" * 1000, "(.*)" * 2_000 + "x"),
    "Unicode": ("ы" * 1000, r"(\\p{L}|\\p{Lu}|\\w)*\\p{Nd}{50}"),
}


@pytest.mark.parametrize("name", REGEXES)
@pytest.mark.parametrize("form", ['REGEX("{text}", "{regex}")', 'REPLACE("{text}", "{regex}", "")'])
def test_no_pattern_holds_it(served: Served, name: str, form: str) -> None:
    text, regex = REGEXES[name]
    query = f"SELECT ({form.format(text=text, regex=regex)} AS ?x) {{ }}"
    answer, seconds = timed(lambda: served.query(query))

    assert answer is not None
    assert seconds < SECONDS + LATE
    assert answer.status in {200, *STOPPED}
    assert served.alive()


def test_others_are_served_meanwhile(served: Served) -> None:
    """Two queries that never end, one after the other, beside short ones."""
    over = time.monotonic() + 2 * SECONDS
    names = ("count of a product", "sorted product")
    threads = [threading.Thread(target=served.query, args=(ENDLESS[name],)) for name in names]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    times: list[float] = []
    while time.monotonic() < over:
        answer, seconds = timed(lambda: served.query(f"ASK {{ }} # {len(times)}"))
        assert answer is not None
        assert answer.status == 200
        times.append(seconds)
        time.sleep(0.01)
    for thread in threads:
        thread.join()

    assert len(times) > 20
    assert statistics.quantiles(times, n=100)[98] < 1.0


def test_many_that_never_end_are_all_told_so(served: Served) -> None:
    """Twenty at once, more than there are workers: each gets its answer, and short ones go on."""
    ends: list[tuple[Answer | None, float]] = []

    def ask(number: int) -> None:
        text = f"{ENDLESS['count of a product']} # {number} of many"
        ends.append(timed(lambda: served.query(text)))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    short = [timed(lambda: served.query("ASK { }")) for _ in range(20)]
    for thread in threads:
        thread.join()

    assert [answer.status for answer, _ in ends if answer] == [503] * 20
    assert max(seconds for _, seconds in ends) < SECONDS + LATE
    assert all(answer and answer.status == 200 for answer, _ in short)
    assert max(seconds for _, seconds in short) < 1.0


def test_a_client_that_goes_away_takes_its_work_along(served: Served) -> None:
    values = urlencode({"query": ENDLESS["count of a product"] + " # gone"})
    request = f"GET /sparql?{values} HTTP/1.1\r\nHost: x\r\nAccept: {JSON}\r\n\r\n".encode()
    place = urlsplit(served.home)
    for _ in range(2):
        with socket.create_connection((place.hostname or "", place.port or 0)) as connection:
            connection.sendall(request)
            time.sleep(0.3)
    time.sleep(1)
    before = processor(served.pid)
    time.sleep(1)

    assert processor(served.pid) - before < 0.1
    assert served.alive()


@pytest.mark.parametrize("accept", [JSON, "text/csv", "text/tab-separated-values"])
def test_an_answer_that_breaks_off_is_not_whole(served: Served, accept: str) -> None:
    """Rows are sent before the limit; what was sent cannot be taken for an answer."""
    answer, _ = timed(lambda: served.query(ENDLESS["rows of a product"], accept))

    assert answer is None or answer.status in {413, 503}


def test_memory_comes_back(built_folder: Path) -> None:
    with serving(built_folder, ["--seconds", str(SECONDS)]) as served:
        settle(served.pid, 30)
        for number in range(20):
            served.query(f"SELECT * {{ ?s ?p ?o }} LIMIT {1000 + number}")
        before, workers = memory(served.pid), len(family(served.pid))
        for name in ("sorted product", "distinct rows of a product", "doubled text"):
            timed(partial(served.query, ENDLESS[name], "*/*"))
        end = time.monotonic() + 10
        while time.monotonic() < end and memory(served.pid) > 1.1 * before + 20:
            time.sleep(0.2)

        assert memory(served.pid) < 1.1 * before + 20  # MB
        assert len(family(served.pid)) <= workers + 1
        assert served.alive()


def test_a_limit_is_said_with_its_size(served: Served) -> None:
    answer = served.query(ENDLESS["count of a product"] + " # said")
    said = problem(answer)

    assert answer.status == 503
    assert "1" in str(said["title"])
    assert "Traceback" not in json.dumps(said)
