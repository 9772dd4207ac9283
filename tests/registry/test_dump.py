from __future__ import annotations

import gzip
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from partnergraph.errors import InputError
from partnergraph.project import Project
from partnergraph.registry.dump import Dump, read_dump
from partnergraph.registry.institutions import Institutions
from partnergraph.vocabulary import ORG, SCHEMA, VOCAB

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "ror-sample.jsonl"
DAY = date(2026, 11, 23)
ONE, TWO, THREE = (f"https://ror.org/{tail}" for tail in ("02n0bts35", "05sgw3s08", "00swkht58"))
WRITER = Institutions(
    Project(Path(), "https://example.org/g/"),
    {each: f"{VOCAB}country/{each}" for each in ("AT", "unknown")},
    {},
)


def record(ror: str = ONE, **more: object) -> dict[str, object]:
    name = {"value": f"Name of {ror}", "types": ["ror_display"]}
    found = {"id": ror, "names": [name], "status": "active", "types": ["education"]}
    return {**found, "locations": [{"geonames_details": {"country_code": "AT"}}], **more}


def related(kind: str, other: str) -> dict[str, object]:
    return {"relationships": [{"type": kind, "id": other}]}


def owner(kind: str, *values: str) -> dict[str, object]:
    return {"external_ids": [{"type": kind, "all": list(values)}]}


def dump(tmp_path: Path, *found: object) -> Dump:
    path = tmp_path / "dump.jsonl"
    lines = [each if isinstance(each, str) else json.dumps(each) for each in found]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_dump(path, WRITER, DAY)


def rules(found: Dump) -> list[tuple[str, str]]:
    return [(each.rule, each.severity.value) for each in found.findings]


def links(found: Dump, predicate: str) -> set[tuple[str, str]]:
    split = [line.split(" ") for line in found.lines]
    ends = [(a, c) for a, b, c, *_ in split if b == f"<{predicate}>"]
    return {(a.rpartition("/")[2][:-1], c.rpartition("/")[2][:-1]) for a, c in ends}


def test_the_sample_is_taken_whole() -> None:
    found = read_dump(SAMPLE, WRITER, DAY)

    assert found.statuses == {"active": 32, "inactive": 3, "withdrawn": 4}
    assert len(set(found.lines)) == len(found.lines) > 39 * 20
    assert not [each for each in found.findings if each.severity == "violation"]


@pytest.mark.parametrize("form", ["json", "gz", "zip"])
def test_every_form_of_a_dump_says_the_same(form: str, tmp_path: Path) -> None:
    documents = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    path = tmp_path / f"dump.{form}"
    if form == "json":
        path.write_text(json.dumps(documents), encoding="utf-8")
    elif form == "gz":
        path.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("v1-ror-data_schema_v2.json", json.dumps(documents))

    found, plain = (set(read_dump(each, WRITER, DAY).lines) for each in (path, SAMPLE))

    assert len(found ^ plain) == 4  # the title and the checksum of the file
    assert all("/id/ror-dump>" in line for line in found ^ plain)


@pytest.mark.parametrize(
    ("found", "rule", "words"),
    [
        ([record(), '{"id": '], "registry-unreadable", "line 2 is no JSON"),
        ([record(), {"id": "x"}], "registry-unreadable", "document 2 has no registry id"),
        ([record(), record()], "registry-repeated", f"document 2 repeats {ONE} of document 1"),
        ([record(), record(TWO, names=[])], "registry-nameless", "has no name"),
        ([record(status="merged")], "registry-status", "unknown status 'merged'"),
        ([record(status=None)], "registry-status", "unknown status ''"),
        ([record(types=["school"])], "registry-type", "unknown type 'school'"),
    ],
)
def test_a_dump_with_a_fault_is_told_apart(
    found: list[object], rule: str, words: str, tmp_path: Path
) -> None:
    read = dump(tmp_path, *found)

    assert rules(read) == [(rule, "violation")]
    assert words in read.findings[0].message
    assert read.findings[0].file == "dump.jsonl"


def test_a_broken_line_has_its_number(tmp_path: Path) -> None:
    assert dump(tmp_path, record(), "{", record(TWO)).findings[0].row == 2


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl.gz"
    path.write_bytes(gzip.compress(SAMPLE.read_bytes())[:5_000])

    with pytest.raises(InputError, match="cut off or damaged"):
        read_dump(path, WRITER, DAY)


@pytest.mark.parametrize(
    ("found", "predicate", "expected"),
    [
        ([record(ONE, **related("parent", TWO)), record(TWO)], ORG.subOrganizationOf, (ONE, TWO)),
        ([record(ONE, **related("child", TWO)), record(TWO)], ORG.subOrganizationOf, (TWO, ONE)),
        ([record(ONE, **related("related", TWO)), record(TWO)], ORG.linkedTo, (ONE, TWO)),
    ],
)
def test_a_relation_leads_one_way(
    found: list[object], predicate: str, expected: tuple[str, str], tmp_path: Path
) -> None:
    one, other = (each.rpartition("/")[2] for each in expected)

    assert links(dump(tmp_path, *found), predicate) == {(one, other)}


@pytest.mark.parametrize("kind", ["successor", "predecessor"])
def test_whoever_was_replaced_knows_the_successor(kind: str, tmp_path: Path) -> None:
    old, new = (ONE, TWO) if kind == "successor" else (TWO, ONE)
    found = dump(tmp_path, record(ONE, **related(kind, TWO)), record(TWO))
    expected = {(old.rpartition("/")[2], new.rpartition("/")[2])}

    assert links(found, "http://purl.org/dc/terms/isReplacedBy") == expected


def test_relations_out_of_the_file_are_left_out_and_counted(tmp_path: Path) -> None:
    found = dump(tmp_path, record(ONE, **related("parent", TWO)))

    assert links(found, ORG.subOrganizationOf) == set()
    assert rules(found) == [("registry-relation", "info")]


def test_nothing_becomes_part_of_itself(tmp_path: Path) -> None:
    ring = [(ONE, TWO), (TWO, THREE), (THREE, TWO)]
    found = dump(tmp_path, *(record(one, **related("parent", other)) for one, other in ring))

    assert links(found, ORG.subOrganizationOf) == {("02n0bts35", "05sgw3s08")}
    assert rules(found) == [("registry-circle", "info")]


def test_an_identifier_of_two_records_is_text(tmp_path: Path) -> None:
    found = dump(
        tmp_path,
        record(ONE, **owner("wikidata", "Q1", "Q2")),
        record(TWO, **owner("wikidata", "Q1")),
    )
    text = [line for line in found.lines if f"<{SCHEMA.identifier}>" in line]

    assert sorted(line.split(" ", 2)[2].split(" <")[0] for line in text) == ['"WIKIDATA Q1"'] * 2
    assert ("02n0bts35", "Q2") in links(found, SCHEMA.sameAs)
    assert rules(found) == [("registry-shared", "info")]
