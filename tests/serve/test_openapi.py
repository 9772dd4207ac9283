"""The questions as an interface for programs: described, and as described."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from live_asking import running

from partnergraph.serve.desk import Desk
from partnergraph.serve.openapi import document
from partnergraph.site.material import Site

#: One question for each kind of parameter, and the suggestions.
TRIED = (
    *("agreement-chain", "agreements-on-date", "partners-in-region", "dormant-partners"),
    *("events-between", "claims-by-status", "suggest"),
)


@pytest.fixture(scope="module")
def description(site: Site) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(document(Desk.of(site)))
    return found


@pytest.fixture(scope="module")
def server(built_folder: Path) -> Iterator[str]:
    with running(built_folder) as address:
        yield address


def test_every_question_is_a_path(description: Mapping[str, Any], site: Site) -> None:
    names = {f"/ask/{question.name}" for question in site.graph.questions}

    assert description["paths"].keys() - {"/search/suggest"} == names
    operations = [path["get"] for path in description["paths"].values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    assert all(each["summary"] for each in operations)


def test_parameters_have_types_and_defaults(description: Mapping[str, Any]) -> None:
    def schemas(question: str) -> Mapping[str, Any]:
        found = description["paths"][f"/ask/{question}"]["get"]["parameters"]
        return {each["name"]: each["schema"] for each in found if "name" in each}

    day = schemas("agreements-on-date")["asOf"]
    region = schemas("partners-in-region")["region"]
    assert (day["default"], day["anyOf"][0]) == ("2026-11-23", {"format": "date"})
    assert region["default"] in region["enum"]
    assert "" in region["enum"]  # fields may be left empty
    assert schemas("agreement-chain")["partner"]["default"] == "xinjiang-mu"
    assert schemas("dormant-partners")["years"]["anyOf"][0]["type"] == "integer"


def test_references_lead_somewhere(description: Mapping[str, Any]) -> None:
    def references(found: object) -> Iterator[str]:
        if isinstance(found, dict):
            yield from ([found["$ref"]] if isinstance(found.get("$ref"), str) else [])
            for each in found.values():
                yield from references(each)
        elif isinstance(found, list):
            for each in found:
                yield from references(each)

    for reference in set(references(description)):
        place: Any = description
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
        assert place


@pytest.mark.slow
def test_the_server_does_what_the_description_says(server: str, tmp_path: Path) -> None:
    """Requests made from the description, good and bad ones, as schemathesis thinks them up."""
    chosen = [word for name in TRIED for word in ("--include-operation-id", name)]
    answer = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "schemathesis"), "run", f"{server}/openapi.json"),
            *("--phases", "examples,coverage,fuzzing", "--max-examples", "3", "--seed", "7"),
            *("--request-timeout", "30", "--no-color", *chosen),
        ],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        cwd=tmp_path,
    )

    assert "No issues found" in answer.stdout, answer.stdout[-6000:]
    assert answer.returncode == 0
