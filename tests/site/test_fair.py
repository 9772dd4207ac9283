"""Each line of the FAIR table in the documentation is shown by its command."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from published import QUICK, opened

from partnergraph.project import Project
from partnergraph.site.publication import publish

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
FAIR = TEXT[TEXT.index("\n## FAIR\n") :].split("\n## ")[1]
LINES = re.findall(r"^\| ([FAIR][0-9.]+) .* \| `(.*)` \|$", FAIR, re.MULTILINE)


@pytest.fixture(scope="module")
def folder(built_folder: Path, project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("fair") / "site"
    publish(opened(built_folder, project), found, parts=QUICK)
    return found


def test_table_names_every_group_of_principles() -> None:
    assert {name[0] for name, _ in LINES} == set("FAIR")
    assert len(LINES) == 12


@pytest.mark.parametrize(("principle", "command"), LINES, ids=[name for name, _ in LINES])
def test_command_shows_it(folder: Path, principle: str, command: str) -> None:
    ran = subprocess.run(
        command.replace("\\|", "|"), cwd=folder, shell=True, capture_output=True, check=False
    )

    assert ran.returncode == 0, (principle, ran.stderr)
    assert ran.stdout.strip() not in (b"", b"0")
