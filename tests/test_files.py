"""Writing: a reader, or a killed process, meets the old state or the new one, nothing between."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from partnergraph import files

#: Replaces the folder given as argument again and again by a version of three equal files.
SWAPPER = """
import sys
from pathlib import Path
from partnergraph import files

if sys.argv[2] == "by-renaming":
    files._exchange = lambda one, other: False
number = 0
while True:
    number += 1
    with files.replaced_folder(Path(sys.argv[1])) as fresh:
        for name in "abc":
            (fresh / name).write_text(str(number))
    if number == 1:
        print("ready", flush=True)
"""


@pytest.fixture(params=["exchange", "by-renaming"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to swap: in one step where the system can, else by two renames."""
    if request.param == "by-renaming":
        monkeypatch.setattr(files, "_exchange", lambda _one, _other: False)
    return str(request.param)


def version(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def replace(folder: Path, text: str) -> None:
    with files.replaced_folder(folder) as fresh:
        (fresh / "a").write_text(text)


def test_text_is_written_as_utf_8_with_its_line_ends(tmp_path: Path) -> None:
    files.write_text(tmp_path / "a.txt", "Самарқанд\r\nb\n")
    assert (tmp_path / "a.txt").read_bytes() == "Самарқанд\r\nb\n".encode()


def test_text_replaces_a_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old and longer")
    files.write_text(path, "new")
    assert version(tmp_path) == {"a.txt": "new"}


def test_text_that_cannot_be_encoded_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        files.write_text(path, "new" * 100_000 + "\ud800")
    assert version(tmp_path) == {"a.txt": "old"}


def test_a_file_is_replaced_and_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with path.open() as reader:
        files.write_text(path, "new")
        assert reader.read() == "old"
    assert path.read_text() == "new"


def test_a_written_file_can_be_read_by_everybody(tmp_path: Path) -> None:
    files.write_text(tmp_path / "a.txt", "a")
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o644


def test_text_is_not_written_into_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        files.write_text(tmp_path / "none" / "a.txt", "a")


@pytest.mark.usefixtures("way")
def test_a_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    replace(tmp_path / "deep" / "out", "new")
    assert version(tmp_path / "deep" / "out") == {"a": "new"}
    assert listed(tmp_path / "deep") == ["out"]


@pytest.mark.usefixtures("way")
def test_a_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    replace(tmp_path / "out", "old")
    (tmp_path / "out" / "b").write_text("only in the old one")
    replace(tmp_path / "out", "new")
    assert version(tmp_path / "out") == {"a": "new"}
    assert listed(tmp_path) == ["out"]
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("raised", [RuntimeError, KeyboardInterrupt])
def test_an_exception_leaves_the_old_folder(tmp_path: Path, raised: type[BaseException]) -> None:
    replace(tmp_path / "out", "old")
    with pytest.raises(raised), files.replaced_folder(tmp_path / "out") as fresh:  # noqa: PT012
        (fresh / "a").write_text("half")
        raise raised
    assert version(tmp_path / "out") == {"a": "old"}
    assert listed(tmp_path) == ["out"]


def test_until_the_block_ends_the_old_folder_is_seen(tmp_path: Path) -> None:
    replace(tmp_path / "out", "old")
    with files.replaced_folder(tmp_path / "out") as fresh:
        (fresh / "a").write_text("new")
        assert version(tmp_path / "out") == {"a": "old"}


@pytest.mark.parametrize("name", ["out", "out[1]", "o*t", "дом"])
def test_left_overs_of_killed_runs_are_removed(tmp_path: Path, name: str) -> None:
    leftover = tmp_path / f".{name}-new-killed"
    (leftover / "deep").mkdir(parents=True)
    (tmp_path / ".other-new-running").mkdir()
    replace(tmp_path / name, "new")
    assert listed(tmp_path) == sorted([".other-new-running", name])


def test_recovering_puts_back_a_folder_that_was_moved_aside(tmp_path: Path) -> None:
    replace(tmp_path / "out", "old")
    (tmp_path / "out").rename(tmp_path / ".out-aside")
    files.recover(tmp_path / "out")
    assert version(tmp_path / "out") == {"a": "old"}
    assert listed(tmp_path) == ["out"]


def test_recovering_keeps_the_new_folder_where_both_are_there(tmp_path: Path) -> None:
    replace(tmp_path / ".out-aside", "old")
    replace(tmp_path / "out", "new")
    files.recover(tmp_path / "out")
    assert version(tmp_path / "out") == {"a": "new"}
    assert listed(tmp_path) == ["out"]


def test_recovering_changes_nothing_where_nothing_was_moved(tmp_path: Path) -> None:
    files.recover(tmp_path / "none")
    assert listed(tmp_path) == []


def test_the_next_run_recovers_by_itself(tmp_path: Path) -> None:
    replace(tmp_path / "out", "old")
    (tmp_path / "out").rename(tmp_path / ".out-aside")
    with pytest.raises(RuntimeError), files.replaced_folder(tmp_path / "out"):
        raise RuntimeError
    assert version(tmp_path / "out") == {"a": "old"}
    assert listed(tmp_path) == ["out"]


@pytest.mark.skipif(sys.platform != "linux", reason="renameat2 is a call of Linux")
def test_on_linux_two_folders_are_exchanged_in_one_step(tmp_path: Path) -> None:
    replace(tmp_path / "one", "1")
    replace(tmp_path / "other", "2")
    assert files._exchange(tmp_path / "one", tmp_path / "other")
    assert version(tmp_path / "one") == {"a": "2"}
    assert version(tmp_path / "other") == {"a": "1"}
    assert not files._exchange(tmp_path / "one", tmp_path / "none")


def test_on_other_systems_folders_are_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(tmp_path / "out", "old")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not files._exchange(tmp_path / "out", tmp_path / "out")
    replace(tmp_path / "out", "new")
    assert version(tmp_path / "out") == {"a": "new"}
    assert listed(tmp_path) == ["out"]


def test_a_swap_that_fails_half_way_leaves_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(tmp_path / "out", "old")
    monkeypatch.setattr(files, "_exchange", lambda _one, _other: False)
    original = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if "-new-" in self.name:
            raise OSError(28, "No space left on device")
        return original(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="No space"):
        replace(tmp_path / "out", "new")
    files.recover(tmp_path / "out")
    assert version(tmp_path / "out") == {"a": "old"}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
@pytest.mark.parametrize("how", ["exchange", "by-renaming"])
def test_a_killed_process_leaves_one_complete_version(tmp_path: Path, how: str) -> None:
    chance = random.Random(1)  # noqa: S311 - moments to kill, no secret
    numbers: set[str] = set()
    for _ in range(20):
        command = [sys.executable, "-S", "-c", SWAPPER, str(tmp_path / "out"), how]
        with subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.02))
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        files.recover(tmp_path / "out")
        found = version(tmp_path / "out")
        assert sorted(found) == ["a", "b", "c"]
        assert len(set(found.values())) == 1
        numbers.update(found.values())
    assert len(numbers) > 1, "the process was killed before it swapped anything"
    replace(tmp_path / "out", "last")
    assert listed(tmp_path) == ["out"]


def _environment() -> dict[str, str]:
    source = Path(files.__file__).resolve().parents[1]
    return {**os.environ, "PYTHONPATH": str(source)}
