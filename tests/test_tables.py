"""Tables: whatever a file holds, it becomes rows that know where they stand, or findings."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from partnergraph.context import Context
from partnergraph.errors import InputError
from partnergraph.findings import Finding, Severity
from partnergraph.project import bundle
from partnergraph.tables import Row, read_csv, read_folder, split

CONTEXT = Context.load(bundle() / "ontology" / "context.jsonld")
TABLE = CONTEXT.tables["institutions"]
UNDER_TEST = settings(max_examples=100, deadline=None)
Read = Callable[[str | bytes], tuple[list[Row], list[Finding]]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Reads a text or bytes as the table of institutions."""
    path = tmp_path_factory.mktemp("tables") / "institutions.csv"

    def from_text(content: str | bytes) -> tuple[list[Row], list[Finding]]:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_csv(path, TABLE)

    return from_text


def cells(rows: list[Row]) -> list[dict[str, str]]:
    """The cells of each row by heading."""
    return [
        {f"{name}@{lang}" if lang else name: text for (name, lang), text in row.cells.items()}
        for row in rows
    ]


def found(findings: list[Finding]) -> list[tuple[str, int | None, str]]:
    return [(finding.rule, finding.row, finding.column) for finding in findings]


def test_cells_are_read_by_column_and_language(read: Read) -> None:
    rows, findings = read("id,name@en,name@uz-Latn,city\na,Alpha,Alfa,\n\nb,,, Oslo \n")
    assert findings == []
    assert cells(rows) == [
        {"id": "a", "name@en": "Alpha", "name@uz-Latn": "Alfa"},
        {"id": "b", "city": "Oslo"},
    ]
    assert [(row.file, row.number) for row in rows] == [
        ("institutions.csv", 2),
        ("institutions.csv", 4),
    ]


def test_a_cell_of_several_lines_is_one_row_as_in_a_spreadsheet(read: Read) -> None:
    rows, findings = read('id,city\na,"two\nlines"\nb,Oslo\n')
    assert findings == []
    assert cells(rows)[0]["city"] == "two\nlines"
    assert rows[1].number == 3


def test_rows_without_any_value_are_left_out(read: Read) -> None:
    rows, findings = read("id,city\n,\n , \n\nb,Oslo\n,\n")
    assert [row.number for row in rows] == [5]
    assert findings == []


def test_text_is_composed_so_that_equal_looks_are_equal(read: Read) -> None:
    rows, _ = read("id,city\na,Kraljevo\u030c\n")
    assert rows[0].text("city") == unicodedata.normalize("NFC", "Kraljevo\u030c")
    rows, _ = read("id,city\na,Plzen\u030c\n")
    assert rows[0].text("city") == "Plzeň"


def test_headings_may_have_blanks_around_them(read: Read) -> None:
    assert cells(read(" id , name@en\na,Alpha\n")[0]) == [{"id": "a", "name@en": "Alpha"}]


HEADINGS = ["name@en", "name@ru", "name@uz-Latn", "city", "note", "why", "passage"]
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ['"', '""', ",", "a\r\nb", "\r", "\n", "a | b", "'", "\ufeff", "\x00", "\u2028", "é"]
)


def unguarded(value: str) -> str:
    """An apostrophe before what a spreadsheet takes for a formula is no part of the text."""
    return value[1:] if re.match(r"'+[=+\-@\t\r]", value) else value


@given(st.lists(st.lists(VALUES, min_size=7, max_size=7), max_size=6))
@example([["\ufeff", "\x00", "\x1a", '"', "\r", "\n", "\r\n"]])
@UNDER_TEST
def test_what_a_csv_writer_wrote_comes_back(read: Read, table: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([HEADINGS, *table])
    rows, findings = read(stream.getvalue())
    clean = [[unicodedata.normalize("NFC", value).strip() for value in row] for row in table]
    kept = [
        (
            number,
            {h: unguarded(v) for h, v in zip(HEADINGS, row, strict=True) if v and v[0] != "="},
        )
        for number, row in enumerate(clean, start=2)
    ]
    assert list(zip([row.number for row in rows], cells(rows), strict=True)) == [
        row for row in kept if row[1]
    ]
    formulas = [v for row in clean for v in row if v.startswith("=")]
    assert [f.value for f in findings if f.rule != "crlf"] == formulas


@given(st.binary(max_size=200) | st.binary(max_size=60).map(b"id,name@en\n".__add__))
@example(b"\xff\xfe\x00")
@example(b'"')
@example(b"\x00")
@example(b"\r")
@example(b"\n\n")
@example(b"id\n\xed\xa0\x80\n")
@UNDER_TEST
def test_any_bytes_are_rows_or_findings(read: Read, content: bytes) -> None:
    rows, findings = read(content)
    assert all(row.cells for row in rows)
    assert all(finding.file == "institutions.csv" and finding.message for finding in findings)


@given(st.text(st.sampled_from('id,name@en"=\n\r |@\x00'), max_size=60))
@UNDER_TEST
def test_any_text_of_csv_marks_is_rows_or_findings(read: Read, content: str) -> None:
    rows, findings = read(content)
    assert rows or findings or not content.partition("\n")[2].strip(' ,"\n\r')


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", [("empty-file", None, "")]),
        (" \n\n", [("empty-file", None, "")]),
        ("id,hobby\n", [("unknown-column", 1, "hobby")]),
        ("id,Name@en\n", [("unknown-column", 1, "Name@en")]),
        ("id,id\n", [("duplicate-heading", 1, "id")]),
        ("name@en,name@ru,name@en\n", [("duplicate-heading", 1, "name@en")]),
        ("hobby,hobby\n", [("unknown-column", 1, "hobby"), ("duplicate-heading", 1, "hobby")]),
        ("id,name\n", [("column-language", 1, "name")]),
        ("id,name@\n", [("column-language", 1, "name@")]),
        ("id,name@english\n", [("column-language", 1, "name@english")]),
        ("id,name@en_US\n", [("column-language", 1, "name@en_US")]),
        ("id,name@EN\n", [("column-language", 1, "name@EN")]),
        ("id,city@en\n", [("column-language", 1, "city@en")]),
        ("id,city\na,Oslo,more\n", [("extra-cell", 2, "")]),
        ("id,city\na,=B2\n", [("formula", 2, "city")]),
        ("id,city\na, =HYPERLINK(1)\n", [("formula", 2, "city")]),
        ("id,\na,Oslo\n", [("no-heading", 2, "")]),
        ("id,\na,\n", []),
        ("id,city\na\n", []),
        ("id,city\na,Oslo,\n", []),
        ('id,city\na,5" disk\n', []),
        ('id,city\na,"Oslo" or so\n', [("csv", 2, "")]),
        ('id,city\na,"Oslo\nb,Bergen\n', [("csv", 3, "")]),
        ('id,"city\n', [("csv", 1, "")]),
    ],
)
def test_a_fault_is_found_where_it_is(
    read: Read, content: str, expected: list[tuple[str, int | None, str]]
) -> None:
    _, findings = read(content)
    assert found(findings) == expected
    assert all(finding.severity is Severity.VIOLATION for finding in findings)
    assert all(finding.repair for finding in findings)


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("id,hobby,city\na,chess,Oslo\n", {"id": "a", "city": "Oslo"}),
        ("id,city,city\na,Oslo,Bergen\n", {"id": "a", "city": "Oslo"}),
        ("id,name,city\na,Alpha,Oslo\n", {"id": "a", "city": "Oslo"}),
        ("id,city\na,Oslo,more\n", {"id": "a", "city": "Oslo"}),
        ("id,city,note\na,=B2,why\n", {"id": "a", "note": "why"}),
    ],
)
def test_beside_a_fault_the_rest_is_read(read: Read, content: str, kept: dict[str, str]) -> None:
    assert cells(read(content)[0]) == [kept]


@pytest.mark.parametrize(
    ("heading", "message"),
    [("name", "'name' lacks its language."), ("city@en", "'city@en' has a language.")],
)
def test_a_finding_says_what_is_the_matter(read: Read, heading: str, message: str) -> None:
    assert [finding.message for finding in read(f"id,{heading}\n")[1]] == [message]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id,nmae@en\n", "Did you mean 'name'?"),
        ("id,hobby\n", "Known: id, "),
        ("id,name\n", "Write 'name@en'."),
        ("id,city@en\n", "Write 'city'."),
        ("id,name@english\n", "uz-Latn"),
        ("id,city\na,Oslo, Norway\n", "quotation marks"),
        ('id,city\na,"Oslo\n', "never closed"),
    ],
)
def test_a_finding_says_how_to_repair(read: Read, content: str, words: str) -> None:
    assert words in read(content)[1][0].repair


TEXT = 'id,city\na,Самарканд\nb,"two\nlines"\n'
READ = [{"id": "a", "city": "Самарканд"}, {"id": "b", "city": "two\nlines"}]


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        (TEXT.encode(), []),
        (TEXT.encode("utf-8-sig"), ["bom"]),
        (TEXT.encode().rstrip(b"\n"), []),
        (TEXT.replace("\n", "\r").replace("two\r", "two\n").encode(), []),
    ],
    ids=["utf-8", "byte order mark", "no last line end", "old Mac line ends"],
)
def test_harmless_differences_do_not_matter(read: Read, content: bytes, rules: list[str]) -> None:
    rows, findings = read(content)
    assert cells(rows) == READ
    assert [finding.rule for finding in findings] == rules
    assert all(finding.severity is Severity.INFO for finding in findings)


def test_windows_line_ends_are_read_and_told(read: Read) -> None:
    rows, findings = read(b"id,city\r\na,Oslo\r\nb,Bergen\r\n")
    assert cells(rows) == [{"id": "a", "city": "Oslo"}, {"id": "b", "city": "Bergen"}]
    assert [row.number for row in rows] == [2, 3]
    assert [(f.rule, f.severity) for f in findings] == [("crlf", Severity.INFO)]


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-be").join([b"\xfe\xff", b""]), "UTF-16"),
        (TEXT.encode("cp1251"), "Windows-1251"),
        ("id,city\na,Samarqand, Самарқанд\n".encode("cp1251", "replace"), "Windows-1251"),
        ("id,city\na,København\nb,Besançon\n".encode("cp1252"), "Windows-1252"),
    ],
)
def test_other_encodings_are_read_and_told(read: Read, content: bytes, shown: str) -> None:
    rows, findings = read(content)
    assert rows
    assert "\ufffd" not in str(cells(rows))
    (finding,) = [each for each in findings if each.rule == "encoding"]
    assert finding.severity is Severity.WARNING
    assert shown in finding.message
    assert "CSV UTF-8" in finding.repair


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b"id,city\na,\xed\xa0\x80\n", 2),
        ("id,city\na,Самарканд\n".encode() + "b,Бухара\n".encode("cp1251"), 3),
        (b"\xff\xfeidx", 1),
        (b"\xff\xfe\x00\xd8", 1),
    ],
    ids=["surrogate", "two encodings", "odd UTF-16", "half a pair in UTF-16"],
)
def test_what_cannot_be_decoded_is_a_finding_with_its_row(
    read: Read, content: bytes, row: int
) -> None:
    rows, findings = read(content)
    assert rows == []
    assert ("encoding", row, "") in found(findings)
    assert "CSV UTF-8" in findings[-1].repair


def test_utf_16_without_a_mark_gives_no_rows(read: Read) -> None:
    rows, findings = read("id,city\na,Oslo\n".encode("utf-16-be"))
    assert rows == []
    assert {finding.rule for finding in findings} == {"unknown-column"}


def test_a_file_with_only_a_byte_order_mark_is_empty(read: Read) -> None:
    assert found(read(b"\xef\xbb\xbf")[1]) == [("bom", None, ""), ("empty-file", None, "")]


def test_a_huge_cell_is_a_finding_and_no_crash(read: Read) -> None:
    rows, findings = read("id,city\na," + "x" * 10_000_000 + "\n")
    assert rows == []
    assert found(findings) == [("csv", 2, "")]


def test_a_nul_byte_stays_in_its_cell(read: Read) -> None:
    rows, findings = read(b"id,city\na,Os\x00lo\n")
    assert cells(rows) == [{"id": "a", "city": "Os\x00lo"}]
    assert findings == []


def test_a_path_that_is_no_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        read_csv(tmp_path, TABLE)
    with pytest.raises(InputError, match=r"none\.csv cannot be read: No such file"):
        read_csv(tmp_path / "none.csv", TABLE)


def test_the_tables_of_a_folder_are_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("id,city\ne,Oslo\n")
    (tmp_path / "institutions.csv").write_text("id,city\ni,Oslo\n")
    (tmp_path / "sources.csv").write_text("id,hobby\ns,a\n")
    (tmp_path / "registry-review.csv").write_text("no table of ours")
    rows, findings = read_folder(tmp_path, CONTEXT)
    assert [(row.table.name, row.text("id")) for row in rows] == [
        ("sources", "s"),
        ("institutions", "i"),
        ("events", "e"),
    ]
    assert [(finding.file, finding.rule) for finding in findings] == [
        ("sources.csv", "unknown-column")
    ]


def test_a_folder_without_tables_has_no_rows(tmp_path: Path) -> None:
    assert read_folder(tmp_path, CONTEXT) == ([], [])


def test_a_missing_folder_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder") as refused:
        read_folder(tmp_path / "graph", CONTEXT)
    assert "graph/" in refused.value.hint


@pytest.mark.parametrize(
    ("cell", "values"),
    [("", []), (" | ", []), ("a", ["a"]), ("a|b", ["a", "b"]), (" a b | | c ", ["a b", "c"])],
)
def test_a_cell_may_hold_several_values(cell: str, values: list[str]) -> None:
    assert split(cell) == values


def test_a_row_says_what_it_holds_and_where() -> None:
    row = Row(TABLE, "institutions.csv", 7, {("city", ""): "Oslo | Bergen", ("name", "en"): "A"})
    assert row.text("city") == "Oslo | Bergen"
    assert row.values("city") == ["Oslo", "Bergen"]
    assert row.text("note") == row.text("name") == ""
    assert row.at("city") == {
        "file": "institutions.csv",
        "row": 7,
        "column": "city",
        "value": "Oslo | Bergen",
    }
    assert row.at("city", "Bergen")["value"] == "Bergen"
    assert row.at() == {"file": "institutions.csv", "row": 7, "column": "", "value": ""}
