"""What tests of the network page share: networks to draw, and a way to read and use the page."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import Page

from partnergraph.vocabulary import PG, SCHEMA

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
ARTEFACTS = ROOT / "artefacts"
AXE = Path(str(files("axe_playwright_python") / "axe.min.js"))
HOSTILE: list[str] = json.loads((DATA / "hostile.json").read_text(encoding="utf-8"))
TITLE = {"en": "Relations of a university", "ru": "Связи университета", "uz": "Aloqalar"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
#: Opens HTML with a hash and options of the browser's context.
Open = Callable[..., Page]


def network(nodes: int, edges: int = 1, **node: Any) -> nx.MultiDiGraph[str]:
    """A hand-made network: home and `nodes` partners with `edges` relations each."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(home="http://example.org/home")
    graph.add_node("http://example.org/home", kind="institution", standing="home", names=[])
    for i in range(nodes):
        graph.add_node(f"http://example.org/{i}", kind="institution", **node)
        for k in range(edges):
            kind = ("agreement", "event", "programme", "partnership")[k % 4]
            graph.add_edge("http://example.org/home", f"http://example.org/{i}", kind=kind)
    return graph


def hostile() -> nx.MultiDiGraph[str]:
    """A network that says something nasty wherever text can stand."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(home="http://example.org/home")
    graph.add_node("http://example.org/home", standing="home", names=[], facts={})
    nasty = [*HOSTILE, "x" * 10_000, "y " * 5_000, ""]
    sources: dict[str, Any] = {}
    concepts: dict[str, Any] = {}
    readings: list[Any] = []
    for i, text in enumerate(nasty):
        iri = f"http://example.org/{i}-{text[:60]}"
        say = {"text": text, "lang": "en"}
        source = f"http://example.org/source/{text[:40]}"
        sources[source] = {"title": [say], "url": text, "publisher": text, "issued": text}
        sources[source] |= {"retrieved": text, "language": text}
        concepts[f"role:{text[:30]}"] = {"en": text}
        reading: dict[str, Any] = {
            "id": f"{iri}#r",
            "printed": say,
            "source": source,
            "status": f"s:{text}",
        }
        reading |= {"why": [say], "quotes": [], "decided": text, "resolved": "" if i % 2 else iri}
        reading["candidates"] = [iri]
        readings.append(reading)
        claim: dict[str, Any] = {
            "id": f"{iri}#c",
            "source": source,
            "modality": f"m:{text}",
            "status": f"s:{text}",
        }
        claim |= {"why": [say], "statement": [say], "conflicts": [f"{iri}#c"], "about": []}
        claim["quotes"] = [say | {"start": text, "end": text}]
        claim["printed"] = [say | {"decision": ""}]
        links = {SCHEMA.url: [text], PG.country: [f"country:{text[:9]}"], PG.city: [text]}
        names = [{"text": text, "lang": text[:5], "sort": "preferred"}]
        graph.add_node(iri, names=names, facts=links, statements=[claim])
        part = {"agent": iri, "roles": [f"role:{text[:30]}"], "readings": [reading]}
        date = {"edtf": text, "earliest": "", "latest": "", "step": text, "precision": text}
        graph.add_edge(
            "http://example.org/home", iri, f"{iri}#relation",
            id=f"{iri}#relation", kind="event", titles=names, types=[f"event-type:{text}"],
            status=text, participants=[part], dates=[date | {"source": source}], claims=[claim],
            differences=[{"property": text, "values": [{"value": text, "sources": [source]}] * 2}],
            facts={SCHEMA.keywords: [text], PG.responsibleUnit: [text]},
        )  # fmt: skip
    graph.graph |= {"sources": sources, "concepts": concepts, "readings": readings}
    return graph


def click_node(page: Page, key: str) -> None:
    """Click where the node is drawn, which the canvas notes as `data-middle`."""
    box = page.locator("#canvas").bounding_box()
    assert box
    x, y = places_of(page.content())[key]
    middle = str(page.locator("#canvas").get_attribute("data-middle"))
    left, top, wide, high = (float(word) for word in middle.split())
    page.mouse.click(box["x"] + left + x * wide, box["y"] + top + y * high)
    page.wait_for_selector("#panel:not([hidden])")


def data_of(html: str) -> dict[str, Any]:
    """What stands in the page's data block."""
    block = re.search(r'id="data">([^<]*)<', html)
    assert block
    found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(block[1])))
    return found


def places_of(html: str) -> dict[str, tuple[float, float]]:
    return {node["id"]: (node["x"], node["y"]) for node in data_of(html)["plain"]["vis"]["nodes"]}


def go(page: Page, hash_: str) -> None:
    """Change the address of the view, and wait until the page follows."""
    page.evaluate(
        """(hash) => new Promise((done) => {
            if (location.hash.slice(1) === hash) done();
            addEventListener('hashchange', () => setTimeout(done), { once: true });
            location.hash = hash;
        })""",
        hash_,
    )
