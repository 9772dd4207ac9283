"""Changing: what a worker does with an update, and with a graph that is to be another."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.policy import HTTP
from http import HTTPStatus

import pyoxigraph

from partnergraph import xmlguard
from partnergraph.serve.guard import read
from partnergraph.serve.jobs import Change, Update
from partnergraph.serve.mediatypes import TRIPLES
from partnergraph.serve.problems import Problem
from partnergraph.serve.terms import Terms, graph, malformed
from partnergraph.serve.tokens import Token, tokens
from partnergraph.serve.worker import Reply

_DATASETS = ("application/trig", "application/n-quads")  # hold more than one graph
_FAILS = "DROP GRAPH <urn:none> ; "  # so that nothing after it is done


def update(terms: Terms, store: pyoxigraph.Store, job: Update, reply: Reply) -> None:
    """Changes the store, all or nothing.

    Raises Problem, also where the dataset is named twice (SPARQL 1.1 Protocol, section 2.2.3).
    """
    try:
        reading = read(job.text, terms.depth, terms.services)
    except Problem as problem:
        if problem.status == HTTPStatus.FORBIDDEN:  # what is no SPARQL at all is told so
            _require_well_formed(job.text)
        raise
    text = job.text
    if job.using or job.named:
        if reading.dataset:
            raise Problem(
                400,
                "Both the update and the request name the dataset.",
                "Leave out USING and WITH, or the parameters.",
            )
        text = matched_in(text, job.using, job.named)
    _run(terms, store, text)
    reply.head({"status": 204})


def change(terms: Terms, store: pyoxigraph.Store, job: Change, reply: Reply) -> None:
    """Replaces, extends or removes a graph, all or nothing (SPARQL 1.1 Graph Store Protocol, 5).

    The head says the status: 201 for a new graph, else 204. Raises Problem.
    """
    known = job.name is None or store.contains_named_graph(graph(job.name))
    target = f"GRAPH <{graph(job.name).value}>" if job.name is not None else "DEFAULT"
    if job.verb == "DELETE":
        if not known:
            raise Problem(404, "There is no such graph.")
        _run(terms, store, f"DROP {target}")
    else:
        triples = b"".join(_triples(job)).decode()
        data = f"{target} {{ {triples} }}" if job.name is not None else triples
        steps = [f"DROP SILENT {target}"] if job.verb == "PUT" else []
        steps += [f"CREATE SILENT {target}"] if job.name is not None else []
        _run(terms, store, ";\n".join((*steps, f"INSERT DATA {{ {data} }}")))
    reply.head({"status": 204 if known else 201})


def matched_in(text: str, using: Sequence[str], named: Sequence[str]) -> str:
    """`text` with USING and USING NAMED in each of its operations that matches a pattern."""
    clause = "".join(f"USING <{graph(name).value}> " for name in using)
    clause += "".join(f"USING NAMED <{graph(name).value}> " for name in named)
    found = list(tokens(text))
    parts: list[str] = []
    done = 0
    for at, token in enumerate(found):
        if token.depth == 0 and token.is_word("WHERE"):
            parts.append(text[done : token.at])
            if at and found[at - 1].is_word("DELETE"):  # what is matched is what is deleted
                parts.append(f"{_block(text, found[at:])} ")
            parts.append(clause)
            done = token.at
    return "".join((*parts, text[done:]))


def _block(text: str, found: Sequence[Token]) -> str:
    """The first block in braces."""
    begin = next((token.at for token in found if token.text == "{"), 0)
    end = next((token.at for token in found if token.text == "}" and token.depth == 0), -1)
    return text[begin : end + 1]


def _run(terms: Terms, store: pyoxigraph.Store, text: str) -> None:
    try:
        store.update(text, base_iri=terms.base)
    except SyntaxError as error:
        raise malformed(error, text, "The update") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise Problem(409, "The update is not possible.", str(error)) from error


def _require_well_formed(text: str) -> None:
    """Raises Problem (400) for a malformed update. Nothing of it is done: its first step fails."""
    begin = _prologue(text)
    try:
        pyoxigraph.Store().update(f"{text[:begin]}{_FAILS}{text[begin:]}", base_iri="urn:none")
    except SyntaxError as error:
        raise Problem(400, "The update is no SPARQL.") from error
    except (OSError, RuntimeError, ValueError):
        return


def _prologue(text: str) -> int:
    """Where the declarations end with which `text` begins (SPARQL 1.1, grammar rule 4)."""
    expected: tuple[str, ...] = ()
    for token in tokens(text):
        if expected:
            if token.kind != expected[0]:
                return token.at
            expected = expected[1:]
        elif token.is_word("BASE"):
            expected = ("iri",)
        elif token.is_word("PREFIX"):
            expected = ("name", "iri")
        else:
            return token.at
    return len(text)


def _triples(job: Change) -> Iterator[bytes]:
    """What was sent, as N-Triples, one part after another. Raises Problem (400, 415)."""
    for kind, content in _parts(job):
        form = TRIPLES.get(kind)
        if form is None or kind in _DATASETS:
            names = ", ".join(name for name in TRIPLES if name not in _DATASETS)
            raise Problem(415, "A graph is not read in such a form.", f"Send {names}.")
        if kind == "application/rdf+xml":
            _require_plain(content)
        try:
            quads = pyoxigraph.parse(
                content, format=form, base_iri=job.name or None, without_named_graphs=True
            )
            text = pyoxigraph.serialize(
                (quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES
            )
        except (SyntaxError, ValueError) as error:
            raise Problem(400, f"The graph cannot be read: {error}") from error
        yield text or b""


def _require_plain(content: bytes) -> None:
    """Raises Problem (400) for XML that declares entities, which can grow beyond all bounds."""
    try:
        xmlguard.parse(io.BytesIO(content), xmlguard.Nothing())
    except xmlguard.Refused as error:
        raise Problem(400, "The graph cannot be read.", f"{error.message} {error.hint}") from error


def _parts(job: Change) -> Iterator[tuple[str, bytes]]:
    """Media type and content of what was sent, which may be several files of a form."""
    head = f"Content-Type: {job.kind}\r\n\r\n".encode("latin-1", "replace")
    message = message_from_bytes(head + job.content, policy=HTTP)
    if not message.is_multipart():
        yield message.get_content_type(), job.content
        return
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        yield part.get_content_type(), content if isinstance(content, bytes) else b""
