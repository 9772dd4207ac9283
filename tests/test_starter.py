"""Init: a new project is complete, sound and says in three languages what to do."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from partnergraph.build import build
from partnergraph.cli import commands
from partnergraph.concepts import SCHEME_FILES, Concepts
from partnergraph.context import IDLE, TABLES, Context, Kind, scheme_of
from partnergraph.forms import LANGUAGES, forms, strings
from partnergraph.project import Project, bundle

CONTEXT = Context.load(bundle() / "ontology" / "context.jsonld")
CONCEPTS = Concepts.load(bundle() / "ontology" / name for name in SCHEME_FILES)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(commands, ["init", *map(str, arguments)])


@pytest.fixture(scope="module", params=LANGUAGES)
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project with a workbook, in each language."""
    folder = tmp_path_factory.mktemp("init") / str(request.param)
    done = run(folder, "--xlsx", "--lang", request.param, "--home", "our-u")
    assert done.exit_code == 0, done.output
    return folder


def test_csv_files_have_every_heading(tmp_path: Path) -> None:
    done = run(tmp_path / "new")
    assert done.exit_code == 0
    project = Project.load(tmp_path / "new")
    for name, table in CONTEXT.tables.items():
        with (project.tables_dir / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            (headings,) = csv.reader(stream)
        wanted = set(table.columns) - IDLE.get(name, frozenset())
        assert {heading.partition("@")[0] for heading in headings} == wanted
        assert headings[0] == ("as_printed" if name == "readings" else "id")
    assert [f.rule for f in build(project).findings] == ["home"]


def test_the_settings_are_those_that_were_wished_for(tmp_path: Path) -> None:
    title = 'Наши "партнёры" \\ 2026'
    run(
        tmp_path / "new",
        "--title",
        title,
        "--lang",
        "ru",
        "--base",
        "https://u.uz/g",
        "--home",
        "our-u",
    )
    project = Project.load(tmp_path / "new")
    assert (project.base, project.home, project.title) == (
        "https://u.uz/g/",
        "our-u",
        {"ru": title},
    )
    assert project.languages == ("ru", "en")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--base", "nowhere"], "web address"),
        (["--home", "Our University"], "no id"),
        (["--lang", "fr"], "fr"),
    ],
)
def test_what_cannot_be_used_is_refused_and_leaves_nothing(
    tmp_path: Path, options: list[str], words: str
) -> None:
    done = run(tmp_path / "new", *options)
    assert done.exit_code != 0
    assert words in f"{done.output}{done.exception}"
    assert not any((tmp_path / "new").rglob("*.*"))


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    done = subprocess.run(
        [sys.executable, "-m", "partnergraph", "init", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    assert "is a file" in str(run(tmp_path / "thesis.txt").exception)


def test_the_workbook_has_a_sheet_for_each_table(book: Path) -> None:
    made = openpyxl.load_workbook(book / "graph" / "tables.xlsx")
    assert made.sheetnames == ["README", *TABLES, "lists"]
    assert made["lists"].sheet_state == "hidden"
    assert made["README"].max_row == 12
    for name in TABLES:
        sheet = made[name]
        assert sheet.freeze_panes == "B2"
        headings = [cell.value for cell in sheet[1]]
        for cell, heading in zip(sheet[1], headings, strict=True):
            column = CONTEXT.tables[name].columns[str(heading).partition("@")[0]]
            assert cell.comment is not None, (name, heading)
            assert cell.font.bold
            if column.kind is not Kind.INTEGER:
                assert sheet.column_dimensions[cell.column_letter].number_format == "@"


def test_every_scheme_is_a_list_whose_values_are_understood(book: Path) -> None:
    made = openpyxl.load_workbook(book / "graph" / "tables.xlsx")
    lists = made["lists"]
    for name in TABLES:
        sheet = made[name]
        offered = {
            str(rule.sqref).rstrip("0123456789").partition(":")[0]: rule
            for rule in sheet.data_validations.dataValidation
        }
        for cell in sheet[1]:
            column = CONTEXT.tables[name].columns[str(cell.value).partition("@")[0]]
            scheme = scheme_of(column)
            if not scheme:
                continue
            rule = offered[f"{cell.column_letter}2"]
            match = re.fullmatch(r"lists!\$([A-Z]+)\$1:\$\1\$(\d+)", rule.formula1)
            assert match, rule.formula1
            values = [lists[f"{match[1]}{row}"].value for row in range(1, int(match[2]) + 1)]
            found = {CONCEPTS.find(scheme, str(value)) for value in values}
            assert None not in found
            assert {str(iri).rpartition("/")[2] for iri in found} == set(CONCEPTS.slugs(scheme))
            assert rule.showErrorMessage is not column.many


def test_lists_and_notes_are_in_the_language(book: Path) -> None:
    language = book.name
    made = {form.table.name: form for form in forms(Project.load(book), language)}
    country = next(c for c in made["institutions"].columns if c.heading == "country")
    assert {"en": "Uzbekistan", "ru": "Узбекистан", "uz-Latn": "Oʻzbekiston"}[
        language
    ] in country.choices
    assert {"en": "country", "ru": "Страна", "uz-Latn": "mamlakat"}[language] in country.note
    assert set(strings(language)) == set(strings("en"))


def test_a_new_workbook_only_lacks_the_home_institution(book: Path) -> None:
    assert [f.rule for f in build(Project.load(book)).findings] == ["home"]
    assert "tables.xlsx" in (book / "README.md").read_text(encoding="utf-8")


def test_without_openpyxl_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    done = run(tmp_path / "new", "--xlsx")
    assert "pip install 'partnergraph[xlsx]'" in str(done.exception)
    assert not (tmp_path / "new" / "graph").exists()
    assert run(tmp_path / "other").exit_code == 0


def test_reading_workbooks_and_asking_load_no_openpyxl() -> None:
    code = (
        "import sys; from partnergraph.commands import ask, build; print('openpyxl' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
