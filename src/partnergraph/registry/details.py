"""Details of a registry record beyond what matching needs: places, links, identifiers, relations.

Follows https://ror.readme.io/docs/ror-data-structure, schema versions 1 and 2. What is missing or
of another type than the schemas say is left empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from partnergraph.registry.records import as_dict, as_dicts, as_list, as_text, ror_iri

_RELATIONS = ("parent", "child", "related", "successor", "predecessor")
_HALF_TURN, _QUARTER_TURN = 180, 90


@dataclass(frozen=True, slots=True)
class Place:
    """A place where an organisation is: its name, ISO 3166 country, GeoNames id and coordinates.

    Coordinates are decimal degrees (WGS 84) as text, both empty where either is missing.
    """

    name: str = ""
    country: str = ""
    geonames: str = ""
    latitude: str = ""
    longitude: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """`websites` and `wikipedia` are addresses; `identifiers` pairs of type (in small letters) and
    value; `relations` pairs of type and ROR IRI, of the types that the registry knows.
    """

    places: tuple[Place, ...] = ()
    websites: tuple[str, ...] = ()
    wikipedia: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    relations: tuple[tuple[str, str], ...] = ()


def details_of(document: dict[str, object]) -> Details:
    """The details in a decoded JSON document of either schema."""
    links = [link for link in dict.fromkeys(_links(document)) if link[1]]
    return Details(
        places=tuple(dict.fromkeys(_places(document))),
        websites=tuple(text for kind, text in links if kind == "website"),
        wikipedia=tuple(text for kind, text in links if kind == "wikipedia"),
        identifiers=tuple(dict.fromkeys(_identifiers(document))),
        relations=tuple(dict.fromkeys(_relations(document))),
    )


def _places(document: dict[str, object]) -> Iterator[Place]:
    for location in as_dicts(document.get("locations")):
        found = as_dict(location.get("geonames_details"))
        country = as_text(found.get("country_code")).upper()
        yield _place(as_text(found.get("name")), country, location.get("geonames_id"), found)
    country = as_text(as_dict(document.get("country")).get("country_code")).upper()
    for address in as_dicts(document.get("addresses")):
        city = as_dict(address.get("geonames_city"))
        yield _place(as_text(address.get("city")), country, city.get("id"), address)


def _place(name: str, country: str, geonames: object, found: dict[str, object]) -> Place:
    number = str(geonames) if isinstance(geonames, int) and geonames > 0 else ""
    latitude = _degrees(found.get("lat"), _QUARTER_TURN)
    longitude = _degrees(found.get("lng"), _HALF_TURN)
    both = (latitude, longitude) if latitude and longitude else ("", "")
    return Place(name, country, number, *both)


def _degrees(value: object, most: int) -> str:
    """A number of degrees in the canonical form of xsd:decimal (XML Schema 1.1, §3.3.3.1)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        return ""
    text = format(Decimal(repr(value)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _links(document: dict[str, object]) -> Iterator[tuple[str, str]]:
    for link in as_list(document.get("links")):
        if isinstance(link, dict):
            yield as_text(link.get("type")).lower(), as_text(link.get("value"))
        else:
            yield "website", as_text(link)
    yield "wikipedia", as_text(document.get("wikipedia_url"))


def _identifiers(document: dict[str, object]) -> Iterator[tuple[str, str]]:
    found = document.get("external_ids")
    pairs = (
        found.items()
        if isinstance(found, dict)
        else [(as_text(each.get("type")), each) for each in as_dicts(found)]
    )
    for kind, each in pairs:
        values = as_dict(each).get("all")
        for value in values if isinstance(values, list) else [values]:
            if text := as_text(value):
                yield kind.lower(), text


def _relations(document: dict[str, object]) -> Iterator[tuple[str, str]]:
    for relation in as_dicts(document.get("relationships")):
        kind = as_text(relation.get("type")).lower()
        if kind in _RELATIONS and (other := ror_iri(as_text(relation.get("id")))):
            yield kind, other
