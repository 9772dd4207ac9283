"""Figures counted from the tables in plain Python, against the answers of the catalogue.

Neither SPARQL nor the code that builds the graph has a part in the counting, so that a mistake in
either shows. What a table prints is looked up in `readings.csv` by name and source, as people do.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest

from partnergraph.query import read_question

ROOT = Path(__file__).resolve().parents[1]
HOME = "samsmu"
CERTAIN = ("realised", "habitual", "")  # no modality means realised
Row = dict[str, str]
Answer = list[dict[str, str]]
Ask = Callable[..., Answer]


def table(name: str) -> list[Row]:
    with (ROOT / "graph" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def cells(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def plain(name: str) -> str:
    """A name without quotation marks and capitals."""
    return re.sub('[“”"«»]', "", name).casefold().strip()


INSTITUTIONS = {row["id"] for row in table("institutions")}
READINGS = {
    (row["as_printed"], source): row["read_as"]
    for row in table("readings")
    for source in cells(row["source"])
}
NAMES = {
    plain(name): row["id"]
    for row in table("institutions")
    for column, cell in row.items()
    if column.startswith(("name@", "other_name@", "short_name@"))
    for name in cells(cell)
}
AGREEMENTS = table("agreements")
EVENTS = [row for row in table("events") if row["type"] != "series"]
SERIES = {row["id"] for row in table("events") if row["type"] == "series"}
LISTINGS = table("relations")
PROGRAMMES = table("programmes")
RELATIONS = ((AGREEMENTS, "parties"), (LISTINGS, "partners"), (PROGRAMMES, "providers"))
ROLES = ("hosts", "organisers", "visitors", "speakers", "signatories", "negotiators")


def who(text: str, source: str) -> set[str]:
    """The institutions that a cell names: by reading, by id, else by name."""
    found = set()
    for printed in cells(text):
        read = READINGS.get((printed, source))
        if read is None:
            read = printed if printed in INSTITUTIONS else NAMES.get(plain(printed), "")
        if read:
            found.add(read)
    return found


def participants(row: Row) -> set[str]:
    return {i for column in (*ROLES, "participants") for i in who(row[column], row["source"])}


def events_of(institution: str) -> set[str]:
    return {row["id"] for row in EVENTS if institution in participants(row)}


def signed() -> dict[str, list[Row]]:
    """The rows of agreements of which a signing or renewal is told."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in AGREEMENTS:
        found[row["id"]].append(row)
    return {i: rows for i, rows in found.items() if any(r["signed"] or r["renewed"] for r in rows)}


def signatories(identifier: str) -> set[str]:
    rows = [row for row in AGREEMENTS if row["id"] == identifier]
    return {i for row in rows for i in who(row["parties"], row["source"])}


def countries() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in table("institutions"):
        if row["country"]:
            found[row["id"]].add(row["country"])
    return found


@pytest.fixture(scope="module")
def ask(store: pyoxigraph.Store) -> Ask:
    def asked(name: str, **values: str) -> Answer:
        question = read_question(ROOT / "queries" / "questions" / f"{name}.rq").bind(values)
        answer = store.query(question.text, use_default_graph_as_union=True)
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        names = [variable.value for variable in answer.variables]
        return [dict(zip(names, map(short, row), strict=True)) for row in answer]

    return asked


def short(term: object) -> str:
    value = str(getattr(term, "value", "") or "")
    return value.rpartition("/")[2] if isinstance(term, pyoxigraph.NamedNode) else value


def total(rows: Answer, column: str) -> int:
    return sum(int(row[column]) for row in rows)


def partners() -> set[str]:
    """Whoever stands beside the home institution in an event, agreement, programme or listing."""
    found = set()
    for rows, column in RELATIONS:
        for row in rows:
            named = who(row[column], row["source"])
            found |= named if HOME in named else set()
    home = events_of(HOME)
    for row in EVENTS:
        found |= participants(row) if row["id"] in home else set()
    return found - {HOME}


def test_distinct_partners(ask: Ask) -> None:
    assert {row["partner"] for row in ask("partners")} == partners()


def test_world_counts_every_partner_once(ask: Ask) -> None:
    world = [row for row in ask("partners-by-region") if row["region"] == "World"]
    assert [int(row["partners"]) for row in world] == [len(partners())]


def test_partners_in_each_country(ask: Ask) -> None:
    counted = Counter(c for i in partners() for c in countries()[i])
    found = Counter[str]()
    for row in ask("partners-by-country"):
        found[row["country"]] += int(row["partners"])
    assert sorted(found.values()) == sorted(counted.values())
    assert found["unknown country"] == counted["unknown"]
    assert found["Uzbekistan"] == counted["UZ"]
    assert found["Russia"] == counted["RU"]


def test_partners_in_the_cis(ask: Ask) -> None:
    members = {"AM", "AZ", "BY", "KG", "KZ", "MD", "RU", "TJ", "UZ"}
    counted = {i for i in partners() if countries()[i] & members}
    assert {row["partner"] for row in ask("partners-in-region")} == counted


def test_agreements_and_how_many_are_signed(ask: Ask) -> None:
    rows = {row["agreement"]: row["status"] for row in ask("agreements-on-date")}
    assert set(rows) == {row["id"] for row in AGREEMENTS}
    not_signed = {agreement for agreement, status in rows.items() if status == "not signed"}
    assert not_signed == set(rows) - set(signed())


def test_nothing_was_signed_by_a_day_before_the_first_date(ask: Ask) -> None:
    first = min(row["signed"] for row in AGREEMENTS if row["signed"][:2] == "20")
    early = ask("agreements-on-date", asOf=f"{int(first[:4]) - 1}-12-31")
    assert {row["status"] for row in early} <= {"not signed", "unknown on that date"}


def test_types_of_agreements(ask: Ask) -> None:
    counted = {(row["id"], row["type"], row["source"]) for row in AGREEMENTS if row["type"]}
    found = {
        (row["agreement"], row["type"].replace(" agreement", "").replace(" ", "-"), row["source"])
        for row in ask("agreement-types-by-partner")
    }
    assert {(a, t.removesuffix("-agreement"), s) for a, t, s in counted} == {
        (a, t.removesuffix("-agreement"), s) for a, t, s in found
    }


def test_partners_with_a_signed_agreement(ask: Ask) -> None:
    counted = {i for agreement in signed() for i in signatories(agreement)} - {HOME}
    rows = ask("partners-by-agreement-status")
    assert {row["partner"] for row in rows if row["status"] != "not signed"} == counted


def test_agreements_of_each_partner(ask: Ask) -> None:
    counted = Counter(i for a in {r["id"] for r in AGREEMENTS} for i in signatories(a) - {HOME})
    found = Counter[str]()
    for row in ask("partners-by-agreement-status"):
        found[row["partner"]] += int(row["agreements"])
    assert found == counted


def test_agreements_without_a_responsible_unit(ask: Ask) -> None:
    having = {row["id"] for row in AGREEMENTS if row["responsible_unit"]}
    found = {row["agreement"] for row in ask("agreements-without-responsible-unit")}
    assert found == {row["id"] for row in AGREEMENTS} - having


def test_no_term_is_known_of_any_signed_agreement(ask: Ask) -> None:
    assert not {"in_force", "scheduled_expiry", "terminated"} & set(AGREEMENTS[0])
    for name in ("agreements-expiring", "agreements-of-unknown-term"):
        assert {row["agreement"] for row in ask(name)} == set(signed()), name


def test_sources_and_publishers_of_agreements(ask: Ask) -> None:
    publisher = {row["id"]: row["publisher"] for row in table("sources")}
    counted = Counter((r["id"], publisher[r["source"]]) for r in AGREEMENTS)
    rows = ask("agreement-evidence")
    assert {(r["agreement"], r["publisher"]): int(r["sources"]) for r in rows} == counted


def test_agreements_by_year(ask: Ask) -> None:
    counted = {
        (row["id"], row["signed"].strip("[")[:4] if row["signed"][:1] in "[2" else "")
        for row in AGREEMENTS
        if row["signed"]
    }
    years = Counter(year for _, year in counted)
    twice = len({(r["id"], r["type"]) for r in AGREEMENTS if r["signed"]}) - len(
        {r["id"] for r in AGREEMENTS if r["signed"]}
    )
    found = Counter[str]()
    for row in ask("agreements-by-year"):
        found[row["year"]] += int(row["agreements"])
    years[""] += twice  # an agreement of two types stands in two rows; none of these has a year
    assert found == years


def test_agreements_at_events(ask: Ask) -> None:
    counted = {(row["id"], row["event"]) for row in AGREEMENTS if row["event"]}
    assert {(r["agreement"], r["event"]) for r in ask("agreements-at-events")} == counted


def test_events_by_type(ask: Ask) -> None:
    events = {row["id"] for row in EVENTS}
    rows = ask("events-by-type")
    assert total(rows, "events") == len(events)
    assert total(rows, "withHome") == len(events_of(HOME))
    dated = {row["id"] for row in EVENTS if row["date"][:1] in "[2" and row["date"]}
    assert total(rows, "dated") == len(dated)


@pytest.mark.parametrize("year", ["2021", "2022", "2023", "2024"])
def test_events_of_a_year(year: str, ask: Ask) -> None:
    counted = {
        row["id"] for row in EVENTS if row["id"] in events_of(HOME) and year in bounds(row["date"])
    }
    asked = ask("events-between", **{"from": f"{year}-01-01", "to": f"{year}-12-31"})
    assert {row["event"] for row in asked} == counted


def bounds(text: str) -> Iterator[str]:
    """Every year that a date with a year touches."""
    ends = [part[:4] for part in text.strip("[]?").replace("..", "/").split("/") if part]
    if ends and all(end.isdigit() for end in ends):
        yield from map(str, range(int(ends[0]), int(ends[-1]) + 1))


def test_editions_of_series(ask: Ask) -> None:
    counted = {(row["series"], row["id"]) for row in EVENTS if row["series"]}
    rows = [row for row in ask("event-series") if not row["statement"]]
    assert {(row["series"], row["event"]) for row in rows} == counted
    assert {row["series"] for row in rows} == SERIES


def test_visitors(ask: Ask) -> None:
    counted = {
        (i, row["id"])
        for row in EVENTS
        for i in who(row["visitors"], row["source"])
        if row["id"] in events_of(HOME)
    }
    assert {(row["visitor"], row["event"]) for row in ask("who-visited-whom")} == counted


def test_partners_that_are_only_listed(ask: Ask) -> None:
    met = {i for row in EVENTS if row["id"] in events_of(HOME) for i in participants(row)}
    bound = {i for row in AGREEMENTS for i in who(row["parties"], row["source"])}
    taught = {i for row in PROGRAMMES for i in who(row["providers"], row["source"])}
    counted = partners() - met - bound - taught
    assert {row["partner"] for row in ask("partners-only-listed")} == counted


def test_listings_of_those_that_are_only_listed(ask: Ask) -> None:
    only = {row["partner"] for row in ask("partners-only-listed")}
    counted = {
        (i, row["source"]) for row in LISTINGS for i in who(row["partners"], row["source"]) & only
    }
    assert {(r["partner"], r["source"]) for r in ask("partners-only-listed")} == counted


def test_responsible_units(ask: Ask) -> None:
    rows = {row["unit"]: row for row in ask("activity-by-unit")}
    things = {"agreements": AGREEMENTS, "events": EVENTS, "programmes": PROGRAMMES}
    for column, records in things.items():
        pairs = {(u, row["id"]) for row in records for u in cells(row["responsible_unit"])}
        counted = Counter(unit for unit, _ in pairs)
        assert {u: int(row[column]) for u, row in rows.items() if row[column] != "0"} == counted
    assert set(rows) == {row["id"] for row in table("units") if row["unit_of"] == HOME}


def test_programmes(ask: Ask) -> None:
    counted = {(row["id"], row["source"]) for row in PROGRAMMES}
    rows = [row for row in ask("programmes-by-modality") if row["programme"].startswith("prog-")]
    assert {(row["programme"], row["source"]) for row in rows} == counted


def test_one_partner_in_detail(ask: Ask) -> None:
    partner = "xinjiang-mu"
    counted = {r["id"] for r in AGREEMENTS if partner in who(r["parties"], r["source"])}
    counted |= {r["id"] for r in PROGRAMMES if partner in who(r["providers"], r["source"])}
    counted |= events_of(partner) & events_of(HOME)
    rows = ask("partner-in-detail", partner=f"https://w3id.org/partnergraph/samsmu/id/{partner}")
    found = {row["record"] for row in rows if "-relation-" not in row["record"]}
    assert found == counted


def test_cities(ask: Ask) -> None:
    having = {row["id"] for row in table("institutions") if row["city"]}
    rows = ask("partners-by-city")
    assert total([row for row in rows if not row["city"]], "partners") == len(partners() - having)


def test_dormant_partners_met_nobody_lately(ask: Ask) -> None:
    """No event of the two years before the day asked for is one of a dormant partner."""
    dormant = {row["partner"] for row in ask("dormant-partners", asOf="2026-11-23", years="3")}
    late = {row["id"] for row in EVENTS if min(bounds(row["date"]), default="") >= "2024"}
    awake = {i for row in EVENTS if row["id"] in late & events_of(HOME) for i in participants(row)}
    assert awake - {HOME}
    assert not awake & dormant


@pytest.mark.parametrize("name", ["agreements-expiring", "partners-by-agreement-status"])
def test_questions_share_one_logic_of_statuses(name: str) -> None:
    """SPARQL cannot include text, so the block stands in each file and must not drift."""

    def block(question: str) -> list[str]:
        text = (ROOT / "queries" / "questions" / f"{question}.rq").read_text(encoding="utf-8")
        start = text.index("SELECT ?agreement (MAX(?rank) AS ?top)")
        return text[start : text.index("GROUP BY ?agreement\n", text.index("8 AS ?rank"))].split()

    assert block(name) == block("agreements-on-date")
