"""Answers in the formats of the field: SPARQL results, RDF, and Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

import pyoxigraph

from partnergraph.errors import QueryError
from partnergraph.store import Answer
from partnergraph.vocabulary import PREFIXES, compact

#: Formats of a table (SPARQL 1.1 Query Results CSV and TSV, JSON, XML), by name.
TABLES: Mapping[str, pyoxigraph.QueryResultsFormat] = {
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
}
#: Formats of triples, by name.
TRIPLES: Mapping[str, pyoxigraph.RdfFormat] = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
}
_YES_NO = ("json", "xml")


def write(answer: Answer, form: str, out: BinaryIO) -> None:
    """Writes `answer` to `out` in the format called `form`; rows are streamed.

    Raises QueryError where that format cannot hold that kind of answer: rows go into `TABLES`,
    triples into `TRIPLES`, yes or no into json and xml (SPARQL 1.1, §16).
    """
    if isinstance(answer, pyoxigraph.QueryTriples):
        if form not in TRIPLES:
            raise _unfit("triples", form, TRIPLES)
        triples = sorted(set(answer), key=str)
        pyoxigraph.serialize(triples, output=out, format=TRIPLES[form], prefixes=dict(PREFIXES))
    elif isinstance(answer, pyoxigraph.QueryBoolean):
        if form not in _YES_NO:
            raise _unfit("yes or no", form, dict.fromkeys(_YES_NO))
        out.write(answer.serialize(format=TABLES[form]) or b"")
    elif form in TABLES:
        answer.serialize(output=out, format=TABLES[form])
    else:
        raise _unfit("a table", form, {**TABLES, "table": None, "markdown": None})


def markdown(answer: pyoxigraph.QuerySolutions, things: str) -> str:
    """Rows as a table of GitHub Flavored Markdown (§4.10); see `cell` for `things`."""
    names = [variable.value for variable in answer.variables]
    lines = [names, ["---"] * len(names)]
    lines += [[_escape(cell(term, things)) for term in solution] for solution in answer]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell(term: object, things: str) -> str:
    """A term for people: known prefixes instead of whole IRIs, and ids for those in `things`."""
    text = str(getattr(term, "value", "") or "")
    if not isinstance(term, pyoxigraph.NamedNode):
        return text
    return text.removeprefix(things) if things and text.startswith(things) else compact(text)


def _escape(text: str) -> str:
    for mark in "\\`*_|<>[]":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def _unfit(kind: str, form: str, known: Mapping[str, object]) -> QueryError:
    return QueryError(
        f"The answer is {kind}, which {form} cannot hold.", f"Use {', '.join(known)}."
    )
