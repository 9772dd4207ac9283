"""Documents: quotations are proved against the text that has the stated SHA-256."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from partnergraph.context import Context
from partnergraph.documents import Text, prove, texts
from partnergraph.errors import InputError
from partnergraph.findings import Finding, Severity
from partnergraph.ledger import Origin, Quote
from partnergraph.project import bundle
from partnergraph.tables import Row

TABLES = Context.load(bundle() / "ontology" / "context.jsonld").tables
TEXT = "In Осло 🙂 we met. In Осло we signed.\n"
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
EVENT = Row(TABLES["events"], "events.csv", 5, {("position", ""): "3-7"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_bytes(TEXT.encode())
    (tmp_path / "other.txt").write_text("another text")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    (tmp_path / "deeper").mkdir()
    return tmp_path


def source(sha256: str = SHA256, length: str = "") -> Row:
    cells = {("id", ""): "page", ("sha256", ""): sha256, ("length", ""): length}
    return Row(TABLES["sources"], "sources.csv", 2, {key: v for key, v in cells.items() if v})


def quote(words: str, start: int | None = None, end: int | None = None) -> Quote:
    return Quote("page", words, start, end, Origin(EVENT, "passage"))


def summary(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.place) for finding in findings]


def test_texts_are_found_by_the_hash_of_their_bytes(folder: Path) -> None:
    found = texts(folder)
    assert found[SHA256] == Text("page.txt", TEXT)
    assert sorted(text.name for text in found.values()) == ["other.txt", "page.txt"]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder"):
        texts(tmp_path / "none")


@pytest.mark.parametrize("sha256", [SHA256, SHA256.upper()])
@pytest.mark.parametrize(
    ("words", "start", "end"),
    [("Осло", 3, 7), ("Осло", 21, 25), ("🙂", 8, 9), (TEXT, 0, len(TEXT))],
)
def test_words_at_their_characters_are_proved(
    folder: Path, sha256: str, words: str, start: int, end: int
) -> None:
    assert prove([source(sha256)], [quote(words, start, end)], folder) == (1, [])


def test_words_elsewhere_are_a_finding_that_says_where(folder: Path) -> None:
    proved, findings = prove([source()], [quote("Осло", 4, 8)], folder)
    assert proved == 0
    assert summary(findings) == [("quote-position", "events.csv, row 5, column position")]
    assert findings[0].severity is Severity.VIOLATION
    assert "3-7" in findings[0].repair


@pytest.mark.parametrize(("start", "end"), [(900, 904), (36, 40), (7, 3), (3, 6)])
def test_offsets_outside_the_text_are_a_finding(folder: Path, start: int, end: int) -> None:
    proved, findings = prove([source()], [quote("Осло", start, end)], folder)
    assert (proved, [finding.rule for finding in findings]) == (0, ["quote-position"])


@pytest.mark.parametrize("words", ["Bergen", "осло", "Осло  we", "we met In"])
@pytest.mark.parametrize("start", [None, 3])
def test_words_that_are_nowhere_are_a_finding(folder: Path, words: str, start: int | None) -> None:
    end = None if start is None else start + len(words)
    proved, findings = prove([source()], [quote(words, start, end)], folder)
    assert proved == 0
    assert summary(findings) == [("quote-not-found", "events.csv, row 5, column passage")]
    assert findings[0].severity is Severity.VIOLATION
    assert findings[0].value == words


def test_words_without_position_are_told_theirs(folder: Path) -> None:
    proved, findings = prove([source()], [quote("we signed")], folder)
    assert proved == 0
    assert summary(findings) == [("quote-position", "events.csv, row 5, column position")]
    assert findings[0].severity is Severity.WARNING
    start = TEXT.index("we signed")
    assert f"Write {start}-{start + 9} into" in findings[0].repair


def test_a_source_whose_text_has_changed_is_a_finding(folder: Path) -> None:
    (folder / "page.txt").write_bytes(TEXT.encode() + b"\n")
    proved, findings = prove([source()], [quote("Осло", 3, 7)], folder)
    assert proved == 0
    assert summary(findings) == [("source-text", "sources.csv, row 2, column sha256")]
    assert findings[0].value == SHA256


@pytest.mark.parametrize("length", ["", str(len(TEXT))])
def test_the_length_is_counted_in_characters(folder: Path, length: str) -> None:
    assert prove([source(length=length)], [], folder) == (0, [])


@pytest.mark.parametrize("length", [str(len(TEXT.encode())), "0", "many"])
def test_a_wrong_length_is_a_finding_and_quotations_are_still_proved(
    folder: Path, length: str
) -> None:
    proved, findings = prove([source(length=length)], [quote("Осло", 3, 7)], folder)
    assert proved == 1
    assert summary(findings) == [("source-length", "sources.csv, row 2, column length")]
    assert findings[0].repair == f"Write {len(TEXT)}."


def test_sources_without_a_hash_are_left_alone(folder: Path) -> None:
    assert prove([source(sha256="")], [quote("Bergen", 3, 9)], folder) == (0, [])


def test_quotations_are_proved_against_their_own_source(folder: Path) -> None:
    digest = hashlib.sha256(b"another text").hexdigest()
    other = Row(TABLES["sources"], "sources.csv", 3, {("id", ""): "other", ("sha256", ""): digest})
    theirs = Quote("other", "another", 0, 7, Origin(EVENT, "passage"))
    foreign = Quote("other", "Осло", 3, 7, Origin(EVENT, "passage"))
    proved, findings = prove([source(), other], [quote("Осло", 3, 7), theirs, foreign], folder)
    assert proved == 2
    assert [finding.rule for finding in findings] == ["quote-not-found"]
    assert "other.txt" in findings[0].message
