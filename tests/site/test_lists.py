from __future__ import annotations

import csv
import io

import pytest
from markup_reader import Reader

from partnergraph.results import Table
from partnergraph.site import listing as site_listing
from partnergraph.site.listing import Listing, pages, table
from partnergraph.site.lists import listings, years
from partnergraph.site.pages import Press
from partnergraph.site.unknowns import unknowns


def _find(press: Press, stem: str, lang: str = "en") -> Listing:
    return next(each for each in listings(press, lang) if each.stem == stem)


def test_every_thing_of_a_kind_is_listed_once_and_in_csv(press: Press) -> None:
    for kind in ("institution", "agreement", "event", "source", "statement"):
        listing = _find(press, f"{kind}s")
        rows = list(csv.DictReader(io.StringIO(table(listing), newline="")))

        assert sorted(row["iri"] for row in rows) == press.shelf.of_kind(kind)
        assert all(row["name"] for row in rows)


def test_counts_by_country_are_those_of_the_graph(press: Press) -> None:
    question = """SELECT DISTINCT ?i WHERE {
      ?i a <http://www.w3.org/ns/org#FormalOrganization> .
      ?i pg:country country:CN }"""
    answer = press.site.graph.sparql(question)
    row = next(line for line in _find(press, "countries").lines if line.iri.endswith("/CN"))

    assert isinstance(answer, Table)
    assert row.cells[1].text == str(len(list(answer)))


def test_a_thing_stands_in_every_year_it_touches_and_else_among_the_undated(press: Press) -> None:
    found = years(press)

    assert press.site.project.thing("china-visit-2024") in found["2024"]
    assert list(found)[-1] == "undated"
    assert all(year == "undated" or year.isdecimal() for year in found)


def test_a_long_list_is_parted_and_loses_nothing(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_listing, "PAGE", 30)
    listing = _find(press, "institutions", "ru")

    found = dict(pages(press, listing, "ru"))

    assert list(found)[:2] == ["institutions.ru.html", "institutions-2.ru.html"]
    links = [link for page in found.values() for link in Reader(page).links if "doc/" in link]
    assert len(set(links)) == len(listing.lines)
    assert "institutions-4.ru.html" in Reader(found["institutions.ru.html"]).links


def test_what_is_not_known_is_counted_as_the_build_counts_it(press: Press) -> None:
    found = unknowns(press, "en")

    counts = press.site.built.manifest["counts"]
    assert len(found.unresolved) == counts["unresolved readings"]
    assert all(not name.meant for name, _ in found.unresolved)
    assert len(found.incomplete) == 18
    assert found.differences
