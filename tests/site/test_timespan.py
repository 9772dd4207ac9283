"""A timespan is what the record of a thing says of its days."""

from __future__ import annotations

from partnergraph.site.clerk import Clerk
from partnergraph.site.pages import Press
from partnergraph.site.timespan import Timespan, timespan
from partnergraph.vocabulary import PG

DATED = ("agreement", "event", "programme", "relation")


def spans(press: Press) -> dict[str, Timespan]:
    documents = press.site.documents
    return {iri: timespan(documents[iri]) for iri in press.shelf.of_kind(*DATED)}


def test_the_first_day_is_the_one_that_pages_sort_by(press: Press) -> None:
    found = spans(press)

    assert len({span.first for span in found.values()}) > 20
    for iri, span in found.items():
        record = press.shelf.record(iri)
        assert span.first == Clerk(press.shelf, press.site.addresses, record, "en").when()[1], iri


def test_a_thing_with_a_date_of_its_own_or_of_a_step_is_dated(press: Press) -> None:
    for iri, span in spans(press).items():
        record = press.shelf.record(iri)
        nodes = [iri, *(fact.value for fact in record.get(PG.hasLifecycleEvent))]
        bounds = [f for n in nodes for p in (PG.earliest, PG.latest) for f in record.get(p, n)]
        assert span.dated == any(record.get(PG.edtf, node) for node in nodes)
        assert set(span.years) == {fact.value[:4] for fact in bounds}


def test_an_institution_has_none(press: Press) -> None:
    document = press.site.documents[press.site.project.thing("samsmu")]

    assert timespan(document) == Timespan()
