"""The network with plain values only, as other programs can read it: text, numbers, yes and no.

The names of attributes are promised: docs/network.md lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

from partnergraph.network import STRUCTURE
from partnergraph.ties import ACTORS
from partnergraph.viewfiles import Record
from partnergraph.vocabulary import ORG, PG, SCHEMA

Value = str | int | float | bool
#: Between the values of one attribute, as in the cells of tables.
SEPARATOR = " | "
#: What XML 1.0 (§2.2) cannot hold, and half surrogate pairs, which no encoding can.
_UNFIT = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_BLANK = re.compile(r"[\t\n\r]+")


def flat(
    graph: nx.MultiDiGraph[str], *, lang: str = "en", about: Mapping[str, str] | None = None
) -> nx.MultiDiGraph[str]:
    """`graph`, a network of `network.project`, with every attribute a text, number or boolean.

    Labels are in `lang` where there are any, else in English, else in the first language there
    is. Several values of one attribute are joined by " | "; an attribute without a value is
    absent. Characters that XML cannot hold become U+FFFD and breaks of lines become blanks. The
    key of an edge is its relation's IRI; where a relation is several edges or a node, the n-th
    adds `#edge-n`, so that no two nodes or edges share an id. `about` goes into the attributes of
    the graph. What `measures.write` and `losses.write` wrote is kept.
    """
    found: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    found.graph.update(_clean(about or {}))
    facts = {key: graph.graph.get(key) or "" for key in ("home", "as_of", "joint")}
    found.graph.update(_clean(facts | {"lang": lang}))
    texts = _Texts(graph, lang)
    for iri, node in sorted(graph.nodes(data=True)):
        found.add_node(fit(iri), **_clean(_node(iri, node, texts)))
    edges = sorted(graph.edges(keys=True, data=True), key=lambda edge: (str(edge[2]), *edge[:2]))
    lines: dict[str, int] = {}
    for _, _, key, edge in edges:
        lines[_iri(key, edge)] = lines.get(_iri(key, edge), 0) + 1
    drawn: dict[str, int] = {}
    for start, end, key, edge in edges:
        iri = _iri(key, edge)
        drawn[iri] = drawn.get(iri, 0) + 1
        alone = lines[iri] == 1 and iri not in graph
        name = iri if alone else f"{iri}#edge-{drawn[iri]}"
        values = _edge(iri, edge, texts) | {"edges": lines[iri]} | _roles(start, end, edge)
        found.add_edge(fit(start), fit(end), fit(name), **_clean(values))
    return found


def fit(text: str) -> str:
    """`text` in one line and without what XML cannot hold."""
    return _BLANK.sub(" ", _UNFIT.sub("\ufffd", text))


def label(names: Iterable[Record], lang: str) -> str:
    """The best of `names` in `lang`, else in English, else the first; '' where there is none."""
    found = [name for name in names if name.get("text", "").strip()]
    found = [n for n in found if n.get("sort", "preferred") == "preferred"] or found
    for wanted in (lang, lang.partition("-")[0], "en"):
        for name in found:
            if wanted in (name["lang"], name["lang"].partition("-")[0]):
                return str(name["text"])
    return str(found[0]["text"]) if found else ""


class _Texts:
    """Labels and addresses by IRI."""

    def __init__(self, graph: nx.MultiDiGraph[str], lang: str) -> None:
        self.lang = lang
        self._concepts: Mapping[str, Mapping[str, str]] = graph.graph.get("concepts", {})
        self._sources: Mapping[str, Record] = graph.graph.get("sources", {})
        self._records: Mapping[str, Record] = graph.graph.get("relations", {})

    def concept(self, key: str) -> str:
        names = [{"text": t, "lang": tag} for tag, t in self._concepts.get(key, {}).items()]
        return label(names, self.lang) or _slug(key)

    def evidence(self, sources: Iterable[str]) -> dict[str, Any]:
        listed = sorted(set(sources) - {""})
        urls = [self._sources.get(source, {}).get("url", "") for source in listed]
        return {
            "source_count": len(listed),
            "sources": listed,
            "source_urls": [url or source for url, source in zip(urls, listed, strict=True)],
        }

    def relation(self, iri: str, record: Record) -> dict[str, Any]:
        first, last = record.get("span") or (None, None)
        claims = record.get("claims", ())
        types = record.get("types", ())
        title = label(record.get("titles", ()), self.lang)
        return {
            "label": title or SEPARATOR.join(map(self.concept, types)) or record.get("kind", ""),
            "relation": iri,
            "kind": record.get("kind", ""),
            "type": [_slug(name) for name in types],
            "status": _slug(record.get("status") or ""),
            "first_day": first,
            "last_day": last,
            "edtf": list(dict.fromkeys(map(_edtf, record.get("dates", ())))),
            "standing": record.get("standing", ""),
            "modality": [_slug(name) for name in record.get("modalities", ())],
            "claims": len(claims),
            "conflicts": sum(bool(claim.get("conflicts")) for claim in claims),
            "participants": len(record.get("participants", ())),
        } | self.evidence(claim["source"] for claim in claims)

    def node_of(self, iri: str) -> dict[str, Any]:
        return self.relation(iri, self._records.get(iri, {}))


def _node(iri: str, node: Record, texts: _Texts) -> dict[str, Any]:
    kind = node.get("kind", "institution")
    plain = {"standing": node.get("standing", "")}
    if kind not in ACTORS:
        return plain | texts.node_of(iri) | {"kind": kind, "is_relation": True}
    facts = node.get("facts", {})
    names = node.get("names", ())
    return {
        "label": label(names, texts.lang) or iri,
        "kind": kind,
        "is_relation": False,
        **plain,
        "names": [f"{n['text']}@{n['lang']}" if n.get("lang") else n["text"] for n in names],
        "type": [_slug(value) for value in facts.get(ORG.classification, ())],
        "country": [_slug(value) for value in facts.get(PG.country, ())],
        "city": list(facts.get(PG.city, ())),
        "url": list(facts.get(SCHEMA.url, ())),
        "same_as": list(facts.get(SCHEMA.sameAs, ())),
        **texts.evidence(node.get("sources", ())),
        **node.get("measures", {}),
        **node.get("loss", {}),
    }


def _edge(iri: str, edge: Record, texts: _Texts) -> dict[str, Any]:
    if edge.get("kind") in STRUCTURE:
        plain = {"label": edge["kind"], "relation": iri, "kind": edge["kind"], "directed": True}
        return plain | {"standing": "asserted"} | texts.evidence(edge.get("sources", ()))
    more: dict[str, Any] = {"directed": False}
    more |= {name: edge[name] for name in ("bridge", "lost") if name in edge}
    return texts.relation(iri, edge) | more


def _roles(start: str, end: str, edge: Record) -> dict[str, Any]:
    roles = {p["agent"]: p.get("roles", ()) for p in edge.get("participants", ())}
    return {
        "source_roles": [_slug(role) for role in roles.get(start, ())],
        "target_roles": [_slug(role) for role in roles.get(end, ())],
    }


def _iri(key: object, edge: Record) -> str:
    return str(edge.get("id", key))


def _edtf(date: Record) -> str:
    step, edtf = _slug(date.get("step", "")), date.get("edtf", "")
    return f"{step}: {edtf}" if step and edtf else edtf or step


def _slug(concept: str) -> str:
    """A concept without its scheme: `status:in-force` is `in-force`."""
    return concept.partition(":")[2] if ":" in concept and "//" not in concept else concept


def _clean(values: Mapping[str, Any]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in values.items():
        several = isinstance(value, list | tuple | set)
        plain = SEPARATOR.join(str(each) for each in value if each) if several else value
        if isinstance(plain, str):
            plain = fit(plain)
        if plain is not None and plain != "":
            found[name] = plain
    return found
