"""The sitemap lists every page once, and no file of it is too long."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from published import BASE, opened, written

from partnergraph.project import Project
from partnergraph.site.sitemap import sitemaps

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(data: bytes) -> list[str]:
    return [each.text or "" for each in ET.fromstring(data).iter(f"{NAMESPACE}loc")]  # noqa: S314 - our own


def test_every_page_is_listed_once(built_folder: Path, project: Project, tmp_path: Path) -> None:
    site = tmp_path / "site"
    output = written(opened(built_folder, project), site)
    found = addresses((site / "sitemap.xml").read_bytes())
    pages = {each.relative_to(site).as_posix() for each in site.rglob("*.html")}

    assert sorted(found) == sorted(f"{BASE}{page}" for page in pages)
    assert pages <= output.files.keys()


def test_tombstones_are_not_listed(built_folder: Path, project: Project, tmp_path: Path) -> None:
    old = tmp_path / "old.nq"
    text = (built_folder / "graph.nq").read_text(encoding="utf-8")
    lost = f"<{BASE}id/lost> <x:p> <x:o> <{BASE}graph/curated> .\n"
    old.write_text("".join(sorted([*text.splitlines(keepends=True), lost])), encoding="utf-8")
    site = tmp_path / "site"
    written(opened(built_folder, project, since=old), site)

    assert (site / "doc" / "lost.html").is_file()
    assert b"doc/lost" not in (site / "sitemap.xml").read_bytes()


def test_robots_names_the_sitemap(built_folder: Path, project: Project, tmp_path: Path) -> None:
    written(opened(built_folder, project), tmp_path / "site")
    text = (tmp_path / "site" / "robots.txt").read_text(encoding="utf-8")

    assert f"\nSitemap: {BASE}sitemap.xml\n" in text
    assert "Disallow" not in text


def test_many_pages_get_an_index() -> None:
    every = [f"{BASE}doc/{number}.html" for number in range(25)]
    files = dict(sitemaps(every, BASE, most=10))
    parts = [name.removeprefix(BASE) for name in addresses(files["sitemap.xml"])]

    assert b"sitemapindex" in files["sitemap.xml"]
    assert parts == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    assert [each for name in parts for each in addresses(files[name])] == every


def test_few_pages_get_one_file() -> None:
    assert [name for name, _ in sitemaps([BASE], BASE)] == ["sitemap.xml"]
