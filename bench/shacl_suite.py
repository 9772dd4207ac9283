"""Runs the test suite of the SHACL standard through our engine, and says what fails.

    python bench/shacl_suite.py FOLDER

FOLDER is `data-shapes-test-suite/tests/core` in a checkout of https://github.com/w3c/data-shapes,
or any folder in it. A case passes when the set of our results is that of its report: the same focus
nodes, paths, values, constraint components and severities. How often a result is repeated is shown
where it differs, and fails no case. All blank nodes count as the same, and so do all paths that are
not a single predicate; numbers are compared in the form in which the store keeps them. Messages and
source shapes are not compared. A case whose shapes are refused with an error is not claimed, unless
a refusal is what the case expects. The exit code is 1 if a case fails, or if there is none.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from partnergraph.shacl.shapegraph import ShapesError, Term
from partnergraph.shacl.shapes import read_shapes
from partnergraph.validate import Result, validate
from partnergraph.vocabulary import RDF_TYPE, SH, Namespace

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
BLANK, STEPS = "_:", "(several steps)"

#: Focus node, path, value, component and severity of a result.
Key = tuple[str, str, str, str, str]


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_CLAIMED = "not claimed"


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the suite; `expected` is None where the shapes must be refused."""

    folder: str
    name: str
    data: Path
    shapes: Path
    expected: Counter[Key] | None


@dataclass(frozen=True, slots=True)
class Verdict:
    case: Case
    outcome: Outcome
    reason: str = ""


def stored(file: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(path=str(file), format=RdfFormat.TURTLE, base_iri=file.as_uri())
    return store


def local(iri: Term) -> Path:
    return Path(unquote(urlsplit(iri.value).path))


def objects(store: pyoxigraph.Store, node: Term, predicate: str) -> list[Term]:
    if isinstance(node, Literal):
        return []
    quads = store.quads_for_pattern(node, NamedNode(predicate), None)
    return [quad.object for quad in quads if not isinstance(quad.object, pyoxigraph.Triple)]


def one(store: pyoxigraph.Store, node: Term, predicate: str) -> Term:
    found = objects(store, node, predicate)
    if len(found) != 1:
        raise ValueError(f"{node} has {len(found)} values of {predicate}")
    return found[0]


def cases(folder: Path) -> Iterator[Case]:
    """The cases in the files below `folder`, by name."""
    for file in sorted(folder.rglob("*.ttl")):
        store = stored(file)
        found = store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(SHT.Validate))
        for node in sorted((quad.subject for quad in found), key=str):
            if isinstance(node, NamedNode):
                yield case(store, node, file.relative_to(folder))


def case(store: pyoxigraph.Store, node: NamedNode, file: Path) -> Case:
    action, result = one(store, node, MF.action), one(store, node, MF.result)
    refused = result == NamedNode(SHT.Failure)
    return Case(
        folder=file.parent.as_posix(),
        name=file.stem,
        data=local(one(store, action, SHT.dataGraph)),
        shapes=local(one(store, action, SHT.shapesGraph)),
        expected=None if refused else report(store, result),
    )


def report(store: pyoxigraph.Store, node: Term) -> Counter[Key]:
    """The results that the report at `node` lists."""
    found: Counter[Key] = Counter()
    for result in objects(store, node, SH.result):
        paths = objects(store, result, SH.resultPath)
        values = objects(store, result, SH.value)
        key = (
            label(one(store, result, SH.focusNode)),
            "".join(p.value if isinstance(p, NamedNode) else STEPS for p in paths),
            "".join(map(label, values)),
            one(store, result, SH.sourceConstraintComponent).value.removeprefix(SH),
            one(store, result, SH.resultSeverity).value.removeprefix(SH),
        )
        found[key] += 1
    if one(store, node, SH.conforms).value != str(not found).lower():
        raise ValueError(f"The report {node} contradicts itself")
    return found


def ours(result: Result) -> Key:
    path = result.path or ""
    return (
        label(result.focus),
        STEPS if "<" in path else path,
        "" if result.value is None else label(result.value),
        result.component.removeprefix(SH),
        result.severity.value.capitalize(),
    )


def label(term: Term) -> str:
    return BLANK if isinstance(term, BlankNode) else str(term)


def run(case: Case) -> Verdict:
    base = f"@base <{case.shapes.as_uri()}> .\n".encode()
    try:
        shapes = read_shapes(base + case.shapes.read_bytes(), case.shapes.stem)
        found = Counter(map(ours, validate(stored(case.data), shapes)))
    except ShapesError as error:
        if case.expected is None:
            return Verdict(case, Outcome.PASSED)
        return Verdict(case, Outcome.NOT_CLAIMED, error.message)
    except (SyntaxError, ValueError, LookupError, AttributeError, TypeError) as error:
        return Verdict(case, Outcome.FAILED, f"{type(error).__name__}: {error}")
    if case.expected is None:
        return Verdict(case, Outcome.FAILED, "The shapes are read, but must be refused.")
    if set(found) != set(case.expected):
        return Verdict(case, Outcome.FAILED, difference(set(case.expected), set(found)))
    repeated = f"{found.total()} results here, {case.expected.total()} in the report, as sets equal"
    return Verdict(case, Outcome.PASSED, "" if found == case.expected else repeated)


def difference(expected: set[Key], found: set[Key]) -> str:
    missing = [f"\n    missing: {' '.join(key)}" for key in sorted(expected - found)]
    extra = [f"\n    extra: {' '.join(key)}" for key in sorted(found - expected)]
    return "".join(missing + extra)


def table(verdicts: list[Verdict]) -> Iterator[str]:
    """The counts for each folder and in all, as Markdown."""
    counts: dict[str, Counter[Outcome]] = defaultdict(Counter)
    for verdict in verdicts:
        counts[verdict.case.folder][verdict.outcome] += 1
        counts["all"][verdict.outcome] += 1
    yield f"| folder | cases | {' | '.join(Outcome)} |"
    yield f"|---|---{'|---' * len(Outcome)}|"
    for folder in sorted(counts, key=lambda name: (name == "all", name)):
        figures = (counts[folder].total(), *(counts[folder][outcome] for outcome in Outcome))
        yield f"| {folder} | {' | '.join(map(str, figures))} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    verdicts = [run(case) for case in cases(parser.parse_args().folder.resolve())]
    print("\n".join(table(verdicts)))
    for outcome in Outcome:
        for verdict in verdicts:
            if verdict.outcome is outcome and verdict.reason:
                print(f"{outcome}: {verdict.case.folder}/{verdict.case.name}: {verdict.reason}")
    return int(any(verdict.outcome is Outcome.FAILED for verdict in verdicts) or not verdicts)


if __name__ == "__main__":
    sys.exit(main())
