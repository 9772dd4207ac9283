"""Reports: what `check` shows, in each form and language."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len
from rich.console import Console

from partnergraph.cli import commands
from partnergraph.diagnostics.records import FIELDS, as_csv, as_json
from partnergraph.diagnostics.table import MOST, show
from partnergraph.diagnostics.wording import by_file, named, severities, tally, visible
from partnergraph.findings import Finding, info, violation, warning
from partnergraph.translation import LANGUAGES

PROJECTS = Path(__file__).parent / "projects"
BROKEN = str(PROJECTS / "unknown-name")
SOME = [
    violation("a", "A is wrong.", "Do this.", file="a.csv", row=2, column="name@en", value="Ä b"),
    warning("b", "B is odd.", file="b.csv", row=30_001, column="c"),
    info("c", "C is so.", focus="https://example.org/c"),
]
NASTY = "\x1b]0;owned\x07\x1b[31m[bold]red[/bold] \u202eevil\r\nnext\ttab"


def run(*arguments: str, width: int = 80) -> Result:
    settings = {"COLUMNS": str(width), "NO_COLOR": "1"}
    done = CliRunner().invoke(commands, ["check", *arguments], env=settings)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def table(findings: list[Finding], width: int = 80, lang: str = "en", *, tty: bool = False) -> str:
    stream = io.StringIO()
    show(findings, Console(file=stream, width=width, force_terminal=tty), lang)
    return stream.getvalue()


# Wording


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([], "0 violations, 0 warnings, 0 notes"),
        (SOME, "1 violation, 1 warning, 1 note"),
        (SOME * 2, "2 violations, 2 warnings, 2 notes"),
    ],
)
def test_findings_are_counted_in_words(findings: list[Finding], said: str) -> None:
    assert tally(findings) == said


def test_counts_are_told_in_each_language() -> None:
    told = {lang: tally(SOME * 5, lang) for lang in LANGUAGES}

    assert told["ru"] == "Ошибок: 5, проверить: 5, заметок: 5"
    assert all(text.count("5") == 3 for text in told.values())
    assert len({*severities("ru").values(), *severities("en").values()}) == 6


def test_findings_are_grouped_by_file_in_their_order() -> None:
    assert [group.file for group in by_file([*SOME, SOME[0]])] == ["a.csv", "b.csv", ""]


def test_a_sheet_is_called_a_sheet() -> None:
    assert named("tables.xlsx#events", "ru") == "tables.xlsx, лист events"
    assert named("events.csv", "ru") == "events.csv"
    assert named("", "ru") == "граф"


def test_nothing_steers_the_terminal() -> None:
    assert visible(NASTY) == "�]0;owned��[31m[bold]red[/bold] �evil next tab"
    assert visible("abcdef", 4) == "abc…"
    assert visible("abcd", 4) == "abcd"


# Tables


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 132, 200])
def test_a_table_fits_and_leaves_nothing_out(width: int, lang: str) -> None:
    shown = table(
        [*SOME, violation("d", "Long. " * 40, "Do. " * 40, file="a.csv", row=3)], width, lang
    )
    words = " ".join(shown.split())

    assert max(cell_len(line) for line in shown.splitlines()) <= width
    for finding in SOME:
        assert severities(lang)[finding.severity] in words
        assert finding.message in words
        assert finding.repair in words
        assert finding.value in words
    assert "30001" in words
    assert "name@en" in words


def test_severity_is_a_word_and_not_a_colour_alone() -> None:
    assert "\x1b[" in table(SOME, tty=True)
    assert "\x1b" not in table(SOME)
    assert "violation" in table(SOME)


@pytest.mark.parametrize("width", [80, 140])
def test_hostile_text_stays_text_in_a_table(width: int) -> None:
    finding = violation("a", NASTY, NASTY, file=f"{NASTY}.csv", row=1, column=NASTY, value="[red]v")
    shown = table([finding], width)

    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    assert "[bold]" in "".join(shown.split())


def test_a_table_shows_the_worst_and_counts_the_rest() -> None:
    many = [replace(SOME[0], message=f"A is wrong, {n}.", row=n) for n in range(MOST + 1_234)]

    shown = table(many)

    assert shown.count("A is wrong") == MOST
    assert "1,234 more are not shown" in shown


@pytest.mark.parametrize(
    ("rows", "said"),
    [([2, 3, 4], None), ([2, 3, 4, 7], "2–4, 7"), ([9, 2, 4, 6], "2, 4, 6, 9")],
)
def test_what_is_said_of_several_rows_is_said_once(rows: list[int], said: str | None) -> None:
    shown = table([replace(SOME[0], row=row) for row in rows])

    assert shown.count("A is wrong.") == (1 if said else len(rows))
    assert said is None or said in shown


# Records


def test_csv_has_stable_columns() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(SOME))))

    assert (
        list(rows[0])
        == list(FIELDS)
        == [
            *("severity", "rule", "message", "repair", "file", "row", "column", "value", "focus"),
        ]
    )
    assert rows[0]["row"] == "2"
    assert rows[2]["row"] == ""


@pytest.mark.parametrize("value", ["=HYPERLINK(1)", "+1", "-1", "@a"])
def test_csv_starts_no_formula_and_json_is_exact(value: str) -> None:
    finding = violation("a", value, value=value)

    assert f",'{value}" in as_csv([finding])
    assert json.loads(as_json([finding]))[0]["value"] == value


# The command


@pytest.mark.parametrize("lang", [*LANGUAGES, "uz", "RU"])
def test_check_speaks_the_language_of_the_staff(lang: str) -> None:
    done = run("--project", BROKEN, "--lang", lang)
    words = {"en": "is not known", "ru": "не известно", "uz": "maʼlum emas"}

    assert words[lang[:2].lower()] in " ".join(done.stdout.split())
    assert done.exit_code == 1


def test_another_language_is_refused() -> None:
    assert run("--lang", "xx").exit_code == 2


@pytest.mark.parametrize("form", ["table", "csv", "json", "html", "sarif"])
def test_each_form_goes_to_a_file_as_to_the_screen(form: str, tmp_path: Path) -> None:
    target = tmp_path / "new" / f"findings.{form}"
    screen = run("--project", BROKEN, "--format", form, width=100)
    done = run("--project", BROKEN, "--format", form, "--output", str(target))
    written = target.read_text(encoding="utf-8")

    assert done.exit_code == screen.exit_code == 1
    assert done.stdout == "1 violation, 0 warnings, 0 notes.\n"
    assert "Nrth University" in written
    if form == "table":
        assert [x.rstrip() for x in screen.stdout.splitlines()][:-1] == written.splitlines()
    else:
        assert screen.stdout == written
        assert screen.stderr == done.stdout


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(
        commands,
        ["check", "--project", BROKEN, "--format", "csv", "-o", str(tmp_path / "file" / "x.csv")],
    )

    assert "cannot be written" in str(done.exception)


def test_notes_are_shown_on_request() -> None:
    project = str(PROJECTS / "windows-line-ends")

    assert "CRLF" not in run("--project", project).stdout
    assert "CRLF" in run("--project", project, "--all").stdout


def test_the_closing_line_tells_of_quotations_in_each_language() -> None:
    folder = PROJECTS / "quote-not-in-text"
    done = run("--project", str(folder), "--sources", str(folder / "texts"), "--lang", "ru")

    assert "Подтверждено цитат: " in done.stdout.splitlines()[-1]


def test_things_are_shown_by_their_ids_to_people_and_in_full_to_programs() -> None:
    project = str(PROJECTS / "unresolved-reading-read")

    assert "https://example.org" not in run("--project", project).stdout
    assert (
        "https://example.org/north/id/north-u"
        in run("--project", project, "--format", "csv").stdout
    )
