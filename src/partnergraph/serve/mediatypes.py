"""Media types of answers: what is offered, best first, and what the engine calls it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pyoxigraph

_JSON = pyoxigraph.QueryResultsFormat.JSON
_XML = pyoxigraph.QueryResultsFormat.XML

#: Of rows (SPARQL 1.1 Query Results JSON, XML, CSV and TSV). The last three are asked for by those
#: who do not know the proper names.
TABLES: Mapping[str, pyoxigraph.QueryResultsFormat] = MappingProxyType(
    {
        "application/sparql-results+json": _JSON,
        "application/sparql-results+xml": _XML,
        "text/csv": pyoxigraph.QueryResultsFormat.CSV,
        "text/tab-separated-values": pyoxigraph.QueryResultsFormat.TSV,
        "application/json": _JSON,
        "application/xml": _XML,
        "text/xml": _XML,
    }
)
#: Of yes or no, which CSV and TSV cannot say.
YES_NO: Mapping[str, pyoxigraph.QueryResultsFormat] = MappingProxyType(
    {name: form for name, form in TABLES.items() if form in (_JSON, _XML)}
)
#: Of triples.
TRIPLES: Mapping[str, pyoxigraph.RdfFormat] = MappingProxyType(
    {
        "text/turtle": pyoxigraph.RdfFormat.TURTLE,
        "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
        "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
        "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
        "application/trig": pyoxigraph.RdfFormat.TRIG,
        "application/n-quads": pyoxigraph.RdfFormat.N_QUADS,
    }
)


#: What stands once for each row in such tables; in JSON between two. CSV counts broken lines twice.
ROWS: Mapping[str, bytes] = MappingProxyType(
    {
        name: {"json": b'"}},{"', "xml": b"<result>", "csv": b"\r\n"}.get(
            name.partition("/")[2].rpartition("+")[2], b"\n"
        )
        for name in TABLES
    }
)


def content_type(media: str) -> str:
    """The header field for `media`: text says that it is UTF-8."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
