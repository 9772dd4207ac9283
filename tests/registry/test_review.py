from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnergraph.errors import InputError
from partnergraph.registry.reconcile import Proposal, Verdict
from partnergraph.registry.review import DECIDED, PROPOSED, Review, read_review, write_review

HEADING = ",".join(PROPOSED + DECIDED)
GRAZ = "https://ror.org/02n0bts35"
PORTO = "https://ror.org/043pwc612"
DECISIONS = (
    f'graz,{GRAZ},"Graz, Medical",AT,100,same,accept,accept,editor,"its ""own"" site",2026-11-23',
    f"porto , {PORTO},Porto,PT,,old reason,weak,REJECT,editor,a namesake,2026-11-23",
    "gone,https://ror.org/01faaaf77,,,,,,accept,,,",
    f"graz,{GRAZ},Graz,AT,100,same,accept,reject,editor,no,2026-11-24",
    f"graz,{GRAZ},Graz,AT,100,same,accept,,,only a remark,",
    "too,few,cells",
    f"graz,{PORTO},x,PT,1,y,weak,accept,,,,,more,cells",
    'line,https://ror.org/1,n,AT,1,r,weak,accept,editor,"two\nlines",2026-11-23',
)


def proposal(institution: str, ror: str, verdict: Verdict = Verdict.WEAK) -> Proposal:
    return Proposal(institution, ror, "A “name”, so", "AT", 80, "why; so", verdict)


NEW = [proposal("graz", GRAZ), proposal("bern", GRAZ), proposal("ulm", PORTO, Verdict.ACCEPT)]


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "registry-review.csv"
    path.write_bytes(text.encode(encoding))
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# New tables


def test_without_a_file_there_are_no_rows(tmp_path: Path) -> None:
    assert read_review(tmp_path / "none.csv") == Review()
    assert read_review(table(tmp_path, "\ufeff\r\n")) == Review()


def test_proposals_become_rows_without_decision(tmp_path: Path) -> None:
    path = table(tmp_path, Review().updated(NEW))

    assert path.read_text(encoding="utf-8").startswith(HEADING + "\n")
    assert [row.pair for row in read_review(path).rows] == [
        ("graz", GRAZ),
        ("bern", GRAZ),
        ("ulm", PORTO),
    ]
    assert rows(path.read_text(encoding="utf-8"))[2] == {
        "institution": "ulm",
        "ror": PORTO,
        "ror_name": "A “name”, so",
        "ror_country": "AT",
        "score": "80",
        "reason": "why; so",
        "proposal": "accept",
    } | dict.fromkeys(DECIDED, "")


def test_on_demand_the_machine_decides_what_it_accepts() -> None:
    found = rows(Review().updated(NEW, accept_on=date(2026, 11, 23)))

    assert [row["decision"] for row in found] == ["", "", "accept"]
    assert found[2]["decided_by"] == "machine"
    assert found[2]["why"]
    assert found[2]["decided"] == "2026-11-23"


def test_open_proposals_are_replaced(tmp_path: Path) -> None:
    path = table(tmp_path, Review().updated(NEW))

    text = read_review(path).updated([proposal("bonn", GRAZ)])

    assert [row["institution"] for row in rows(text)] == ["bonn"]


# What people wrote stays


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_decided_rows_survive_byte_for_byte_and_in_order(
    newline: str, mark: str, end: str, tmp_path: Path
) -> None:
    kept = (newline.join((HEADING, *DECISIONS)) + (newline if end else "")).replace(
        "two\nlines", "two" + newline + "lines"
    )
    path = table(tmp_path, mark + kept)

    text = read_review(path).updated(NEW)

    assert text.startswith(mark + kept)
    added = text[len(mark + kept) :].strip().splitlines()
    assert [line.split(",")[0] for line in added] == ["bern", "ulm"]
    again = read_review(table(tmp_path, text)).updated(NEW)
    assert again == text


def test_open_rows_between_decided_ones_go(tmp_path: Path) -> None:
    open_row = f"x,{GRAZ},,,,,weak,,,,"
    path = table(tmp_path, "\n".join((HEADING, open_row, DECISIONS[0], open_row, DECISIONS[1])))

    assert read_review(path).updated([]) == "\n".join((HEADING, *DECISIONS[:2])) + "\n"


def test_columns_of_ones_own_and_another_order_are_kept(tmp_path: Path) -> None:
    columns = ["note", *DECIDED, *PROPOSED]
    noted = "ask Anna's office,,,,,graz," + GRAZ + ",,,,,"
    path = table(tmp_path, ",".join(columns) + "\n" + noted + "\n")

    text = read_review(path).updated(NEW)

    assert text.splitlines()[1] == noted
    assert [row["institution"] for row in rows(text)] == ["graz", "bern", "ulm"]


def test_semicolons_of_a_spreadsheet_are_understood(tmp_path: Path) -> None:
    decided = f"graz;{GRAZ};Graz;AT;100;same, yes;accept;accept;editor;fits;2026-11-23"
    path = table(tmp_path, HEADING.replace(",", ";") + "\r\n" + decided + "\r\n")

    text = read_review(path).updated(NEW)

    assert text.splitlines()[1] == decided
    assert text.splitlines()[2].startswith(f"bern;{GRAZ};")


cell = st.text(st.characters(codec="utf-8"), max_size=8)
identifier = st.text("abc,;\"' ", max_size=4)
decided_rows = st.lists(
    st.tuples(
        *[cell] * len(PROPOSED), st.sampled_from(["accept", "reject", "?"]), cell, cell, cell
    ),
    max_size=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(decided_rows, st.lists(st.builds(proposal, identifier, cell), max_size=4), st.booleans())
def test_any_decision_survives_any_run(
    tmp_path: Path, decided: list[tuple[str, ...]], proposals: list[Proposal], windows: bool
) -> None:
    stream = io.StringIO(newline="")
    newline = "\r\n" if windows else "\n"
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator=newline).writerows(
        [PROPOSED + DECIDED, *decided]
    )
    before = stream.getvalue()

    with_proposals = read_review(table(tmp_path, before)).updated(proposals)
    after = read_review(table(tmp_path, with_proposals)).updated([])

    assert with_proposals.startswith(before)
    assert after == before


# What cannot be read is left alone


@pytest.mark.parametrize(
    ("text", "encoding", "message"),
    [
        (HEADING.replace("why,", "") + "\n", "utf-8", "lacks the column why"),
        ("a,b,c\n1,2,3\n", "utf-8", "lacks the column institution"),
        (HEADING + ",why\n", "utf-8", "two columns why"),
        (HEADING + '\ngraz,"never closed,,\n', "utf-8", r"row 2 \(line 2\)"),
        (HEADING + '\n"a\nb",,,,,,,,,,\ngraz,"x"y,,\n', "utf-8", r"row 3 \(line 4\)"),
        (HEADING + "\nграц,,,,,,,accept,,,\n", "cp1251", "not UTF-8"),
        (HEADING, "utf-16", "not UTF-8"),
    ],
)
def test_a_damaged_table_is_an_error(
    text: str, encoding: str, message: str, tmp_path: Path
) -> None:
    path = table(tmp_path, text, encoding)

    with pytest.raises(InputError, match=message) as caught:
        read_review(path)
    assert caught.value.hint
    assert path.read_bytes() == text.encode(encoding)


# Writing


def test_writing_says_whether_something_changed(tmp_path: Path) -> None:
    path = tmp_path / "new" / "registry-review.csv"

    assert write_review(path, "å\r\n") is True
    assert write_review(path, "å\r\n") is False
    assert path.read_bytes() == "å\r\n".encode()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_an_interrupted_write_leaves_the_table_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path, "before")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)

    with pytest.raises(InputError, match="No space left"):
        write_review(path, "after")
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]
