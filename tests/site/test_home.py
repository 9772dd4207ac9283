from __future__ import annotations

from pathlib import Path

from markup_reader import Reader

from partnergraph.site.home import standings, write_home
from partnergraph.site.output import replaced
from partnergraph.site.overview import overview
from partnergraph.site.pages import Press


def test_the_home_page_is_small_and_says_the_figures(press: Press, tmp_path: Path) -> None:
    with replaced(tmp_path / "site") as output:
        write_home(press.site, output, lambda _step: None)

    for name in ("index.html", "index.ru.html", "index.uz.html"):
        page = (tmp_path / "site" / name).read_text(encoding="utf-8")
        assert len(page.encode()) < 100_000
        counts = press.site.built.manifest["counts"]
        for kind in ("institutions", "agreements", "sources", "unresolved readings"):
            assert str(counts[kind]) in Reader(page).text


def test_every_agreement_has_a_standing(press: Press) -> None:
    found = standings(press, "ru")

    assert sum(each.number for each in found) == len(press.shelf.of_kind("agreement"))
    assert all(each.label.text and each.meaning.text for each in found)


def test_the_drawing_is_always_the_same_and_inside_its_box(press: Press) -> None:
    found = overview(press)

    assert found is not None
    assert found == overview(Press.of(press.site))
    left, top, width, height = map(float, found.box.split())
    assert all(left < x < left + width and top < y < top + height for x, y, *_ in found.dots)
    assert sum(dot.kind == "home" for dot in found.dots) == 1
