"""Search: things by what they are called, as a page and as suggestions while somebody types."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from partnergraph.serve.desk import Desk
from partnergraph.serve.nameindex import PRINTED, Found
from partnergraph.serve.orders import LONGEST
from partnergraph.serve.sound import heard
from partnergraph.site.records import Text
from partnergraph.site.renderer import words
from partnergraph.translation import fill

PAGE = "search.html"
#: How many are shown on a page, and while somebody types.
MOST, SUGGESTED = 50, 8


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: its id, name, page and kind; the other name that fits, if it was that one,
    and whether only a source prints it so.
    """

    id: str
    name: Text
    page: str
    kind: str
    kind_name: str
    matched: Text
    printed: bool


def hits(desk: Desk, text: str, lang: str, most: int, kinds: Collection[str] = ()) -> list[Hit]:
    """The things that are called like `text`, the best first."""
    found = desk.index.find(text[:LONGEST], most, kinds)
    return [_hit(desk, each, lang, heard(text)) for each in found]


def search(desk: Desk, text: str, lang: str) -> str:
    """The page with what is called like `text`; without a text, what can be searched for."""
    say = words(lang)
    text = text[:LONGEST].strip()
    found = hits(desk, text, lang, MOST) if text else []
    told = say["search-most"] if len(found) == MOST else say["search-found"]
    return desk.renderer.render(
        "live-search.html",
        lang,
        PAGE,
        title=fill(say["search-title"], text) if text else say["search"],
        asked=text,
        hits=found,
        found=fill(told, str(len(found))),
        missing=fill(say["search-none"], text),
    )


def suggestions(desk: Desk, text: str, lang: str, kinds: Collection[str] = ()) -> bytes:
    """Suggestions as JSON: `results`, each with `id`, `label`, `kind`, and `href` relative to the
    address of the suggestions; `matched` is another name that fits better.
    """
    found = [
        {
            "id": each.id,
            "label": each.name.text,
            **({"lang": each.name.tag} if each.name.tag else {}),
            "kind": each.kind_name,
            **({"matched": each.matched.text} if each.matched.text else {}),
            "href": f"../{desk.renderer.path(each.page, lang)}",
        }
        for each in hits(desk, text, lang, SUGGESTED, kinds)
    ]
    return _json({"query": text, "results": found})


def completions(desk: Desk, text: str, lang: str) -> bytes:
    """Suggestions as browsers read them (OpenSearch Suggestions 1.0): names, kinds, addresses."""
    found = hits(desk, text, lang, SUGGESTED)
    place = desk.renderer.place
    pages = [f"{place}{desk.renderer.path(each.page, lang)}" for each in found]
    return _json([text, [h.name.text for h in found], [h.kind_name for h in found], pages])


def description(desk: Desk, lang: str) -> str:
    """How browsers search this site (OpenSearch 1.1 description document)."""
    site = desk.renderer
    page = f"{site.place}{site.path(PAGE, lang)}?q={{searchTerms}}"
    title = site.titles.get(lang) or next(iter(site.titles.values()), site.base)
    return site.environment.get_template("live-opensearch.xml").render(
        title=title[:16],
        about=title,
        page=page,
        suggest=f"{site.place}search/suggest?lang={lang}&form=browser&q={{searchTerms}}",
    )


def _hit(desk: Desk, found: Found, lang: str, asked: Sequence[str]) -> Hit:
    name = desk.called(found.iri, lang)
    kind = desk.kind(found.iri)
    said = heard(name.text)
    same = all(any(each.startswith(word) for each in said) for word in asked)
    same = same or heard(found.name.text) == said
    return Hit(
        id=desk.local(found.iri),
        name=name,
        page=desk.page(found.iri),
        kind=kind,
        kind_name=words(lang)[kind],
        matched=Text("") if same else Text(found.name.text, found.name.tag),
        printed=found.name.sort == PRINTED,
    )


def _json(found: object) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
