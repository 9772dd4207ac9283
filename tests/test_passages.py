"""Passages: places in sources are checked as typed and stated as Web Annotation says."""

from __future__ import annotations

import re

import pyoxigraph
import pytest

from partnergraph import store
from partnergraph.context import Context
from partnergraph.findings import Severity
from partnergraph.ledger import Ledger, Origin, Quote
from partnergraph.nquads import is_iri
from partnergraph.passages import Place, mention, places, record, tag
from partnergraph.project import Project, bundle
from partnergraph.tables import Row

TABLE = Context.load(bundle() / "ontology" / "context.jsonld").tables["events"]
BASE = "https://example.org/g/"
EVIDENCE = f"{BASE}id/page#char=3,7"
ASK = """
PREFIX oa:  <http://www.w3.org/ns/oa#>
PREFIX pg:  <https://w3id.org/partnergraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
ASK { GRAPH <https://example.org/g/graph/source/page> { %s } }
"""


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(Project(bundle(), BASE))


def row(passage: str = "", position: str = "") -> Row:
    cells = {("passage", ""): passage, ("position", ""): position}
    return Row(TABLE, "events.csv", 5, {key: text for key, text in cells.items() if text})


def holds(ledger: Ledger, pattern: str) -> bool:
    """Whether the graph of the source `page` holds `pattern`."""
    answer = store.query(store.memory("\n".join(sorted(ledger.lines))), ASK % pattern)
    assert isinstance(answer, pyoxigraph.QueryBoolean)
    return bool(answer)


@pytest.mark.parametrize(
    ("passage", "position", "expected"),
    [
        ("", "", []),
        ("Oslo", "", [Place("Oslo")]),
        ("Oslo", "3-7", [Place("Oslo", 3, 7)]),
        ("Oslo | Bergen", "", [Place("Oslo"), Place("Bergen")]),
        ("Oslo | Bergen", "3-7 | 10-16", [Place("Oslo", 3, 7), Place("Bergen", 10, 16)]),
        ("新疆 🙂", "0-4", [Place("新疆 🙂", 0, 4)]),
    ],
)
def test_passages_and_positions_go_together(
    ledger: Ledger, passage: str, position: str, expected: list[Place]
) -> None:
    assert list(places(row(passage, position), ledger)) == expected
    assert ledger.findings == []


@pytest.mark.parametrize(
    ("passage", "position", "rule", "words"),
    [
        ("Oslo", "3", "position", "start-end"),
        ("Oslo", "3–7", "position", "start-end"),
        ("Oslo", "3,7", "position", "start-end"),
        ("Oslo", "-3-7", "position", "start-end"),
        ("Oslo", "٣-٧", "position", "start-end"),
        ("Oslo", "1-" + "9" * 5000, "position", "start-end"),
        ("Oslo", "3-8", "position-length", "Correct"),
        ("Oslo", "7-3", "position-length", "Correct"),
        ("Oslo", "3-7 | 8-12", "position-count", "one for each"),
        ("Oslo | Bergen", "3-7", "position-count", "one for each"),
    ],
)
def test_a_bad_position_is_a_finding_and_the_words_stand(
    ledger: Ledger, passage: str, position: str, rule: str, words: str
) -> None:
    found = list(places(row(passage, position), ledger))
    assert found == [Place(part) for part in passage.split(" | ")]
    (finding,) = ledger.findings
    assert (finding.rule, finding.severity) == (rule, Severity.VIOLATION)
    assert finding.place == "events.csv, row 5, column position"
    assert words in finding.repair


def test_a_wrong_span_is_told_in_characters(ledger: Ledger) -> None:
    list(places(row("Oslo", "3-8"), ledger))
    assert ledger.findings[0].message == "3-8 spans 5 characters, but 'Oslo' has 4."


def test_one_bad_position_leaves_the_other(ledger: Ledger) -> None:
    found = list(places(row("Oslo | Bergen", "x | 10-16"), ledger))
    assert found == [Place("Oslo"), Place("Bergen", 10, 16)]
    assert [finding.value for finding in ledger.findings] == ["x"]


@pytest.mark.parametrize(("length", "rules"), [(160, []), (161, ["long-quote"])])
def test_a_long_quotation_is_a_warning(ledger: Ledger, length: int, rules: list[str]) -> None:
    assert list(places(row("x" * length), ledger)) == [Place("x" * length)]
    assert [finding.rule for finding in ledger.findings] == rules
    assert all(finding.severity is Severity.WARNING for finding in ledger.findings)


def test_given_words_are_taken_for_the_passage(ledger: Ledger) -> None:
    found = list(places(row("Bergen", "3-7"), ledger, ["Oslo"]))
    assert found == [Place("Oslo", 3, 7)]


def test_a_position_alone_is_a_finding(ledger: Ledger) -> None:
    assert list(places(row("", "3-7"), ledger)) == []
    assert [finding.rule for finding in ledger.findings] == ["position-count"]


def test_a_known_place_has_an_iri_of_rfc_5147(ledger: Ledger) -> None:
    assert record(Place("Oslo", 3, 7), "page", row("Oslo", "3-7"), ledger) == EVIDENCE


def test_a_known_place_has_two_selectors(ledger: Ledger) -> None:
    record(Place("Oslo", 3, 7), "page", row("Oslo", "3-7"), ledger)
    assert holds(
        ledger,
        f"""<{EVIDENCE}> a oa:SpecificResource ;
            oa:hasSource <{BASE}id/page> ;
            oa:hasSelector <{EVIDENCE}-quote> , <{EVIDENCE}-position> .
        <{EVIDENCE}-quote> a oa:TextQuoteSelector ; oa:exact "Oslo" .
        <{EVIDENCE}-position> a oa:TextPositionSelector ;
            oa:start "3"^^xsd:nonNegativeInteger ; oa:end "7"^^xsd:nonNegativeInteger .""",
    )
    assert len(ledger.lines) == 9


def test_words_alone_have_one_selector(ledger: Ledger) -> None:
    evidence = record(Place("Oslo"), "page", row("Oslo"), ledger)
    assert re.fullmatch(rf"{re.escape(BASE)}id/page#quote-[0-9a-f]{{8}}", evidence)
    assert holds(ledger, f'<{evidence}> oa:hasSelector <{evidence}-quote> . ?q oa:exact "Oslo" .')
    assert not holds(ledger, "?position a oa:TextPositionSelector .")
    assert len(ledger.lines) == 5


def test_the_same_place_is_stated_once(ledger: Ledger) -> None:
    first = record(Place("Oslo", 3, 7), "page", row("Oslo", "3-7"), ledger)
    lines = set(ledger.lines)
    assert record(Place("Oslo", 3, 7), "page", row("Oslo", "3-7"), ledger) == first
    assert set(ledger.lines) == lines


def test_other_words_are_another_place(ledger: Ledger) -> None:
    found = {record(Place(words), "page", row(words), ledger) for words in ("Oslo", "Осло", "oslo")}
    assert len(found) == 3


def test_recorded_words_are_kept_to_be_proved(ledger: Ledger) -> None:
    origin = row("Oslo", "3-7")
    record(Place("Oslo", 3, 7), "page", origin, ledger)
    assert ledger.quotes == [Quote("page", "Oslo", 3, 7, Origin(origin, "passage"))]


def test_a_mention_keeps_the_form_as_printed(ledger: Ledger) -> None:
    node = mention("Universität Oslo", "page", "de", ledger)
    assert node == f"{BASE}id/page#mention-{tag('Universität Oslo')}"
    assert holds(
        ledger,
        f'<{node}> a pg:Mention ; pg:surfaceForm "Universität Oslo"@de ;'
        f" pg:statedIn <{BASE}id/page> .",
    )


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        ("Universität Oslo", "universitat-oslo-[0-9a-f]{6}"),
        ("Осло", "[0-9a-f]{6}"),
        ("a" * 99, "a{48}-[0-9a-f]{6}"),
        ("«A» <b> c#d%", "a-b-c-d-[0-9a-f]{6}"),
        ("", "[0-9a-f]{6}"),
    ],
)
def test_a_form_ends_an_iri_readably(form: str, pattern: str) -> None:
    assert re.fullmatch(pattern, tag(form))
    assert is_iri(f"{BASE}#{tag(form)}")


def test_forms_that_look_alike_in_ascii_stay_apart() -> None:
    forms = ["Oslo", "oslo", "Oslo!", "Осло", "Бергeн", "Ösло"]
    assert len({tag(form) for form in forms}) == len(forms)
