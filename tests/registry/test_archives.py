from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnergraph.errors import InputError
from partnergraph.registry import archives
from partnergraph.registry.archives import Unreadable, documents

DOCUMENTS = [{"id": number, "name": "Słupsk \u2028 Самарқанд"} for number in range(50)]
LINES = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in DOCUMENTS).encode()
ARRAY = json.dumps(DOCUMENTS, ensure_ascii=False).encode()
PRETTY = json.dumps(DOCUMENTS, ensure_ascii=False, indent=4).encode()


def zipped(content: bytes, *names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names or ("v2.1-ror-data.json",):
            archive.writestr(name, content)
    return stream.getvalue()


FORMS: dict[str, bytes] = {
    "lines": LINES,
    "lines without a last line end": LINES.rstrip(),
    "lines with blank lines between": LINES.replace(b"\n", b"\n\n"),
    "lines of Windows": LINES.replace(b"\n", b"\r\n"),
    "lines, gzipped": gzip.compress(LINES),
    "lines, zipped": zipped(LINES, "ror.jsonl"),
    "array": ARRAY,
    "array with a byte order mark": b"\xef\xbb\xbf" + ARRAY,
    "array, indented": PRETTY,
    "array after blanks": b"\n  " + ARRAY,
    "array, gzipped": gzip.compress(ARRAY),
    "array, zipped": zipped(ARRAY),
    "array, zipped beside other files": zipped(ARRAY, "data.json", "data.csv"),
}


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        path = tmp_path / "dump"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS.keys())
def test_every_form_gives_the_same_documents(content: bytes, file: Callable[[bytes], Path]) -> None:
    assert list(documents(file(content))) == DOCUMENTS


@pytest.mark.parametrize("window", [1, 2, 7, 64])
@pytest.mark.parametrize("content", [ARRAY, PRETTY], ids=["array", "indented"])
def test_documents_may_be_longer_than_the_window(
    window: int,
    content: bytes,
    file: Callable[[bytes], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "_WINDOW", window)

    assert list(documents(file(content))) == DOCUMENTS


def test_schema_2_is_chosen_where_a_release_has_both(tmp_path: Path) -> None:
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("v1.50-ror-data.json", '[{"schema": 1}]')
        archive.writestr("v1.50-ror-data_schema_v2.json", '[{"schema": 2}]')

    assert list(documents(path)) == [{"schema": 2}]


@pytest.mark.parametrize("share", [0.3, 0.71, 0.99])
@pytest.mark.parametrize(
    "form", ["lines", "lines, gzipped", "lines, zipped", "array", "array, gzipped", "array, zipped"]
)
def test_a_file_that_is_cut_off_is_refused(
    form: str, share: float, file: Callable[[bytes], Path]
) -> None:
    content = FORMS[form]
    path = file(content[: int(len(content) * share) - 5])

    with pytest.raises(InputError, match=r"cut off|damaged") as caught:
        list(documents(path))
    assert str(path) in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"id,name\n1,2\n", "no JSON"),
        (b"<html></html>", "no JSON"),
        (b"\xff\xfe[\x00]\x00", "no JSON"),
        (b'["\xff"]', "not UTF-8"),
        (b"PK not an archive", "cut off or damaged"),
        (zipped(b"a,b", "data.csv"), "contains no JSON"),
        (zipped(b"[]", "__MACOSX/data.json"), "contains no JSON"),
        (b"[" * 200_000, "nested too deeply|damaged"),
        (b'[{"a": 1}, {"b": x}, {"c": 3}]', "damaged after 1 documents"),
    ],
)
def test_what_is_no_dump_is_refused(
    content: bytes, message: str, file: Callable[[bytes], Path]
) -> None:
    with pytest.raises(InputError, match=message):
        list(documents(file(content)))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            list(documents(path))


def test_an_encrypted_archive_is_refused(file: Callable[[bytes], Path]) -> None:
    content = bytearray(zipped(ARRAY))
    for header in (b"PK\x03\x04", b"PK\x01\x02"):  # set bit 0 of the flags: encrypted
        content[content.index(header) + (6 if header[2] == 3 else 8)] |= 1

    with pytest.raises(InputError, match="cannot be unpacked"):
        list(documents(file(bytes(content))))


@pytest.mark.parametrize("pack", [gzip.compress, zipped], ids=["gzip", "zip"])
def test_a_bomb_is_stopped_at_the_limit(
    pack: Callable[[bytes], bytes], file: Callable[[bytes], Path]
) -> None:
    path = file(pack(b'[{"a": "' + b" " * 5_000_000 + b'"}]'))

    with pytest.raises(InputError, match="more than the limit of 1,000,000 bytes"):
        list(documents(path, limit=1_000_000))
    assert len(list(documents(path, limit=6_000_000))) == 1


@pytest.mark.parametrize(
    "content", [b'{"a": 1}\n{"a": "%s"}\n', b'[{"a": 1}, {"a": "%s"}]'], ids=["lines", "array"]
)
def test_a_document_without_end_is_refused(
    content: bytes, file: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "DOCUMENT_LIMIT", 1000)
    monkeypatch.setattr(archives, "_WINDOW", 64)

    with pytest.raises(InputError, match="longer than the limit of 1,000 characters"):
        list(documents(file(content % (b"x" * 5000))))


def test_lines_that_are_no_json_are_passed_on_and_the_rest_is_read(
    file: Callable[[bytes], Path],
) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    path = file(b'{"a": 1}\n{"a": }\n' + deep + b'\n{"a": 2}\n')

    found = list(documents(path))

    assert [each for each in found if isinstance(each, dict)] == [{"a": 1}, {"a": 2}]
    assert [each.line for each in found if isinstance(each, Unreadable)] == [2, 3]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(found=st.lists(st.dictionaries(st.text(), values, max_size=4), max_size=6))
def test_any_array_of_objects_comes_back(
    found: list[dict[str, object]], file: Callable[[bytes], Path]
) -> None:
    for indent in (None, 2):
        content = json.dumps(found, indent=indent).encode()
        assert list(documents(file(content))) == found
