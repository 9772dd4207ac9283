"""The feed: what changed and what was read last, in Atom (RFC 4287). Its dates are the graph's."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph

from partnergraph.site.changes import PAGE, anchor
from partnergraph.site.naming import named
from partnergraph.site.oldfeed import Entry, earlier
from partnergraph.site.renderer import SPOKEN, words
from partnergraph.site.sentences import summary, title
from partnergraph.store import query
from partnergraph.translation import fill
from partnergraph.vocabulary import PG

if TYPE_CHECKING:
    from partnergraph.progress import Tell
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

PATH = "feed.xml"
_ATOM = "http://www.w3.org/2005/Atom"
_LATEST = 30  # sources
_MOST = 200  # changes
_UNKNOWN = "1970-01-01"  # an element that must be there; nobody knows the day
#: What XML 1.0 (§2.2) has no room for.
_BARRED = dict.fromkeys([*range(0x9), 0xB, 0xC, *range(0xE, 0x20), 0xFFFE, 0xFFFF], " ")
_READ = f"""SELECT ?source ?day (COUNT(DISTINCT ?claim) AS ?claims) WHERE {{
  ?source a <{PG.SourceVersion}> ; <{PG.retrievedOn}> ?day .
  OPTIONAL {{ ?claim <{PG.statedIn}> ?source }}
}} GROUP BY ?source ?day ORDER BY DESC(?day) ?source LIMIT {_LATEST}"""


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes `feed.xml` in the first language of the site."""
    tell("Writing the feed")
    output.write(PATH, feed(site))


def feed(site: Site) -> bytes:
    """The feed: changes against the graph of `--since`, those that the replaced site told of, then
    the sources read last.
    """
    lang = next((each for each in site.languages if each in SPOKEN), "en")
    say, base = words(lang), site.project.base
    changed = list(_changed(site, lang))
    entries = [*changed, *_carried(site, changed), *_read(site, lang)]
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": SPOKEN[lang][0]})
    _add(root, "id", f"{base}{PATH}")
    _add(root, "title", f"{named_title(site, lang)} – {say['changes']}")
    _add(root, "updated", _moment(max((each.day for each in entries), default=_day(site))))
    author = ET.SubElement(root, "author")
    _add(author, "name", site.project.publisher or base)
    ET.SubElement(root, "link", {"rel": "self", "href": f"{site.place}{PATH}"})
    ET.SubElement(root, "link", {"rel": "alternate", "href": f"{site.place}changes/index.html"})
    if site.project.licence:
        ET.SubElement(root, "link", {"rel": "license", "href": site.project.licence})
    for each in entries:
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", each.id)
        _add(entry, "title", each.title)
        _add(entry, "updated", _moment(each.day))
        ET.SubElement(entry, "link", {"rel": "alternate", "href": f"{site.place}{each.path}"})
        _add(entry, "summary", each.text)
    ET.indent(root, "")
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def named_title(site: Site, lang: str) -> str:
    """The title of the project in `lang`, else the first there is."""
    titles = {tag.partition("-")[0]: text for tag, text in site.project.title.items()}
    return titles.get(lang) or next(iter(titles.values()), site.project.base)


def _changed(site: Site, lang: str) -> Iterator[Entry]:
    version = str(site.built.manifest["sha256"])[:16]
    for each in site.changes[:_MOST]:
        name = anchor(site, each.iri)
        yield Entry(
            id=f"{site.project.base}changes/index.html?version={version}#{name}",
            title=fill(words(lang)[f"changes-{each.kind}-thing"], title(site, each, lang)[0]),
            day=_day(site),
            text=summary(site, each, lang),
            path=site.addresses.path(each.iri),
        )


def _carried(site: Site, changed: Sequence[Entry]) -> Iterator[Entry]:
    """Entries about changes in the feed of the replaced site, as many as there is room for."""
    if site.before is None:
        return
    known, base = {each.id for each in changed}, site.project.base
    found = earlier(site.before / PATH, f"{base}changes/index.html?version=")
    for each in [each for each in found if each.id not in known][: _MOST - len(changed)]:
        iri = site.addresses.resource(each.path)
        there = iri in site.documents or iri in site.gone
        yield each if there else replace(each, path=PAGE)


def _read(site: Site, lang: str) -> Iterator[Entry]:
    answer = query(site.graph.store, _READ)
    for source, day, claims in answer if isinstance(answer, pyoxigraph.QuerySolutions) else ():
        if source is None or day is None or source.value not in site.documents:
            continue
        yield Entry(
            id=source.value,
            title=fill(words(lang)["feed-read"], named(site, source.value, lang).text),
            day=day.value,
            text=fill(words(lang)["feed-claims"], claims.value if claims else "0"),
            path=site.addresses.path(source.value),
        )


def _day(site: Site) -> str:
    return site.graph.as_of.isoformat() if site.graph.as_of else _UNKNOWN


def _moment(day: str) -> str:
    """The beginning of a day (RFC 3339), which is all that is known."""
    return f"{day[:10]}T00:00:00Z"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text.translate(_BARRED)
