"""Made-up facts about real institutions, for measuring: nothing here ever happened.

A seeded generator writes the rows that an office would: agreements at every stage, events,
listings, programmes, claims and readings of printed names, with the doubts and the gaps that the
shipped tables have. Every title begins with "Generated".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from organisations import Organisation, Row

TODAY = date(2026, 11, 23)
ITEMS_OF_A_PAGE = 25
#: Of so many agreements the first ends before it was signed, for validation to find.
FAULTY = 200
_AGREEMENTS = {
    "cooperation-agreement": 40,
    "memorandum-of-understanding": 25,
    "memorandum-of-cooperation": 15,
    "exchange-agreement": 8,
    "double-degree-agreement": 3,
    "joint-programme-agreement": 3,
    "other": 3,
    "unknown": 3,
}
_EVENTS = {
    "meeting": 25,
    "conference": 20,
    "delegation-visit-incoming": 15,
    "delegation-visit-outgoing": 15,
    "signing": 8,
    "masterclass": 7,
    "negotiation": 5,
    "symposium": 5,
}
_COLUMNS = {
    "signing": "signatories",
    "negotiation": "negotiators",
    "conference": "speakers",
    "delegation-visit-incoming": "visitors",
    "delegation-visit-outgoing": "visitors",
}
_MODALITIES = {"": 92, "intended": 4, "habitual": 2, "under-discussion": 1, "aspired": 1}
_STATUSES = {"": 90, "inferred": 6, "disputed": 2, "unresolved": 1, "retracted": 1}
_READINGS = {"asserted": 60, "inferred": 25, "disputed": 5, "unresolved": 10}
_SUBJECTS = ("", "", "medicine", "physics | joint research")


@dataclass(slots=True)
class Maker:
    """Makes rows for tables; `add` gives each its source, so that a page tells of 25 things."""

    organisations: Sequence[Organisation]
    home: Organisation
    random: Random
    tables: dict[str, list[Row]] = field(default_factory=dict)
    made: int = 0
    _weights: list[float] = field(default_factory=list)

    def put(self, table: str, row: Row) -> Row:
        """Adds the filled cells of a row that names its source itself."""
        row = {key: text for key, text in row.items() if text}
        self.tables.setdefault(table, []).append(row)
        return row

    def add(self, table: str, row: Row, *, doubt: bool = True) -> Row:
        """Adds a row that a page states; with `doubt` some are inferred, disputed or intended."""
        if self.made % ITEMS_OF_A_PAGE == 0:
            self.put("sources", _page(self))
        page = f"page-{self.made // ITEMS_OF_A_PAGE}"
        self.made += 1
        if doubt:
            status = self.pick(_STATUSES)
            why = "Generated reason." if status else ""
            row = {"modality": self.pick(_MODALITIES), "claim_status": status, "why": why} | row
            if status == "disputed" and self.tables.get(table):
                row["conflicts_with"] = self.tables[table][-1]["id"]
        return self.put(table, {**row, "source": page})

    def pick(self, weights: dict[str, int]) -> str:
        """One of the keys, as often as its weight says."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def some(self, count: int) -> list[str]:
        """The ids of different organisations; a few are drawn very often, as hubs are."""
        if not self._weights:
            ranks = range(20, 20 + len(self.organisations))
            self._weights = list(accumulate(1 / rank for rank in ranks))
        found: dict[str, None] = {}
        while len(found) < min(count, len(self.organisations)):
            one = self.random.choices(self.organisations, cum_weights=self._weights)[0]
            found[one.id] = None
        return list(found)

    def words(self, text: str) -> Row:
        """`text` as quoted words, with the place on the page at which they would stand."""
        start = 10 + 200 * (self.made % ITEMS_OF_A_PAGE)
        return {"passage": text, "position": f"{start}-{start + len(text)}"}


def _page(maker: Maker) -> Row:
    number, chance = maker.made // ITEMS_OF_A_PAGE, maker.random
    read = TODAY - timedelta(days=chance.randrange(20))
    return {
        "id": f"page-{number}",
        "title@en": f"Generated page {number}",
        "url": f"https://example.org/pages/{number}",
        "language": "en",
        "publisher": "Nobody",
        "published": "" if number % 2 else (read - timedelta(days=30)).isoformat(),
        "retrieved": read.isoformat(),
        "length": str(chance.randrange(8000, 20000)),
        "sha256": f"{chance.getrandbits(256):064x}",
        "kind": chance.choice(["news", "web-page", "report"]),
        "note": "" if number % 10 else "Generated note.",
    }


def day(maker: Maker, first: int, last: int = 2026) -> str:
    """A date as pages print it: mostly a day, sometimes less, seldom nothing."""
    year = maker.random.randint(first, last)
    on = min(date(year, 1, 1) + timedelta(days=maker.random.randrange(365)), TODAY)
    text = on.isoformat()
    within = f"[{text}..{(on + timedelta(days=maker.random.randint(1, 5))).isoformat()}]"
    return maker.pick({text: 55, text[:7]: 15, text[:4]: 15, within: 5, "unknown": 10})


def agreements(maker: Maker, count: int) -> None:
    """Agreements between any institutions, at every stage of their lives."""
    for number in range(count):
        parties = maker.some(maker.random.choices([2, 3, 4, 8], [80, 12, 5, 3])[0])
        life = _life(maker)
        if number % 100 == 1:
            life["under_framework"] = f"agreement-{number - 1}"
        if number % FAULTY == 0:
            life = {"signed": "2010", "scheduled_expiry": "2005"}
        agreement(maker, f"agreement-{number}", parties, life)


def agreement(
    maker: Maker, name: str, parties: Sequence[str], life: Row, *, doubt: bool = True
) -> None:
    """One agreement; one in three with the words of its page. `life` has its dated steps."""
    title = f"Generated {name.replace('-', ' ')}"
    row = {
        "id": name,
        "title@en": title,
        "type": maker.pick(_AGREEMENTS),
        "parties": " | ".join(parties),
        "subjects@en": maker.random.choice(_SUBJECTS),
        "note": "" if maker.random.randrange(10) else "Generated note.",
    }
    quoted = maker.words(title) if maker.random.randrange(3) == 0 else {}
    maker.add("agreements", {**row, **quoted, **life}, doubt=doubt)


def _life(maker: Maker) -> Row:
    chance = maker.random
    if chance.random() < 0.08:
        return {chance.choice(["proposed", "negotiated"]): day(maker, 2020)}
    life = {"signed": day(maker, 1995)}
    stated = life["signed"].lstrip("[")[:4]
    if stated == "unkn":
        return life
    year = int(stated)
    if chance.random() < 0.4:
        life["in_force"] = str(min(year + 1, TODAY.year))
    if chance.random() < 0.3:
        life["scheduled_expiry"] = str(year + chance.randint(3, 12))
    for step, share in (("renewed", 0.06), ("amended", 0.03), ("suspended", 0.01)):
        if year < 2023 and chance.random() < share:
            life[step] = str(year + 2)
    if year < 2020 and chance.random() < 0.04:
        life["terminated"] = str(year + 5)
    return life


def events(maker: Maker, count: int) -> None:
    """Events of two to five institutions; every twentieth names one as it would be printed."""
    for number in range(count):
        kind = maker.pick(_EVENTS)
        present = maker.some(maker.random.choices([2, 3, 5], [70, 20, 10])[0])
        printed = f"Printed name {number}" if number % 20 == 0 else ""
        kind = "conference" if printed else kind  # a visit needs a visitor, read for certain
        whole = {"part_of": f"event-{number - 1}"} if number % 10 == 1 else {}
        named = [*present[:-1], printed or present[-1]]
        row = event(maker, f"event-{number}", kind, named, {"date": day(maker, 2005), **whole})
        if printed:
            reading(maker, printed, present[-1], row["source"])


def event(
    maker: Maker, name: str, kind: str, present: Sequence[str], more: Row, *, doubt: bool = True
) -> Row:
    """One event: the first institution is its host, the others take part as its kind says."""
    title = f"Generated {name.replace('-', ' ')}"
    row = {
        "id": name,
        "title@en": title,
        "type": kind,
        "city": maker.home.record.city,
        "country": maker.home.record.country,
        "hosts": present[0],
        _COLUMNS.get(kind, "participants"): " | ".join(present[1:]),
    }
    quoted = maker.words(title) if maker.random.randrange(4) == 0 else {}
    return maker.add("events", {**row, **quoted, **more}, doubt=doubt)


def reading(maker: Maker, printed: str, meant: str, source: str) -> None:
    """How a printed name is read on a page: mostly as what is meant, sometimes not at all."""
    status = maker.pick(_READINGS)
    row = {
        "as_printed": printed,
        "read_as": "" if status == "unresolved" else meant,
        "candidates": " | ".join(dict.fromkeys([meant, maker.home.id])),
        "status": status,
        "decided": TODAY.isoformat(),
        "source": source,
        "why": "Generated reason.",
    }
    maker.put("readings", row)
