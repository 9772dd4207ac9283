"""The sitemap: every page of the site, for search engines; and the robots file that names it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partnergraph.progress import Tell
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

PATH = "sitemap.xml"
ROBOTS = "robots.txt"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST = 50_000  # addresses in a file (sitemaps.org protocol)


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes the sitemap and `robots.txt`; must come after every part that writes pages.

    No page says when it last changed: the graph knows the day of a fact, not that of a page.
    """
    tell("Listing the pages")
    write(site, output)
    output.write(ROBOTS, robots(site))


def write(site: Site, output: Output) -> None:
    """Writes the sitemap of the pages that `output` has."""
    tombs = {
        site.addresses.path(each, "html", lang) for each in site.gone for lang in site.languages
    }
    pages = sorted(path for path in output.files if path.endswith(".html") and path not in tombs)
    for path, text in sitemaps([f"{site.place}{page}" for page in pages], site.place):
        output.write(path, text)


def robots(site: Site) -> str:
    """The robots file (RFC 9309), which names the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.place}{PATH}\n"


def sitemaps(addresses: list[str], base: str, most: int = _MOST) -> Iterable[tuple[str, bytes]]:
    """Path and content of the sitemap; of an index and its files for more than `most` addresses."""
    if len(addresses) <= most:
        yield PATH, _document("urlset", "url", addresses)
        return
    names = []
    for number, start in enumerate(range(0, len(addresses), most), 1):
        name = f"sitemap-{number}.xml"
        names.append(f"{base}{name}")
        yield name, _document("urlset", "url", addresses[start : start + most])
    yield PATH, _document("sitemapindex", "sitemap", names)


def _document(root: str, item: str, addresses: Iterable[str]) -> bytes:
    tree = ET.Element(root, {"xmlns": _NAMESPACE})
    for address in addresses:
        ET.SubElement(ET.SubElement(tree, item), "loc").text = address
    ET.indent(tree, "")
    data: bytes = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return data + b"\n"
