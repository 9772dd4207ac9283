"""Workbooks made to do harm, or damaged: refused with a finding, quickly and in little memory."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.context import Context
from partnergraph.findings import Finding, Severity
from partnergraph.project import bundle
from partnergraph.rows import Row
from partnergraph.workbook import read_workbook

CONTEXT = Context.load(bundle() / "ontology" / "context.jsonld")
UNDER_TEST = settings(max_examples=60, deadline=None)


def simple(path: Path, name: str = "Alpha") -> Path:
    """A workbook with one row."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "institutions"
    book.active.append(["id", "name@en", "city"])
    book.active.append(["a", name, "Oslo"])
    book.save(path)
    return path


def read(path: Path) -> tuple[list[Row], list[Finding]]:
    sheets, findings = read_workbook(path, CONTEXT)
    rows: list[Row] = []
    for sheet in sheets:
        found, doubts = sheet.close()
        rows += found
        findings += doubts
    return rows, findings


def changed(path: Path, parts: dict[str, Callable[[bytes], bytes]]) -> Path:
    """The workbook with some of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, parts.get(name, bytes)(data))
    return path


def other_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("thesis.txt", "years of work")


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
DAMAGE: list[tuple[str, Callable[[Path], object], str]] = [
    ("no zip", lambda p: p.write_bytes(b"PK\x03\x04 nothing"), "damaged"),
    ("empty", lambda p: p.write_bytes(b""), "damaged"),
    ("old Excel", lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "password"),
    ("entities", lambda p: changed(p, {SHEET: lambda x: BOMB + x}), "document type"),
    ("outside", lambda p: changed(p, {"xl/workbook.xml": lambda x: OUTSIDE + x}), "document type"),
    ("not XML", lambda p: changed(p, {SHEET: lambda x: x[:-20]}), "well-formed"),
    ("deep", lambda p: changed(p, {SHEET: lambda _: b"<a>" * 9000 + b"</a>" * 9000}), "nested"),
    ("bad row", lambda p: changed(p, {SHEET: lambda x: x.replace(b'r="2"', b'r="-"')}), "row"),
    ("other zip", other_archive, "damaged"),
    ("half", lambda p: p.write_bytes(p.read_bytes()[:-200]), "damaged"),
    ("bomb", lambda p: changed(p, {SHEET: lambda x: x + b" " * 120_000_000}), "120 MB"),
]


@pytest.mark.parametrize(("harm", "words"), [d[1:] for d in DAMAGE], ids=[d[0] for d in DAMAGE])
def test_what_cannot_be_trusted_is_refused_with_a_finding(
    tmp_path: Path, harm: Callable[[Path], object], words: str
) -> None:
    path = simple(tmp_path / "t.xlsx")
    harm(path)
    begun = time.monotonic()
    rows, findings = read(path)
    assert time.monotonic() - begun < 5
    assert rows == []
    assert [(f.rule, f.severity, f.file) for f in findings] == [
        ("workbook", Severity.VIOLATION, "t.xlsx")
    ]
    assert words in f"{findings[0].message} {findings[0].repair}"


def test_a_huge_cell_is_left_out_and_told(tmp_path: Path) -> None:
    path = simple(tmp_path / "t.xlsx")
    changed(path, {SHEET: lambda x: x.replace(b"Alpha", b"A" * 10_000_000)})
    rows, findings = read(path)
    assert [row.text("city") for row in rows] == ["Oslo"]
    assert [(f.rule, f.row, f.column) for f in findings] == [("long-cell", 2, "name@en")]
    assert len(findings[0].value) < 100


def test_a_formula_with_a_value_gives_the_value(tmp_path: Path) -> None:
    path = changed(
        simple(tmp_path / "t.xlsx", "=B3"),
        {
            "xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"<v></v>", b"<v>7</v>").replace(
                b"<v />", b"<v>7</v>"
            )
        },
    )
    rows, findings = read(path)
    assert rows[0].cells["name", "en"] == "7"
    assert [(f.rule, f.column) for f in findings] == [("formula-value", "name@en")]


@given(st.binary(max_size=300), st.integers(0, 3000))
@UNDER_TEST
def test_any_damage_is_a_finding_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.save(stream)
    data = stream.getvalue()
    path = tmp_path_factory.mktemp("book") / "t.xlsx"
    path.write_bytes(data[:at] + noise + data[at + len(noise) :])
    _, findings = read(path)
    assert all(finding.message for finding in findings)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def handmade(path: Path, sheet: str, strings: str, *, target: str, space: str = MAIN) -> Path:
    """A workbook as other programs write them, with shared strings."""
    relation = f'<Relationship Id="%s" Type="{RELATED}/%s" Target="%s"/>'
    parts = {
        "_rels/.rels": relation % ("r1", "officeDocument", "/xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": relation % ("r1", "worksheet", target)
        + relation % ("r2", "sharedStrings", "sharedStrings.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{RELATED}"><sheets>'
        '<sheet name="Institutions " sheetId="7" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<x:worksheet xmlns:x="{space}">{sheet}</x:worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{space}">{strings}</sst>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            if name.endswith(".rels"):
                text = f'<Relationships xmlns="{PACKAGE}">{text}</Relationships>'  # noqa: PLW2901
            archive.writestr(name, text)
    return path


ROWS = (
    '<x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c>'
    '<x:c r="B1" t="s"><x:v>1</x:v></x:c></x:row>'
    '<x:row><x:c t="s"><x:v>2</x:v></x:c><x:c t="s"><x:v>3</x:v></x:c></x:row></x:sheetData>'
)
STRINGS = (
    "<si><t>id</t></si><si><r><t>ci</t></r><r><t>ty</t></r></si><si><t>a</t></si>"
    "<si><t>\u6771\u4eac_x0021_</t><rPh sb='0' eb='2'><t>\u3068\u3046</t></rPh></si>"
)


@pytest.mark.parametrize("target", ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("space", [MAIN, STRICT])
def test_other_programs_write_shared_strings(tmp_path: Path, target: str, space: str) -> None:
    path = handmade(tmp_path / "t.xlsx", ROWS, STRINGS, target=target, space=space)
    rows, findings = read(path)
    assert findings == []
    assert [(row.number, row.text("id"), row.text("city")) for row in rows] == [
        (2, "a", "\u6771\u4eac!")
    ]


@pytest.mark.parametrize(
    ("strings", "target", "words"),
    [
        ("", "worksheets/sheet1.xml", "no shared string 0"),
        (STRINGS, "worksheets/sheet9.xml", "damaged"),
        (STRINGS, "../../../etc/passwd", "damaged"),
    ],
)
def test_what_is_missing_is_told(tmp_path: Path, strings: str, target: str, words: str) -> None:
    rows, findings = read(handmade(tmp_path / "t.xlsx", ROWS, strings, target=target))
    assert rows == []
    assert words in findings[0].message
