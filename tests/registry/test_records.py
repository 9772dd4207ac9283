from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.errors import InputError
from partnergraph.registry.records import Kind, Name, Record, read, record_of, ror_iri

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "data" / "ror-sample.jsonl"
EXTRACT = ROOT.parent / "shared" / "ror" / "ror-51k.jsonl.gz"
GRAZ = "https://ror.org/02n0bts35"


def sample() -> dict[str, Record]:
    return {record.id: record for record in read(SAMPLE).records}


def write(path: Path, *found: object) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in found), encoding="utf-8")
    return path


# The sample, which is real


def test_sample_is_read_whole() -> None:
    registry = read(SAMPLE)

    assert len(registry.records) == 39
    assert registry.findings == ()


def test_a_record_of_schema_1() -> None:
    record = sample()["https://ror.org/00swkht58"]

    assert record.name == "Bukhara State Medical Institute named after Abu Ali ibn Sino"
    assert Name("Bukhara State Medical Institute", Kind.ALIAS) in record.names
    assert "БГМИ" in record.acronyms
    assert (record.country, record.country_name, record.city) == ("UZ", "Uzbekistan", "Bukhara")
    assert record.status == "active"
    assert record.kinds == ("healthcare",)
    assert [name.language for name in record.names if name.kind is Kind.LABEL] == ["uz", "ru", "uk"]


def test_a_record_of_schema_2() -> None:
    record = sample()["https://ror.org/05sgw3s08"]

    assert record.name == "Tashkent Medical Academy"
    assert Name("Toshkent Tibbiyot Akademiyasi", Kind.LABEL, "uz") in record.names
    assert record.acronyms == ("TMA",)
    assert record.status == "inactive"
    assert record.successors == ("https://ror.org/035cgyb19",)
    assert (record.country, record.city) == ("UZ", "Tashkent")
    assert record.website.startswith("http")


def test_a_withdrawn_record_knows_its_successor() -> None:
    record = sample()["https://ror.org/036ma1a21"]

    assert record.status == "withdrawn"
    assert record.successors == ("https://ror.org/01x8j4206",)


# Ids


@pytest.mark.parametrize(
    "text", [GRAZ, "http://ror.org/02n0bts35", "ror.org/02n0bts35", "02N0BTS35", f" {GRAZ}/ "]
)
def test_an_id_may_be_shortened(text: str) -> None:
    assert ror_iri(text) == GRAZ


@pytest.mark.parametrize(
    "text", ["", "02n0bts36", "02n0bst35", "12n0bts35", "02n0bts3", "Q5", "https://x.org/02n0bts35"]
)
def test_a_mistyped_id_is_none(text: str) -> None:
    assert ror_iri(text) == ""


@given(
    st.integers(0, 8),
    st.sampled_from("0123456789abcdefghjkmnpqrstvwxyz"),
    st.sampled_from(sorted(sample())),
)
def test_one_wrong_character_is_always_noticed(place: int, character: str, iri: str) -> None:
    code = iri[-9:]
    changed = code[:place] + character + code[place + 1 :]

    assert (ror_iri(changed) == iri) == (changed == code)


# What is wrong with records


def test_a_record_without_names_is_a_finding(tmp_path: Path) -> None:
    path = write(
        tmp_path / "dump.jsonl",
        {"id": GRAZ, "names": []},
        {"id": "https://ror.org/01faaaf77", "name": "University of Graz"},
    )

    registry = read(path)

    assert [record.name for record in registry.records] == ["University of Graz"]
    assert [finding.rule for finding in registry.findings] == ["registry-nameless"]
    assert GRAZ in registry.findings[0].message
    assert registry.findings[0].file == "dump.jsonl"


def test_a_dump_of_nameless_records_is_findings_not_an_error(tmp_path: Path) -> None:
    registry = read(write(tmp_path / "dump.jsonl", {"id": GRAZ}))

    assert registry.records == ()
    assert len(registry.findings) == 1


def test_a_repeated_record_is_a_finding_and_the_first_is_used(tmp_path: Path) -> None:
    path = write(tmp_path / "d", {"id": GRAZ, "name": "One"}, {"id": GRAZ, "name": "Two"})

    registry = read(path)

    assert [record.name for record in registry.records] == ["One"]
    assert [finding.rule for finding in registry.findings] == ["registry-repeated"]


def test_a_damaged_line_is_a_finding(tmp_path: Path) -> None:
    path = write(tmp_path / "d", {"id": GRAZ, "name": "One"})
    path.write_text(path.read_text(encoding="utf-8") + "{oops\n[]\n", encoding="utf-8")

    registry = read(path)

    assert [finding.rule for finding in registry.findings] == ["registry-unreadable"] * 2
    assert "line 2" in registry.findings[0].message


def test_many_findings_of_a_kind_are_summed_up(tmp_path: Path) -> None:
    path = write(tmp_path / "d", {"id": GRAZ, "name": "One"}, *[{"id": GRAZ, "name": "Two"}] * 500)

    registry = read(path)

    assert len(registry.findings) == 21
    assert registry.findings[-1].message.startswith("480 more")


@pytest.mark.parametrize(
    "documents",
    [
        [{"id": "https://www.wikidata.org/entity/Q5", "name": "Graz"}],
        [{"id": 5}, {"name": "Graz"}],
        [{"type": "FeatureCollection"}],
    ],
)
def test_foreign_json_is_refused(documents: list[object], tmp_path: Path) -> None:
    path = write(tmp_path / "foreign.json", *documents)

    with pytest.raises(InputError, match="not a ROR dump") as caught:
        read(path)
    assert "https://ror.org/data" in caught.value.hint


def test_a_dump_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    content = SAMPLE.read_bytes()
    path = tmp_path / "dump.jsonl"

    for length in (100, 2000, len(content) // 2, len(content) - 20):
        path.write_bytes(content[:length])
        with pytest.raises(InputError, match=r"cut off|not a ROR dump"):
            read(path)


def test_a_large_foreign_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = write(tmp_path / "foreign.json", *[{"id": number} for number in range(3000)])
    with path.open("ab") as stream:
        stream.write(b"\xff")  # would be an error of another kind, if it were reached

    with pytest.raises(InputError, match="not a ROR dump"):
        read(path)


# Any record, in both schemas

line = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=12)
ids = st.sampled_from(sorted(sample()))
names = st.builds(Name, line, st.sampled_from([Kind.LABEL, Kind.ALIAS, Kind.ACRONYM]), st.just(""))
labels = st.builds(Name, line, st.just(Kind.LABEL), st.sampled_from(["", "en", "ru", "uz"]))
records = st.builds(
    lambda display, others, **rest: Record(
        names=tuple(dict.fromkeys([Name(display, Kind.DISPLAY), *others])), **rest
    ),
    display=line,
    others=st.lists(names | labels, max_size=5),
    id=ids,
    country=st.sampled_from(["UZ", "CN", ""]),
    country_name=line,
    city=line,
    status=st.sampled_from(["active", "inactive", "withdrawn"]),
    kinds=st.lists(st.sampled_from(["education", "healthcare"]), max_size=2).map(tuple),
    successors=st.lists(ids, max_size=2).map(tuple),
    website=line,
)


def schema_1(record: Record) -> dict[str, object]:
    chosen = {kind: [name for name in record.names if name.kind is kind] for kind in Kind}
    return {
        "id": record.id,
        "name": record.name,
        "labels": [{"label": n.text, "iso639": n.language or None} for n in chosen[Kind.LABEL]],
        "aliases": [name.text for name in chosen[Kind.ALIAS]],
        "acronyms": [name.text for name in chosen[Kind.ACRONYM]],
        "country": {"country_code": record.country, "country_name": record.country_name},
        "addresses": [{"city": record.city}],
        "status": record.status,
        "types": [kind.capitalize() for kind in record.kinds],
        "relationships": [{"type": "Successor", "id": each} for each in record.successors],
        "links": [record.website],
    }


def schema_2(record: Record) -> dict[str, object]:
    types = {Kind.DISPLAY: ["label", "ror_display"]}
    return {
        "id": record.id,
        "names": [
            {"value": n.text, "types": types.get(n.kind, [n.kind]), "lang": n.language or None}
            for n in record.names
        ],
        "locations": [
            {
                "geonames_details": {
                    "country_code": record.country,
                    "country_name": record.country_name,
                    "name": record.city,
                }
            }
        ],
        "status": record.status,
        "types": list(record.kinds),
        "relationships": [{"type": "successor", "id": each} for each in record.successors],
        "links": [
            {"type": "wikipedia", "value": "https://en.wikipedia.org/"},
            {"type": "website", "value": record.website},
        ],
    }


@given(records)
def test_both_schemas_say_the_same(record: Record) -> None:
    second, first = record_of(schema_2(record)), record_of(schema_1(record))

    assert second == record
    assert first is not None
    assert set(first.names) == set(record.names)
    for field in ("id", "name", "country", "city", "status", "kinds", "successors", "website"):
        assert getattr(first, field) == getattr(record, field)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
EMPTY = Record(GRAZ, (Name("Graz", Kind.DISPLAY),))
KEYS = sorted({*schema_1(EMPTY), *schema_2(EMPTY)} - {"id"})


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(KEYS), anything))
def test_values_of_any_type_are_survived(document: dict[str, object]) -> None:
    record = record_of(document | {"id": GRAZ})

    assert record is not None
    for name in record.names:
        assert name.text == " ".join(name.text.split())
        name.text.encode()


# The extract, where it is at hand


@pytest.mark.slow
@pytest.mark.skipif(
    not EXTRACT.exists(), reason="allowed: the extract of 51,370 records is not at hand"
)
def test_the_extract_is_read_whole() -> None:
    with gzip.open(EXTRACT, "rb") as stream:
        lines = sum(1 for _ in stream)

    registry = read(EXTRACT)

    assert len(registry.records) == lines
    assert registry.findings == ()
