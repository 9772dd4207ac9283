"""What the home page tells as new is in the graph, with the graph's own days."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from markup_reader import Reader

from partnergraph.build import Graph
from partnergraph.site.dating import say
from partnergraph.site.home import write_home
from partnergraph.site.latest import latest
from partnergraph.site.output import replaced
from partnergraph.site.pages import Press
from partnergraph.site.renderer import words
from partnergraph.vocabulary import PG

LANGUAGES = ("en", "ru", "uz")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_an_earlier_graph_it_is_what_was_read_last(press: Press, lang: str) -> None:
    found = latest(press, lang)
    sources = press.shelf.of_kind("source")
    days = sorted(press.shelf.record(each).one(PG.retrievedOn) for each in sources)

    assert found.lead == words(lang)["latest-read"]
    assert [each.day for each in found.lines] == [say(day, lang) for day in days[::-1][:6]]
    assert all(each.thing.target for each in found.lines)
    assert any(char.isdecimal() for char in found.close)


def test_with_an_earlier_graph_it_is_what_changed(
    press: Press, graph: Graph, tmp_path: Path
) -> None:
    iri = press.site.project.thing("xinjiang-2024")
    earlier = tmp_path / "graph.nq"
    kept = [line for line in graph.lines if not line.startswith((f"<{iri}>", f"<{iri}#"))]
    earlier.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
    site = replace(press.site, since=earlier)
    with replaced(tmp_path / "site") as output:
        write_home(site, output, lambda _step: None)
    page = Reader((tmp_path / "site" / "index.ru.html").read_text(encoding="utf-8"))

    assert latest(Press.of(site), "en").lines[0].what == words("en")["changes-added"]
    assert "doc/xinjiang-2024.ru.html" in page.links
    assert words("ru")["changes-lead"] in page.text


def test_nothing_new_is_said_so(press: Press, built_folder: Path) -> None:
    same = Press.of(replace(press.site, since=built_folder))

    assert latest(same, "uz").lead == words("uz")["changes-none"]
    assert latest(same, "uz").lines == ()
