"""Health: what a server says of itself to those who watch it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import handmade
import pytest
from liveserver import Live, graph, project, running

import probe
from partnergraph import __version__


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("health") / "project")


@pytest.fixture(scope="module")
def live(folder: Path) -> Iterator[Live]:
    with running(folder) as found:
        yield found


def test_it_tells_what_works_and_what_is_served(live: Live, folder: Path) -> None:
    manifest = json.loads((folder / "build" / "manifest.json").read_text("utf-8"))
    assert probe.ask(f"{live.url}doc/t1.html").status == 200
    answer = probe.ask(f"{live.url}healthz")
    found = json.loads(answer.body)

    assert (answer.status, answer.media) == (200, "application/json")
    assert answer.fields["cache-control"] == "no-store"
    assert found["status"] == "ok"
    assert found["version"] == __version__
    assert found["build"] == manifest["sha256"]
    assert found["engine"]["ready"] is found["site"]["ready"] is True
    assert str(folder) not in answer.body.decode()


def test_an_address_that_takes_too_much_is_refused_for_a_while(folder: Path) -> None:
    with running(folder, "--per-client", "0.01") as live:
        seen = [probe.ask(f"{live.url}{path}") for path in ("years.html", "doc/t1.nt", "id/t1")]
    refused = [answer for answer in seen if answer.status == 429]

    assert seen[0].status == 200
    assert refused
    for answer in refused:
        assert int(answer.fields["retry-after"]) > 0
        assert answer.media == "application/problem+json"
        assert answer.fields["access-control-allow-origin"] == "*"


def test_a_graph_without_its_project_is_served_without_pages(tmp_path: Path) -> None:
    handmade.built(tmp_path / "alone", graph())
    given = ("--store", str(tmp_path / "alone"))
    with running(tmp_path, *given, own=False) as live:
        assert "So there are no pages." in live.said()
        assert probe.ask(f"{live.url}sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D").status == 200
        assert probe.ask(f"{live.url}doc/t1.html").status == 404
        assert "site" not in live.health()
