"""Reads dumps of the Research Organization Registry (ROR), schema versions 1 and 2.

https://ror.readme.io/docs/ror-data-structure. A dump may be the zip of a release, its JSON array,
or JSON lines, packed with gzip or not; versions may be mixed. ROR data is CC0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from partnergraph.errors import InputError
from partnergraph.findings import Finding, warning
from partnergraph.registry.archives import LIMIT, Unreadable, documents
from partnergraph.vocabulary import ROR

#: 0, six characters of Crockford's base 32, two check digits (ISO/IEC 7064, MOD 97-10).
_ROR_ID = re.compile(r"(?:(?:https?://)?ror\.org/)?(0[0-9a-hjkmnp-tv-z]{6}[0-9]{2})/?")
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_MODULUS = 97
_PATIENCE = 1000  # documents without a registry id before a file counts as foreign
_SHOWN = 20  # findings of one kind before they are summed up


class Kind(StrEnum):
    """What a name is to its record."""

    DISPLAY = "display"
    LABEL = "label"
    ALIAS = "alias"
    ACRONYM = "acronym"


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an organisation; `language` is empty where the registry does not say."""

    text: str
    kind: Kind
    language: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One organisation. `successors` are ids; `status` is active, inactive or withdrawn."""

    id: str
    names: tuple[Name, ...]
    country: str = ""
    country_name: str = ""
    city: str = ""
    status: str = "active"
    kinds: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    website: str = ""

    @property
    def name(self) -> str:
        """The name that the registry shows."""
        return min(self.names, key=lambda each: each.kind is not Kind.DISPLAY).text

    @property
    def acronyms(self) -> tuple[str, ...]:
        """Its acronyms."""
        return tuple(each.text for each in self.names if each.kind is Kind.ACRONYM)


@dataclass(frozen=True, slots=True)
class Registry:
    """The records of a dump in its order, and what was wrong with others."""

    records: tuple[Record, ...]
    findings: tuple[Finding, ...]


def ror_iri(text: str) -> str:
    """The full ROR IRI that `text` writes, shortened or not; empty if the id is mistyped."""
    match = _ROR_ID.fullmatch(text.strip().lower())
    if not match:
        return ""
    digits = match[1]
    number = 0
    for character in digits[:-2]:
        number = number * len(_DIGITS) + _DIGITS.index(character)
    check = _MODULUS + 1 - (number * 100) % _MODULUS
    return f"{ROR}{digits}" if int(digits[-2:]) == check else ""


def read(path: Path, limit: int = LIMIT) -> Registry:
    """The records of the dump in `path`, one per id, with findings about those left out.

    Raises InputError for a file that is cut off, damaged, too large or no ROR dump.
    """
    records: dict[str, Record] = {}
    findings: list[Finding] = []
    for number, document in enumerate(documents(path, limit), start=1):
        record = record_of(document)
        if record is None or not record.names or record.id in records:
            place = _place(number, document)
            findings.append(_left_out(path.name, record, place))
            if not records and number >= _PATIENCE:
                break
        else:
            records[record.id] = record
    if not records and not any(each.rule == "registry-nameless" for each in findings):
        raise InputError(
            f"{path} is not a ROR dump: no document in it has an id starting {ROR}.",
            "Get the latest release from https://ror.org/data.",
        )
    return Registry(tuple(records.values()), tuple(summed_up(findings)))


def _place(number: int, document: object) -> str:
    if isinstance(document, Unreadable):
        return f"line {document.line} ({document.why})"
    return f"document {number}"


def _left_out(file: str, record: Record | None, place: str) -> Finding:
    again = "Report it to the registry, or download the file again."
    if record is None:
        return warning("registry-unreadable", f"{place} is no registry record.", again, file=file)
    if not record.names:
        message = f"{place}, {record.id}, has no name and is left out."
        return warning("registry-nameless", message, again, file=file, value=record.id)
    message = f"{place} repeats {record.id}; the first is used."
    return warning("registry-repeated", message, again, file=file, value=record.id)


def summed_up(findings: list[Finding]) -> Iterator[Finding]:
    """The first findings of each rule, and how many more there are."""
    for rule in dict.fromkeys(each.rule for each in findings):
        same = [each for each in findings if each.rule == rule]
        yield from same[:_SHOWN]
        if len(same) > _SHOWN:
            message = f"{len(same) - _SHOWN:,} more of this kind."
            yield replace(same[0], message=message, row=None, value="")


def record_of(document: object) -> Record | None:
    """The record in a decoded JSON document; None if it has no valid ROR id.

    Anything else that is missing or of another type than the schemas say is left empty.
    """
    if not isinstance(document, dict):
        return None
    iri = ror_iri(as_text(document.get("id")))
    if not iri:
        return None
    country, country_name, city = _location(document)
    names = _names_2(document) if "names" in document else _names_1(document)
    return Record(
        id=iri,
        names=tuple(dict.fromkeys(names)),
        country=country,
        country_name=country_name,
        city=city,
        status=as_text(document.get("status")).lower() or "active",
        kinds=tuple(
            as_text(each).lower() for each in as_list(document.get("types")) if as_text(each)
        ),
        successors=tuple(_successors(document)),
        website=_website(document),
    )


def _names_1(document: dict[str, object]) -> Iterator[Name]:
    if name := as_text(document.get("name")):
        yield Name(name, Kind.DISPLAY)
    for label in as_dicts(document.get("labels")):
        if text := as_text(label.get("label")):
            yield Name(text, Kind.LABEL, as_text(label.get("iso639")).lower())
    for key, kind in (("aliases", Kind.ALIAS), ("acronyms", Kind.ACRONYM)):
        for each in as_list(document.get(key)):
            if text := as_text(each):
                yield Name(text, kind)


def _names_2(document: dict[str, object]) -> Iterator[Name]:
    for name in as_dicts(document.get("names")):
        if text := as_text(name.get("value")):
            yield Name(text, _kind(as_list(name.get("types"))), as_text(name.get("lang")).lower())


def _kind(types: list[object]) -> Kind:
    """The strongest of the kinds that schema 2 gives to one name."""
    ranked = (("ror_display", Kind.DISPLAY), ("label", Kind.LABEL), ("acronym", Kind.ACRONYM))
    return next((kind for word, kind in ranked if word in types), Kind.ALIAS)


def _location(document: dict[str, object]) -> tuple[str, str, str]:
    """Country code, country name and city: of several places the first, which is the seat."""
    places = as_dicts(document.get("locations"))
    details = as_dict(places[0].get("geonames_details")) if places else {}
    country = details or as_dict(document.get("country"))
    addresses = as_dicts(document.get("addresses"))
    city = as_text(details.get("name")) or (as_text(addresses[0].get("city")) if addresses else "")
    return as_text(country.get("country_code")).upper(), as_text(country.get("country_name")), city


def _successors(document: dict[str, object]) -> Iterator[str]:
    for relation in as_dicts(document.get("relationships")):
        iri = ror_iri(as_text(relation.get("id")))
        if iri and as_text(relation.get("type")).lower() == "successor":
            yield iri


def _website(document: dict[str, object]) -> str:
    for link in as_list(document.get("links")):
        if isinstance(link, str):
            return as_text(link)
        if isinstance(link, dict) and link.get("type") == "website":
            return as_text(link.get("value"))
    return ""


def as_text(value: object) -> str:
    """`value` on one line, without what no file can hold (controls, halves of characters)."""
    if not isinstance(value, str):
        return ""
    if not value.isprintable():
        value = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in value)
    return " ".join(value.split())


def as_list(value: object) -> list[object]:
    """`value` if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_dict(value: object) -> dict[str, object]:
    """`value` if it is an object of JSON, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_dicts(value: object) -> list[dict[str, object]]:
    """The objects of JSON in a list."""
    return [each for each in as_list(value) if isinstance(each, dict)]
