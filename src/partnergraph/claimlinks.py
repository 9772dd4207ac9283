"""Links between claims, and what each graph is in which they stand."""

from __future__ import annotations

from collections.abc import Iterable

from partnergraph.claims import Claim, Desk, unknown_name
from partnergraph.findings import violation, warning
from partnergraph.rows import Row
from partnergraph.vocabulary import PG, PROV, RDF_TYPE


def connect(claims: Iterable[Claim], desk: Desk) -> None:
    """Draws the links between claims: conflicts both ways, variants one way."""
    ledger = desk.ledger
    for claim in claims:
        for column, predicate in (
            ("conflicts_with", PG.conflictsWith),
            ("variant_of", PG.variantOf),
        ):
            for value in claim.row.values(column):
                if value not in desk.names.ids:
                    unknown_name(value, claim.row, column, desk)
                for other in desk.behind.get(value, ()):
                    if other != claim.iri:
                        ledger.link(claim.graph, claim.iri, predicate, other)
                        if predicate == PG.conflictsWith:
                            ledger.link(claim.graph, other, predicate, claim.iri)


def describe(rows: Iterable[Row], desk: Desk) -> None:
    """States what each graph is, and which institution the whole is about."""
    ledger, project = desk.ledger, desk.ledger.project
    curated = ledger.curated
    ledger.link(curated, curated, RDF_TYPE, PG.CuratedGraph)
    ledger.link(curated, project.graph("decisions"), RDF_TYPE, PG.DecisionGraph)
    ledger.link(curated, project.graph("derived"), RDF_TYPE, PG.DerivedGraph)
    for row in rows:
        if row.table.name == "sources":
            graph = ledger.source_graph(row.text("id"))
            ledger.link(curated, graph, RDF_TYPE, PG.SourceGraph)
            ledger.link(curated, graph, PROV.wasDerivedFrom, project.thing(row.text("id")))
    if project.home in desk.names.ids:
        ledger.link(curated, project.thing(project.home), RDF_TYPE, PG.HomeInstitution)
    elif project.home:
        message = f"The home institution '{project.home}' is not in institutions.csv."
        ledger.findings.append(
            violation("home", message, "Add its row.", file="partnergraph.toml", value=project.home)
        )
    else:
        ledger.findings.append(
            warning("home", "No home institution.", "Set home to its id.", file="partnergraph.toml")
        )
