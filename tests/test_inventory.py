"""The inventory counts things once and knows the first and the last day."""

from __future__ import annotations

from partnergraph.inventory import Inventory
from partnergraph.vocabulary import PG, RDF_TYPE, SKOS, scheme


def line(subject: str, predicate: str, term: str, graph: str = "g") -> bytes:
    return f"<urn:{subject}> <{predicate}> {term} <urn:{graph}> .\n".encode()


def day(subject: str, end: str, text: str) -> bytes:
    return line(subject, f"{PG}{end}", f'"{text}"^^<http://www.w3.org/2001/XMLSchema#date>')


def test_a_thing_in_two_graphs_counts_once() -> None:
    lines = [
        line("a", RDF_TYPE, f"<{PG.Agreement}>", "g1"),
        line("a", RDF_TYPE, f"<{PG.Agreement}>", "g2"),
        line("b", RDF_TYPE, f"<{PG.Agreement}>"),
        line("b", RDF_TYPE, f"<{PG.Claim}>"),
    ]
    found = Inventory()
    found.read(b"".join(lines[:2]))
    found.read(b"".join(lines[2:]))

    assert (found.counts["agreements"], found.counts["claims"]) == (2, 1)
    assert found.counts["statements"] == 4


def test_days_of_names_bound_nothing() -> None:
    found = Inventory()
    found.read(b"".join([day("a", "earliest", "2001-02-03"), day("a", "latest", "2002-01-01")]))
    found.read(
        b"".join([day("b#name-x", "earliest", "1930-01-01"), day("c", "earliest", "2003-01-01")])
    )

    assert (found.first, found.last) == ("2001-02-03", "2002-01-01")


def test_open_readings_are_counted() -> None:
    found = Inventory()
    status = scheme("decision-status")
    found.read(b"".join(line(each, PG.decisionStatus, f"<{status.unresolved}>") for each in "ab"))
    found.read(line("c", PG.decisionStatus, f"<{status.inferred}>"))

    assert found.counts["unresolved readings"] == 2


def test_text_that_looks_like_a_statement_counts_as_text() -> None:
    found = Inventory()
    statement = line("b", RDF_TYPE, f"<{PG.Agreement}>").decode()
    printed = statement.replace("\n", "\\n")
    found.read(line("a", SKOS.note, f'"{printed}{printed}"'))

    assert (found.counts["agreements"], found.counts["statements"]) == (0, 1)
