"""The command line as a user meets it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from partnergraph.cli import commands

CONTEXT = click.Context(commands)
NAMES = commands.list_commands(CONTEXT)


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "partnergraph", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        check=False,
    )


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder in which the bundled graph was built."""
    folder = tmp_path_factory.mktemp("empty")
    done = run("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_commands_are_those_in_the_folder() -> None:
    assert {"ask", "build", "check", "explore", "ror"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    done = CliRunner().invoke(commands, [name, "--help"])

    assert done.exit_code == 0, done.output
    assert f"Example: partnergraph {name}" in done.output


def test_build_tells_what_was_built_and_where(here: Path) -> None:
    done = run("build", cwd=here)

    assert "institutions" in done.stdout
    assert "0 violations" in done.stdout
    assert str(here / "build") in done.stdout


def test_list_shows_every_question(here: Path, root: Path) -> None:
    done = run("ask", "--list", cwd=here)

    for path in (root / "queries" / "questions").glob("*.rq"):
        assert path.stem in done.stdout


def test_describe_shows_parameters_and_sparql(here: Path) -> None:
    done = run("ask", "agreements-on-date", "--describe", cwd=here)

    assert "--as-of" in done.stdout
    assert "SELECT DISTINCT" in done.stdout


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml", "table"])
def test_answers_come_in_every_format(form: str, here: Path) -> None:
    done = run("ask", "agreements-on-date", "--format", form, cwd=here)

    assert done.returncode == 0, done.stderr
    assert "Cooperation agreement with Xinjiang Medical University" in done.stdout


def test_a_parameter_changes_the_answer(here: Path) -> None:
    arguments = ("ask", "agreements-on-date", "--format", "csv", "--as-of")

    before = run(*arguments, "2024-03-18", cwd=here).stdout
    after = run(*arguments, "2024-03-24", cwd=here).stdout

    assert "[2024-03-19..2024-03-24],not signed" in before
    assert '[2024-03-19..2024-03-24],"signed, force unknown"' in after


MISTAKES = [
    (("ask", "partnrs"), "partners"),
    (("ask", "agreements-on-date", "--as-off", "2024-01-01"), "Did you mean --as-of?"),
    (("ask", "agreements-on-date", "--as-of", "2024-02-30"), "29 days"),
    (("ask", "printed-names", "--institution"), "has no value"),
    (("ask", "agreements-on-date", "extra"), "stands alone"),
    (("ask", "--institution", "samsmu", "printed-names"), "before its parameters"),
    (("ask", "printed-names", "--institution", "nobody"), "knows no 'nobody'"),
    (("ask", "printed-names", "--institution", "bashkir-mu"), "bashkir-smu"),
    (("ask", "printed-names", "--institution", "Bashkir State Medical Univ"), "bashkir-smu"),
    (("ask", "nowhere.rq"), "nowhere.rq"),
    (("ask", "partners", "--graph", "nowhere"), "partnergraph build"),
    (("ask", "partners", "--project", "nowhere"), "no project"),
    (("build", "--project", "nowhere"), "no project"),
    (("build", "--as-of", "19.03.2024"), "2024-03-19"),
    (("explore", "--graph", "nowhere"), "partnergraph build"),
    (("check", "--sources", "nowhere"), "no folder"),
    (("unheard-of",), "No such command"),
]


@pytest.mark.parametrize(("arguments", "words"), MISTAKES, ids=lambda case: str(case)[:40])
def test_a_mistake_is_explained_with_exit_2(
    arguments: tuple[str, ...], words: str, here: Path
) -> None:
    done = run(*arguments, cwd=here)

    assert done.returncode == 2, done.stdout
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_thing_may_be_named_instead_of_its_id(here: Path) -> None:
    arguments = ("ask", "printed-names", "--format", "csv", "--institution")

    by_id = run(*arguments, "bashkir-smu", cwd=here)
    by_name = run(*arguments, "bashkir STATE medical university", cwd=here)

    assert by_id.stdout.count("\n") > 3
    assert by_name.stdout == by_id.stdout


def test_the_graph_of_a_project_lies_in_it_wherever_one_stands(root: Path, tmp_path: Path) -> None:
    project = tmp_path / "наши партнёры"
    shutil.copytree(root / "tests" / "projects" / "good", project)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    built = run("build", "--project", "../наши партнёры", cwd=elsewhere)
    asked = run("ask", "partners", "--project", "../наши партнёры", cwd=elsewhere)

    assert (built.returncode, asked.returncode) == (0, 0), built.stderr + asked.stderr
    assert (project / "build" / "graph.nq").is_file()
    assert list(elsewhere.iterdir()) == []


def test_a_declared_prefix_is_what_the_query_says(here: Path) -> None:
    query = "PREFIX id: <http://other.example/> SELECT (STR(id:x) AS ?x) {}"

    done = subprocess.run(
        [sys.executable, "-m", "partnergraph", "ask", "-", "--format", "csv"],
        input=query, capture_output=True, text=True, cwd=here, check=True,
    )  # fmt: skip

    assert done.stdout.split() == ["x", "http://other.example/x"]


def test_the_graph_of_another_project_is_not_asked(root: Path, tmp_path: Path) -> None:
    other = root / "tests" / "projects" / "good"
    built = run("build", "--project", str(other), "--output", str(tmp_path / "build"), cwd=tmp_path)
    assert built.returncode == 0, built.stderr

    done = run("ask", "partners", cwd=tmp_path)

    assert done.returncode == 2
    assert "https://example.org/north/" in done.stderr


def test_a_project_is_the_same_however_it_is_named(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "tests" / "projects" / "good", tmp_path / "a")
    (tmp_path / "a" / "sub").mkdir()

    done = run("build", "--project", "..", cwd=tmp_path / "a" / "sub")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a" / "build" / "graph.nq").is_file()


LONG = ("ask why-is-this-known --format csv", "ask partners", "report open-questions")


@pytest.mark.parametrize("command", LONG)
def test_a_reader_who_has_seen_enough_is_no_error(command: str, here: Path) -> None:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{sys.executable} -m partnergraph {command} | head -1"],
        capture_output=True,
        text=True,
        cwd=here,
        check=False,
    )

    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_an_interrupted_question_says_so_and_writes_nothing(here: Path, tmp_path: Path) -> None:
    endless = tmp_path / "endless.rq"
    endless.write_text("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "utf-8")
    output = tmp_path / "answer.csv"
    arguments = ["ask", str(endless), "--output", str(output)]
    command = [sys.executable, "-m", "partnergraph", *arguments]

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=here) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=30)[1]

    assert (process.returncode, told) == (130, "Interrupted.\n")
    assert list(tmp_path.iterdir()) == [endless]


@pytest.mark.parametrize(
    ("command", "name", "begins"),
    [
        ("ask partners", "a.json", '{"head"'),
        ("ask partners", "a.md", "| partner |"),
        ("network", "a.gexf", "<?xml"),
        ("network", "a.txt", "measure"),
    ],
)
def test_the_ending_of_a_file_says_its_format(
    command: str, name: str, begins: str, here: Path, tmp_path: Path
) -> None:
    done = run(*command.split(), "--output", str(tmp_path / name), cwd=here)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_a_project_that_knows_no_day_names_none(tmp_path: Path) -> None:
    run("init", "new", cwd=tmp_path)

    done = run("build", cwd=tmp_path / "new")

    assert done.returncode == 0, done.stderr
    assert "None" not in done.stdout


def test_check_proves_quotations_and_counts_them(here: Path, root: Path) -> None:
    project = root / "tests" / "projects" / "offsets-disagree"

    done = run("check", "--project", str(project), "--sources", str(project / "texts"), cwd=here)

    assert done.returncode == 1
    assert "0 of 1 quotations proved" in done.stdout
    assert "It stands at 37-56" in " ".join(done.stdout.split())


def test_start_is_quick_because_little_is_loaded(here: Path) -> None:
    """Which modules a quick command loads, rather than how long it takes."""
    code = "import sys; from partnergraph.commands import ask; print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=here, check=True
    ).stdout.split()

    for name in ("rdflib", "pyvis", "IPython", "networkx", "numpy", "pyshacl"):
        assert name not in loaded
