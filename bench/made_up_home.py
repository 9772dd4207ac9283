"""What the generator makes up about the institution in the middle: partners of every level."""

from __future__ import annotations

from collections.abc import Sequence

from made_up import TODAY, Maker, agreement, day, event, reading

UNITS = 40
_RELATIONS = {"partner": 40, "mobility": 25, "agreement": 15, "memorandum": 15, "other": 5}


def home(maker: Maker, partners: Sequence[str]) -> None:
    """Units, partners of all six levels, programmes, claims and what else is seldom stated."""
    _units(maker)
    makers = (_listed, _met, _negotiating, _signed, _in_force, _active)
    for number, partner in enumerate(partners):
        for level in {number % len(makers), maker.random.randrange(number % len(makers) + 1)}:
            makers[level](maker, number, partner)
    for number, partner in enumerate(partners[3::6]):
        _programme(maker, number, partner)
    _rarities(maker, partners)


def _unit(maker: Maker) -> str:
    return f"unit-{maker.random.randrange(UNITS)}"


def _units(maker: Maker) -> None:
    for number in range(UNITS):
        row = {"id": f"unit-{number}", "name@en": f"Generated department {number}"}
        maker.add("units", {**row, "unit_of": maker.home.id}, doubt=False)


def _listed(maker: Maker, number: int, partner: str) -> None:
    row = {"partners": f"{maker.home.id} | {partner}", "type": maker.pick(_RELATIONS)}
    row["responsible_unit"] = _unit(maker) if number % 2 else ""
    row["date"] = "" if number % 3 else day(maker, 2015)
    maker.add("relations", row, doubt=False)


def _met(maker: Maker, number: int, partner: str) -> None:
    more = {"date": day(maker, 2010, 2020), "responsible_unit": _unit(maker)}
    both = [maker.home.id, partner]
    event(maker, f"home-meeting-{number}", "meeting", both, more, doubt=False)


def _negotiating(maker: Maker, number: int, partner: str) -> None:
    life = {"negotiated": day(maker, 2022)}
    agreement(maker, f"home-talks-{number}", [maker.home.id, partner], life, doubt=False)


def _signed(maker: Maker, number: int, partner: str) -> None:
    life = {"signed": day(maker, 2005), "responsible_unit": _unit(maker)}
    agreement(maker, f"home-signed-{number}", [maker.home.id, partner], life, doubt=False)


def _in_force(maker: Maker, number: int, partner: str) -> None:
    name = f"home-in-force-{number}"
    end = str(TODAY.year + maker.random.randrange(1, 9))
    life = {"signed": day(maker, 2021, 2024), "in_force": "2025", "scheduled_expiry": end}
    agreement(maker, name, [maker.home.id, partner], life, doubt=False)


def _active(maker: Maker, number: int, partner: str) -> None:
    signing = f"home-signing-{number}"
    both = [maker.home.id, partner]
    event(maker, signing, "signing", both, {"date": "2023-05"}, doubt=False)
    life = {"signed": "2023-05", "event": signing}
    agreement(maker, f"home-active-{number}", both, life, doubt=False)
    more = {"date": f"2025-{number % 12 + 1:02}-10", "series": "home-series"}
    event(maker, f"home-class-{number}", "masterclass", both, more, doubt=False)


def _programme(maker: Maker, number: int, partner: str) -> None:
    row = {
        "id": f"programme-{number}",
        "title@en": f"Generated programme {number}",
        "type": maker.random.choice(["double-degree", "joint-programme", "mobility"]),
        "providers": f"{maker.home.id} | {partner}",
        "started": "" if number % 3 else str(2010 + number % 15),
        "under_agreement": f"home-signed-{6 * number + 3}",
        "subjects@en": "medicine",
        "responsible_unit": _unit(maker),
    }
    maker.add("programmes", row, doubt=False)


def claims(maker: Maker, count: int) -> None:
    """Claims of every sort: numbers, aims, incomplete statements, contradictions and variants."""
    for number in range(count):
        about = maker.home.id if number % 3 == 0 else maker.some(1)[0]
        row = {
            "id": f"claim-{number}",
            "statement@en": f"Generated claim {number}.",
            "about": about,
        }
        row = maker.add("claims", row | _sort(number))
        if printed := row.get("mentions"):
            reading(maker, printed, about, row["source"])


def _sort(number: int) -> dict[str, str]:
    earlier = f"claim-{max(number - 5, 0)}"
    counted = {
        "counts": "institutions",
        "comparator": "more-than",
        "number": str(10 + number % 90),
        "counted_as": "partners",
        "as_of": "" if number % 2 else "2025",
    }
    sorts = (
        counted | {"number_to": "100"} if number % 10 == 0 else counted,
        {"modality": "aspired"},
        {"missing": "predicate", "modality": "incomplete"},
        {"regions": "central-asia", "mentions": f"Printed in claim {number}"},
        {"variant_of": earlier} if number > 5 else {},
        counted | ({"conflicts_with": earlier} if number > 5 else {}),
    )
    return sorts[number % len(sorts)]


def _rarities(maker: Maker, partners: Sequence[str]) -> None:
    """What the shipped tables state a few times only."""
    first, second, third = partners[:3]
    maker.add("events", {"id": "home-series", "title@en": "Generated series", "type": "series"})
    old = {"id": maker.home.id, "name@en": "Generated former name", "named_during": "1990/2000"}
    maker.add("institutions", old, doubt=False)
    maker.add("institutions", {"id": first, "different_from": second}, doubt=False)
    for number, link in enumerate(("supersedes", "amends")):
        life = {"signed": str(2020 + number), link: "home-signed-3"}
        agreement(maker, f"home-{link}", [maker.home.id, third], life, doubt=False)
