"""The network as one HTML file that explains itself and asks nobody for anything.

pyvis holds nodes, edges and options; the page around them is ours: text reaches the document as
text only, and a content security policy (CSP Level 3, §3.3, in a `meta` element) forbids
everything but the scripts and the style whose hashes it names.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

import networkx as nx
from jinja2 import Environment, StrictUndefined
from pyvis.network import Network

from partnergraph.errors import PartnergraphError
from partnergraph.layout import positions
from partnergraph.network import STRUCTURE
from partnergraph.scene import KINDS, UNKNOWN, scene

Record = dict[str, Any]

_SCRIPTS = ("state", "draw", "labels", "walk", "panel", "table", "controls")
_LIBRARY = "templates/lib/vis-9.1.2/vis-network.min.js"
#: The languages of the page: their own names and their tags.
LANGUAGES = {"en": ("English", "en"), "ru": ("Русский", "ru"), "uz": ("Oʻzbekcha", "uz-Latn")}
_OPTIONS: Record = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "keyboard": False,
        "zoomSpeed": 0.7,
        "selectConnectedEdges": False,
    },
    "nodes": {"font": {"size": 0}, "labelHighlightBold": False},
    "edges": {"chosen": False, "hoverWidth": 0},
}
_FEW = 50  # nodes; fewer are drawn bigger
_SAFE = ("http://", "https://", "mailto:")


class Page(Network):  # type: ignore[misc] # pyvis ships no types
    """pyvis's network, written on our page instead of its own.

    Directed, because pyvis drops the second undirected edge between two nodes without a word.
    """

    def __init__(self) -> None:
        super().__init__(directed=True, cdn_resources="in_line")
        self.options = dict(_OPTIONS)
        self.templateEnv = Environment(autoescape=True, undefined=StrictUndefined)

    def generate_html(self, name: str = "", local: bool = True, notebook: bool = False) -> str:
        """Refuse: the page needs more than nodes and edges, see `render`."""
        raise NotImplementedError("use partnergraph.explore.render")

    def page(self, data: Record, **context: Any) -> str:
        """The page with this network and `data` in it; `context` fills the template."""
        data["vis"] = {"nodes": self.nodes, "edges": self.edges, "options": self.options}
        library, script, style = _library(), _script(), _text("explore.css")
        policy = (
            f"default-src 'none'; script-src {_hash(library)} {_hash(script)}; "
            f"style-src {_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'"
        )
        template = self.templateEnv.from_string(_text("template.html"))
        return template.render(
            policy=policy, library=library, script=script, style=style, data=_json(data), **context
        )


def render(
    graph: nx.MultiDiGraph[str],
    *,
    lang: str = "en",
    title: str | Mapping[str, str] = "",
    seed: int = 0,
) -> str:
    """Write the network of `network.project` as a page of HTML, to be saved as UTF-8.

    `lang` is the language the page opens in: en, ru or uz. `title` is one text, or one for each
    of these languages. The same graph always gives the same page.

    Raises PartnergraphError for another language.
    """
    if lang not in LANGUAGES:
        raise PartnergraphError(
            f"The page has no texts in {lang!r}.", f"Use one of {', '.join(LANGUAGES)}."
        )
    titles = dict(title) if isinstance(title, Mapping) else {lang: title}
    strings = json.loads(_text("strings.json"))
    say: dict[str, str] = strings["en"] | strings[lang]
    data = scene(graph) | {"lang": lang, "strings": strings, "titles": titles}
    page = _drawn(graph, data, seed)
    return page.page(
        data,
        tag=LANGUAGES[lang][1],
        heading=titles.get(lang) or next(iter(titles.values()), "") or "partnergraph",
        headline=[_number(say, f"counts.{key}", n) for key, n in data["counts"] if n],
        languages=[(key, own, tag) for key, (own, tag) in LANGUAGES.items()],
        say=say,
        rows=[_row(data, key, lang) for key in data["relations"]],
    )


def _text(name: str) -> str:
    return (files("partnergraph") / "page" / name).read_text(encoding="utf-8")


def _library() -> str:
    """vis-network as pyvis ships it, licence notice included."""
    text = (files("pyvis") / _LIBRARY).read_text(encoding="utf-8").replace("\r", "")
    return re.sub(r"\n//# sourceMappingURL=.*", "", text)


def _script() -> str:
    parts = "\n".join(_text(f"{name}.js") for name in _SCRIPTS)
    return f"(() => {{\n'use strict';\n{parts}}})();\n"


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _json(value: Any) -> str:
    """JSON that no HTML parser mistakes for markup (HTML, §4.12.1.3)."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # A lone half of a surrogate pair cannot be written as UTF-8.
    text = text.encode("utf-8", "replace").decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _drawn(graph: nx.MultiDiGraph[str], data: Record, seed: int) -> Page:
    """The network in pyvis: where each node is, how big, and which lines join them."""
    page = Page()
    base = data["base"]
    plain = _plain(graph, data)
    places = positions(plain, data["home"], seed=seed)
    near = nx.node_connected_component(plain.to_undirected(), data["home"]) if data["home"] else ()
    for key, (x, y) in places.items():
        group = _group(key, data)
        load = plain.nodes[key]["load"]
        size = _size(group, load, len(places))
        page.add_node(key, _label(key, data), x=x, y=y, size=round(size, 1), group=group)
    for start, end, name, edge in sorted(graph.edges(keys=True, data=True), key=_order):
        kind = edge.get("kind", "partnership")
        iri = str(edge.get("id", name))
        if isinstance(name, int):
            iri = f"{start}/{end}/{name}"
        relation = None if kind in STRUCTURE else iri.removeprefix(base)
        page.add_edge(
            start.removeprefix(base),
            end.removeprefix(base),
            kind=kind,
            relation=relation,
            arrows="",
        )
    data |= {"places": places, "around": sorted(near)}
    return page


def _size(group: str, load: int, nodes: int) -> float:
    """How big a node is: by its number of relations, bigger in small networks."""
    if group == "home":
        return 24
    plain = 6.0 if group in KINDS else 4.5 + 2.2 * math.sqrt(min(load, 30))
    return plain * (1.5 if nodes <= _FEW else 1)


def _order(edge: tuple[str, str, Any, Record]) -> tuple[str, str, str]:
    """Sort edges by their ends, then by kind, so that like lines lie side by side."""
    return (edge[0], edge[1], f"{edge[3].get('kind', '')} {edge[2]}")


def _plain(graph: nx.MultiDiGraph[str], data: Record) -> nx.Graph[str]:
    """The network with short keys and what the layout looks at."""
    base = data["base"]
    plain: nx.Graph[str] = nx.Graph()
    for iri, node in graph.nodes(data=True):
        key = iri.removeprefix(base) or iri
        country = data["things"].get(key, {}).get("country") or UNKNOWN
        kind = node.get("kind", "institution")
        plain.add_node(
            key, country=country.replace(UNKNOWN, "~"), kind=kind, load=graph.degree(iri)
        )
    plain.add_edges_from((u.removeprefix(base), v.removeprefix(base)) for u, v in graph.edges())
    return plain


def _group(key: str, data: Record) -> str:
    if key == data["home"]:
        return "home"
    if key in data["relations"]:
        return str(data["relations"][key]["kind"])
    standing = data["things"][key]["standing"] if key in data["things"] else "unconnected"
    if standing in ("mentioned", "unconnected"):
        return "mentioned"
    return "unit" if data["things"][key]["kind"] == "unit" else "institution"


def _label(key: str, data: Record, lang: str = "en") -> str:
    names = (data["things"].get(key) or data["relations"].get(key) or {}).get("names", ())
    return _best(names, lang)["text"] or key


def _best(texts: Iterable[Record], lang: str) -> Record:
    """The text in the language wanted, else in English, else the first; as the page chooses."""
    texts = [text for text in texts if text.get("text", "").strip()]
    texts = [text for text in texts if text.get("sort", "preferred") == "preferred"] or texts
    for wanted in (LANGUAGES[lang][1], "en", "ru"):
        for text in texts:
            if text["lang"] == wanted:
                return text
    return texts[0] if texts else {"text": "", "lang": ""}


def _number(say: Mapping[str, str], key: str, number: int) -> str:
    """A count in words, after the plural rules of CLDR for our languages."""
    form = "one" if number == 1 else "other"
    if f"{key}.many" in say:  # Russian
        last, teen = number % 10, number % 100 in range(11, 15)
        form = "many" if teen or last in (0, *range(5, 10)) else "one" if last == 1 else "few"
    text = say.get(f"{key}.{form}") or say[f"{key}.other"]
    return text.replace("{n}", str(number))


def _row(data: Record, key: str, lang: str) -> Record:
    """One relation for the table that works without scripts."""
    relation = data["relations"][key]
    others = [p["agent"] for p in relation["participants"] if p["agent"] != data["home"]]
    countries = {data["things"].get(other, {}).get("country") for other in others} - {None}
    claims = [data["claims"][claim] for claim in relation["claims"] if claim in data["claims"]]
    things = [data["things"].get(other, {}).get("names", ()) for other in others]
    dates = [date["edtf"] for date in relation["dates"] if date["edtf"]]
    types = [_concept(data, name, lang) for name in relation["types"]]
    title = _best(relation["names"], lang)
    return {
        "partners": [_best(names, lang) for names in things],
        "countries": [_concept(data, name, lang) for name in sorted(countries)],
        "kind": relation["kind"],
        "title": title if title["text"] else {"text": ", ".join(types), "lang": ""},
        "date": ", ".join(dict.fromkeys(dates)),
        "status": _concept(data, relation["status"], lang) if relation["status"] else "",
        "standing": relation["standing"],
        "quotes": [quote for claim in claims for quote in claim["quotes"] if quote.get("text")],
        "sources": [
            _source(data, name, lang) for name in dict.fromkeys(c["source"] for c in claims)
        ],
    }


def _concept(data: Record, key: str, lang: str) -> str:
    labels = data["concepts"].get(key, {})
    return str(labels.get(LANGUAGES[lang][1]) or labels.get("en") or re.split(r"[:/#]", key)[-1])


def _source(data: Record, key: str, lang: str) -> Record:
    source = data["sources"].get(key, {})
    url = source.get("url", "")
    title = _best(source.get("title", ()), lang)["text"] or url or key
    return {"title": title, "url": url if url.startswith(_SAFE) else ""}
