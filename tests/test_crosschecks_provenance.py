"""Figures of the answers on sources, readings and quality, counted again from the tables.

The tables are read with the csv module alone: no SPARQL, and none of the code that builds the
graph, stands on this side of the comparison.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest

from partnergraph.project import Project
from partnergraph.query import Catalogue

TABLES = Path(__file__).resolve().parents[1] / "graph"
THINGS = "https://w3id.org/partnergraph/samsmu/id/"
FACTS = (
    "agreements", "claims", "events", "institutions", "programmes", "relations", "units",
)  # fmt: skip
#: Labels that are not the words of the tables.
LABELS = {"aspired-to": "aspired"}
Answer = Callable[[str], list[dict[str, str]]]


@pytest.fixture(scope="module")
def answer(project: Project, store: pyoxigraph.Store) -> Answer:
    catalogue = Catalogue(project.query_files("questions"))

    def ask(name: str) -> list[dict[str, str]]:
        found = catalogue.find(name).ask(store)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        head = [variable.value for variable in found.variables]
        rows = [
            {name: "" if (t := row[name]) is None else str(getattr(t, "value", t)) for name in head}
            for row in found
        ]
        assert rows, f"{name} answers nothing, so nothing can be compared."
        return rows

    return ask


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def facts() -> Iterator[dict[str, str]]:
    for name in FACTS:
        yield from table(name)


def values(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def readings() -> list[tuple[str, str, dict[str, str]]]:
    """Each printed form with each source that prints it, and the row that reads it."""
    return [(r["as_printed"], s, r) for r in table("readings") for s in values(r["source"])]


def local(iri: str) -> str:
    return iri.removeprefix(THINGS)


def test_readings_by_status(answer: Answer) -> None:
    told = {(r["printed"], r["source"], r["status"]) for r in answer("doubtful-readings")}
    counted = Counter(row["status"] for _, _, row in readings() if row["status"] != "asserted")

    assert Counter(status for *_, status in told) == counted


def test_unresolved_forms(answer: Answer) -> None:
    told = {(r["printed"], r["candidate"]) for r in answer("unresolved-mentions")}
    counted = {
        (form, f"{THINGS}{candidate}" if candidate else "")
        for form, _, row in readings()
        if row["status"] == "unresolved"
        for candidate in values(row["candidates"]) or [""]
    }

    assert told == counted


@pytest.mark.parametrize("axis", ["modality", "claim_status"])
def test_claims_on_each_axis(answer: Answer, axis: str) -> None:
    column = {"modality": "modality", "claim_status": "claimStatus"}[axis]
    default = {"modality": "realised", "claim_status": "asserted"}[axis]
    told: Counter[str] = Counter()
    for row in answer("claims-in-numbers"):
        label = row[column].replace(" ", "-")
        told[LABELS.get(label, label)] += int(row["claims"])

    assert told == Counter(row.get(axis) or default for row in facts())


def test_sources_per_language(answer: Answer) -> None:
    told = Counter(row["language"] for row in answer("sources-overview"))

    assert told == Counter(row["language"] for row in table("sources"))


def test_sources_per_publisher(answer: Answer) -> None:
    told = Counter(row["publisher"] for row in answer("sources-overview"))

    assert told == Counter(row["publisher"] for row in table("sources"))


def test_claims_of_each_source(answer: Answer) -> None:
    told = {local(row["source"]): int(row["claims"]) for row in answer("sources-overview")}
    counted = Counter(row["source"] for row in facts())

    assert told == {row["id"]: counted[row["id"]] for row in table("sources")}


def test_sources_without_rows(answer: Answer) -> None:
    told = {local(row["source"]) for row in answer("sources-without-facts")}

    assert told == {row["id"] for row in table("sources")} - {row["source"] for row in facts()}


def test_printed_forms_of_the_home_institution(answer: Answer) -> None:
    told = Counter(row["printed"] for row in answer("printed-names"))

    assert told == Counter(form for form, _, row in readings() if row["read_as"] == "samsmu")


def test_disputed_claims(answer: Answer) -> None:
    told = Counter(local(row["source"]) for row in answer("claims-by-status"))

    assert told == Counter(r["source"] for r in facts() if r["claim_status"] == "disputed")


def test_aims(answer: Answer) -> None:
    told = {local(row["claim"]) for row in answer("claims-by-modality")}

    assert told == {r["id"] for r in table("claims") if r["modality"] == "aspired"}


def test_missing_parts_of_sentences(answer: Answer) -> None:
    told = {(local(r["statement"]), r["missing"]) for r in answer("incomplete-statements")}
    counted = sum(len(values(row["missing"])) for row in table("claims"))

    assert len(told) == counted


def test_quoted_words_of_the_page_that_was_read_word_by_word(answer: Answer) -> None:
    told = {(r["words"], f"{r['start']}-{r['end']}") for r in answer("quoted-passages")}
    counted = {
        pair
        for row in facts()
        if row["source"] == "ph-page" and row.get("passage")
        for pair in zip(values(row["passage"]), values(row["position"]), strict=True)
    } | {
        (form, place)
        for form, source, row in readings()
        if source == "ph-page"
        for place in values(row["position"])
    }

    assert told == counted


def test_editorial_judgements(answer: Answer) -> None:
    told = {row["claim"] for row in answer("editorial-judgements")}

    assert len(told) == sum(row["source"] == "editorial" for row in facts())


def test_institutions_without_a_registry_id(answer: Answer) -> None:
    told = {local(r["institution"]) for r in answer("missing-identifiers") if not r["ror"]}
    rows = table("institutions")

    assert told == {r["id"] for r in rows} - {r["id"] for r in rows if r["ror"]}


@pytest.mark.parametrize("language", ["en", "ru", "uz-Latn"])
def test_names_of_institutions_in_a_language(answer: Answer, language: str) -> None:
    told = {
        row["language"]: int(row["named"])
        for row in answer("language-coverage")
        if row["kind"].endswith("FormalOrganization")
    }
    named = {
        row["id"]
        for row in table("institutions")
        if row[f"name@{language}"] and not row["named_during"]
    }

    assert told.get(language.lower(), 0) == len(named)


def test_relations_with_one_source(answer: Answer) -> None:
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for name in ("agreements", "events", "programmes"):
        for row in table(name):
            sources[row["id"]].add(row["source"])
    series = {row["id"] for row in table("events") if row["type"] == "series"}
    told = {local(row["relation"]) for row in answer("single-source-relations")}

    assert told == {thing for thing, found in sources.items() if len(found) == 1} - series


def test_events_without_a_year(answer: Answer) -> None:
    dates: defaultdict[str, str] = defaultdict(str)
    for row in table("events"):
        if row["type"] != "series":
            dates[row["id"]] += f" {row['date']}"
    series = {row["id"] for row in table("events") if row["type"] == "series"}
    undated = {
        thing
        for thing, text in dates.items()
        if thing not in series and not re.search(r"[0-9]{4}", text)
    }
    told = {local(row["relation"]) for row in answer("undated-relations")}

    assert told & set(dates) == undated


def test_pairs_kept_apart(answer: Answer) -> None:
    told = {
        frozenset((local(r["first"]), local(r["second"])))
        for r in answer("same-name-different-institution")
        if r["guard"]
    }

    assert told == {
        frozenset((row["id"], other))
        for row in table("institutions")
        for other in values(row["different_from"])
    }


@pytest.mark.parametrize(
    ("kind", "name"), [("Agreement", "agreements"), ("JointProgramme", "programmes")]
)
def test_instances_of_a_class(answer: Answer, kind: str, name: str) -> None:
    told = {
        row["class"].rpartition("#")[2]: int(row["things"]) for row in answer("classes-and-counts")
    }

    assert told[kind] == len({row["id"] for row in table(name)})
    assert told["Claim"] == sum(1 for _ in facts())
    assert told["Partnership"] == len(table("relations"))
