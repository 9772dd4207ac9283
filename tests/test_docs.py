"""What the documentation says is true: links, commands, columns, versions and examples."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml

import staff_walkthrough
from pages import data_of
from partnergraph import __version__, cli
from partnergraph.context import Context

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
WORKBOOK = Path("our-partners", "graph", "tables.xlsx")
README = ROOT / "README.md"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
PROSE = [*PAGES, ROOT / "CITATION.cff", ROOT / "graph" / "LICENSE", ROOT / "ontology" / "LICENSE"]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

LINK = re.compile(r"(?<!\\)\]\(\s*<?([^)\s>]+)>?[^)]*\)")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = cli.commands.list_commands(click.Context(cli.commands))
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
SECTION = re.compile(
    r"^## (\S+\.csv|Columns of every table)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL
)
# The project speaks of itself, not of how or where it was made.
FOREIGN = re.compile(r"issue #|\btasks?\b|\bsessions?\b|/work/|\.\./shared", re.IGNORECASE)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# README


def test_readme_is_short() -> None:
    assert len(text(README).splitlines()) < 150


def test_readme_shows_a_picture_that_exists() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)\s]+)\)", text(README))

    assert "docs/explore.png" in pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []


def test_readme_starts_with_two_commands() -> None:
    blocks = "\n".join(body for _, body in FENCED.findall(text(README)))

    assert re.findall(r"^(?:\$ )?(make .*?)(?:\s+#.*)?$", blocks, re.MULTILINE) == [
        "make run",
        "make test",
    ]


def test_nothing_is_left_to_fill_in() -> None:
    unfinished = re.compile(r"<!-- *fill|\bTODO\b|\bTBD\b|\bFIXME\b", re.IGNORECASE)

    assert [name(page) for page in PAGES if unfinished.search(CODE.sub("", text(page)))] == []


# Links and words


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_relative_links_lead_somewhere(page: Path) -> None:
    prose = CODE.sub("", text(page))
    targets = [link for link in LINK.findall(prose) if not re.match(r"[a-z]+:|#", link)]

    assert [link for link in targets if not (page.parent / link.partition("#")[0]).exists()] == []


@pytest.mark.parametrize("page", PROSE, ids=name)
def test_the_project_speaks_of_itself_alone(page: Path) -> None:
    assert FOREIGN.findall(text(page)) == []


def test_every_page_is_reachable_from_the_index() -> None:
    index = text(DOCS / "index.md")
    pages = [page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")]

    assert [page for page in pages if page != "index.md" and f"({page})" not in index] == []


# Versions


def test_one_version_everywhere() -> None:
    released = re.search(r"^## \[([^\]]+)\] - (\S+)$", text(ROOT / "CHANGELOG.md"), re.MULTILINE)
    citation = yaml.safe_load(text(ROOT / "CITATION.cff"))

    assert released is not None
    assert released[1] == __version__ == PYPROJECT["project"]["version"] == citation["version"]
    assert released[2] == str(citation["date-released"])


# What the docs describe


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert any(f"partnergraph {command}" in text(page) for page in DOCS.rglob("*.md"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    found = cli.commands.get_command(click.Context(cli.commands), command)
    assert found is not None
    shown = found.get_help(click.Context(found, info_name=command))

    assert found.get_short_help_str()
    assert f"partnergraph {command}" in shown.partition("\n")[2]


def test_every_dependency_is_accounted_for() -> None:
    page = text(DOCS / "dependencies.md")
    wanted = [
        *PYPROJECT["project"]["dependencies"],
        *(
            each
            for group in PYPROJECT["project"]["optional-dependencies"].values()
            for each in group
        ),
        *(each for group in PYPROJECT["dependency-groups"].values() for each in group),
        *PYPROJECT["build-system"]["requires"],
    ]
    named = {re.split(r"[\[<>=]", each)[0] for each in wanted} - {"partnergraph"}
    rows = set(re.findall(r"^\| `([^`]+)`", page, re.MULTILINE))

    assert rows == named


def test_the_guide_to_tables_names_every_column() -> None:
    guide = text(DOCS / "staff.md")
    sections = dict(SECTION.findall(guide))
    columns = {
        title: {cell.partition("@")[0] for cell in re.findall(r"^\| `([^`]+)`", body, re.MULTILINE)}
        for title, body in sections.items()
    }
    common = columns.pop("Columns of every table")
    tables = Context.load(ROOT / "ontology" / "context.jsonld").tables

    assert sorted(columns) == sorted(f"{table}.csv" for table in tables)
    for table, kind in tables.items():
        documented = columns[f"{table}.csv"]
        assert documented <= set(kind.columns), table
        assert set(kind.columns) - common <= documented, table


# Examples in ```console blocks


def examples(page: Path) -> list[tuple[str, int, list[str]]]:
    """Each `$ partnergraph …` line of a page, its exit code (`# exit 1`) and what it shows."""
    found: list[tuple[str, int, list[str]]] = []
    for kind, body in FENCED.findall(text(page)):
        shown: list[str] | None = None
        for line in body.splitlines() if kind == "console" else ():
            if line.startswith("$ "):
                command, _, code = line[2:].partition("  # exit ")
                shown = []
                if command.startswith(("partnergraph ", "cd ")):
                    found.append((command, int(code or 0), shown))
            elif shown is not None and line.strip() not in ("", "…"):
                shown.append(line.rstrip())
    return found


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    settings = os.environ | {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        cwd=folder,
        env=settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A built copy of the project's content."""
    for folder in ("ontology", "graph", "queries"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "partnergraph.toml", tmp_path)
    built = run("partnergraph build", tmp_path)
    assert built.returncode == 0, built.stderr
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if examples(page)], ids=name)
def test_examples_do_what_the_page_shows(page: Path, project: Path) -> None:
    folder = project
    for command, code, shown in examples(page):
        if command.startswith("cd "):
            folder /= command.removeprefix("cd ")
            continue
        done = run(command, folder)
        lines = {line.rstrip() for line in (done.stdout + done.stderr).splitlines()}

        assert done.returncode == code, f"{command}: exit {done.returncode}\n{done.stderr}"
        assert [line for line in shown if line not in lines] == [], command
        if command.startswith("partnergraph init"):
            staff_walkthrough.fill(workbook := folder / WORKBOOK, text(page))
        elif page.name == "staff.md" and code == 1:
            assert "North University" in done.stdout
            staff_walkthrough.correct(workbook)


@pytest.mark.slow
def test_the_walk_through_ends_with_what_it_promises(tmp_path: Path) -> None:
    page = text(DOCS / "staff.md")
    assert (
        run("partnergraph init our-partners --xlsx --home our-university", tmp_path).returncode == 0
    )
    folder = tmp_path / "our-partners"
    workbook = folder / "graph" / "tables.xlsx"
    staff_walkthrough.fill(workbook, page)
    assert run("partnergraph check", folder).returncode == 1
    staff_walkthrough.correct(workbook)
    for command in ("check", "build", "explore"):
        done = run(f"partnergraph {command}", folder)
        assert done.returncode == 0, done.stdout + done.stderr
    page_data = data_of(text(folder / "build" / "explore.html"))
    shown = json.dumps(page_data, ensure_ascii=False)
    filled = staff_walkthrough.rows(page)
    assert {name: len(rows) for name, rows in filled.items()} == {
        "sources": 1,
        "institutions": 4,
        "agreements": 1,
        "events": 1,
        "relations": 1,
    }
    for rows in filled.values():
        assert [
            row for row in rows if row.get("name@en", row.get("title@en", "")) not in shown
        ] == []
