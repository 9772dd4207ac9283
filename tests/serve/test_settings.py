"""Settings of a server."""

from __future__ import annotations

from pathlib import Path

from partnergraph.serve.settings import Settings

KNOWN = "known-to-writers"
BASE = "https://example.org/g/"


def test_nobody_writes_without_a_token() -> None:
    assert not Settings(BASE, Path("build")).writable
    assert Settings(BASE, Path("build"), token=KNOWN).writable


def test_the_token_is_not_shown() -> None:
    assert KNOWN not in repr(Settings(BASE, Path("build"), token=KNOWN))


def test_relative_iris_are_resolved_against_the_endpoint() -> None:
    assert Settings(BASE, Path("build")).sparql == f"{BASE}sparql"
    settings = Settings(BASE, Path("build"), address="https://kg.example.org/")
    assert settings.sparql == "https://kg.example.org/sparql"
