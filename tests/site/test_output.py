"""A site is replaced at once; what is not new is linked; what is not ours is left alone."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from partnergraph.errors import BuildError
from partnergraph.site import oldsite
from partnergraph.site.manifest import FORMAT, MANIFEST, Manifest
from partnergraph.site.output import Made, Output, replaced, verify


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "site"


def publish(folder: Path, key: str = "k", **files: str) -> Output:
    """Writes `a.txt`, `doc/b.txt` … with these texts, all made from the state `key`."""
    with replaced(folder) as output:
        if not output.reuse("all", key):
            with output.making("all", key):
                for name, text in files.items():
                    output.write(f"{name}.txt" if len(name) == 1 else f"{name}/x.txt", text)
    return output


def fail(folder: Path, error: type[BaseException] | BaseException) -> None:
    with replaced(folder) as output:
        output.write("b.txt", "2")
        raise error


def age(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_ino
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def counts(output: Output) -> tuple[int, int]:
    return output.written, output.kept


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may be larger: what a full disk does, without filling one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_site_is_written_and_verified(folder: Path) -> None:
    output = publish(folder, a="1", doc="22")

    assert counts(output) == (2, 0)
    assert output.size == 3
    assert (folder / "doc" / "x.txt").read_text(encoding="utf-8") == "22"
    assert verify(folder) == []


def test_the_same_content_is_not_written_again(folder: Path) -> None:
    publish(folder, "k1", a="1", doc="2")
    before = age(folder)

    assert counts(publish(folder, "k2", a="1", doc="3")) == (1, 1)
    assert age(folder)["a.txt"] == before["a.txt"]
    assert age(folder)["doc/x.txt"] != before["doc/x.txt"]
    assert verify(folder) == []


def test_what_was_made_from_the_same_is_not_made_again(folder: Path) -> None:
    publish(folder, a="1", doc="2")
    before = age(folder)
    output = publish(folder, a="never looked at")

    assert counts(output) == (0, 2)
    assert output.size == 2
    assert age(folder) == before
    assert verify(folder) == []


def test_what_is_no_longer_made_is_gone(folder: Path) -> None:
    publish(folder, "k1", a="1", b="2")
    publish(folder, "k2", a="1")

    assert list(age(folder)) == ["a.txt"]
    assert verify(folder) == []


def test_files_are_copied_where_the_disk_cannot_link(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(folder, a="1")
    date = (folder / "a.txt").stat().st_mtime_ns

    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert counts(publish(folder)) == (0, 1)
    assert (folder / "a.txt").stat().st_mtime_ns == date


def test_files_that_somebody_changed_are_written_anew(folder: Path) -> None:
    publish(folder, a="1", b="2")
    (folder / "a.txt").write_text("changed", encoding="utf-8")
    later = (folder / MANIFEST).stat().st_mtime_ns + 1
    os.utime(folder / "a.txt", ns=(later, later))

    assert verify(folder) == ["a.txt was changed."]
    assert counts(publish(folder, a="1", b="2")) == (1, 1)
    assert verify(folder) == []


def test_files_that_somebody_removed_are_written_anew(folder: Path) -> None:
    publish(folder, a="1", b="2")
    (folder / "b.txt").unlink()

    assert verify(folder) == ["b.txt is missing."]
    assert counts(publish(folder, a="1", b="2")) == (1, 1)
    assert verify(folder) == []


def test_links_in_the_old_site_are_not_followed(folder: Path, tmp_path: Path) -> None:
    publish(folder, a="1", doc="2")
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "x.txt").write_text("2", encoding="utf-8")
    (secret / "a.txt").write_text("1", encoding="utf-8")
    os.utime(secret / "x.txt", (0, 0))
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to(secret / "a.txt")
    (folder / "doc" / "x.txt").unlink()
    (folder / "doc").rmdir()
    (folder / "doc").symlink_to(secret)

    with pytest.raises(BuildError, match=r"would be lost: doc\."):
        publish(folder, a="1", doc="2")
    found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    found["files"]["doc"] = ""  # a list that knows the link
    (folder / MANIFEST).write_text(json.dumps(found), encoding="utf-8")
    assert counts(publish(folder, a="1", doc="2")) == (2, 0)
    assert verify(folder) == []
    assert not (folder / "doc").is_symlink()
    assert sorted(path.name for path in secret.iterdir()) == ["a.txt", "x.txt"]
    (folder / "doc" / "x.txt").write_text("mine", encoding="utf-8")
    assert (secret / "x.txt").read_text(encoding="utf-8") == "2"


@pytest.mark.parametrize(
    "path", ["/etc/x", "../x", "a/../../x", "", "a//b", "a/", "./a", "a\\b", "a\0b"]
)
def test_nothing_is_written_outside(path: str, folder: Path) -> None:
    with pytest.raises(ValueError, match="Not a new path"), replaced(folder) as output:
        output.write(path, "x")
    assert not folder.exists()


def test_a_list_of_files_cannot_lead_outside(folder: Path, tmp_path: Path) -> None:
    publish(folder, a="1")
    (tmp_path / "x.txt").write_text("secret", encoding="utf-8")
    found = {
        "format": FORMAT,
        "files": {"../x.txt": "", "a.txt": ""},
        "keys": {"all": ["k", [0]]},
    }
    (folder / MANIFEST).write_text(json.dumps(found), encoding="utf-8")

    with pytest.raises(ValueError, match="Not a new path"):
        publish(folder)


def test_two_files_of_one_path_are_a_mistake(folder: Path) -> None:
    with replaced(folder) as output:
        output.write("a", "1")
        with pytest.raises(ValueError, match="Not a new path"):
            output.write("a", "1")
        with pytest.raises(ValueError, match="Written twice: a"):
            output.adopt("x", "k", Made({"a": ""}, 1, 1))


@pytest.mark.parametrize("kind", ["strange", "damaged", "file"])
def test_what_is_no_site_of_ours_is_refused(kind: str, folder: Path) -> None:
    if kind == "file":
        folder.write_text("precious", encoding="utf-8")
    else:
        folder.mkdir()
        (folder / ("thesis.txt" if kind == "strange" else MANIFEST)).write_text("precious")

    with pytest.raises(BuildError, match=r"no site|no folder"):
        publish(folder, a="1")
    left = folder if kind == "file" else next(folder.iterdir())
    assert left.read_text(encoding="utf-8") == "precious"
    assert [path.name for path in folder.parent.iterdir()] == ["site"]


def test_files_that_were_added_to_a_site_are_not_lost(folder: Path) -> None:
    publish(folder, a="1")
    (folder / "CNAME").write_text("example.org", encoding="utf-8")

    with pytest.raises(BuildError, match="would be lost: CNAME"):
        publish(folder, a="2")
    assert (folder / "CNAME").read_text(encoding="utf-8") == "example.org"
    assert verify(folder) == [f"CNAME is not in {MANIFEST}."]


def test_litter_of_desktops_is_no_reason_to_refuse(folder: Path) -> None:
    publish(folder, a="1")
    (folder / ".DS_Store").touch()

    assert counts(publish(folder)) == (0, 1)


@pytest.mark.parametrize("empty", [True, False])
def test_an_empty_or_new_folder_is_taken(empty: bool, folder: Path) -> None:
    if empty:
        folder.mkdir()

    assert counts(publish(folder, a="1")) == (1, 0)


def test_nothing_is_kept_of_a_site_of_another_format(folder: Path) -> None:
    publish(folder, a="1")
    manifest = folder / MANIFEST
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace(f'"format": {FORMAT}', '"format": 0')
    )

    assert counts(publish(folder, a="1")) == (1, 0)


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", '{"format": 2, "files": [], "keys": {}}', '{"format": 2, "files": {}}'),
        *('{"format": 2, "files": {"a": 1}, "keys": {}}', "[" * 100_000),
        '{"format": 2, "files": {}, "keys": {"a": 5}}',
        '{"format": 2, "files": {"a": "1"}, "keys": {"a": ["k", [1]]}}',
    ],
)
def test_a_damaged_list_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")

    assert Manifest.read(tmp_path) is None
    assert verify(tmp_path) == [f"{tmp_path} holds no site: there is no {MANIFEST}."]


def test_when_a_disk_is_full_the_old_site_stands(folder: Path) -> None:
    publish(folder, a="1")
    with (
        pytest.raises(BuildError, match=r"cannot be written: File too large\.") as caught,
        largest_file(10_000),
    ):
        publish(folder, "k2", b="x" * 20_000)

    assert caught.value.hint == "The earlier site stands."
    assert list(age(folder)) == ["a.txt"]
    assert verify(folder) == []
    assert [path.name for path in folder.parent.iterdir()] == ["site"]


def test_when_the_list_does_not_fit_the_old_site_stands(folder: Path) -> None:
    publish(folder, a="1")
    with pytest.raises(BuildError, match="File too large"), largest_file(1_000):
        publish(folder, "k2", **{f"folder{number}": "x" for number in range(50)})

    assert verify(folder) == []
    assert list(age(folder)) == ["a.txt"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, BuildError("x"), RuntimeError])
def test_when_anything_goes_wrong_the_old_site_stands(
    error: type[BaseException] | BaseException, folder: Path
) -> None:
    publish(folder, a="1")
    with pytest.raises(error if isinstance(error, type) else type(error)):
        fail(folder, error)

    assert list(age(folder)) == ["a.txt"]
    assert [path.name for path in folder.parent.iterdir()] == ["site"]


def test_files_written_bit_by_bit_are_kept_as_well(folder: Path) -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"1" * 100)

    for wanted in [(1, 0), (0, 1)]:
        with replaced(folder) as output:
            output.place("data/x.bin", write)
        assert counts(output) == wanted
        assert output.size == 100
        assert verify(folder) == []


def test_a_link_in_place_of_the_list_is_no_site(folder: Path, tmp_path: Path) -> None:
    publish(folder, a="1")
    (folder / MANIFEST).rename(tmp_path / "list.json")
    (folder / MANIFEST).symlink_to(tmp_path / "list.json")

    with pytest.raises(BuildError, match="no site"):
        publish(folder, a="1")


def test_only_whole_folders_count_as_real(tmp_path: Path) -> None:
    (tmp_path / "real" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    old = oldsite.OldSite(str(tmp_path))

    assert old._is_real("real/deep")
    assert not old._is_real("link/deep")
