"""A site of six resources, written by hand: what servers and checks are tried on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph

from partnergraph.site import negotiation
from partnergraph.site.addresses import FORMS, Addresses
from partnergraph.site.documents import Document, Documents
from partnergraph.site.output import Output, replaced
from partnergraph.site.rules import Rules
from partnergraph.site.signposting import page_links
from partnergraph.vocabulary import RDF_TYPE

BASE = "https://w3id.org/example/graph/"
PLACE = "https://example.org/partners/"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
GONE = f"{BASE}id/old-college"
#: Ids as the graph may hold them, among them odd ones that a server must not stumble over.
IDS = (
    *("north-university", "signing-2024", "exchange-2020", "medicine-ba", "north-page"),
    *("old-college", "con", "North", "a/b", "Universität", "caf%C3%A9", "it's", "x" * 200),
)
_NAME = "http://www.w3.org/2004/02/skos/core#prefLabel"
_KIND = "https://schema.org/Organization"
_FORMATS = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}


def lines() -> list[str]:
    """The graph as N-Quads."""
    found = []
    for number, local in enumerate(IDS):
        thing = f"<{BASE}id/{local}>"
        found += [
            f'{thing} <{_NAME}> "Thing {number}"@en <{BASE}graph/curated> .\n',
            f"{thing} <https://schema.org/mentions> <{BASE}id/{IDS[0]}> <{BASE}graph/curated> .\n",
            f"{thing} <{RDF_TYPE}> <{_KIND}> <{BASE}graph/curated> .\n",
            f'<{BASE}id/{local}#claim> <{_NAME}> "Quatsch"@de <{BASE}graph/curated> .\n',
        ]
    return found


def documents() -> Documents:
    return Documents.of(sorted(lines()), f"{BASE}id/")


def page(title: str, stem: str, iri: str = "", lang: str = "en", depth: int = 1) -> str:
    """A page that holds what `templates/base.html` holds in its head."""
    up = "../" * depth
    links = "".join(
        f'<link rel="{each.rel}" href="{each.href}"{kind(each.type)}>\n'
        for each in (page_links(stem, iri, LICENCE) if stem else ())
        if iri or not each.href.endswith(".nt")  # terms and schemes have none
    )
    return f"""<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'">
<title>{title}</title>
<link rel="stylesheet" href="{up}style.css">
{links}</head>
<body>
<h1 id="top">{title}</h1>
<p><a href="{up}index.html">Home</a> <a href="#top">Top</a></p>
</body>
</html>
"""


def kind(media: str) -> str:
    return f' type="{media}"' if media else ""


def serialised(document: Document, form: str) -> bytes:
    found = pyoxigraph.serialize(document.triples(), format=_FORMATS[form])
    assert found is not None
    # nginx tells forms apart by their sizes alone: see docs/publishing.md.
    return found + {"ttl": b"\n" * 60, "nt": b"\n" * 500, "jsonld": b""}[form]


def void() -> str:
    """The description of the dataset, with its counts."""
    return f"""@prefix void: <http://rdfs.org/ns/void#> .
<{BASE}> a void:Dataset ; void:uriSpace "{BASE}id/" ; void:triples {len(lines())} .
<{BASE}#names> void:property <{_NAME}> ; void:triples {2 * len(IDS)} .
<{BASE}#kinds> void:class <{_KIND}> ; void:entities {len(IDS)} .
"""


def sitemap(files: Iterable[str]) -> str:
    pages = "".join(
        f"<url><loc>{PLACE}{path}</loc></url>\n" for path in files if path.endswith(".html")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{pages}</urlset>\n'
    )


def write(output: Output) -> None:
    """Writes the site, with the rules for servers."""
    found = documents()
    addresses = Addresses.of(BASE, ("en", "ru"), found)
    for iri in found:
        path = addresses.path(iri)
        stem = path.removeprefix("doc/").removesuffix(".html")
        output.write(path, page(iri, stem, iri))
        output.write(addresses.path(iri, lang="ru"), page(iri, stem, iri, "ru"))
        for form in _FORMATS:
            output.write(addresses.path(iri, form), serialised(found[iri], form))
    for folder, stem in (("vocab", "role"), ("ontology", "ontology"), ("data", "dataset")):
        for form in _FORMATS:
            if form != "nt":
                output.write(
                    f"{folder}/{stem}.{form}", "{}" if form == "jsonld" else f"# {form} of {stem}\n"
                )
    output.write("vocab/role.html", page("Role", "role"))
    output.write("ontology/index.html", page("Ontology", "ontology"))
    output.write("data/index.html", page("Data", ""))
    output.write("index.html", page("Home", "", depth=0))
    output.write("style.css", "body { margin: 1em }\n")
    output.write("years.csv", "year,count\r\n2024,1\r\n")
    output.write("data/graph.nq.gz", gzip.compress("".join(lines()).encode(), mtime=0))
    output.write(".well-known/void", void())
    output.write("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {PLACE}sitemap.xml\n")
    output.write("sitemap.xml", sitemap(output.files))
    rules = Rules.of(addresses, found, [GONE], LICENCE)
    for path, text in negotiation.files(rules, PLACE).items():
        output.write(path, text)


def publish(folder: Path) -> Path:
    with replaced(folder) as output:
        write(output)
    assert json.loads((folder / "site.json").read_text("utf-8"))["files"]
    return folder


assert set(_FORMATS) == set(FORMS) - {"html"}
