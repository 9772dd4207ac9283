"""The shipped tables are under test: one test for each rule, one case for each record.

A message names the file, the row and the repair, as `partnergraph check` does.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from data_rows import (
    ADDRESSES,
    DOUBTS,
    IDS,
    INVOLVING,
    READINGS,
    ROOT,
    ROWS,
    SOURCES,
    cells,
    dates,
    forms,
    name,
    of,
    people,
    place,
    resolved,
    things,
)
from partnergraph.build import Graph
from partnergraph.dates import read
from partnergraph.findings import Finding, Severity
from partnergraph.names import normalise
from partnergraph.project import Project
from partnergraph.store import query
from partnergraph.tables import Row
from partnergraph.validate import check
from partnergraph.vocabulary import PG, scheme

PAGE = ROOT / "docs" / "data.md"
LEFT_OUT = ROOT / "docs" / "data-left-out.csv"
TRACE = ROOT / "tests" / "data" / "facts-trace.csv"
FACTS = ROOT.parent / "shared" / "facts"

LONGEST_ID = 80
LONGEST_QUOTE = 12
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ISO_DATE = re.compile(r"(?<![0-9])(1[89]|20)[0-9]{2}-(0[1-9]|1[0-2])(?![0-9])")
YEAR = re.compile(r"(?<![0-9])(?:1[89]|20)[0-9]{2}(?![0-9])")
NO_YEAR = re.compile(r"year (?:(?:that )?is )?not (?:stated|on this page)", re.IGNORECASE)


@pytest.fixture(scope="module")
def findings(graph: Graph) -> list[Finding]:
    return [*graph.findings, *check(graph)]


def test_the_tables_can_be_read() -> None:
    assert DOUBTS == []


# Every row


@pytest.mark.parametrize("row", [r for r in ROWS if r.table.name != "sources"], ids=name)
def test_a_row_has_a_source(row: Row) -> None:
    given = row.values("source")

    assert given, f"{place(row)}: no source. Write the id of a row in sources.csv."
    for source in given:
        assert source in SOURCES, f"{place(row)}: add a row '{source}' to sources.csv."


@pytest.mark.parametrize("row", [r for r in ROWS if r.text("id")], ids=name)
def test_an_id_is_short_and_plain(row: Row) -> None:
    text = row.text("id")

    assert ID.fullmatch(text), f"{place(row)}: write '{text}' in small letters with hyphens."
    assert len(text) <= LONGEST_ID, f"{place(row)}: shorten '{text}'."
    assert not ISO_DATE.search(text), (
        f"{place(row)}: take the date out of '{text}'; a year will do."
    )


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r.text("claim_status") or r.text("status")], ids=name
)
def test_a_doubt_has_its_reason(row: Row) -> None:
    status = row.text("claim_status") or row.text("status")
    reason = row.text("why") or (status == "disputed" and row.text("conflicts_with"))

    if status != "asserted":
        assert reason, f"{place(row)}: it is {status}; say why in the column why."


@pytest.mark.parametrize("row", [r for r in ROWS if r.text("conflicts_with")], ids=name)
def test_a_conflict_is_with_something_that_is_there(row: Row) -> None:
    for other in row.values("conflicts_with"):
        assert other in IDS, f"{place(row)}: no row has the id '{other}'; correct conflicts_with."
        assert other != row.text("id"), f"{place(row)}: a row cannot contradict itself."


@pytest.mark.parametrize("row", [r for r in ROWS if r.text("passage")], ids=name)
def test_a_quotation_is_short(row: Row) -> None:
    for passage in row.values("passage"):
        words = len(passage.split())
        repair = (
            f"{words} words are quoted; keep the ones that carry the fact, {LONGEST_QUOTE} at most."
        )
        assert words <= LONGEST_QUOTE, f"{place(row)}: {repair}"


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_no_row_names_a_person(row: Row) -> None:
    for (column, _), text in row.cells.items():
        if column not in ADDRESSES:
            where = f"{place(row)}, column {column}"
            assert people(text) == [], f"{where}: write the office or the role instead of the name."


@pytest.mark.parametrize("page", [PAGE, LEFT_OUT], ids=lambda path: path.name)
def test_no_page_about_the_data_names_a_person(page: Path) -> None:
    assert people(page.read_text(encoding="utf-8")) == [], f"{page.name}: write the office."


@pytest.mark.parametrize(
    "text",
    [
        "Prof. Example",
        "professor Example",
        "Rector Example",
        "Dr Example",
        "Mr. Example",
        "доцент Примеров",
        "проф. Примеров",
        "ректора Примерова",
        "A.B. Example",
        "А. Б. Примеров",
        "University named after E. X. Ample",
        "Example A.B.",
        "Primer Primerovich",
    ],
)
def test_names_of_persons_are_recognised(text: str) -> None:
    assert people(text) != []


# Institutions


@pytest.mark.parametrize("thing", things("institutions"))
def test_an_institution_has_a_country(thing: str) -> None:
    rows = things("institutions")[thing]
    repair = "write its two-letter code, or unknown and the reason."

    assert any(row.text("country") for row in rows), f"{place(rows[0])}: {thing}: {repair}"
    for row in rows:
        if row.text("country") == "unknown":
            assert row.text("why"), f"{place(row)}: say in why what leaves the country open."


@pytest.mark.parametrize("ror", sorted({r.text("ror") for r in ROWS if r.text("ror")}))
def test_a_registry_id_belongs_to_one_institution(ror: str) -> None:
    rows = [row for row in of("institutions") if row.text("ror") == ror]
    owners = {row.text("id") for row in rows}
    where = " and ".join(place(row) for row in rows)

    assert len(owners) == 1, f"{where}: {ror} is given to {owners}; join them or correct one."


# Names as printed


@pytest.mark.parametrize("row", [row for row in ROWS if forms(row)], ids=name)
def test_a_printed_form_is_known_or_read(row: Row) -> None:
    for column, form in forms(row):
        repair = f"add a row for '{form}' in {row.text('source')} to readings.csv."
        found = resolved(form, row.text("source"))
        assert found is not None, f"{place(row)}, column {column}: {repair}"


@pytest.fixture(scope="module")
def counted(store: pyoxigraph.Store) -> set[tuple[str, str]]:
    """The unresolved readings, as (form, IRI of the source), on which something rests."""
    solutions = query(
        store,
        f"""SELECT DISTINCT ?form ?source WHERE {{
            ?decision <{PG.decisionStatus}> <{scheme("decision-status").unresolved}> .
            ?decision <{PG.aboutMention}> ?mention .
            ?mention <{PG.surfaceForm}> ?form .
            ?mention <{PG.statedIn}> ?source .
            {{ ?involvement <{PG.basedOn}> ?decision }}
            UNION {{ ?decision <{PG.resolvedTo}> ?thing }}
        }}""",
    )
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return {(row["form"].value, row["source"].value) for row in solutions}


@pytest.mark.parametrize("row", [r for r in READINGS if r.text("status") == "unresolved"], ids=name)
def test_an_open_reading_is_counted_nowhere(
    row: Row, counted: set[tuple[str, str]], project: Project
) -> None:
    form = row.text("as_printed")

    assert not row.text("read_as"), f"{place(row)}: it is unresolved; empty read_as."
    for source in row.values("source"):
        assert (form, project.thing(source)) not in counted, f"{place(row)}: '{form}' is counted."
        for other, column, used in uses(source):
            where = f"{place(other)}, column {column}"
            repair = f"'{form}' is unresolved; make the row a claim that mentions it."
            assert normalise(used) != normalise(form), f"{where}: {repair}"


def uses(source: str) -> Iterator[tuple[Row, str, str]]:
    """Every form by which a row from `source` binds an institution to something."""
    for row in ROWS:
        if row.text("source") == source:
            for column, text in cells(row, *INVOLVING):
                if column != "mentions":
                    yield from ((row, column, part) for part in text.split("|"))


# Agreements


@pytest.mark.parametrize("thing", things("agreements"))
def test_an_agreement_has_two_parties(thing: str) -> None:
    rows = things("agreements")[thing]
    parties = {resolved(form, row.text("source")) for row in rows for _, form in forms(row)}
    repair = "name two institutions that are known, or make it a claim."

    assert len(parties - {None, ""}) > 1, f"{place(rows[0])}: {thing}: {repair}"


# Sources


@pytest.mark.parametrize("row", of("sources"), ids=name)
def test_a_source_is_described(row: Row) -> None:
    for column in ("url", "language", "publisher", "retrieved", "kind"):
        assert row.text(column), f"{place(row)}: fill in the column {column}."
    assert row.text("url").startswith(("http://", "https://")), f"{place(row)}: copy the address."
    assert read(row.text("retrieved")).precision == "day", (
        f"{place(row)}: write the day of reading."
    )


@pytest.mark.parametrize("row", of("sources"), ids=name)
def test_a_source_says_whether_anything_rests_on_it(row: Row) -> None:
    used = any(row.text("id") in other.values("source") for other in ROWS)
    said = "no row rests on it" not in row.text("note")

    assert used == said, (
        f"{place(row)}: correct the note; rows {'do' if used else 'do not'} rest on it."
    )


# Dates


@pytest.mark.parametrize(
    "row", [r for r in ROWS if NO_YEAR.search(f"{r.text('why')} {r.text('note')}")], ids=name
)
def test_a_date_without_its_year_stays_so(row: Row) -> None:
    for column, text in dates(row):
        repair = "the year is not stated; write XXXX for it, and a hint as a claim of its own."
        assert not YEAR.search(text), f"{place(row)}, column {column}: '{text}': {repair}"


@pytest.mark.parametrize("row", [r for r in of("claims") if r.text("as_of")], ids=name)
def test_a_number_is_not_dated_more_sharply_than_its_page(row: Row) -> None:
    for other in of("events"):
        about = other.text("id") in row.values("about")
        if about and other.text("source") == row.text("source") and "XXXX" in other.text("date"):
            repair = f"the page gives {other.text('date')} without a year; write XXXX here too."
            assert "XXXX" in row.text("as_of"), f"{place(row)}, column as_of: {repair}"


HINTS = [row for row in of("claims") if row.text("id").startswith("hint-")]


@pytest.mark.parametrize("row", HINTS, ids=name)
def test_a_hint_is_a_claim_and_no_date(row: Row) -> None:
    assert row.text("claim_status") == "inferred", f"{place(row)}: set claim_status to inferred."
    assert row.text("why"), f"{place(row)}: say in why what the hint rests on."
    assert row.values("about"), f"{place(row)}: name in about what it is about."
    hinted = set(YEAR.findall(row.cells["statement", "en"]))
    for other in ROWS:
        if other.text("id") in row.values("about"):
            stated = {year for _, text in dates(other) for year in YEAR.findall(text)}
            where = f"{place(other)}: {sorted(stated)}"
            assert not stated & hinted, f"{where}: a hint became a date; take the year out."
            against = other.text("id") in row.values("conflicts_with")
            assert against or not stated, f"{where}: a source has the year, so drop the hint."


# The graph


def test_nothing_must_be_repaired(findings: list[Finding]) -> None:
    wrong = [f for f in findings if f.severity is Severity.VIOLATION]

    assert [f"{f.place}: {f.message} {f.repair}" for f in wrong] == []


def test_every_kind_of_warning_is_explained(findings: list[Finding]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    kinds = {re.split("[#/]", f.rule)[-1]: f for f in findings if f.severity is Severity.WARNING}
    silent = [f"{rule} ({f.place})" for rule, f in kinds.items() if f"`{rule}`" not in page]

    assert silent == [], "docs/data.md: say why these warnings stay, or repair the rows."


SERIES = {row.text("id") for row in of("events") if row.text("type") == "series"}


@pytest.mark.parametrize(
    ("what", "count"),
    [
        ("sources", len(of("sources"))),
        ("institutions", len(things("institutions"))),
        ("units", len(things("units"))),
        ("agreements", len(things("agreements"))),
        ("events", len(things("events")) - len(SERIES)),
        ("series of events", len(SERIES)),
        ("programmes", len(things("programmes"))),
        ("listed relations", len(of("relations"))),
        ("claims of their own", len(things("claims"))),
        ("readings", len(READINGS)),
        ("open readings", sum(row.text("status") == "unresolved" for row in READINGS)),
    ],
    ids=str,
)
def test_the_page_counts_right(what: str, count: int) -> None:
    shown = re.search(rf"^\| {what} \| ([0-9]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert shown, f"docs/data.md: add a row '{what}' to the table of counts."
    assert int(shown[1]) == count, f"docs/data.md: there are {count} {what}."


# The facts from which the tables were made


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def key(number: int, fact: dict[str, str]) -> str:
    """What a row of the facts is called: its id, else its line, where the headings are line 1."""
    return fact.get("id") or str(number)


DATED = ("start_date", "signed_on", "date_or_year", "as_of")
COUNTED = ("agreements", "claims", "events", "pages", "partners", "programmes")
COLLECTED = [
    (f"{table}.csv", key(number, fact), fact)
    for table in COUNTED
    if (FACTS / f"{table}.csv").is_file()
    for number, fact in enumerate(lines(FACTS / f"{table}.csv"), start=2)
]
ABSENT = pytest.mark.skip(reason="allowed: the collected facts are not at hand")
CASES = [pytest.param(*case, id="-".join(case[:2])) for case in COLLECTED] or [
    pytest.param("", "", {}, marks=ABSENT)
]
PLACED: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
for line in lines(TRACE):
    PLACED[line["file"], line["row"]].append((line["table"], line["id"]))
OMITTED = {(line["file"], line["row"]): line["reason"] for line in lines(LEFT_OUT)}


@pytest.mark.parametrize(("file", "line"), OMITTED)
def test_what_is_left_out_has_a_reason(file: str, line: str) -> None:
    where = f"docs/data-left-out.csv: {file}, row {line}"

    assert OMITTED[file, line], f"{where}: say why it is left out."
    assert (file, line) not in PLACED, f"{where}: it is in the tables; take it out here."


@pytest.fixture(scope="module")
def built(graph: Graph) -> dict[tuple[str, str], list[Row]]:
    """The rows of each thing, with the ids that the build gave to relations."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in graph.rows:
        found[row.table.name, row.text("id")].append(row)
    return dict(found)


@pytest.mark.parametrize(("file", "line", "fact"), CASES)
def test_a_fact_is_in_the_tables_or_left_out(
    file: str, line: str, fact: dict[str, str], built: dict[tuple[str, str], list[Row]]
) -> None:
    targets = PLACED.get((file, line), [])
    where = f"{file}, row {line}"
    repair = "add it to the tables and to facts-trace.csv, or to docs/data-left-out.csv."

    assert targets or (file, line) in OMITTED, f"{where}: {repair}"
    for table, thing in targets:
        rows = built.get((table, thing), [])
        assert rows, f"{where}: nothing in {table} has the id '{thing}'; correct facts-trace.csv."
        pages = [address(row) for row in rows]
        page = fact.get("page_url") or fact["url"]
        assert page in pages, f"{where}: no row of {thing} in {table}.csv has the source {page}."


def address(row: Row) -> str:
    return row.text("url") or SOURCES[row.text("source")][0].text("url")


@pytest.mark.parametrize(("file", "line", "fact"), CASES)
def test_a_fact_keeps_its_words_and_numbers(
    file: str, line: str, fact: dict[str, str], built: dict[tuple[str, str], list[Row]]
) -> None:
    rows = [
        row
        for target in PLACED.get((file, line), [])
        for row in built.get(target, [])
        if address(row) == (fact.get("page_url") or fact.get("url"))
    ]
    where = f"{file}, row {line}"
    if rows and (form := fact.get("partner_name_as_given")):
        printed = [part for row in rows for _, part in forms(row)]
        assert any(same(form, part) for part in printed), f"{where}: print '{form}' as it stands."
    if rows and (number := fact.get("quantity_min")):
        numbers = [row.text("number") for row in rows]
        assert number in numbers, f"{where}: the number is {number}, not {numbers}."
    if any(fact.get(column, "").startswith("--") for column in DATED):
        for row in rows:
            for column, text in dates(row):
                repair = "the year is not stated; write XXXX for it."
                assert not YEAR.search(text), f"{place(row)}, column {column}: '{text}': {repair}"


def same(form: str, printed: str) -> bool:
    """Whether a form is printed; `[…]` stands for words that were cut, or for a person's name."""
    return re.fullmatch(re.escape(printed).replace(re.escape("[…]"), ".*"), form) is not None


@pytest.mark.skipif(not COLLECTED, reason="allowed: the collected facts are not at hand")
@pytest.mark.parametrize("table", COUNTED)
def test_every_fact_is_accounted_for_once(table: str) -> None:
    file = f"{table}.csv"
    collected = Counter(line for name_, line, _ in COLLECTED if name_ == file)
    placed = {line for name_, line in PLACED if name_ == file}
    omitted = {line for name_, line in OMITTED if name_ == file}

    assert max(collected.values()) == 1
    assert placed | omitted == set(collected), f"{file}: facts-trace.csv speaks of other rows."
    assert len(placed) + len(omitted) == len(collected) == len(lines(FACTS / file))
