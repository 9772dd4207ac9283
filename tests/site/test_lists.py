from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from markup_reader import Reader
from published import opened, written

from partnergraph.progress import silent
from partnergraph.project import Project
from partnergraph.results import Table
from partnergraph.site import listing as site_listing
from partnergraph.site.listing import Listing, pages, table
from partnergraph.site.lists import listings, write_lists, years
from partnergraph.site.output import replaced
from partnergraph.site.pages import Press
from partnergraph.site.stamps import stamps
from partnergraph.site.unknowns import unknowns


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "site.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


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


def test_pages_of_which_nothing_changed_are_kept(
    built_folder: Path, project: Project, tmp_path: Path
) -> None:
    found = opened(built_folder, project)
    states = stamps(found.documents, "").states
    first = written(replace(found, states=states), tmp_path / "site", (write_lists,))
    before = contents(tmp_path / "site")
    again = written(replace(found, states=states), tmp_path / "site", (write_lists,))
    assert (again.written, again.kept) == (0, first.written)

    thing = project.thing("china-visit-2024")
    other = replace(found, states={**states, thing: "other"})
    with replaced(tmp_path / "site") as output:
        write_lists(other, output, silent)
    assert contents(tmp_path / "site") == before
    made = {name for name, (key, _) in output.keys.items() if first.keys[name][0] != key}
    assert {"list events.html", "list year/2024.html", "list country/cn.html"} <= made
    assert not {"list institutions.html", "list country/us.html", "list agreements.html"} & made


def test_rows_of_a_kept_page_are_those_of_the_last_time(press: Press, tmp_path: Path) -> None:
    listing = _find(press, "institutions")
    states = dict.fromkeys(press.site.documents, "same")
    site = replace(press.site, states=states)
    part = partial(site_listing.write, replace(press, site=site), listing, "en")
    written(site, tmp_path / "site", (lambda _site, output, _tell: part(output),))
    written(site, tmp_path / "site", (lambda _site, output, _tell: part(output),))

    found = (tmp_path / "site" / "institutions.csv").read_bytes().decode()
    assert found == table(listing)
