"""Reports: complete in three languages, the same in every form, and harmless wherever they open."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser

from partnergraph.build import Graph
from partnergraph.built import write
from partnergraph.cli import commands
from partnergraph.errors import QueryError
from partnergraph.knowledgegraph import KnowledgeGraph
from partnergraph.project import Project
from partnergraph.reports.book import book
from partnergraph.reports.content import Cell, Content, Filled, compose
from partnergraph.reports.definition import read_report, text
from partnergraph.reports.page import page
from partnergraph.reports.plain import as_csv, markdown

ROOT = Path(__file__).resolve().parents[1]
REPORTS = sorted((ROOT / "queries" / "reports").glob("*.toml"))
NAMES = [path.stem for path in REPORTS]
WORDS = json.loads((ROOT / "src/partnergraph/reports/words.json").read_text(encoding="utf-8"))
LANGUAGES = ("en", "ru", "uz")
HOSTILE = [
    "=1+1", "+7", "-1", "@SUM(A1)", "\tx", "\rx", "<script>alert(1)</script>", "a | b", "]]>",
    "\x00\x0b", "[x](javascript:alert(1))", "\u202eevil", "x" * 40_000, "",
]  # fmt: skip


@pytest.fixture(scope="module")
def opened(project: Project, store: ox.Store, graph: Graph) -> KnowledgeGraph:
    return KnowledgeGraph(store, project, graph.as_of, "the shipped graph")


@pytest.fixture(scope="module")
def folder(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("built") / "build"
    write(graph, found)
    return found


def content(opened: KnowledgeGraph, name: str, lang: str = "en", **values: str) -> Content:
    return compose(opened, read_report(REPORTS, name), values, lang)


def hostile() -> Content:
    rows = [[Cell(each, "en", "https://example.org/?a=(b)", each)] for each in HOSTILE]
    section = Filled("T <b>", "N <i>", "E", ("x",), ("X <u>",), rows, "ask x", "SELECT <s>")
    english = WORDS["en"]
    return Content("n", "Title <b>", "", "en", date(2026, 1, 2), "G <i>", (section,), english)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_report_is_complete_in_every_language(
    name: str, lang: str, opened: KnowledgeGraph
) -> None:
    found = content(opened, name, lang)
    report = read_report(REPORTS, name)
    tags = {"en", "ru", "uz-Latn"}

    assert report.title.keys() == report.about.keys() == tags
    assert all(section.title.keys() == tags for section in report.sections)
    assert all(section.note.keys() in (tags, set()) for section in report.sections)
    known = {words for name, words in WORDS[lang].items() if name.startswith("column.")}
    for section in found.sections:
        assert not set(section.headings) - known, f"words.json lacks some in {lang}."
        assert len(set(section.headings)) == len(section.headings)


def test_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["ru"].keys() == WORDS["uz"].keys()


def test_columns_have_words_and_no_word_is_idle(opened: KnowledgeGraph) -> None:
    reports = [read_report(REPORTS, name) for name in NAMES]
    filled = [content(opened, name).sections for name in NAMES]
    used = {
        f"column.{section.headings.get(column, column)}"
        for report, sections in zip(reports, filled, strict=True)
        for section, table in zip(report.sections, sections, strict=True)
        for column in table.columns
    }
    for question in opened.questions:
        answer = opened.store.query(question.text)
        used |= {f"column.{each.value}" for each in getattr(answer, "variables", ())}

    assert {word for word in WORDS["en"] if word.startswith("column.")} == used


@pytest.mark.parametrize("name", NAMES)
def test_a_table_holds_what_its_command_answers(name: str, opened: KnowledgeGraph) -> None:
    for section in content(opened, name).sections:
        answer = opened.sparql(section.sparql)

        assert len(section.rows) == len(answer)  # type: ignore[arg-type]


def test_a_year_ahead_is_counted_from_the_day_of_the_report(opened: KnowledgeGraph) -> None:
    leap = content(opened, "expiring-agreements", asOf="2024-02-29")

    assert leap.as_of == date(2024, 2, 29)
    assert leap.sections[0].command.endswith("--to 2025-02-28 --as-of 2024-02-29")


def test_a_chosen_end_goes_before_the_year_ahead(opened: KnowledgeGraph) -> None:
    found = content(opened, "expiring-agreements", to="2030-01-01")

    assert "--to 2030-01-01" in found.sections[0].command


def test_sources_are_named_and_linked(opened: KnowledgeGraph) -> None:
    cells = [row[-1] for row in content(opened, "partner").sections[1].rows]

    assert all(cell.link.startswith(("http://", "https://")) for cell in cells)
    assert not any(cell.text.startswith("http") for cell in cells)


def test_a_parameter_that_nothing_takes_is_refused(opened: KnowledgeGraph) -> None:
    with pytest.raises(QueryError, match="has no parameter 'colour'") as caught:
        content(opened, "partner", colour="red")

    assert "--partner" in caught.value.hint


def test_a_report_on_one_thing_says_on_which(opened: KnowledgeGraph) -> None:
    assert content(opened, "partner", partner="bashkir-smu").title.endswith(
        ": Bashkir State Medical University"
    )
    assert ":" not in content(opened, "dormant-partners").title


def test_a_command_can_be_typed_as_it_stands(opened: KnowledgeGraph) -> None:
    section = content(opened, "partner", "ru", partner="Xinjiang Medical University").sections[0]

    assert shlex.split(section.command)[2:] == [
        *("agreement-chain", "--partner", "Xinjiang Medical University", "--lang", "ru")
    ]


def test_the_day_is_the_same_however_it_is_called(opened: KnowledgeGraph) -> None:
    one = content(opened, "expiring-agreements", as_of="2024-03-20")

    assert one == content(opened, "expiring-agreements", asOf="2024-03-20")
    with pytest.raises(QueryError, match="is no day"):
        content(opened, "expiring-agreements", as_of="yesterday")


@pytest.mark.parametrize("form", ["html", "md"])
def test_one_table_can_be_chosen_in_every_form(form: str, folder: Path) -> None:
    arguments = ["report", "expiring-agreements", "--graph", str(folder), "--format", form]
    whole = CliRunner().invoke(commands, arguments).output
    second = CliRunner().invoke(commands, [*arguments, "--section", "2"]).output
    heading = "<h2" if form == "html" else "\n## "

    assert (whole.count(heading), second.count(heading)) == (2, 1)


def test_an_unknown_report_gets_a_suggestion() -> None:
    with pytest.raises(QueryError, match="no report 'dormant'") as caught:
        read_report(REPORTS, "dormant")

    assert "dormant-partners" in caught.value.hint


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ("[title]\nen = 'x'", "no \\[\\[section\\]\\]"),
        ("colour = 'red'", "unknown key: colour"),
        ("[[section]]\ntitle.en = 'x'", "names no question"),
        ("[[section]]\nquestion = 'partners'\nsize = 3", "unknown key: size"),
        ("title = 'x'\n[[section]]\nquestion = 'partners'", "texts by language"),
        ("[[section", "cannot be read"),
    ],
)
def test_a_bad_definition_is_named(definition: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(definition, encoding="utf-8")

    with pytest.raises(QueryError, match=message) as caught:
        read_report([path], "mine")

    assert "mine.toml" in caught.value.message


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ('question = "no-such"', "no question 'no-such'"),
        ('question = "partners"\ncolumns = ["colour"]', "no column colour"),
    ],
)
def test_a_definition_that_asks_what_is_not_there(
    section: str, message: str, tmp_path: Path, opened: KnowledgeGraph
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f"[[section]]\n{section}", encoding="utf-8")

    with pytest.raises(QueryError, match=message):
        compose(opened, read_report([path], "mine"), {})


def test_a_project_adds_its_own(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "queries" / "reports"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text("", encoding="utf-8")

    files = replace(project, root=tmp_path).report_files()

    assert [path.stem for path in files] == sorted([*NAMES, "mine"])


@pytest.mark.parametrize(
    ("lang", "expected"), [("en", "e"), ("ru", "e"), ("uz", "u"), ("uz-Latn", "u")]
)
def test_a_text_is_in_the_language_or_in_english(lang: str, expected: str) -> None:
    assert text({"en": "e", "uz-Latn": "u"}, lang) == expected


def test_markdown_shows_text_as_text() -> None:
    found = markdown(hostile())

    assert "<script>" not in found
    assert not re.search(r"(?<!\\)\]\(javascript", found)
    assert len({line.count(" | ") for line in found.splitlines() if line.startswith("| ")}) == 1


def test_csv_has_no_cell_that_a_spreadsheet_would_run() -> None:
    found = as_csv(hostile().sections[0])

    assert found.startswith("\ufeff")
    cells = [row[0] for row in csv.reader(io.StringIO(found.removeprefix("\ufeff"))) if row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=1+1" in cells


def test_numbers_stay_numbers_in_csv() -> None:
    cells = [[Cell("-3", value=-3)]]
    section = Filled("", "", "", ("x",), ("x",), cells, "", "")

    assert as_csv(section).splitlines()[1] == "-3"


def test_a_workbook_holds_text_as_text() -> None:
    found = openpyxl.load_workbook(io.BytesIO(book(hostile())))
    sheet = found.worksheets[1]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]

    assert [cell.data_type for cell in cells if cell.value] == ["s"] * (len(HOSTILE) - 1)
    assert cells[0].value == "=1+1"
    assert sheet.freeze_panes == "A2"
    assert all(len(str(cell.value or "")) <= 32_767 for cell in cells)


def test_a_workbook_keeps_numbers_and_days() -> None:
    rows = [[Cell("3", value=3), Cell("2024-03-19", value=date(2024, 3, 19))]]
    section = Filled("T", "", "", ("n", "d"), ("n", "d"), rows, "", "")
    made = replace(hostile(), sections=(section,))

    sheet = openpyxl.load_workbook(io.BytesIO(book(made))).worksheets[1]

    assert [cell.value for cell in sheet[2]] == [
        3,
        openpyxl.utils.datetime.from_ISO8601("2024-03-19T00:00:00"),
    ]
    assert sheet[2][1].number_format == "yyyy-mm-dd"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def test_a_page_shows_text_as_text_and_asks_nobody() -> None:
    parser = _Tags()
    parser.feed(page(hostile()))

    assert not {"script", "b", "i", "u", "s", "link", "img"} & set(parser.tags)
    assert all(link.startswith("https://example.org/") for link in parser.links)
    assert "default-src &#39;none&#39;" in page(hostile())


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_is_accessible(
    width: int, scheme: str, browser: Browser, opened: KnowledgeGraph, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    path.write_text(page(content(opened, "open-questions", "uz")), encoding="utf-8")
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 800},
        offline=True,
    )
    sheet = context.new_page()
    errors: list[str] = []
    sheet.on("console", lambda message: errors.append(message.text))
    sheet.goto(path.as_uri())

    violations = Axe().run(sheet).response["violations"]
    wide = sheet.evaluate("document.documentElement.scrollWidth")
    artefacts = ROOT / "artefacts"
    artefacts.mkdir(exist_ok=True)
    sheet.screenshot(path=artefacts / f"report-{width}-{scheme}.png")
    context.close()

    assert [violation["id"] for violation in violations] == []
    assert errors == []
    assert wide <= width


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands, ["report", *arguments])
    if isinstance(done.exception, QueryError):
        return 2, str(done.exception)
    return done.exit_code, done.output


def test_the_list_shows_every_report_in_the_language_asked_for() -> None:
    code, output = run("--list", "--lang", "ru")

    assert code == 0
    assert all(name in output for name in NAMES)
    assert re.search("[а-я]{4}", output)


@pytest.mark.parametrize("ending", ["html", "md", "xlsx", "csv"])
def test_the_ending_says_the_form(ending: str, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / f"report.{ending}"

    code, output = run("activity", "--graph", str(folder), "-o", str(path))

    assert code == 0, output
    start = {"html": b"<!doctype", "md": b"# Activity", "xlsx": b"PK", "csv": b"\xef\xbb\xbf"}
    assert path.read_bytes().startswith(start[ending])


def test_csv_says_that_it_holds_one_table_of_several(folder: Path) -> None:
    code, output = run("activity", "--graph", str(folder), "--format", "csv")

    assert code == 0
    assert "of 3 this is the first" in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("activity", "--section", "9"), "no table 9"),
        (("activity", "-o", "report.doc"), "What form"),
        (("partner", "--partner", "nobody"), "knows no 'nobody'"),
        (("partner", "--colour", "red"), "no parameter"),
        (("actvity",), "activity"),
    ],
)
def test_mistakes_are_told(arguments: tuple[str, ...], message: str, folder: Path) -> None:
    code, output = run(*arguments, "--graph", str(folder))

    assert code == 2
    assert message in output
