"""Sitemap check: whether the sitemap of a site lists every page once (sitemaps.org protocol)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import unescape

from partnergraph.site.served import Served

PATH = "sitemap.xml"
_LOCATION = re.compile(rb"<loc>\s*([^<\s]+)\s*</loc>")
_NAMED = re.compile(rb"(?im)^sitemap:\s*(\S+)/sitemap[.]xml\s*$")
_MOST = 50_000, 50 * 1024 * 1024  # addresses and bytes in a file


def faults(site: Served, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the sitemap, by file; nothing where a site has none."""
    if PATH not in files:
        return
    robots = site.read("robots.txt") or b""
    named = _NAMED.search(robots)
    if named is None:
        yield "robots.txt", "robots.txt does not name the sitemap."
        return
    place = f"{named[1].decode()}/"
    found: Counter[str] = Counter()
    for path in _parts(site, place):
        data = site.read(path) or b""
        locations = [unescape(each.decode()) for each in _LOCATION.findall(data)]
        if len(locations) > _MOST[0] or len(data) > _MOST[1]:
            yield path, "The sitemap is longer than search engines read."
        for each in locations:
            if each.startswith(place):
                found[each.removeprefix(place)] += 1
            else:
                yield path, f"The sitemap lists {each}, which is not of this site."
    yield from _compared(site, files, found)


def _parts(site: Served, place: str) -> list[str]:
    data = site.read(PATH) or b""
    if b"<sitemapindex" not in data:
        return [PATH]
    return [each.decode().removeprefix(place) for each in _LOCATION.findall(data)]


def _compared(
    site: Served, files: Mapping[str, str], found: Counter[str]
) -> Iterator[tuple[str, str]]:
    for path, times in sorted(found.items()):
        if path not in files:
            yield PATH, f"The sitemap lists {path}, which is no file."
        if times > 1:
            yield PATH, f"The sitemap lists {path} {times} times."
    for path in files:
        if path.endswith(".html") and path not in found and not _withdrawn(site, path):
            yield PATH, f"The sitemap does not list {path}."


def _withdrawn(site: Served, path: str) -> bool:
    """Whether the page tells of something that was withdrawn: search engines need not know it."""
    data = site.read(f"{path.partition('.')[0]}.nt") or b""
    return path.startswith("doc/") and b"owl#deprecated" in data
