"""Sheet: what a page about one thing shows, ready to be laid out; nothing here is markup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from partnergraph.site.records import Text

#: Who says something that no source states: rules, the composition of the tables, our reading.
DERIVED, COMPOSED, DECIDED = "ours", "composed", "decision"


class Value(NamedTuple):
    """Words, and where they lead: a page of the site (`target`) or a web address (`href`)."""

    text: Text
    target: str = ""
    href: str = ""


class Ref(NamedTuple):
    """Who states it: the number of a claim on the page (0: none) and its source."""

    number: int
    label: str
    target: str


class Stated(NamedTuple):
    """A value with those who state it; `ours` is a key of words where no source does."""

    value: Value
    refs: tuple[Ref, ...]
    ours: str = ""


class Row(NamedTuple):
    """A property with its values; `differ` where sources contradict each other.

    `part` is the fragment of the part of the thing that it is about, `anchor` the same in the first
    row of a part that nothing else on the page is about.
    """

    label: Text
    values: tuple[Stated, ...]
    differ: bool = False
    part: str = ""
    anchor: str = ""


class Dated(NamedTuple):
    """A date in words, as EDTF, its bounds, how precise it is, and who states it."""

    said: str
    edtf: str
    bounds: str
    precision: Text
    refs: tuple[Ref, ...]


class NameLine(NamedTuple):
    """A name: of which sort, in which period, and who states it."""

    text: Text
    tag: str
    sort: Text
    dates: tuple[Dated, ...]
    refs: tuple[Ref, ...]
    anchor: str = ""


class Printed(NamedTuple):
    """A name as a source prints it, and how it is read."""

    anchor: str
    reading: str
    text: Text
    target: str
    meant: tuple[Value, ...]
    candidates: tuple[Value, ...]
    sure: Text
    key: str
    why: tuple[Text, ...]
    decided: str


class Involvement(NamedTuple):
    """Who takes part, in which roles, from which printed name, and who states it."""

    anchor: str
    who: tuple[Value, ...]
    roles: tuple[Text, ...]
    printed: tuple[Printed, ...]
    refs: tuple[Ref, ...]


class Step(NamedTuple):
    """A lifecycle event: its kind, its dates by source, where it happened."""

    anchor: str
    label: Text
    dates: tuple[Dated, ...]
    at: tuple[Value, ...]
    refs: tuple[Ref, ...]
    differ: bool


class Quote(NamedTuple):
    """Quoted words and where they stand in the text of the source."""

    text: Text
    span: str
    target: str
    anchor: str = ""


class Claim(NamedTuple):
    """What one source says, how sure that is, and on which words it rests."""

    anchor: str
    number: int
    about: Value | None
    source: Value
    publisher: str
    statement: Text
    status: Text
    status_key: str
    modality: Text
    modality_key: str
    quotes: tuple[Quote, ...]
    printed: tuple[Printed, ...]
    notes: tuple[Text, ...]
    why: tuple[Text, ...]
    contradicts: tuple[Value, ...]
    restates: tuple[Value, ...]


class Item(NamedTuple):
    """A line in a list of things."""

    iri: str
    kind: str
    title: Value
    date: str
    order: str
    roles: tuple[Text, ...]
    status: Text
    doubts: tuple[Text, ...]


class Group(NamedTuple):
    """Things of a kind: the key of its word or its label, and how many there are in all."""

    key: str
    label: Text
    items: tuple[Item, ...]
    total: int


class Resting(NamedTuple):
    """A thing of which a source says something, and the claims that do."""

    item: Item
    claims: tuple[Claim, ...]


class Status(NamedTuple):
    """The derived status, what it means, and whether it leaves something open."""

    label: Text
    meaning: Text


class Difference(NamedTuple):
    """What two claims that contradict each other say, side by side."""

    this: Value
    this_source: Value
    that: Value
    that_source: Value


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page about `iri`."""

    iri: str
    kind: str
    path: str
    title: Text
    types: tuple[Text, ...]
    status: Status | None
    names: tuple[NameLine, ...]
    dates: tuple[Dated, ...]
    dates_differ: bool
    rows: tuple[Row, ...]
    involved: tuple[Involvement, ...]
    steps: tuple[Step, ...]
    differences: tuple[Difference, ...]
    claims: tuple[Claim, ...]
    printed: tuple[Printed, ...]
    passages: tuple[Quote, ...]
    rests: tuple[Resting, ...]
    rests_total: int
    groups: tuple[Group, ...]
    mentions: tuple[Printed, ...]
    doubtful: tuple[Printed, ...]
    also: tuple[Group, ...]
    derived: tuple[Row, ...]
    further: tuple[Row, ...]
    neighbours: tuple[Item, ...]
