"""The derived graph: statuses, partners and levels, case by case."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pyoxigraph
import pytest

from partnergraph.build import build
from partnergraph.project import Project
from partnergraph.query import read_question
from partnergraph.store import query
from partnergraph.validate import check
from partnergraph.views import Reader
from partnergraph.vocabulary import PG

DERIVED = "https://example.org/kg/graph/derived"
SOURCES = (
    "id,title@en,url,language,retrieved,kind\nnews,News,https://example.org/n,en,2025-06-01,news\n"
)
INSTITUTIONS = """id,name@en,kind,country,source
home,Home University,university,UZ,news
north,North University,university,KZ,news
south,South University,university,KZ,news
"""


def make(folder: Path, **tables: str) -> Project:
    (folder / "graph").mkdir(parents=True)
    (folder / "partnergraph.toml").write_text(
        'base = "https://example.org/kg/"\nhome = "home"\n', encoding="utf-8"
    )
    for name, text in {"sources": SOURCES, "institutions": INSTITUTIONS, **tables}.items():
        (folder / "graph" / f"{name}.csv").write_text(text, encoding="utf-8")
    return Project.load(folder)


def derived(project: Project, pattern: str, as_of: date | None = None) -> set[tuple[str, ...]]:
    graph = build(project, as_of)
    assert not [f for f in graph.findings if f.severity == "violation"], graph.findings
    columns = " ".join(dict.fromkeys(re.findall(r"\?\w+", pattern)))
    answer = query(
        graph.store(),
        f"PREFIX pg: <{PG}> SELECT DISTINCT {columns} "
        f"WHERE {{ GRAPH <{DERIVED}> {{ {pattern} }} }}",
    )
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return {
        tuple(str(getattr(term, "value", "")).rpartition("/")[2] for term in row) for row in answer
    }


STATUSES = [
    # what the row says, the day asked for, the status
    ("signed", "2024-03-19", "2024-03-18", "not-signed"),
    ("signed", "2024-03-19", "2024-03-19", "signed-force-unknown"),
    ("signed", "2024-03", "2024-03-15", "unknown-on-that-date"),
    ("signed", "2024-03", "2024-03-31", "signed-force-unknown"),
    ("signed", "[2024-03-19..2024-03-24]", "2024-03-20", "unknown-on-that-date"),
    ("signed", "unknown", "2025-05-31", "unknown-on-that-date"),
    ("signed", "unknown", "2025-06-01", "signed-force-unknown"),
    ("signed", "2025", "2025-06-02", "signed-force-unknown"),
    ("signed", "XXXX-10-04", "2025-06-01", "signed-force-unknown"),
    ("renewed", "2018-10", "2018-10-31", "signed-force-unknown"),
    ("in_force", "2024-01-01", "2023-12-31", "not-signed"),
    ("in_force", "2024-01-01", "2024-01-01", "in-force"),
    ("signed,in_force", "2023-12-01,2024-01-01", "2023-12-31", "signed-force-unknown"),
    ("in_force,scheduled_expiry", "2020-01-01,2024-12-31", "2024-12-31", "in-force"),
    ("in_force,scheduled_expiry", "2020-01-01,2024-12-31", "2025-01-01", "expired"),
    ("in_force,terminated", "2020-01-01,2022-06-01", "2022-05-31", "in-force"),
    ("in_force,terminated", "2020-01-01,2022-06-01", "2022-06-01", "terminated"),
    ("negotiated", "2024-01-01", "2025-06-01", "not-signed"),
    ("in_force", "unknown", "2025-06-01", "in-force"),
    ("in_force", "unknown", "2025-05-31", "unknown-on-that-date"),
    ("in_force,suspended", "2020-01-01,2022-01-01", "2022-06-01", "suspended"),
    ("in_force,suspended", "2023-01-01,2022-01-01", "2024-06-01", "in-force"),
    ("in_force,suspended,terminated", "2020,2021,2022", "2023-01-01", "terminated"),
]


@pytest.mark.parametrize(("columns", "values", "day", "status"), STATUSES)
def test_status_on_a_day(columns: str, values: str, day: str, status: str, tmp_path: Path) -> None:
    agreements = (
        f"id,title@en,type,parties,{columns},source\n"
        f"a,An agreement,cooperation-agreement,home | north,{values},news\n"
    )
    project = make(tmp_path / "p", agreements=agreements)

    found = derived(project, "?a pg:currentStatus ?status", date.fromisoformat(day))

    assert found == {("a", status)}
    reader = Reader(build(project).store(), project.query_files("views"))
    told = reader.status(date.fromisoformat(day)).values()
    assert list(told) == [f"status:{status}"], "The view network-status says something else."


MODALITIES = [
    # modality and claim status of the row, the status that follows
    ("realised,asserted", "signed-force-unknown"),
    ("habitual,asserted", "signed-force-unknown"),
    ("realised,disputed", "signed-force-unknown"),
    ("realised,retracted", "not-signed"),
    ("aspired,asserted", "not-signed"),
    ("intended,asserted", "not-signed"),
    ("under-discussion,asserted", "not-signed"),
]


@pytest.mark.parametrize(("axes", "status"), MODALITIES)
def test_only_what_was_done_and_not_retracted_counts(
    axes: str, status: str, tmp_path: Path
) -> None:
    project = make(
        tmp_path / "p",
        agreements=(
            "id,title@en,type,parties,signed,modality,claim_status,source\n"
            f"a,A,other,home | north,2024-01-01,{axes},news\n"
        ),
    )

    assert derived(project, "?a pg:currentStatus ?status") == {("a", status)}
    bound = status == "signed-force-unknown"
    assert bool(derived(project, "?i pg:partyTo ?a")) is bound
    assert bool(derived(project, "?i pg:partnerOf ?j")) is bound


def rows(*lines: str) -> str:
    heading = "id,title@en,type,parties,signed,renewed,scheduled_expiry,supersedes,source"
    return "\n".join([heading, *lines, ""])


ENDINGS = [
    # a renewal with a later end: the later end counts
    (
        rows(
            "a,A,other,home | north,2015,,2020-12-31,,news",
            "a,,,,,2020-06-01,2030-12-31,,later",
        ),
        "signed-force-unknown",
    ),
    # a renewal whose end is not known: no end is
    (
        rows("a,A,other,home | north,2015,,2020-12-31,,news", "a,,,,,2020-06-01,,,later"),
        "signed-force-unknown",
    ),
    (rows("a,A,other,home | north,2015,,2020-12-31,,news"), "expired"),
    (
        rows(
            "a,A,other,home | north,2015,,,,news",
            "b,B,other,home | north,2020,,,a,news",
        ),
        "superseded",
    ),
]


@pytest.mark.parametrize(("agreements", "status"), ENDINGS)
def test_how_an_agreement_ends(agreements: str, status: str, tmp_path: Path) -> None:
    later = "later,Later news,https://example.org/l,en,2025-06-01,news\n"
    project = make(tmp_path / "p", agreements=agreements, sources=SOURCES + later)

    found = derived(project, "?a pg:currentStatus ?status", date(2024, 1, 1))

    assert ("a", status) in found


def test_sources_that_date_a_signing_differently_meet_in_one_node(tmp_path: Path) -> None:
    project = make(
        tmp_path / "p",
        sources=SOURCES + "other,Other,https://example.org/o,en,2025-06-01,news\n",
        agreements=(
            "id,title@en,type,parties,signed,source\n"
            "a,A,other,home | north,2018-10-24,news\n"
            "a,,,,2019-01-01,other\n"
        ),
    )
    graph = build(project)

    rules = {finding.rule.rpartition("#")[2] for finding in check(graph)}

    assert "LifecycleEvent-date-agreed" in rules
    assert (
        len(
            [
                line
                for line in graph.lines
                if "ontology#hasLifecycleEvent>" in line
                and line.startswith("<https://example.org/kg/id/a>")
            ]
        )
        == 1
    )


def test_an_event_is_where_acts_happened_not_where_terms_run_out(tmp_path: Path) -> None:
    project = make(
        tmp_path / "p",
        agreements=(
            "id,title@en,type,parties,signed,scheduled_expiry,event,source\n"
            "a,A,other,home | north,2024-03-19,2029-03-19,fair,news\n"
        ),
        events=(
            "id,title@en,type,date,participants,source\nfair,Fair,exhibition,2024-03-19,home,news\n"
        ),
    )

    held = [line for line in build(project).lines if "superEvent" in line and "kg/id/" in line]

    assert [line.partition(" ")[0] for line in held] == ["<https://example.org/kg/id/a#signed>"]


def test_an_invitation_is_no_participation(tmp_path: Path) -> None:
    project = make(
        tmp_path / "p",
        events="id,title@en,type,date,hosts,invited,source\ne,E,congress,2024,home,north,news\n",
    )

    assert derived(project, "?i pg:participatedIn ?e") == {("home", "e")}
    assert derived(project, "?i pg:relationLevel ?l") == set()


def test_others_in_a_list_are_not_made_partners_of_one_another(tmp_path: Path) -> None:
    project = make(
        tmp_path / "p", relations="partners,type,source\nhome | north | south,partner,news\n"
    )

    found = derived(project, "?a pg:partnerOf ?b")

    assert found == {("home", "north"), ("north", "home"), ("home", "south"), ("south", "home")}


@pytest.mark.parametrize(
    ("kind", "role"), [("double-degree", "awarding-institution"), ("mobility", "provider")]
)
def test_only_a_degree_is_awarded(kind: str, role: str, tmp_path: Path) -> None:
    text = f"id,title@en,type,providers,source\np,P,{kind},home | north,news\n"
    lines = build(make(tmp_path / "p", programmes=text)).lines

    roles = {line.split(" ")[2] for line in lines if "ontology#role>" in line and "/id/p#" in line}

    assert roles == {f"<https://w3id.org/partnergraph/vocab/role/{role}>"}


@pytest.mark.parametrize("day", ["2024-03-18", "2024-03-19", "2025-06-01"])
def test_question_and_rule_agree_on_the_status(day: str, tmp_path: Path, root: Path) -> None:
    agreements = (
        "id,title@en,type,parties,signed,source\n"
        "a,A,cooperation-agreement,home | north,2024-03-19,news\n"
    )
    project = make(tmp_path / "p", agreements=agreements)
    rule = derived(project, "?a pg:currentStatus ?status", date.fromisoformat(day))
    question = read_question(root / "queries" / "questions" / "agreements-on-date.rq")

    answer = question.bind({"asOf": day}).ask(build(project).store())

    assert isinstance(answer, pyoxigraph.QuerySolutions)
    words = {str(row["status"].value).replace(", ", "-").replace(" ", "-") for row in answer}
    assert words == {status for pair in rule for status in pair if status != "a"}


LEVELS = [
    ("relations", "partners,type,source\nhome | north,partner,news\n", "listed"),
    (
        "events",
        "id,title@en,type,date,participants,source\ne,E,conference,2024,home | north,news\n",
        "met",
    ),
    (
        "agreements",
        "id,title@en,type,parties,negotiated,source\na,A,other,home | north,unknown,news\n",
        "negotiating",
    ),
    (
        "agreements",
        "id,title@en,type,parties,signed,source\na,A,other,home | north,2024,news\n",
        "signed",
    ),
    (
        "agreements",
        "id,title@en,type,parties,in_force,source\na,A,other,home | north,2024,news\n",
        "in-force",
    ),
]


@pytest.mark.parametrize(("table", "text", "level"), LEVELS)
def test_level_is_the_highest_that_is_supported(
    table: str, text: str, level: str, tmp_path: Path
) -> None:
    project = make(tmp_path / "p", **{table: text})

    assert derived(project, "?i pg:relationLevel ?l") == {("north", level)}


def test_activity_needs_a_signed_agreement_and_a_recent_event(tmp_path: Path) -> None:
    project = make(
        tmp_path / "p",
        agreements=LEVELS[3][1],
        events=LEVELS[1][1].replace(",2024,", ",2024-05-01,"),
    )

    assert derived(project, "?i pg:relationLevel ?l") == {("north", "activity")}
    later = derived(project, "?i pg:relationLevel ?l", date(2028, 1, 1))
    assert later == {("north", "signed")}


def test_partners_are_partners_both_ways(tmp_path: Path) -> None:
    project = make(tmp_path / "p", relations="partners,type,source\nhome | north,partner,news\n")

    found = derived(project, "?a pg:partnerOf ?b")

    assert found == {("home", "north"), ("north", "home")}


@pytest.mark.parametrize("modality", ["aspired", "intended", "under-discussion"])
def test_what_is_not_done_makes_no_partner(modality: str, tmp_path: Path) -> None:
    text = f"partners,type,modality,source\nhome | north,partner,{modality},news\n"
    project = make(tmp_path / "p", relations=text)

    assert derived(project, "?a pg:partnerOf ?b") == set()


def test_unresolved_reading_is_counted_nowhere(tmp_path: Path) -> None:
    project = make(
        tmp_path / "p",
        readings=(
            "as_printed,source,candidates,status,why\n"
            "The University,news,north | south,unresolved,Two fit\n"
        ),
        events=(
            "id,title@en,type,date,participants,source\n"
            "e,E,conference,2024,home | The University,news\n"
        ),
    )

    assert derived(project, "?a pg:participatedIn ?e") == {("home", "e")}
    assert derived(project, "?i pg:relationLevel ?l") == set()


def test_series_is_no_event(tmp_path: Path) -> None:
    project = make(
        tmp_path / "p",
        events="id,title@en,type,participants,source\ns,Series,series,,news\n",
    )
    store = build(project).store()

    assert not query(
        store, "ASK { ?s a <https://w3id.org/partnergraph/ontology#InstitutionalEvent> }"
    )
    assert query(store, "ASK { ?s a <https://schema.org/EventSeries> }")


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("delegation-visit-outgoing", "DelegationVisit"),
        ("negotiation", "Negotiation"),
        ("signing", "SigningCeremony"),
    ],
)
def test_event_type_gives_the_class(slug: str, name: str, tmp_path: Path) -> None:
    text = f"id,title@en,type,participants,source\ne,E,{slug},home,news\n"
    project = make(tmp_path / "p", events=text)

    assert ("e", f"ontology#{name}") in derived(project, "?e a ?class")


@pytest.mark.parametrize(
    "text", ["http://a/b c", "http://a/%zz", "http://[a/b", "no scheme", "urn:a>b"]
)
def test_a_rule_cannot_derive_an_iri_that_is_none(tmp_path: Path, text: str) -> None:
    """What a build holds is not checked again where it is written."""
    project = make(tmp_path)
    rules = tmp_path / "ontology" / "rules"
    rules.mkdir(parents=True)
    (rules / "odd.rq").write_text(
        f'CONSTRUCT {{ <urn:s> <urn:p> ?good, ?odd }} WHERE {{ BIND(IRI("urn:good") AS ?good)'
        f' OPTIONAL {{ BIND(IRI("{text}") AS ?odd) }} }}',
        encoding="utf-8",
    )

    said = [line for line in build(project).lines if line.startswith("<urn:s>")]

    assert said == [f"<urn:s> <urn:p> <urn:good> <{DERIVED}> ."]
