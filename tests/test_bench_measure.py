"""What benchmarks measure with: limits stop, failures say why, ratios are to the first."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))

from loading import Row, _line
from mapping import write_mapping
from measure import (
    Counter,
    Figures,
    Work,
    apart,
    command,
    compared,
    python,
    shown,
    table,
)


def sums(up_to: int) -> Work:
    return lambda _: sum(range(up_to))


def holds(megabytes: int) -> Work:
    return lambda _: len(bytearray(megabytes * 1_000_000))


def endless() -> Work:
    def work(counter: Counter) -> None:
        while True:
            counter.value += 1
            time.sleep(0.001)

    return work


def fails() -> Work:
    raise ValueError("nothing to measure")


def lacks() -> Work:
    import_module("no_such_library")
    return sums(1)


def ends() -> Work:
    return lambda _: sys.exit(3)


def test_work_is_timed_in_a_process_of_its_own() -> None:
    found = apart(sums, 1_000_000, runs=3)

    assert found.found == 499_999_500_000
    assert found.note == ""
    assert 0 < found.seconds < 30
    assert found.processor > 0


def test_memory_is_that_of_the_work() -> None:
    assert apart(holds, 200).grown == pytest.approx(200, abs=40)


def test_what_takes_too_long_is_stopped_and_says_how_far_it_came() -> None:
    found = apart(endless, limit=0.5)

    assert found.note.startswith("stopped after 0.5 s at ")
    assert math.isnan(found.seconds)


@pytest.mark.parametrize(
    ("prepare", "note"),
    [
        (fails, "failed: ValueError: nothing to measure"),
        (lacks, "needs no_such_library"),
        (ends, "the process ended by itself"),
    ],
    ids=["fails", "lacks", "ends"],
)
def test_what_cannot_be_measured_says_why(prepare: Callable[[], Work], note: str) -> None:
    assert apart(prepare).note == note


def test_a_command_is_measured_with_what_it_says() -> None:
    found = command(python("-c", "print('said')"))

    assert found.found == "said\n"
    assert found.peak > 1
    assert (
        command(python("-c", "import time; time.sleep(9)"), limit=0.2).note == "stopped after 0.2 s"
    )
    assert command(python("-c", "raise SystemExit('wrong')")).note == "exit code 1: wrong"


def test_ratios_are_of_the_processor_to_the_first_that_has_figures() -> None:
    rows = compared(
        {
            "stopped": Figures(note="stopped after 1 s"),
            "ours": Figures(2.0, 1.0, 10.0, 5.0),
            "peer": Figures(2.5, 4.0, 20.0, 5.0),
        }
    )

    assert [row[0] for row in rows] == ["stopped", "ours", "peer"]
    assert rows[0][1] == "stopped after 1 s"
    assert rows[1][3:] == ["1", "10"]
    assert rows[2][3:] == ["4.00", "20"]


@pytest.mark.parametrize(
    ("value", "text"), [(1234.5, "1,234"), (12.34, "12.3"), (0.5, "0.500"), (math.nan, "")]
)
def test_figures_have_three_digits(value: float, text: str) -> None:
    assert shown(value) == text


def test_tables_are_markdown() -> None:
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


ROWS: list[Row] = [
    ("e:s", "e:p", "e:o", None, None, "e:g"),
    ("e:s", "e:p", 'two\n"words"', "", "en", "e:g"),
    ("e:s", "e:p", "3", "e:number", None, "e:g"),
]


def test_rows_become_n_quads() -> None:
    assert [_line(row) for row in ROWS] == [
        "<e:s> <e:p> <e:o> <e:g> .\n",
        '<e:s> <e:p> "two\\n\\"words\\""@en <e:g> .\n',
        '<e:s> <e:p> "3"^^<e:number> <e:g> .\n',
    ]


def test_a_mapping_has_a_file_for_each_kind_of_object(tmp_path: Path) -> None:
    settings = write_mapping(tmp_path, ROWS)

    mapping = (tmp_path / "mapping.ttl").read_text("utf-8")
    assert len(list(tmp_path.glob("*.csv"))) == 3
    assert 'rr:language "en"' in mapping
    assert "rr:datatype <e:number>" in mapping
    assert str(tmp_path) in settings.read_text("utf-8")
