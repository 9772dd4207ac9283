"""Evidence: what speaks for an institution being a certain record of the registry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from partnergraph.registry.lexicon import KINDS
from partnergraph.registry.lookup import Lookup
from partnergraph.registry.records import Kind, Name, Record
from partnergraph.registry.spelling import analysed, is_acronym, likeness

_ALIKE = 0.6  # degree from which two names are similar
_POINTS = {"same": 100, "successor": 80, "similar": 99, "acronym": 70}
_UNKNOWN_COUNTRY, _OTHER_COUNTRY, _INACTIVE = 0.85, 0.6, 0.95


@dataclass(frozen=True, slots=True)
class Candidate:
    """An institution: `names` are (text, language), `country` is an ISO 3166-1 alpha-2 code."""

    id: str
    names: tuple[tuple[str, str], ...]
    country: str | None = None
    city: str | None = None
    ror: str | None = None


class How(StrEnum):
    """In which way a name led to a record."""

    SAME = "same"
    SUCCESSOR = "successor"
    SIMILAR = "similar"
    ACRONYM = "acronym"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One name of the institution (`ours`) that led to a name (`theirs`) of a record.

    `before` is the record that bears the name where `record` only succeeds it; `only_ours` and
    `only_theirs` are the words in which similar names differ.
    """

    candidate: Candidate
    record: Record
    how: How
    ours: str
    theirs: Name
    degree: float = 1.0
    before: Record | None = None
    only_ours: tuple[str, ...] = ()
    only_theirs: tuple[str, ...] = ()

    @property
    def leads(self) -> bool:
        """Whether the very name leads to the record, directly or by its predecessor."""
        return self.how in {How.SAME, How.SUCCESSOR}

    @property
    def countries_differ(self) -> bool:
        """Whether both countries are known and not the same."""
        ours, theirs = self.candidate.country, self.record.country
        return bool(ours and theirs and ours != theirs)

    @property
    def same_country(self) -> bool:
        """Whether both countries are known and the same."""
        return bool(self.candidate.country) and self.candidate.country == self.record.country

    @property
    def cities_differ(self) -> bool:
        """Whether both cities are known and no word of one is like a word of the other."""
        ours, theirs = analysed(self.candidate.city or ""), analysed(self.record.city)
        return bool(ours and theirs) and not any(likeness(a, b) for a in ours for b in theirs)

    @property
    def same_city(self) -> bool:
        """Whether both cities are known and alike."""
        return bool(self.candidate.city and self.record.city) and not self.cities_differ

    @property
    def abbreviated(self) -> bool:
        """Whether the names are no more than abbreviations, which many bodies share."""
        return self.how is How.ACRONYM or is_acronym(self.ours) or is_acronym(self.theirs.text)

    @property
    def kinds_differ(self) -> bool:
        """Whether the name that fits says academy, say, where the main name says university.

        Registries keep names of predecessors as labels; this is what gives them away.
        """
        fitting, main = _kinds(self.theirs.text), _kinds(self.record.name)
        return bool(fitting and main) and not fitting & main

    @property
    def score(self) -> int:
        """From 0 to 100: how alike the names are, lowered by what is unknown or contrary."""
        points = _POINTS[self.how] * self.degree
        if self.countries_differ:
            points *= _OTHER_COUNTRY
        elif not self.same_country:
            points *= _UNKNOWN_COUNTRY
        if self.record.status != "active":
            points *= _INACTIVE
        return int(points)

    @property
    def rank(self) -> tuple[int, bool, bool, float, str]:
        """Sorts the best evidence first."""
        active, full = self.record.status == "active", self.theirs.kind is Kind.DISPLAY
        return (-self.score, not active, not full, -self.degree, self.record.id)


def _kinds(text: str) -> frozenset[str]:
    return KINDS & {word.concept for word in analysed(text)}


def gather(lookup: Lookup, candidate: Candidate) -> Iterator[Evidence]:
    """Everything in the registry that speaks for some record being the institution."""
    for printed, _ in candidate.names:
        name = lookup.bare(printed, candidate.country or "")
        yield from _same(lookup, candidate, name)
        yield from _acronyms(lookup, candidate, name)
        yield from _similar(lookup, candidate, name)


def _same(lookup: Lookup, candidate: Candidate, name: str) -> Iterator[Evidence]:
    for record, theirs in lookup.called(name):
        if record.status != "withdrawn":
            yield Evidence(candidate, record, How.SAME, name, theirs)
        if record.status != "active":
            for after in lookup.successors(record):
                yield Evidence(candidate, after, How.SUCCESSOR, name, theirs, before=record)


def _acronyms(lookup: Lookup, candidate: Candidate, name: str) -> Iterator[Evidence]:
    for record, theirs in lookup.abbreviated(name):
        evidence = Evidence(candidate, record, How.ACRONYM, name, theirs)
        if record.status != "withdrawn" and not evidence.countries_differ:
            yield evidence


def _similar(lookup: Lookup, candidate: Candidate, name: str) -> Iterator[Evidence]:
    if is_acronym(name):
        return
    for record in lookup.resembling(name, candidate.country or ""):
        for theirs in record.names:
            if theirs.kind is Kind.ACRONYM:
                continue
            found = lookup.compare(name, lookup.bare(theirs.text, record.country))
            if found.degree >= _ALIKE:
                yield Evidence(
                    candidate,
                    record,
                    How.SIMILAR,
                    name,
                    theirs,
                    found.degree,
                    only_ours=found.only_ours,
                    only_theirs=found.only_theirs,
                )
