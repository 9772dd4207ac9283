"""Writes a made-up dump of a registry, for measuring where no real one is at hand.

    python bench/made_up_registry.py FILE [--count N] [--seed N]

As many institutions as the real registry has, unless said otherwise, in its schema 2: with names in
several languages and scripts, acronyms, kinds, places, identifiers and relations, about as many of
each for an institution as there. None of them exists; every name says "Invented".
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

COUNT = 51_370
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
#: Code, language, and how a name begins in it.
_COUNTRIES = (
    ("US", "en", ""),
    ("DE", "de", "Erfundenes Institut"),
    ("FR", "fr", "Institut inventé"),
    ("RU", "ru", "Выдуманный институт"),
    ("JP", "ja", "架空の研究所"),
    ("CN", "zh", "虚构研究所"),
    ("UZ", "uz", "Toʻqima institut"),
    ("KZ", "kk", "Ойдан шығарылған институт"),
    ("SA", "ar", "معهد مخترع"),
    ("GR", "el", "Φανταστικό Ινστιτούτο"),
)
_KINDS = {"education": 30, "company": 25, "nonprofit": 15, "facility": 12, "healthcare": 12}
#: One institution in so many has others below it.
FAMILY = 8


def ror(number: int) -> str:
    """A registry id with right check digits (ISO/IEC 7064, MOD 97-10) for a number."""
    text, rest = "", number
    for _ in range(6):
        rest, digit = divmod(rest, len(_DIGITS))
        text = _DIGITS[digit] + text
    return f"https://ror.org/0{text}{98 - number * 100 % 97:02}"


def records(count: int, seed: int) -> Iterator[dict[str, object]]:
    """The records of a dump: the same for the same seed."""
    chance = Random(seed)  # noqa: S311 - the same each time, no secrets
    for number in range(1, count + 1):
        code, language, local = chance.choice(_COUNTRIES)
        kind = chance.choices(list(_KINDS), list(_KINDS.values()))[0]
        city = chance.randrange(1, 2000)
        yield {
            "id": ror(number),
            "status": chance.choices(["active", "inactive", "withdrawn"], [94, 3, 3])[0],
            "types": [kind, *["funder"] * (chance.random() < 0.1)],
            "names": list(_names(number, language, local, chance)),
            "links": [{"type": "website", "value": f"https://example.org/{number}"}],
            "external_ids": list(_identifiers(number, chance)),
            "locations": [
                {
                    "geonames_id": 10_000_000 + city,
                    "geonames_details": {
                        "country_code": code,
                        "name": f"Invented City {city}",
                        "lat": round(city * 0.09 - 90, 5),
                        "lng": round(city * 0.18 - 180, 5),
                    },
                }
            ],
            "relationships": list(_relations(number, count, chance)),
        }


def _names(number: int, language: str, local: str, chance: Random) -> Iterator[dict[str, object]]:
    def name(text: str, tag: str | None, *kinds: str) -> dict[str, object]:
        return {"value": text, "lang": tag, "types": list(kinds)}

    nameless = local and chance.random() < 0.2  # without a name in English, for checks to find
    if not nameless:
        yield name(f"Invented Institution {number}", "en", "ror_display", "label")
    if local:
        yield name(f"{local} {number}", language, "label", *["ror_display"] * bool(nameless))
    if chance.random() < 0.5:
        yield name(f"II{number}", None, "acronym")
    for other in range(chance.choice((0, 0, 1, 2))):
        yield name(f"Institution {number}, invented name {other}", "en", "alias")


def _identifiers(number: int, chance: Random) -> Iterator[dict[str, object]]:
    values = {
        "grid": f"grid.{number}.{number % 16:x}",
        "isni": f"{number:016}",
        "wikidata": f"Q{90_000_000_000 + number}",  # far beyond what is given out
        "fundref": f"9{number:08}",
    }
    shares = {"grid": 0.8, "isni": 0.5, "wikidata": 0.4, "fundref": 0.2}
    for kind, value in values.items():
        if chance.random() < shares[kind]:
            yield {"type": kind, "preferred": value, "all": [value]}


def _relations(number: int, count: int, chance: Random) -> Iterator[dict[str, object]]:
    """A head of each family, its members below it, and some that are related to any other."""
    head = number - number % FAMILY
    if number == head:
        for member in range(head + 1, min(head + FAMILY // 2, count + 1)):
            yield _relation("child", member)
    elif head and number < head + FAMILY // 2:
        yield _relation("parent", head)
    if chance.random() < 0.15:
        yield _relation("related", chance.randrange(1, count + 1))


def _relation(kind: str, number: int) -> dict[str, object]:
    return {"type": kind, "label": f"Invented Institution {number}", "id": ror(number)}


def write(path: Path, count: int = COUNT, seed: int = 1) -> Path:
    """Writes the dump as JSON lines with gzip, at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}")
    with gzip.open(beside, "wt", encoding="utf-8", compresslevel=1) as stream:
        for record in records(count, seed):
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    return beside.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", type=Path)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print(write(chosen.file, chosen.count, chosen.seed))


if __name__ == "__main__":
    main()
