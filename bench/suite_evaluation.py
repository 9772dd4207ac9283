"""The cases of the suite about the language: syntax, answers and updates.

They are run against a server, and against the engine in this process: whatever the first loses
is lost by what lies between. Queries are sent with a `BASE` before them, for the Protocol has no
other way to say where a file lies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Protocol

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryResultsFormat, RdfFormat

from servers import Answer, filling
from suite_manifests import MF, QT, UT, Case, Data, Outcome, Verdict, local
from suite_results import Result, answered, canonical, equal, expected

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
#: What is asked for, one after the other; the first form that fits the kind of query is taken.
FORMS = (f"{JSON}, application/n-triples;q=0.9", f"{XML}, text/turtle;q=0.9")
_EVERYTHING = "SELECT ?s ?p ?o ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_MALFORMED = 400
_SYNTAX = {
    "PositiveSyntaxTest11": (True, QT.query),
    "NegativeSyntaxTest11": (False, QT.query),
    "PositiveUpdateSyntaxTest11": (True, UT.request),
    "NegativeUpdateSyntaxTest11": (False, UT.request),
}


class Engine(Protocol):
    """What can be filled, asked and changed: a server, or the engine in this process."""

    def fill(self, store: pyoxigraph.Store) -> None: ...

    def ask(self, text: str, accept: str = JSON) -> Answer: ...

    def change(self, text: str) -> Answer: ...


class InProcess:
    """pyoxigraph itself, which answers as a server would."""

    def __init__(self, store: pyoxigraph.Store | None = None) -> None:
        self._store = store or pyoxigraph.Store()

    def fill(self, store: pyoxigraph.Store) -> None:
        self._store = pyoxigraph.Store()
        self._store.update(filling(store))

    def ask(self, text: str, accept: str = JSON) -> Answer:
        try:
            return _serialised(self._store.query(text), accept)
        except SyntaxError as error:
            return Answer(_MALFORMED, {}, str(error).encode())
        except (OSError, RuntimeError, ValueError) as error:
            return Answer(500, {}, str(error).encode())

    def change(self, text: str) -> Answer:
        try:
            self._store.update(text)
        except SyntaxError as error:
            return Answer(_MALFORMED, {}, str(error).encode())
        except (OSError, RuntimeError, ValueError) as error:
            return Answer(500, {}, str(error).encode())
        return Answer(204, {}, b"")


def _serialised(
    result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples,
    accept: str,
) -> Answer:
    names = [each.partition(";")[0].strip() for each in accept.split(",")]
    if isinstance(result, pyoxigraph.QueryTriples):
        media = next((m for m in names if RdfFormat.from_media_type(m)), "application/n-triples")
        graph = RdfFormat.from_media_type(media)
        assert graph is not None
        return Answer(200, {"content-type": media}, result.serialize(format=graph) or b"")
    media = next((m for m in names if QueryResultsFormat.from_media_type(m)), JSON)
    form = QueryResultsFormat.from_media_type(media)
    assert form is not None
    return Answer(200, {"content-type": media}, result.serialize(format=form) or b"")


def loaded(data: Data) -> pyoxigraph.Store:
    """The dataset that a case is about; its graphs exist even where their files are empty."""
    store = pyoxigraph.Store()
    for file in data.default:
        _load(store, file, DefaultGraph())
    for name, file in data.named:
        store.add_graph(NamedNode(name))
        _load(store, file, NamedNode(name))
    return store


def _load(store: pyoxigraph.Store, file: Path, graph: NamedNode | DefaultGraph) -> None:
    form = RdfFormat.from_extension(file.suffix.removeprefix("."))
    if form is None:
        raise ValueError(f"{file.name}: unknown form")
    store.load(path=str(file), format=form, base_iri=file.as_uri(), to_graph=graph)


def skipped(case: Case) -> str:
    """Why a case cannot be run here; "" if it can."""
    action = case.value(MF.action)
    if action is not None and case.manifest.values(action, QT.serviceData):
        return "needs servers with names of the suite's own"
    return ""


def run(case: Case, engine: Engine) -> Verdict:
    """Runs a case of the language."""
    if reason := skipped(case):
        return Verdict(case.kind, case.name, Outcome.SKIPPED, reason)
    try:
        wrong = _trouble(case, engine)
    except (OSError, HTTPException, SyntaxError, ValueError, RuntimeError) as error:
        wrong = f"{type(error).__name__}: {error}"
    outcome = Outcome.FAILED if wrong else Outcome.PASSED
    return Verdict(case.kind, case.name, outcome, wrong)


def _trouble(case: Case, engine: Engine) -> str:
    if case.kind in _SYNTAX:
        return _syntax(case, engine)
    if case.kind == "UpdateEvaluationTest":
        return _update(case, engine)
    return "; ".join(_query(case, engine))


def text(file: Path) -> str:
    return f"BASE <{file.as_uri()}>\n{file.read_text(encoding='utf-8')}"


def _syntax(case: Case, engine: Engine) -> str:
    """Malformed is what the Protocol answers with 400; a refusal for another reason is not."""
    good, predicate = _SYNTAX[case.kind]
    action = case.value(MF.action)
    assert action is not None
    engine.fill(pyoxigraph.Store())
    send = engine.ask if predicate == QT.query else engine.change
    answer = send(text(local(action)))
    if good == (answer.status != _MALFORMED):
        return ""
    return f"{answer.status}, but the text is {'well' if good else 'ill'}-formed: {_start(answer)}"


def _query(case: Case, engine: Engine) -> Iterator[str]:
    manifest, action = case.manifest, case.value(MF.action)
    file, result = action and manifest.value(action, QT.query), case.value(MF.result)
    assert file is not None
    assert result is not None
    wanted = expected(local(result))
    lax = case.value(MF.resultCardinality) == NamedNode(MF.LaxCardinality)
    own = {".csv": "text/csv", ".tsv": "text/tab-separated-values"}.get(local(result).suffix)
    engine.fill(loaded(Data.of(manifest, action)))
    for accept in (own,) if own else FORMS:
        answer = engine.ask(text(local(file)), accept)
        if answer.status != 200:
            yield f"{answer.status}: {_start(answer)}"
        elif not equal(wanted, found := answered(answer.body, answer.media), lax):
            yield f"{answer.media}: {_shown(found)} instead of {_shown(wanted)}"


def _update(case: Case, engine: Engine) -> str:
    manifest, action = case.manifest, case.value(MF.action)
    file = action and manifest.value(action, UT.request)
    assert file is not None
    engine.fill(loaded(Data.of(manifest, action)))
    answer = engine.change(text(local(file)))
    if answer.status >= 300:
        return f"{answer.status}: {_start(answer)}"
    wanted = canonical(loaded(Data.of(manifest, case.value(MF.result))))
    found = canonical(contents(engine))
    return "" if wanted == found else f"{_shown(found)} instead of {_shown(wanted)}"


def contents(engine: Engine) -> Iterator[Quad]:
    """Everything that an engine holds, by one query, so that blank nodes keep together."""
    answer = engine.ask(_EVERYTHING)
    rows = answered(answer.body, answer.media)
    assert isinstance(rows, Sequence)
    for row in rows:
        s, p, o, g = (row.get(name) for name in ("s", "p", "o", "g"))
        assert isinstance(s, NamedNode | pyoxigraph.BlankNode)
        assert isinstance(p, NamedNode)
        assert isinstance(o, NamedNode | pyoxigraph.BlankNode | Literal)
        yield Quad(s, p, o, g if isinstance(g, NamedNode | pyoxigraph.BlankNode) else None)


def _shown(result: Result) -> str:
    if isinstance(result, bool):
        return str(result).lower()
    if isinstance(result, Sequence):
        rows = [{name: str(term) for name, term in sorted(row.items())} for row in result]
        return f"{len(rows)} rows {rows}"[:200]
    return f"{len(result)} statements"


def _start(answer: Answer) -> str:
    return " ".join(answer.body[:160].decode("utf-8", "replace").split())
