"""The cases of the suite that are described as HTTP requests: Protocol and Graph Store Protocol.

The vocabulary is HTTP in RDF with the terms that the manifests explain themselves. A request is
sent with exactly the fields of its description, so a form is chosen by the server where the case
names none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import quote, urljoin

import pyoxigraph
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, QueryResultsFormat, RdfFormat

from partnergraph.vocabulary import Namespace
from servers import Answer, Server, parsed
from suite_evaluation import loaded
from suite_manifests import MF, Case, Data, Manifest, Outcome, Term, Verdict

HT = Namespace("http://www.w3.org/2011/http#")
HTS = Namespace("http://www.w3.org/2011/http-statusCodes#")
CNT = Namespace("http://www.w3.org/2011/content#")
EXAMPLE = "http://www.example/"

_BOOLEAN = {"application/sparql-results+xml", "application/sparql-results+json"}
_FORMATS = {
    "boolean": _BOOLEAN,
    "tabular": {*_BOOLEAN, "text/csv", "text/tab-separated-values"},
    "RDF": {
        *("application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"),
        *("application/n-quads", "application/trig"),
    },
}
_STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}


@dataclass(frozen=True, slots=True)
class Request:
    """A request of a case and what is expected of the answer."""

    method: str
    path: str
    fields: Mapping[str, str]
    body: bytes
    statuses: frozenset[str]
    format: str
    boolean: str
    location: str
    answer_fields: Mapping[str, str]
    answer: bytes


def requests(case: Case) -> Iterator[Request]:
    """The requests of a case in their order."""
    manifest, action = case.manifest, case.value(MF.action)
    if action is None:
        return
    for node in manifest.items(manifest.value(action, HT.requests)):
        yield request(manifest, node)


def request(manifest: Manifest, node: Term) -> Request:
    response = manifest.value(node, HT.resp)
    if response is None:
        raise ValueError(f"{node} has no expected response")
    return Request(
        method=manifest.text(node, HT.methodName),
        path=manifest.text(node, HT.absolutePath),
        fields=_fields(manifest, node),
        body=_body(manifest, node),
        statuses=frozenset(
            each.value.removeprefix(HTS) for each in manifest.values(response, MF.expectedStatus)
        ),
        format=manifest.text(response, MF.expectedFormat),
        boolean=manifest.text(response, MF.expectedBoolean),
        location=manifest.text(response, MF.expectedLocation),
        answer_fields=_fields(manifest, response),
        answer=_body(manifest, response),
    )


def _fields(manifest: Manifest, node: Term) -> dict[str, str]:
    return {
        manifest.text(each, HT.fieldName).lower(): manifest.text(each, HT.fieldValue)
        for each in manifest.items(manifest.value(node, HT.headers))
    }


def _body(manifest: Manifest, node: Term) -> bytes:
    body = manifest.value(node, HT.body)
    if body is None:
        return b""
    encoding = manifest.text(body, CNT.characterEncoding) or "UTF-8"
    return manifest.text(body, CNT.chars).encode(encoding)


def protocol(case: Case, server: Server) -> Verdict:
    """Runs a case of the Protocol; those called after updates count as such.

    An update by GET goes to where queries go: an address for updates only may describe itself.
    """
    part = "Protocol: update" if "update" in case.name else "Protocol: query"
    return _judged(part, case, lambda: _protocol(case, server))


def graph_store(case: Case, server: Server) -> Verdict:
    """Runs a case of the Graph Store Protocol on an empty store."""
    return _judged("Graph Store Protocol", case, lambda: _graph_store(case, server))


def _judged(part: str, case: Case, task: Callable[[], str]) -> Verdict:
    try:
        wrong = task()
    except (OSError, HTTPException, RuntimeError, ValueError) as error:
        wrong = f"{type(error).__name__}: {error}"
    return Verdict(part, case.name, Outcome.FAILED if wrong else Outcome.PASSED, wrong)


def _protocol(case: Case, server: Server) -> str:
    server.fill(loaded(Data.of(case.manifest, case.node)))
    for step in requests(case):
        asks = step.method == "GET" or "sparql-query" in step.fields.get("content-type", "")
        home = server.update if "update" in case.name and not asks else server.query
        url = home + step.path.removeprefix("/sparql/")
        answer = server.send(step.method, url, step.fields, step.body)
        if wrong := trouble(step, answer):
            return wrong
    return ""


def _graph_store(case: Case, server: Server) -> str:
    server.fill(pyoxigraph.Store())
    variables: dict[str, str] = {}
    for step in requests(case):
        path = step.path.removeprefix("/gsp")
        for name, value in variables.items():
            path = path.replace(name, quote(value, safe=""))
        url = server.graphs + path
        answer = server.send(step.method, url, step.fields, step.body)
        if wrong := trouble(step, answer):
            return wrong
        if step.location:
            variables[step.location] = urljoin(url, answer.fields.get("location", ""))
    return ""


def trouble(step: Request, answer: Answer) -> str:
    """What is wrong with an answer; "" if nothing is."""
    return next(_troubles(step, answer), "")


def _troubles(step: Request, answer: Answer) -> Iterator[str]:
    seen = f"{step.method} {step.path[:60]}: {answer.status} {answer.media}".rstrip()
    if not any(_allows(each, answer.status) for each in step.statuses):
        yield f"{seen}, not {' or '.join(sorted(step.statuses))}: {_start(answer)}"
    if step.format and answer.media not in _FORMATS[step.format]:
        yield f"{seen}, not a form for {step.format}"
    if step.boolean and _boolean(answer) != step.boolean:
        yield f"{seen}, not {step.boolean}: {_start(answer)}"
    expected = step.answer_fields.get("content-type", "").partition(";")[0].strip().lower()
    if expected and answer.media != expected:
        yield f"{seen}, not {expected}"
    if step.location and "location" not in answer.fields:
        yield f"{seen}, without Location"
    if step.answer and not same(step.answer, expected, answer):
        yield f"{seen}, another graph than expected: {_start(answer)}"


def same(expected: bytes, media: str, answer: Answer) -> bool:
    """Whether an answer holds the expected graph, but for the labels of blank nodes."""
    form = RdfFormat.from_media_type(media)
    assert form is not None
    wanted = pyoxigraph.parse(expected, format=form, base_iri=EXAMPLE)
    try:
        found = parsed(answer)
    except (ValueError, SyntaxError):
        return False
    return canonical(wanted) == canonical(found)


def canonical(quads: Iterator[Quad] | list[Quad]) -> Dataset:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def _allows(expected: str, status: int) -> bool:
    if expected.startswith("StatusCode"):
        return expected.removeprefix("StatusCode").startswith(str(status // 100))
    return _STATUSES[expected] == status


def _boolean(answer: Answer) -> str:
    form = QueryResultsFormat.from_media_type(answer.media)
    if form is None:
        return "no form of results"
    try:
        result = pyoxigraph.parse_query_results(answer.body, format=form)
    except (ValueError, SyntaxError) as error:
        return str(error)
    return str(bool(result)).lower() if isinstance(result, pyoxigraph.QueryBoolean) else "rows"


def _start(answer: Answer) -> str:
    return " ".join(answer.body[:160].decode("utf-8", "replace").split())
