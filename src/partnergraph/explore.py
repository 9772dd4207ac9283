"""The network as one HTML file that explains itself and asks nobody for anything.

pyvis holds nodes, edges and options; the page around them is ours: text reaches the document as
text only, and a content security policy (CSP Level 3, §3.3, in a `meta` element) forbids
everything but the scripts and the style whose hashes it names. Above `MOST` nodes the page draws
by itself, from arrays.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import networkx as nx
from jinja2 import Environment, StrictUndefined
from pyvis.network import Network

from partnergraph.drawing import Drawing, drawing
from partnergraph.errors import PartnergraphError
from partnergraph.listing import LANGUAGES, best, by_country, headline, row
from partnergraph.packed import deflated, json_bytes, packed
from partnergraph.picture import picture
from partnergraph.scene import scene

Record = dict[str, Any]

MOST = 2000  # nodes that vis-network draws well
_EDGES = 1.5  # edges for each of these that it draws well, too
MANY = 20_000  # things, above which other names than those shown are left out
_TABLES = ("things", "relations", "claims", "readings", "sources")
#: Scripts of the page in their order: drawing, then what needs the data.
_DRAWING = ("data", "draw", "view", "looks", "labels", "rim", "shapes")
_VIS = ("vis", "ready-vis")
_OWN = ("gl", "flat", "pick", "own", "ready-own")
_SCRIPTS = (
    *("words", "state", "filters", "parts", "time", "search", "legend", "walk", "evidence"),
    *("actions", "panel", "paths", "table", "save", "history", "controls"),
)
_ODD = re.compile("[\x7f-\xa0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff]")
_LIBRARY = "templates/lib/vis-9.1.2/vis-network.min.js"
_OPTIONS: Record = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "keyboard": False,
        "zoomSpeed": 0.7,
        "selectConnectedEdges": False,
    },
    "nodes": {"chosen": False, "font": {"size": 0}, "labelHighlightBold": False},
    "edges": {"chosen": False, "hoverWidth": 0},
}


class Page(Network):  # type: ignore[misc] # pyvis ships no types
    """pyvis's network, written on our page instead of its own.

    Directed, because pyvis drops the second undirected edge between two nodes without a word.
    """

    def __init__(self) -> None:
        super().__init__(directed=True, cdn_resources="in_line")
        self.options = dict(_OPTIONS)

    def generate_html(self, name: str = "", local: bool = True, notebook: bool = False) -> str:
        """Refuse: the page needs more than nodes and edges, see `render`."""
        raise NotImplementedError("use partnergraph.explore.render")

    def draw(self, drawn: Drawing, data: Record) -> None:
        """Take the nodes and edges of `drawn`; their names come from `data`."""
        keys = [node.key for node in drawn.nodes]
        for node in drawn.nodes:
            label = _label(node.key, data)
            self.add_node(node.key, label, x=node.x, y=node.y, size=node.size, group=node.group)
        for edge in drawn.edges:
            ends = (keys[edge.start], keys[edge.end])
            self.add_edge(*ends, kind=edge.kind, relation=edge.relation, arrows="")


def render(
    graph: nx.MultiDiGraph[str],
    *,
    lang: str = "en",
    title: str | Mapping[str, str] = "",
    seed: int = 0,
    pages: str = "",
    focus: str = "",
    most: int = MOST,
) -> str:
    """Write the network of `network.project` as a page of HTML, to be saved as UTF-8.

    `lang` is the language the page opens in: en, ru or uz. `title` is one text, or one for each
    of these languages. The same graph always gives the same page.

    `pages` says where the page of a record is: an address in which `{id}` stands for its id, or
    one that the id is put behind; nothing links there without it. `focus` is the IRI of what is
    selected at first. Above `most` nodes, or half as many edges again, the page draws by itself,
    without vis-network; above `MANY` things it knows only the best name in each of its languages.

    Raises PartnergraphError for another language, or where `pages` is no web address.
    """
    if lang not in LANGUAGES:
        raise PartnergraphError(
            f"The page has no texts in {lang!r}.", f"Use one of {', '.join(LANGUAGES)}."
        )
    if pages and not re.match(r"https?://[^/?#]+/", pages):
        raise PartnergraphError(
            f"{pages!r} is no address of pages.", "For example https://example.org/id/{id}.html"
        )
    titles = _titles(title) if isinstance(title, Mapping) else {lang: title}
    strings = json.loads(_text("strings.json"))
    say: dict[str, str] = strings["en"] | strings[lang]
    data = scene(graph) | {"lang": lang, "strings": strings, "titles": titles}
    data |= {"pages": pages, "focus": focus.removeprefix(data["base"])}
    large = graph.number_of_nodes() > most or graph.number_of_edges() > _EDGES * most
    if large:
        data["things"] = _alike(data["things"], lang)
    if len(data["things"]) > MANY:
        data["things"] = {key: _called(thing) for key, thing in data["things"].items()}
    drawn = drawing(graph, data, seed)
    countries = by_country(data, lang) if large else []
    blocks = _arrays(drawn, data) if large else _vis(drawn, data)
    return _page(
        data,
        _script(*(_OWN if large else _VIS)),
        **blocks,
        tag=LANGUAGES[lang][1],
        heading=titles.get(lang) or next(iter(titles.values()), "") or "partnergraph",
        headline=headline(data, say),
        languages=[(key, own, tag) for key, (own, tag) in LANGUAGES.items()],
        say=say,
        rows=[] if large else [row(data, key, lang) for key in data["relations"]],
        countries=countries,
    )


def _vis(drawn: Drawing, data: Record) -> dict[str, str]:
    """For vis-network: nodes, edges and options as pyvis writes them, and the library."""
    page = Page()
    page.draw(drawn, data)
    data["vis"] = {"nodes": page.nodes, "edges": page.edges, "options": page.options}
    return {"library": _library(), "picture": ""}


def _alike(things: Record, lang: str) -> Record:
    """Things in an order that deflates well: those of one place, and of like names, together."""

    def place(item: tuple[str, Record]) -> tuple[str, ...]:
        key, thing = item
        name = best(thing["names"], lang)["text"]
        return (thing["country"] or "", thing["city"] or "", name, key)

    return dict(sorted(things.items(), key=place))


def _called(thing: Record) -> Record:
    """A thing with the names that the page shows in its languages, and no others."""
    names = [best(thing["names"], lang) for lang in LANGUAGES]
    return thing | {"names": [name for i, name in enumerate(names) if name not in names[:i]]}


def _arrays(drawn: Drawing, data: Record) -> dict[str, str]:
    """For our own drawing: arrays, with relations in the order of their lines."""
    order = dict.fromkeys(edge.relation for edge in drawn.edges if edge.relation)
    data["relations"] = {key: data["relations"][key] for key in [*order, *data["relations"]]}
    data["relations"] |= _at_ends(drawn, data["relations"])
    number = {key: i for i, key in enumerate(data["relations"])}
    data["nodes"] = [node.key for node in drawn.nodes[len(data["things"]) :]]
    return {"library": "", "picture": deflated(picture(drawn, number))}


def _at_ends(drawn: Drawing, relations: Record) -> Record:
    """Relations of two as the page reads them: `<` and `>` stand for the ends of their line."""
    found = {}
    for edge in (edge for edge in drawn.edges if edge.relation):
        key = str(edge.relation)
        parts = relations[key]["participants"]
        ends = {drawn.nodes[edge.start].key: "<", drawn.nodes[edge.end].key: ">"}
        if {part["agent"] for part in parts} == ends.keys():
            parts = [part | {"agent": ends[part["agent"]]} for part in parts]
            found[key] = relations[key] | {"participants": parts}
    return found


def _page(data: Record, script: str, library: str, **context: Any) -> str:
    """The page; `context` fills the template."""
    style = _text("explore.css")
    hashes = " ".join(_hash(text) for text in (library, script) if text)
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        _text("template.html")
    )
    content = deflated(json_bytes(packed(data, _TABLES)))
    return template.render(
        policy=policy, library=library, script=script, style=style, data=content, **context
    )


def _titles(title: Mapping[str, str]) -> dict[str, str]:
    """The title in the languages of the page, which know Uzbek by a shorter name."""
    tags = {tag: lang for lang, (_, tag) in LANGUAGES.items()}
    return {tags.get(tag, tag): text for tag, text in title.items()}


def _text(name: str) -> str:
    return (files("partnergraph") / "page" / name).read_text(encoding="utf-8")


def _library() -> str:
    """vis-network as pyvis ships it, licence notice included.

    Control characters and odd spaces in its strings are escaped: a page may not hold them (HTML,
    §3.2.5), or not in this form (NFC).
    """
    text = (files("pyvis") / _LIBRARY).read_text(encoding="utf-8").replace("\r", "")
    text = re.sub(r"\n//# sourceMappingURL=.*", "", text)
    return _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _script(*backend: str) -> str:
    """One function around all: it waits where the data must have come."""
    parts = "\n".join(_text(f"{name}.js") for name in (*_DRAWING, *backend, *_SCRIPTS))
    return f"(async () => {{\n'use strict';\n{parts}}})();\n"


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _label(key: str, data: Record, lang: str = "en") -> str:
    names = (data["things"].get(key) or data["relations"].get(key) or {}).get("names", ())
    return str(best(names, lang)["text"]) or key
