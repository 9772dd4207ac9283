"""Runs the test suite of SPARQL 1.1 against a server over HTTP, and says what fails.

    python bench/sparql_suite.py FOLDER [--ours | --peer oxigraph | --server URL]
        [--only protocol|graph-store|description|language] [--token TOKEN]

FOLDER is `sparql/sparql11` in a checkout of https://github.com/w3c/rdf-tests, or a folder above it.
Unless told otherwise, our own server is started with an empty store that may be written. With
`--server` it must be running at URL, with `/sparql` and `/graphs`, and the token is that of
PARTNERGRAPH_SERVE_TOKEN unless given. **Whatever the server holds is deleted.**

The cases of the language are also run with pyoxigraph in this process. What the server loses
beside it is told apart. Left out are cases of entailment, those that need servers with names of the
suite's own, and `http-rdf-update`, which the suite calls deprecated. The exit code is 1 if the
server loses something or there is no case.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import suite_description
import suite_evaluation
import suite_requests
from servers import Server, at, ours, oxigraph
from suite_evaluation import Engine, InProcess
from suite_manifests import Case, Manifest, Outcome, Verdict, included

PARTS = ("protocol", "graph-store", "description", "language")
_ELSEWHERE = {"entailment", "protocol", "graph-store-protocol", "service-description"}


def home(folder: Path) -> Path:
    """The folder `sparql11`. Raises FileNotFoundError where there is none."""
    for place in (folder, folder / "sparql11", folder / "sparql" / "sparql11"):
        if (place / "manifest-all.ttl").is_file():
            return place.resolve()
    raise FileNotFoundError(f"There is no sparql11/manifest-all.ttl in {folder}")


def language_cases(suite: Path) -> Iterator[Case]:
    for file in included(suite / "manifest-all.ttl"):
        if file.parent.name not in _ELSEWHERE:
            yield from Manifest.read(file).cases()


def protocol(suite: Path, server: Server) -> Iterator[Verdict]:
    for case in Manifest.read(suite / "protocol" / "manifest.ttl").cases():
        yield suite_requests.protocol(case, server)


def graph_store(suite: Path, server: Server) -> Iterator[Verdict]:
    for file in included(suite / "graph-store-protocol" / "manifest.ttl"):
        for case in Manifest.read(file).cases():
            yield suite_requests.graph_store(case, server)


def language(suite: Path, engine: Engine) -> Iterator[Verdict]:
    for case in language_cases(suite):
        yield suite_evaluation.run(case, engine)


def verdicts(suite: Path, server: Server, parts: Sequence[str]) -> Iterator[Verdict]:
    """What comes of the chosen parts of the suite."""
    if "protocol" in parts:
        yield from protocol(suite, server)
        yield from suite_description.controls(server)
    if "description" in parts:
        yield from suite_description.description(server)
    if "graph-store" in parts:
        yield from graph_store(suite, server)
    if "language" in parts:
        yield from language(suite, server)


def table(found: Sequence[Verdict], beside: Sequence[Verdict] = ()) -> Iterator[str]:
    """The counts for each part, as Markdown; `beside` is what pyoxigraph does in this process."""
    heads = ("part", "cases", *Outcome, "pyoxigraph in process")
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    counts, others = (
        Counter((v.part, v.outcome) for v in found),
        Counter(v.part for v in beside if v.outcome is Outcome.PASSED),
    )
    for part in dict.fromkeys(verdict.part for verdict in found):
        figures = [counts[part, outcome] for outcome in Outcome]
        peer = str(others[part]) if part in others else ""
        yield f"| {part} | {sum(figures)} | {' | '.join(map(str, figures))} | {peer} |"


def lost(found: Sequence[Verdict], beside: Sequence[Verdict]) -> list[Verdict]:
    """What fails over HTTP and not in process, and whatever fails that is not of the language."""
    known = {v.name for v in beside if v.outcome is Outcome.FAILED}
    return [v for v in found if v.outcome is Outcome.FAILED and v.name not in known]


def report(found: Sequence[Verdict], beside: Sequence[Verdict]) -> Iterator[str]:
    yield from table(found, beside)
    missing = lost(found, beside)
    for verdict in found:
        if verdict.outcome is Outcome.FAILED:
            where = "lost" if verdict in missing else "fails in process too"
            yield f"{where}: {verdict.name}: {verdict.reason}"
    names = {v.name for v in found if v.outcome is Outcome.FAILED}
    for verdict in beside:
        if verdict.outcome is Outcome.FAILED and verdict.name not in names:
            yield f"fails in process only: {verdict.name}: {verdict.reason}"


def chosen_server(given: argparse.Namespace) -> AbstractContextManager[Server]:
    if given.server:
        return nullcontext(at(given.server, given.token))
    return oxigraph() if given.peer else ours()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--ours", action="store_true", help="start our own server (the default)")
    which.add_argument("--peer", choices=["oxigraph"])
    which.add_argument("--server", metavar="URL")
    parser.add_argument("--token", default=os.environ.get("PARTNERGRAPH_SERVE_TOKEN", ""))
    parser.add_argument("--only", choices=PARTS, action="append")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    try:
        suite = home(given.folder)
        parts = given.only or PARTS
        with chosen_server(given) as server:
            found = list(verdicts(suite, server, parts))
    except (OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 2
    beside = list(language(suite, InProcess())) if "language" in parts else []
    print("\n".join(report(found, beside)))
    return int(bool(lost(found, beside)) or not found)


if __name__ == "__main__":
    sys.exit(main())
