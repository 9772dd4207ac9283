"""Pinning: what was opened stays what it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from partnergraph.serve import pinning


@pytest.mark.parametrize("way", ["as here", "linked", "copied"])
def test_files_outlive_their_folder(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way != "as here":
        monkeypatch.setattr(pinning, "_OPEN", tmp_path / "none")
    if way == "copied":
        monkeypatch.setattr(Path, "hardlink_to", _refuse)
    build, private = tmp_path / "build", tmp_path / "private"
    build.mkdir()
    private.mkdir()
    (build / "graph.nq").write_text("old", encoding="utf-8")
    pinned = pinning.pinned(build, ("graph.nq", "missing"), private)
    shutil.rmtree(build)
    build.mkdir()
    (build / "graph.nq").write_text("new", encoding="utf-8")

    assert (pinned / "graph.nq").read_text("utf-8") == "old"
    assert [path.name for path in pinned.iterdir()] == ["graph.nq"]


def _refuse(target: Path, source: Path) -> None:
    raise OSError(18, f"{source} and {target} are on different devices")
