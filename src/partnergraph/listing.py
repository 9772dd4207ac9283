"""The relations as rows of words, for readers without scripts and for the headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from partnergraph.scene import KINDS, UNKNOWN

Record = dict[str, Any]

#: The languages of the page: their own names and their tags.
LANGUAGES = {"en": ("English", "en"), "ru": ("Русский", "ru"), "uz": ("Oʻzbekcha", "uz-Latn")}
_SAFE = ("http://", "https://", "mailto:")


def best(texts: Iterable[Record], lang: str) -> Record:
    """The text in the language wanted, else in English, else the first; as the page chooses."""
    texts = [text for text in texts if text.get("text", "").strip()]
    texts = [text for text in texts if text.get("sort", "preferred") == "preferred"] or texts
    for wanted in (LANGUAGES[lang][1], "en", "ru"):
        for text in texts:
            if text["lang"] == wanted:
                return text
    return texts[0] if texts else {"text": "", "lang": ""}


def number(say: Mapping[str, str], key: str, number: int) -> str:
    """Write a count in words, after the plural rules of CLDR for our languages."""
    form = "one" if number == 1 else "other"
    if f"{key}.many" in say:  # Russian
        last, teen = number % 10, number % 100 in range(11, 15)
        form = "many" if teen or last in (0, *range(5, 10)) else "one" if last == 1 else "few"
    text = say.get(f"{key}.{form}") or say[f"{key}.other"]
    return text.replace("{n}", str(number))


def headline(data: Record, say: Mapping[str, str]) -> list[str]:
    """What is in the network, in words; institutions apart by whether they are related to home."""
    counts = dict(data["counts"])
    lines = {
        key: number(say, f"counts.{key}", n) for key, n in counts.items() if n and key != "related"
    }
    if data["home"] and counts["institutions"] > counts["related"]:
        some = say["counts.context"].replace("{related}", str(counts["related"]))
        context = str(counts["institutions"] - counts["related"])
        lines["institutions"] += " " + some.replace("{context}", context)
    return list(lines.values())


def by_country(data: Record, lang: str) -> list[Record]:
    """Count institutions and relations of each country, for a network too big to be listed."""
    things = data["things"]
    places: dict[str, Record] = {}
    for thing in things.values():
        place = places.setdefault(thing["country"] or UNKNOWN, dict.fromkeys(("all", *KINDS), 0))
        place["all"] += 1
    for relation in data["relations"].values():
        agents = {p["agent"] for p in relation["participants"] if p["agent"] in things}
        for country in {things[agent]["country"] or UNKNOWN for agent in agents}:
            places[country][relation["kind"]] += 1
    rows = [{"name": _concept(data, key, lang)} | counts for key, counts in places.items()]
    return sorted(rows, key=lambda counts: (-counts["all"], counts["name"]))


def row(data: Record, key: str, lang: str) -> Record:
    """One relation for the table that works without scripts."""
    relation = data["relations"][key]
    others = [p["agent"] for p in relation["participants"] if p["agent"] != data["home"]]
    countries = {data["things"].get(other, {}).get("country") for other in others} - {None}
    claims = [data["claims"][claim] for claim in relation["claims"] if claim in data["claims"]]
    things = [data["things"].get(other, {}).get("names", ()) for other in others]
    dates = [date["edtf"] for date in relation["dates"] if date["edtf"]]
    types = [_concept(data, name, lang) for name in relation["types"]]
    title = best(relation["names"], lang)
    return {
        "partners": [best(names, lang) for names in things],
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
    title = best(source.get("title", ()), lang)["text"] or url or key
    return {"title": title, "url": url if url.startswith(_SAFE) else ""}
