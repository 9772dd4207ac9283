"""What RDF files tell of can be named in cells."""

from __future__ import annotations

from datetime import date

from partnergraph.known import Known
from partnergraph.names import normalise
from partnergraph.vocabulary import DC, ORG, PG, RDF_TYPE, SKOS

THINGS = "https://example.org/g/id/"
GRAPH = "<https://example.org/g/graph/source/dump> ."


def known(*lines: str) -> Known:
    found = Known(THINGS, {ORG.FormalOrganization: "institutions", PG.SourceVersion: "sources"})
    found.read(lines)
    return found


def line(subject: str, predicate: str, term: str) -> str:
    return f"<{THINGS}{subject}> <{predicate}> {term} {GRAPH}"


def test_things_are_known_by_their_class() -> None:
    found = known(
        line("a", RDF_TYPE, f"<{ORG.FormalOrganization}>"),
        line("b", RDF_TYPE, f"<{PG.Agreement}>"),
        line("c#part", RDF_TYPE, f"<{ORG.FormalOrganization}>"),
    )

    assert found.kinds == {"a": "institutions"}


def test_a_source_has_its_language_and_day() -> None:
    found = known(
        line("dump", DC.language, '"mul"'),
        line("dump", PG.retrievedOn, '"2026-11-20"^^<http://www.w3.org/2001/XMLSchema#date>'),
        line("old", PG.retrievedOn, '"2025-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
        line("odd", PG.retrievedOn, '"2026-99-99"^^<http://www.w3.org/2001/XMLSchema#date>'),
    )

    assert found.languages == {"dump": "mul"}
    assert found.last_read == date(2026, 11, 20)


def test_only_names_that_are_wanted_are_given() -> None:
    lines = [
        line("a", RDF_TYPE, f"<{ORG.FormalOrganization}>"),
        line("a", SKOS.prefLabel, '"University \\"A\\""@en'),
        line("a", SKOS.altLabel, '"Other"@en'),
        line("b", SKOS.prefLabel, '"University A"@en'),
    ]

    batch = [f"{each}\n".encode() for each in lines]
    found = known(*lines).named([batch[:2], batch[2:]], {normalise("university a")})

    assert list(found) == [('University "A"', "a")]


def test_text_that_looks_like_a_statement_tells_nothing() -> None:
    statement = line("b", RDF_TYPE, f"<{ORG.FormalOrganization}>")
    found = known(line("a", SKOS.note, f'"{statement}\\n{statement}"'))

    assert found.kinds == {}
