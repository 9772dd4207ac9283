"""Validation: shapes and check queries over the union of all graphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import pyoxigraph
import yaml
from pyoxigraph import BlankNode, Literal, NamedNode

from partnergraph.build import Graph
from partnergraph.errors import QueryError
from partnergraph.findings import Finding, Severity, ordered
from partnergraph.project import Project
from partnergraph.shacl.constraints import Rule, compile_rules
from partnergraph.shacl.shapegraph import ShapesError, Term
from partnergraph.shacl.shapemodel import Shape, Texts, classes_in
from partnergraph.shacl.shapes import read_shapes
from partnergraph.store import Store, query
from partnergraph.vocabulary import RDFS, compact

#: Where a statement about a thing was typed: (IRI, property or None) -> file, row and column.
Locator = Callable[[str, str | None], tuple[str, int | None, str] | None]
#: A row of an answer, by variable.
Bound: TypeAlias = dict[str, Term | pyoxigraph.Triple | None]

_STEP = re.compile(r"<([^<>]*)>")
#: How many queries run at once.
_AT_ONCE = 2
_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True, slots=True)
class Result:
    """A validation result (SHACL §3.6.2).

    `path` is an IRI, or SPARQL text for a path of several steps; `component` and `shape` are IRIs.
    """

    focus: Term
    path: str | None
    value: Term | None
    component: str
    severity: Severity
    message: str
    shape: str


def check(graph: Graph, lang: str = "en") -> list[Finding]:
    """What the project's shapes and checks find in a graph, with messages in `lang`."""
    return check_store(graph.store(), graph.project, lang, graph.ledger.locate)


def check_store(
    store: Store, project: Project, lang: str = "en", locate: Locator = lambda *_: None
) -> list[Finding]:
    """What the shapes and checks of `project` find in `store`; see `findings` for `locate`."""
    results = validate(store, read_shapes(shapes_of(project)), lang)
    checks = run_checks(store, project.query_files("checks"), locate)
    return [*findings(results, locate), *checks]


def shapes_of(project: Project) -> bytes:
    """The Turtle of the bundled shapes and of those that the project adds."""
    return b"\n".join(path.read_bytes() for path in project.ontology_files("shapes.ttl"))


def validate(store: Store, shapes: Collection[Shape], lang: str = "en") -> list[Result]:
    """What in `store` does not conform to `shapes`, once each, in a stable order.

    Messages are in `lang` where the shape has them, else in English. Raises ShapesError for a
    shape that cannot be put as a query.
    """
    rules = compile_rules(shapes, hierarchy(store, classes_in(shapes)))
    # The engine does not hold Python up; a service elsewhere is asked one thing at a time.
    at_once = _AT_ONCE if isinstance(store, pyoxigraph.Store) else 1
    with ThreadPoolExecutor(at_once) as pool:
        found = set(chain.from_iterable(pool.map(lambda rule: _results(store, rule, lang), rules)))
    return sorted(found, key=_order)


def hierarchy(store: Store, classes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each of `classes`, itself and its subclasses in `store` (SHACL §1.1, subclass)."""
    below = {name: {name} for name in classes}
    names = " ".join(f"<{name}>" for name in sorted(below))
    for top, sub in _rows(
        store,
        f"SELECT DISTINCT ?top ?sub WHERE {{ VALUES ?top {{ {names} }}"
        f" ?sub <{RDFS.subClassOf}>+ ?top }}",
    ):
        if isinstance(top, NamedNode) and isinstance(sub, NamedNode):
            below[top.value].add(sub.value)
    return {name: tuple(sorted(found)) for name, found in below.items()}


def text_in(texts: Texts, lang: str) -> str:
    """The text of `texts` in `lang`, else in English, else the first; empty without texts."""
    by_language = {language.lower(): text for language, text in reversed(texts)}
    for wanted in (lang.lower(), "en", ""):
        if wanted in by_language:
            return by_language[wanted]
    return texts[0][1] if texts else ""


def findings(results: Iterable[Result], locate: Locator) -> list[Finding]:
    """`results` as findings; `locate` says where a thing and its property were typed."""
    return ordered(_finding(result, locate) for result in results)


def run_checks(store: Store, files: Iterable[Path], locate: Locator) -> list[Finding]:
    """A finding for each row that a check query in `files` returns: none means all is well.

    The header's summary is the message; a tag `warning` or `info` lowers the severity. The first
    column is the thing that the finding is about. Raises QueryError for a file that is no query.
    """
    return ordered(finding for file in files for finding in _check(store, file, locate))


def _results(store: Store, rule: Rule, lang: str) -> list[Result]:
    try:
        solutions = query(store, rule.query)
    except SyntaxError as error:
        raise ShapesError(
            f"The query of {rule.shape.iri} is not understood: {error}", "Correct its SPARQL."
        ) from error
    if not isinstance(solutions, pyoxigraph.QuerySolutions):
        return []
    names = [variable.value for variable in solutions.variables]
    rows = (dict(zip(names, solution, strict=True)) for solution in solutions)
    return [result for row in rows if (result := _result(rule, row, lang))]


def _result(rule: Rule, bound: Bound, lang: str) -> Result | None:
    focus, path, value = bound.get(rule.focus), bound.get("path"), bound.get("value")
    if focus is None or isinstance(focus, pyoxigraph.Triple):
        return None
    if value is None and rule.constraint.name == "sparql" and rule.shape.path is None:
        value = focus  # SHACL §5.3.2
    return Result(
        focus=focus,
        path=path.value if isinstance(path, NamedNode) else _path_of(rule.shape),
        value=None if isinstance(value, pyoxigraph.Triple) else value,
        component=rule.constraint.component,
        severity=rule.shape.severity,
        message=_message(rule, lang, bound),
        shape=rule.shape.iri,
    )


def _path_of(shape: Shape) -> str | None:
    return (shape.path.iri or shape.path.text) if shape.path else None


def _message(rule: Rule, lang: str, bound: Bound) -> str:
    """The message of the row, of the query or of the shape; `{?name}` becomes the value."""
    own = bound.get("message")
    texts = rule.constraint.messages or rule.shape.messages
    text = own.value if isinstance(own, Literal) else text_in(texts, lang)
    if not text:
        return f"This does not meet {compact(rule.constraint.component)} of {rule.shape.iri}."
    shown = {name: _shown(term) for name, term in bound.items() if term is not None}
    shown.setdefault("this", shown.get(rule.focus, ""))
    return _PLACEHOLDER.sub(lambda match: shown.get(match[1], match[0]), text)


def _finding(result: Result, locate: Locator) -> Finding:
    focus = result.focus.value
    file, row, column = locate(focus, _first_step(result.path)) or ("", None, "")
    return Finding(
        severity=result.severity,
        rule=result.shape,
        message=result.message,
        file=file,
        row=row,
        column=column,
        value=_shown(result.value),
        focus=focus,
    )


def _first_step(path: str | None) -> str | None:
    """The property that a path begins with: the one whose cell a person would look at."""
    step = _STEP.search(path) if path and "<" in path else None
    return step[1] if step else path


def _check(store: Store, file: Path, locate: Locator) -> Iterator[Finding]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{file} cannot be read: {error}.", "Checks are UTF-8 text.") from error
    summary, tags = _header(text, file)
    severity = next((s for s in Severity if s.value in tags), Severity.VIOLATION)
    try:
        rows = list(_rows(store, text))
    except SyntaxError as error:
        raise QueryError(f"{file} is no query: {error}", "Correct the query.") from error
    for row in rows:
        focus, *others = row
        name = focus.value if isinstance(focus, NamedNode) else ""
        place, number, column = (locate(name, None) if name else None) or ("", None, "")
        value = ", ".join(_shown(term) for term in (others if name else row) if term is not None)
        yield Finding(severity, file.stem, summary, "", place, number, column, value, name)


def _header(text: str, file: Path) -> tuple[str, Sequence[str]]:
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(lines))
    except yaml.YAMLError as error:
        raise QueryError(f"The header of {file} is no YAML: {error}", "Correct it.") from error
    if not isinstance(header, dict) or not header.get("summary"):
        raise QueryError(f"{file} does not say what it checks.", "Start with #+ summary: …")
    return str(header["summary"]), [str(tag) for tag in header.get("tags") or ()]


def _rows(store: Store, text: str) -> Iterator[tuple[Term | pyoxigraph.Triple | None, ...]]:
    solutions = query(store, text)
    if isinstance(solutions, pyoxigraph.QuerySolutions):
        for solution in solutions:
            yield tuple(solution)


def _shown(term: Term | pyoxigraph.Triple | None) -> str:
    if isinstance(term, NamedNode):
        return compact(term.value)
    if isinstance(term, Literal | BlankNode):
        return term.value
    return "" if term is None else str(term)


def _order(result: Result) -> tuple[str, ...]:
    parts = (result.shape, result.focus, result.path, result.component, result.value)
    return (*(str(part) for part in parts), result.message)
