"""Statements that try to do harm: markup, scripts, endless words, turned directions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from partnergraph.site.pages import Press
from partnergraph.vocabulary import (
    DC,
    ORG,
    PG,
    PROV,
    RDF_TYPE,
    SCHEMA,
    SKOS,
    XSD,
    scheme,
)

Made = Callable[[Sequence[str]], Press]
BASE = "https://example.org/g/"
TEXTS: list[str] = [
    *json.loads((Path(__file__).parents[1] / "data" / "hostile.json").read_text("utf-8")),
    "w" * 10_000,
    "word " * 2_000,
]
IRIS = ("javascript:window.__xss=7", "data:text/html,<script>window.__xss=8</script>", "vbscript:x")
#: A resource for each text, of every kind, and some of kinds that nobody knows.
KINDS = (
    ORG.FormalOrganization,
    PG.Agreement,
    PG.InstitutionalEvent,
    PG.Claim,
    PG.SourceVersion,
    "http://example.org/unknown#Kind",
)


def literal(text: str, suffix: str = "") -> str:
    """A literal of N-Quads."""
    found = json.dumps(text, ensure_ascii=False).replace("\\u0000", "\\u0001").replace("\\/", "/")
    return f"{found}{suffix}"


def statements() -> Iterator[str]:
    """The statements as N-Quads."""
    source = f"{BASE}id/source"
    graph = f"{BASE}graph/source/source"

    def say(subject: str, predicate: str, term: str) -> str:
        return f"<{subject}> <{predicate}> {term} <{graph}> ."

    yield say(source, RDF_TYPE, f"<{PG.SourceVersion}>")
    yield say(source, DC.publisher, literal(TEXTS[0]))
    for iri in IRIS:
        if "<" not in iri:
            yield say(source, PROV.specializationOf, f"<{iri}>")
    for number, text in enumerate(TEXTS):
        thing = f"{BASE}id/t{number}"
        claim = f"{thing}#claim-source"
        yield say(thing, RDF_TYPE, f"<{KINDS[number % len(KINDS)]}>")
        yield say(thing, SKOS.prefLabel, literal(text, "@en"))
        yield say(thing, PG.statement, literal(text, "@ru"))
        yield say(thing, PG.city, literal(text))
        yield say(thing, SCHEMA.url, f"<{IRIS[0]}>")
        yield say(thing, "http://example.org/p", literal(text, f"^^<{XSD}anyURI>"))
        yield say(thing, PG.supportedBy, f"<{claim}>")
        yield say(thing, PG.edtf, literal(text, "^^<http://id.loc.gov/datatypes/edtf/EDTF>"))
        yield say(claim, RDF_TYPE, f"<{PG.Claim}>")
        yield say(claim, PG.statedIn, f"<{source}>")
        yield say(claim, PG.claimStatus, f"<{scheme('claim-status').asserted}>")
        yield say(claim, PG.rationale, literal(text))
        yield say(f"{source}#mention-{number}", PG.surfaceForm, literal(text, "@en"))
        yield say(f"{source}#mention-{number}", PG.statedIn, f"<{source}>")
    nameless = f"{BASE}id/nameless"
    yield say(nameless, RDF_TYPE, f"<{PG.Agreement}>")
    yield say(nameless, PG.hasParty, f"<{nameless}#party>")
    yield say(f"{nameless}#party", PG.agent, f"<{BASE}id/t0>")
    yield say(f"{BASE}id/../../etc/passwd", SKOS.prefLabel, literal("Traversal", "@en"))
