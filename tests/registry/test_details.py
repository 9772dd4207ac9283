from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.registry.details import Details, Place, details_of

OTHER = "https://ror.org/02n0bts35"

FIRST: dict[str, object] = {
    "addresses": [
        {"lat": 28.62137, "lng": 77.2148, "city": "New Delhi", "geonames_city": {"id": 9}}
    ],
    "country": {"country_code": "IN"},
    "links": ["https://aiia.gov.in"],
    "wikipedia_url": "https://en.wikipedia.org/wiki/A",
    "external_ids": {"GRID": {"all": "grid.1.a"}, "ISNI": {"all": ["0000 0001", "0000 0002"]}},
    "relationships": [{"type": "Parent", "id": OTHER}, {"type": "Rival", "id": OTHER}],
}
SECOND: dict[str, object] = {
    "locations": [
        {
            "geonames_id": 9,
            "geonames_details": {
                "lat": 28.62137, "lng": 77.2148, "name": "New Delhi", "country_code": "IN",
            },
        }
    ],
    "links": [
        {"type": "website", "value": "https://aiia.gov.in"},
        {"type": "wikipedia", "value": "https://en.wikipedia.org/wiki/A"},
    ],
    "external_ids": [
        {"type": "grid", "all": ["grid.1.a"]},
        {"type": "isni", "all": ["0000 0001", "0000 0002"]},
    ],
    "relationships": [{"type": "parent", "id": OTHER}],
}  # fmt: skip


@pytest.mark.parametrize("document", [FIRST, SECOND], ids=["schema 1", "schema 2"])
def test_both_schemas_tell_the_same(document: dict[str, object]) -> None:
    assert details_of(document) == Details(
        places=(Place("New Delhi", "IN", "9", "28.62137", "77.2148"),),
        websites=("https://aiia.gov.in",),
        wikipedia=("https://en.wikipedia.org/wiki/A",),
        identifiers=(("grid", "grid.1.a"), ("isni", "0000 0001"), ("isni", "0000 0002")),
        relations=(("parent", OTHER),),
    )


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (13.0, -100.5, ("13", "-100.5")),
        (-0.0, 0, ("0", "0")),
        (1e-07, 20, ("0.0000001", "20")),
        (10, 100, ("10", "100")),
        (90.1, 0, ("", "")),
        (float("nan"), 0, ("", "")),
        ("13", 0, ("", "")),
        (True, 0, ("", "")),
        (13, None, ("", "")),
    ],
)
def test_coordinates_are_canonical_or_left_out(
    latitude: object, longitude: object, expected: tuple[str, str]
) -> None:
    place = {"geonames_details": {"lat": latitude, "lng": longitude}}
    found = details_of({"locations": [place]}).places[0]

    assert (found.latitude, found.longitude) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted({*FIRST, *SECOND})), JSON))
def test_no_document_breaks_the_reader(document: dict[str, object]) -> None:
    assert isinstance(details_of(document), Details)
