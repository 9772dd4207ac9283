"""The plan of the benchmarks: scripts that exist, arguments that they take, a made-up registry."""

from __future__ import annotations

import argparse
import re
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "bench"))

import plan  # noqa: E402 - a folder of scripts
from made_up_registry import records, ror, write  # noqa: E402 - likewise
from organisations import read  # noqa: E402 - likewise
from partnergraph.registry.records import ror_iri  # noqa: E402 - likewise
from plan import Material, Part, parts  # noqa: E402 - likewise
from registry_graph import SIZES, Size, make  # noqa: E402 - likewise

#: What a run has to show, by the scripts that show it.
ASPECTS = {
    *("loading", "opening", "questions", "validation", "networks", "layout", "explore"),
    *("endpoint", "publishing"),
}


GIVEN = Material(Path("dump.jsonl"), Path("graphs"), Path("server"))


class AcceptedError(Exception):
    """The arguments were understood; the script goes no further."""


def planned(*, quick: bool) -> list[Part]:
    """The plan where everything is there that can be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Material, "has", lambda *_: True)
        return parts(GIVEN, quick=quick)


QUICK, WHOLE = planned(quick=True), planned(quick=False)


@pytest.mark.parametrize("part", [*QUICK, *WHOLE], ids=lambda part: f"{part.name}-{part.limit:g}")
def test_scripts_take_the_arguments_of_the_plan(
    part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse = argparse.ArgumentParser.parse_args

    def parsed(parser: argparse.ArgumentParser) -> None:
        parse(parser)
        raise AcceptedError

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parsed)
    monkeypatch.setattr(sys, "argv", [str(part.script), *map(str, part.words)])
    with pytest.raises(AcceptedError):
        runpy.run_path(str(part.script), run_name="__main__")


@pytest.mark.parametrize("found", [QUICK, WHOLE], ids=["quick", "whole"])
def test_all_is_measured_that_has_to_be(found: list[Part]) -> None:
    assert {part.script.stem for part in found} >= ASPECTS
    assert len({part.name for part in found}) == len(found)
    assert all(part.limit > part.expected for part in found)


def test_a_quick_run_takes_three_minutes_and_a_whole_one_fifty_without_the_largest_graph() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Material, "has", lambda *_: False)
        whole = parts(GIVEN, quick=False)

    assert sum(part.expected for part in QUICK) <= 180
    assert sum(part.expected for part in whole) <= 50 * 60


def test_graphs_of_the_plan_can_be_made() -> None:
    assert {*plan.SIZES, plan.LARGEST} <= SIZES.keys()


def test_only_what_is_measured_has_to_be_made() -> None:
    some = [part for part in WHOLE if part.script.stem in ("loading", "publishing")]

    assert plan.needed(GIVEN, QUICK) == ["100k", plan.SHIPPED]
    assert plan.needed(GIVEN, WHOLE) == [*plan.SIZES, plan.SHIPPED]
    assert plan.needed(GIVEN, some) == ["100k", "institutions", plan.SHIPPED]
    assert plan.needed(GIVEN, [part for part in QUICK if part.name == "layout"]) == []


# The made-up registry


def test_made_up_ids_have_right_check_digits() -> None:
    numbers = [1, 31, 32, 97, 51_370, 2**20]

    assert [ror_iri(ror(number)) for number in numbers] == [ror(number) for number in numbers]


def test_the_same_seed_makes_the_same_registry() -> None:
    assert list(records(50, 1)) == list(records(50, 1)) != list(records(50, 2))


def test_no_made_up_institution_passes_for_a_real_one(tmp_path: Path) -> None:
    made_up = re.compile(r"(?i)invent|erfunden|выдуман|架空|虚构|toʻqima|ойдан|مخترع|φανταστικ")
    found = read(write(tmp_path / "dump.jsonl.gz", 300))

    assert len(found) == 300
    assert [one.record.name for one in found if not made_up.search(one.record.name)] == []


def test_a_graph_can_be_made_of_it(tmp_path: Path) -> None:
    dump = write(tmp_path / "dump.jsonl.gz", 200)

    made = make(dump, Size(None, 50, 50, 24), tmp_path / "project")

    assert len(made.lines) > 20 * 200
