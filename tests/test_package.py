"""What users install: the sdist, the wheel made from it, and that wheel in an empty environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "partnergraph"
CONTENT = ("graph", "ontology", "queries")
MOST_DISTRIBUTIONS = 45
MOST_MEGABYTES = 200
INSTALLERS = {"pip", "setuptools", "wheel"}
LIST_DISTRIBUTIONS = """
import importlib.metadata, json
print(json.dumps(sorted({d.metadata["Name"] for d in importlib.metadata.distributions()})))
"""

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Environment:
    """A virtual environment that holds the wheel and what it needs, and nothing else."""

    folder: Path
    distributions: list[str]
    megabytes: float

    @property
    def command(self) -> Path:
        return self.folder / "bin" / "partnergraph"


def run(command: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs `command` in `folder`, away from this checkout's settings; fails with its output."""
    settings = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    shown = " ".join(str(part) for part in command)
    assert done.returncode == 0, f"{shown}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done


def megabytes(folder: Path) -> float:
    """What `folder` takes on disk, as du counts it: whole blocks."""
    files = (path.lstat() for path in folder.rglob("*"))
    return sum(status.st_blocks * 512 for status in files) / 1e6


def tracked(folder: Path) -> set[str]:
    """The files below `folder` that belong to the project, relative to it."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        paths = [ROOT / line for line in listed.stdout.splitlines()]
    else:  # an unpacked sdist is no git checkout
        paths = [path for path in folder.rglob("*") if "__pycache__" not in path.parts]
    return {path.relative_to(folder).as_posix() for path in paths if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command: list[str | Path] = [sys.executable, "-m", "build", "--outdir", folder, ROOT]
    if os.environ.get("PARTNERGRAPH_NO_ISOLATION"):  # for machines without a package index
        command.append("--no-isolation")
    run(command, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def files(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The wheel in an empty environment, and what installing it added."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True, symlinks=True)
    before = megabytes(folder)
    python = folder / "bin" / "python"
    run([python, "-m", "pip", "install", "--quiet", wheel], folder)
    added = megabytes(folder) - before
    names = json.loads(run([python, "-c", LIST_DISTRIBUTIONS], folder).stdout)
    return Environment(folder, [name for name in names if name not in INSTALLERS], added)


@pytest.mark.parametrize("folder", CONTENT)
def test_the_wheel_holds_all_content(files: set[str], folder: str) -> None:
    wanted = {f"partnergraph/bundle/{folder}/{name}" for name in tracked(ROOT / folder)}

    assert wanted
    assert wanted <= files


def test_the_wheel_holds_the_settings_of_the_bundled_project(files: set[str]) -> None:
    assert "partnergraph/bundle/partnergraph.toml" in files


def test_the_wheel_holds_every_module_template_and_marker(files: set[str]) -> None:
    wanted = {f"partnergraph/{name}" for name in tracked(PACKAGE)}

    assert "partnergraph/py.typed" in wanted
    assert wanted <= files


def test_the_wheel_holds_the_licences_of_code_and_graph(files: set[str]) -> None:
    licences = {PurePosixPath(name).as_posix().split("licenses/", 1)[-1] for name in files}

    assert {"LICENSE", "graph/LICENSE"} <= licences


def test_the_wheel_holds_neither_tests_nor_benchmarks(files: set[str]) -> None:
    unwanted = {"tests", "bench", "docs", "expected", "projects", "build", "__pycache__"}

    assert [name for name in files if unwanted & set(PurePosixPath(name).parts)] == []
    assert [name for name in files if PurePosixPath(name).name.startswith("test_")] == []


def test_the_sdist_holds_what_a_reader_and_a_tester_need(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    wanted = {"README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "Makefile", "pyproject.toml"}
    assert wanted | {"tests/test_package.py", "docs/index.md"} <= names


def test_the_core_install_is_small(
    installed: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    count, size = len(installed.distributions), installed.megabytes
    with capsys.disabled():
        sys.stdout.write(f"\ncore install: {count} distributions, {size:.0f} MB on disk\n")

    assert count < MOST_DISTRIBUTIONS, installed.distributions
    assert size < MOST_MEGABYTES


def test_an_installed_wheel_builds_and_lists_questions(
    installed: Environment, tmp_path: Path
) -> None:
    run([installed.command, "build"], tmp_path)
    listed = run([installed.command, "ask", "--list"], tmp_path)

    questions = sorted((ROOT / "queries" / "questions").glob("*.rq"))
    assert questions
    assert [q.stem for q in questions if q.stem not in listed.stdout] == []
