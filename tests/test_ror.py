from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from partnergraph.commands import ror
from partnergraph.errors import InputError
from partnergraph.registry.reconcile import Candidate
from partnergraph.registry.review import FILE

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "tests" / "data" / "ror-sample.jsonl"
GRAZ = "https://ror.org/02n0bts35"
GIVEN = [
    Candidate("graz", (("Medical University of Graz", "en"),), "AT"),
    Candidate("tma", (("Tashkent Medical Academy", "en"),), "UZ"),
    Candidate("webster", (("Webster", "en"),), "US", ror="https://ror.org/036ma1a21"),
]
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "partnergraph.toml", tmp_path)
    (tmp_path / "graph").mkdir()
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(ror, "institutions_for_matching", lambda _: GIVEN)

    def invoke(*arguments: str, file: Path = SAMPLE) -> Result:
        return CliRunner().invoke(ror.command, [str(file), "--project", str(folder), *arguments])

    return invoke


def review(folder: Path) -> list[str]:
    return (folder / "graph" / FILE).read_text(encoding="utf-8").splitlines()


def test_proposals_are_written_and_counted(run: Run, folder: Path) -> None:
    result = run()

    assert result.exit_code == 0
    assert "1 can be accepted (--apply), 2 ambiguous, 0 weak: for 2 institutions" in result.output
    assert [line.split(",")[0] for line in review(folder)[1:]] == ["graz", "tma", "tma"]
    assert all(line.endswith(",,,,") for line in review(folder)[1:])


def test_a_second_run_changes_nothing(run: Run, folder: Path) -> None:
    run()
    before = review(folder)

    result = run()

    assert "is unchanged" in result.output
    assert review(folder) == before


def test_apply_decides_what_is_proved_and_only_that(run: Run, folder: Path) -> None:
    result = run("--apply")

    decided = [line for line in review(folder) if ",accept,machine," in line]
    assert "1 accepted" in result.output
    assert len(decided) == 1
    assert decided[0].startswith(f"graz,{GRAZ},")
    assert run().exit_code == 0
    assert review(folder)[1] == decided[0]


def test_an_id_that_was_withdrawn_is_reported(run: Run) -> None:
    output = " ".join(run().output.split())

    assert "withdrawn" in output
    assert "1 warning" in output


def test_a_decision_to_repair_gives_exit_code_1_and_stays(run: Run, folder: Path) -> None:
    run()
    path = folder / "graph" / FILE
    lines = review(folder)
    wrong = lines[1].removesuffix(",,,,") + ",maybe,editor,why,2026-11-23"
    path.write_text("\n".join([lines[0], wrong]) + "\n", encoding="utf-8")

    result = run()

    assert result.exit_code == 1
    assert review(folder)[1] == wrong


def test_a_damaged_dump_leaves_the_table_alone(run: Run, folder: Path, tmp_path: Path) -> None:
    run()
    before = review(folder)
    damaged = tmp_path / "damaged.jsonl"
    damaged.write_bytes(SAMPLE.read_bytes()[:-50])

    result = run(file=damaged)

    assert isinstance(result.exception, InputError)
    assert review(folder) == before
