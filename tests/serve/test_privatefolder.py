"""The private folder: nothing of a server stays behind, whether it was stopped or killed."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from liveserver import awaited, project, running

import probe
from partnergraph.errors import PartnergraphError
from partnergraph.serve.privatefolder import PREFIX, private_folder, remove_abandoned


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files, of this process and of servers that it starts.

    Its name is short, as it is where people run servers.
    """
    assert tmp_path.is_dir()  # it is made before, elsewhere
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)
        monkeypatch.undo()


def left(place: Path) -> list[str]:
    return sorted(each.name for each in place.iterdir())


def test_temporary_files_are_made_in_it_and_go_with_it(place: Path) -> None:
    with private_folder() as folder:
        assert folder.parent == place
        assert folder.stat().st_mode & 0o777 == 0o700
        assert Path(tempfile.mkdtemp()).parent == folder

    assert tempfile.gettempdir() == str(place)
    assert left(place) == []


def test_one_whose_owner_lives_is_not_removed(place: Path) -> None:
    with private_folder() as folder:
        assert folder.parent == place
        remove_abandoned()
        with private_folder():
            assert folder.is_dir()


def test_what_is_no_folder_of_ours_is_not_removed(place: Path) -> None:
    (place / f"{PREFIX}file").write_text("", "utf-8")
    (place / "other").mkdir()
    (place / f"{PREFIX}link").symlink_to(place / "other")
    (place / f"{PREFIX}open").mkdir(mode=0o755)
    remove_abandoned()

    assert left(place) == ["other", *(f"{PREFIX}{each}" for each in ("file", "link", "open"))]


@pytest.mark.skipif(os.geteuid() != 0, reason="allowed: only root can make folders of others")
def test_that_of_another_user_is_not_removed(place: Path) -> None:
    others = place / f"{PREFIX}others"
    others.mkdir(mode=0o700)
    os.chown(others, 12345, 12345)
    remove_abandoned()

    assert left(place) == [others.name]


def test_that_of_a_killed_process_is_removed(place: Path) -> None:
    pid = os.fork()
    if pid == 0:
        with private_folder() as folder:
            (folder / "link").symlink_to(place / "kept")
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    (place / "kept").mkdir()
    assert len(left(place)) == 2
    with private_folder():
        pass

    assert left(place) == ["kept"]


def test_a_full_disk_is_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(place / "missing"))

    with (
        pytest.raises(PartnergraphError, match="No temporary folder can be made"),
        private_folder(),
    ):
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_stopped_leaves_nothing(
    place: Path, tmp_path: Path, number: signal.Signals
) -> None:
    with running(project(tmp_path / "project")) as live:
        assert probe.ask(f"{live.url}doc/t1.ttl").status == 200
        assert [each.startswith(PREFIX) for each in left(place)] == [True]
        live.process.send_signal(number)
        assert live.process.wait(20) == 0
        assert "Traceback" not in live.said()

    assert left(place) == []


def test_a_server_whose_temporary_folder_has_a_long_name_leaves_nothing_either(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = place / ("x" * (64 - len(str(place))))
    long.mkdir()
    monkeypatch.setenv("TMPDIR", str(long))
    with running(project(tmp_path / "project")) as live:
        assert probe.ask(f"{live.url}doc/t1.ttl").status == 200
        assert {each.partition("-")[0] for each in left(long)} == {"partnergraph", "pymp"}
        live.process.terminate()
        assert live.process.wait(20) == 0
        assert "Traceback" not in live.said()

    assert left(long) == []


def test_a_server_that_was_killed_leaves_what_the_next_one_removes(
    place: Path, tmp_path: Path
) -> None:
    folder = project(tmp_path / "project")
    with running(folder) as live:
        assert probe.ask(f"{live.url}index.html").status == 200
        live.process.kill()
        live.process.wait()
    before = left(place)
    with running(folder) as live:
        awaited("the folder goes", lambda: not {*before} & {*left(place)})
        assert len(left(place)) == 1

    assert len(before) == 1
    assert left(place) == []
