"""Ids: rows that can be used, contradictions within a source, and that in linear time."""

from __future__ import annotations

import time
from collections.abc import Sequence

from partnergraph.claims import Desk
from partnergraph.concepts import SCHEME_FILES, Concepts
from partnergraph.context import Context
from partnergraph.ids import identified
from partnergraph.ledger import Ledger
from partnergraph.names import Names
from partnergraph.project import Project, bundle
from partnergraph.rows import Row

CONTEXT = Context.load(bundle() / "ontology" / "context.jsonld")
CONCEPTS = Concepts.load(bundle() / "ontology" / name for name in SCHEME_FILES)


def used(rows: Sequence[Row]) -> tuple[list[Row], list[tuple[str, int | None]]]:
    desk = Desk(Ledger(Project.load(bundle())), Names(), CONCEPTS)
    kept = identified(list(rows), desk)
    return kept, [(finding.rule, finding.row) for finding in desk.ledger.findings]


def row(number: int, table: str = "institutions", **cells: str) -> Row:
    return Row(
        CONTEXT.tables[table], "t.csv", number, {(name, ""): text for name, text in cells.items()}
    )


def test_labels_become_slugs_and_unknown_values_stay() -> None:
    kept, findings = used(
        [
            row(2, id="a", country="Узбекистан", kind="University"),
            row(3, id="b", country="Atlantis"),
            row(4, "claims", id="c", regions="Central Asia | europe"),
        ]
    )
    assert [each.text("country") for each in kept[:2]] == ["UZ", "Atlantis"]
    assert kept[0].text("kind") == "university"
    assert kept[2].text("regions") == "central-asia | europe"
    assert findings == []


def test_rows_of_one_source_must_not_contradict() -> None:
    rows = [
        row(2, id="a", source="s", country="UZ"),
        row(3, id="a", source="s", city="Samarkand"),
        row(4, id="a", source="s", country="KZ", note="x"),
        row(5, id="a", source="other", country="KZ"),
        row(6, id="a", source="s", country="KZ", named_during="2020"),
    ]
    assert used(rows)[1] == [("contradiction", 4)]


def test_an_id_names_one_kind_of_thing() -> None:
    assert used([row(2, id="a"), row(3, "units", id="a")])[1] == [("duplicate-id", 3)]


def test_relations_are_given_an_id_that_does_not_depend_on_labels() -> None:
    one = row(2, "relations", source="s", partners="a | b", type="joint research")
    other = row(2, "relations", source="s", partners="a | b", type="joint-research")
    (first,), (second,) = used([one])[0], used([other])[0]
    assert first.text("id") == second.text("id") != ""


def test_very_many_rows_of_one_id_take_little_time() -> None:
    rows = [row(number, id="a", source="s", city="Samarkand") for number in range(20_000)]
    begun = time.monotonic()
    assert used(rows)[1] == []
    assert time.monotonic() - begun < 5
