"""Filters of the page: what they hide, what their numbers say, and how they are taken off again."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx
import pyoxigraph
import pytest
from playwright.sync_api import Page

from pages import ROOT, Open, data_of, go
from partnergraph.explore import render
from partnergraph.network import project as network_of
from partnergraph.project import Project


@pytest.fixture(scope="module")
def shipped(project: Project, store: pyoxigraph.Store) -> nx.MultiDiGraph[str]:
    return network_of(store, project.query_files("views"))


def number(page: Page, facet: str, value: str) -> int:
    return int(page.locator(f"[data-number='{facet} {value}']").inner_text())


def box(facet: str, value: str) -> str:
    return f"[data-facet={facet}][data-value='{value}']"


def chips(page: Page) -> list[str]:
    """The chips as one sees them; before each, a word for those who listen."""
    return [
        text.removeprefix("Take off:").strip()
        for text in page.locator("#chips li").all_inner_texts()
    ]


def rows(page: Page) -> int:
    return page.locator("#table-body tr").count()


@pytest.mark.browser
def test_switches_hide_lines_and_rows_and_say_so(show: Open, small_page: str) -> None:
    page = show(small_page)
    page.uncheck(box("kind", "event"))
    assert page.locator("#shown").inner_text() == "4 of 9 relations shown"
    assert "hide=event" in page.url

    page.check(box("country", "country:PL"))
    page.click("[data-view=table]")
    assert rows(page) == 1
    assert page.locator("#chips li").count() == 2

    page.click("#reset")
    assert rows(page) == 9
    assert page.url.partition("#")[2] == "view=table"


@pytest.mark.browser
def test_every_facet_filters(show: Open, small_page: str) -> None:
    shown = {
        "hide=status:signed-force-unknown": 8,
        "hide=disputed&hide=inferred": 5,
        "group=grouping:ots": 1,
        "group=region:europe": 4,
        "group=grouping:ots&group=region:asia": 4,
        "country=country:CN": 3,
        "type=institution-type:university": 7,
        "unit=public-health": 1,
        "unit=unit:none&hide=partnership": 7,
        "hide=agreement event programme partnership": 0,
    }
    page = show(small_page)
    found = {}
    for hash_ in shown:
        go(page, f"view=table&{hash_}")
        found[hash_] = rows(page)
        assert len(chips(page)) >= 1

    assert found == shown


@pytest.mark.browser
def test_numbers_follow_the_other_filters(show: Open, small_page: str) -> None:
    page = show(small_page)
    assert number(page, "country", "country:RU") == 3
    assert number(page, "kind", "event") == 5

    page.check(box("country", "country:CN"))
    # Its own facet still says what else there would be; the others what is left.
    assert number(page, "country", "country:RU") == 3
    assert number(page, "kind", "event") == 2
    assert number(page, "standing", "disputed") == 1
    page.uncheck(box("kind", "event"))
    assert number(page, "kind", "event") == 2
    assert number(page, "standing", "inferred") == 0
    assert number(page, "country", "country:TR") == 1


@pytest.mark.browser
def test_a_country_shows_its_institutions_only(show: Open, small_page: str) -> None:
    page = show(small_page, "#country=country:PL&view=table")

    names = page.locator("#things-body th").all_inner_texts()
    assert set(names) == {"National-Louis University", "Samarkand State Medical University"}
    # The one relation still names everybody who takes part in it.
    assert "Chuvash State University" in page.locator("#table-body").inner_text()
    assert page.locator("#headline li").first.inner_text() == "1 institution"


@pytest.mark.browser
def test_chips_take_one_filter_off(show: Open, small_page: str) -> None:
    page = show(small_page, "#hide=event&country=country:CN&time=2024")
    assert chips(page) == ["2024 ×", "without Events ×", "China ×"]

    page.locator("#chips button").nth(1).click()
    assert page.is_checked(box("kind", "event"))
    assert page.evaluate("document.activeElement.id") == "bar"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert chips(page) == ["China ×"]


@pytest.mark.browser
def test_the_headline_counts_what_is_shown(show: Open, small_page: str) -> None:
    page = show(small_page)
    assert page.locator("#headline li").all_inner_texts() == [
        *("6 institutions", "4 countries", "1 agreement", "5 events", "2 programmes"),
        *("1 listing", "1 printed name unresolved"),
    ]

    page.uncheck(box("kind", "programme"))
    text = page.locator("#headline").inner_text()
    assert "5 institutions" in text
    assert "programme" not in text


@pytest.mark.browser
def test_institutions_met_only_in_events_of_others_are_told_apart(
    show: Open, small: nx.MultiDiGraph[str]
) -> None:
    graph = small.copy()
    forum = next(iri for iri in graph.graph["relations"] if iri.endswith("/volga-forum"))
    extra = forum.replace("volga-forum", "guest")
    graph.add_node(extra, kind="institution", standing="connected", names=[], facts={})
    graph.add_edge(extra, forum, forum, **graph.graph["relations"][forum])
    guest = {"agent": extra, "roles": [], "readings": []}
    record = graph.graph["relations"][forum]
    record = record | {"participants": [*record["participants"], guest]}
    graph.graph["relations"] = graph.graph["relations"] | {forum: record}
    html = render(graph)
    said = "7 institutions (6 related to the home institution, 1 only in events of others)"

    static = re.search(r'<ul id="headline">\s*<li>([^<]*)', html)
    assert static
    assert static[1] == said
    page = show(html, "#view=table")
    assert page.locator("#headline li").first.inner_text() == said
    row = page.locator("#things-body tr").filter(has_text="Unnamed")
    assert "only in events of others" in row.inner_text()
    page.uncheck(box("kind", "event"))
    assert page.locator("#headline li").first.inner_text() == "5 institutions"


@pytest.mark.browser
def test_numbers_of_the_shipped_graph_agree_with_each_other(
    show: Open, shipped: nx.MultiDiGraph[str]
) -> None:
    html = render(shipped)
    counts = dict(data_of(html)["plain"]["counts"])
    page = show(html)

    first = page.locator("#headline li").first.inner_text()
    assert first.startswith(f"{counts['institutions']} institutions ({counts['related']} related")
    numbers = page.locator("[data-number^='country ']").all_inner_texts()
    assert sum(map(int, numbers)) == counts["institutions"]
    kinds = page.locator("[data-number^='kind ']").all_inner_texts()
    statuses = page.locator("[data-number^='status ']").all_inner_texts()
    assert sum(map(int, statuses)) == int(kinds[0]) == counts["agreement"]
    page.click("[data-view=table]")
    assert page.locator("#table-caption").inner_text() == f"{sum(map(int, kinds))} relations"


def test_no_two_scripts_use_one_name() -> None:
    names: dict[str, list[str]] = {}
    for path in sorted(Path(ROOT / "src/partnergraph/page").glob("*.js")):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"^(?:async )?(?:function|const|let) ([\w$]+)", text, re.MULTILINE):
            names.setdefault(name, []).append(path.name)

    # What begins a page stands alone in it.
    begin = {path.name for path in Path(ROOT / "src/partnergraph/page").glob("*ready*.js")}
    assert [name for name, found in names.items() if len(set(found) - begin) > 1] == []
