"""Difference: after a small change a site is the same as one made anew, and answers are kept."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from handmade import THINGS, chain, line, pages, site

from partnergraph.nquads import iri, literal
from partnergraph.site import dumps, lists, publication, questions, twins, unknowns, withdrawn
from partnergraph.site.difference import MOST, Difference, difference
from partnergraph.site.manifest import Manifest
from partnergraph.site.oldsite import OldSite
from partnergraph.vocabulary import ORG, PG, RDF_TYPE, SCHEMA, SKOS

PARTS = (dumps.part, lists.write_lists, unknowns.write_unknowns, *questions.HALVES)
MAKERS = (twins.maker, pages)
#: What may be said of a thing: a property, and a value of it.
SAID = (
    (RDF_TYPE, iri(ORG.FormalOrganization)),
    (RDF_TYPE, iri(PG.Agreement)),
    (SCHEMA.sameAs, iri("https://ror.org/000000001")),
    (SCHEMA.url, iri("https://example.com/")),
    (PG.country, iri(f"{THINGS}t3")),
    (PG.shortName, literal("Thing 1", language="en")),
    (SKOS.altLabel, literal("Another", language="ru")),
    (SKOS.note, literal("A note", language="en")),
)
LINES = tuple(line(f"t{n}", predicate, term) for n in range(4) for predicate, term in SAID)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def old_site(folder: Path) -> OldSite:
    return OldSite.of(folder, Manifest.read(folder))


def test_what_a_change_touches_is_found(tmp_path: Path) -> None:
    publication.publish(
        site(tmp_path / "one", chain(5)), tmp_path / "site", makers=(), parts=(dumps.part,)
    )
    gone = chain(5, t2="Renamed")[:-1]
    changed = site(tmp_path / "two", gone)

    found = difference(changed, old_site(tmp_path / "site"))
    assert found is not None
    assert found.properties == {SKOS.prefLabel, PG.agent}
    assert found.resources == {f"{THINGS}t2", f"{THINGS}t3"}
    assert found.before == site(tmp_path / "again", chain(5)).built.manifest["sha256"]


def test_without_a_dump_or_after_much_nothing_is_known(tmp_path: Path) -> None:
    found = site(tmp_path / "one", chain(MOST + 2))
    publication.publish(found, tmp_path / "bare", makers=(), parts=())
    publication.publish(found, tmp_path / "site", makers=(), parts=(dumps.part,))
    other = site(tmp_path / "two", [each.replace("Thing", "Other") for each in chain(MOST + 2)])

    assert difference(found, old_site(tmp_path / "none")) is None
    assert difference(found, old_site(tmp_path / "bare")) is None
    assert difference(other, old_site(tmp_path / "site")) is None
    same = difference(found, old_site(tmp_path / "site"))
    assert same is not None
    assert (same.properties, same.resources) == (frozenset(), frozenset())


def test_an_answer_that_shows_what_was_touched_is_asked_again(tmp_path: Path) -> None:
    answer = tmp_path / "answer.csv"
    answer.write_text(f"thing\r\n{THINGS}t1\r\n", encoding="utf-8")
    text = f"SELECT ?thing WHERE {{ ?thing <{PG.agent}> ?other }}"

    def leaves(properties: set[str], resources: set[str]) -> bool:
        change = Difference("", frozenset(properties), frozenset(resources))
        return change.leaves(text, answer)

    assert leaves({SKOS.prefLabel}, {f"{THINGS}t2"})
    assert not leaves({SKOS.prefLabel}, {f"{THINGS}t1"})
    assert not leaves({PG.agent}, {f"{THINGS}t2"})
    assert not Difference("", frozenset(), frozenset()).leaves(text, None)


@pytest.mark.slow
def test_after_random_changes_a_site_is_as_one_made_anew(tmp_path: Path) -> None:
    chance = random.Random(29)  # noqa: S311 - the same changes each time
    said = set(chance.sample(LINES, 12))
    kept = 0
    for turn in range(6):
        for each in chance.sample(LINES, 2):
            said ^= {each}
        name = f"Thing {turn // 3}"
        found = site(tmp_path / f"build-{turn}", [*chain(4, t0=name), *said])
        told: list[str] = []
        publication.publish(
            found, tmp_path / "site", told.append, makers=MAKERS, parts=PARTS, beside=()
        )
        publication.publish(found, tmp_path / f"anew-{turn}", makers=MAKERS, parts=PARTS)
        assert contents(tmp_path / "site") == contents(tmp_path / f"anew-{turn}"), turn
        asked = sum(each.startswith("Asking ") for each in told)
        kept += len(found.graph.questions) - asked if turn else 0
    assert kept > 20  # in each turn those that neither names nor types touch


def test_what_a_small_change_withdraws_is_withdrawn(tmp_path: Path) -> None:
    parts = (dumps.part, withdrawn.part)
    first = site(tmp_path / "one", chain(4))
    publication.publish(first, tmp_path / "site", makers=(twins.maker,), parts=parts)
    less = site(tmp_path / "two", chain(3))
    publication.publish(less, tmp_path / "site", makers=(twins.maker,), parts=parts)
    more = site(tmp_path / "three", chain(3, t1="Renamed"))
    publication.publish(more, tmp_path / "site", makers=(twins.maker,), parts=parts)

    listed = (tmp_path / "site" / withdrawn.PATH).read_text(encoding="utf-8")
    assert {line.split(" ")[0] for line in listed.splitlines()} == {f"<{THINGS}t3>"}
    assert (tmp_path / "site" / "doc" / "t3.html").is_file()
