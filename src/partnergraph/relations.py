"""Relations as records: of which kind they are, when they held, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterable

from partnergraph.viewfiles import Record
from partnergraph.vocabulary import PG

KINDS = {
    PG.Agreement: "agreement",
    PG.Partnership: "partnership",
    PG.JointProgramme: "programme",
    PG.InstitutionalEvent: "event",
    PG.DelegationVisit: "event",
    PG.Negotiation: "event",
    PG.SigningCeremony: "event",
}
#: From best to worst; a relation is as sure as its least sure claim or reading.
STANDINGS = ("asserted", "inferred", "disputed", "unresolved", "retracted")
#: Steps in the life of a relation after which it is over.
_ENDS = {f"lifecycle-type:{step}" for step in ("terminated", "expired", "scheduled-expiry")}


def kind_of(classes: Iterable[str]) -> str:
    """Name the kind of relation that these classes make; nothing for other things."""
    return min((KINDS[c] for c in classes if c in KINDS), default="")


def span(record: Record) -> list[str | None] | None:
    """First and last day; the last is None while nothing says that it ended."""
    first = [d["earliest"] for d in record["dates"] if d["earliest"] and d["step"] not in _ENDS]
    last = [d["latest"] for d in record["dates"] if d["latest"]]
    ended = [d["latest"] for d in record["dates"] if d["latest"] and d["step"] in _ENDS]
    if record["kind"] == "event":
        return [min(first, default=None), max(last, default=None)] if first or last else None
    if not first and not ended:
        return None
    return [min(first, default=None), min(ended, default=None)]


def standing(record: Record) -> str:
    """How sure a relation is: as its least sure claim or reading."""
    claims = [claim["status"] for claim in record["claims"]]
    # A retracted claim weighs nothing as long as another one stands.
    claims = [status for status in claims if not status.endswith(":retracted")] or claims
    readings = [r["status"] for part in record["participants"] for r in part["readings"]]
    slugs = [status.partition(":")[2] for status in [*claims, *readings]]
    ranks = [STANDINGS.index(slug) for slug in slugs if slug in STANDINGS]
    return STANDINGS[max(ranks, default=0)]
