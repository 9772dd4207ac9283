"""Questions, reports and the network page: in three languages, whole, and safe."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from markup_reader import Reader
from published import opened, written

from partnergraph.project import Project
from partnergraph.query import question
from partnergraph.site import answers, explorer, questions, reports
from partnergraph.site.answers import Asker
from partnergraph.site.output import Output
from partnergraph.site.publication import Site
from partnergraph.store import memory

TAGS = ("", ".ru", ".uz")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def opened_site(built_folder: Path, project: Project) -> Site:
    return opened(built_folder, project)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("catalogue") / "site"


@pytest.fixture(scope="module")
def output(opened_site: Site, folder: Path) -> Output:
    return written(opened_site, folder, (questions.part, reports.part, explorer.part))


def test_every_question_has_its_files(output: Output, opened_site: Site) -> None:
    for asked in opened_site.graph.questions:
        stem = f"questions/{asked.name}"
        wanted = {f"{stem}{tag}.html" for tag in TAGS} | {
            f"{stem}.{e}" for e in ("rq", "csv", "sheet.csv")
        }
        assert wanted <= output.files.keys(), asked.name


def test_no_question_took_too_long(output: Output, folder: Path) -> None:
    assert output.files
    late = [
        p.name
        for p in (folder / "questions").glob("*.html")
        if 'class="notice"' in p.read_text("utf-8")
    ]
    assert late == []


def test_query_gives_the_answer_that_is_shown(
    output: Output, folder: Path, store: pyoxigraph.Store
) -> None:
    assert output.files
    for path in (folder / "questions").glob("*.rq"):
        answer = store.query(path.read_text(encoding="utf-8"), use_default_graph_as_union=True)
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        names = [each.value for each in answer.variables]
        rows = [["" if t is None else t.value for t in row] for row in answer]
        with path.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
            assert list(csv.reader(stream)) == [names, *rows], path.name


def test_pages_speak_their_language(output: Output, folder: Path) -> None:
    assert output.files
    name = "partners-by-country"
    for tag, words in zip(
        TAGS, ("How many partners", "Сколько партнёров", "nechta hamkor"), strict=True
    ):
        assert words in (folder / "questions" / f"{name}{tag}.html").read_text(encoding="utf-8")
        assert words in (folder / "questions" / f"index{tag}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("tag", TAGS)
def test_reasons_are_in_the_language_of_the_page(
    output: Output, folder: Path, opened_site: Site, tag: str
) -> None:
    assert output.files
    lang = tag.removeprefix(".") or "en"
    for asked in opened_site.graph.questions:
        page = (folder / "questions" / f"{asked.name}{tag}.html").read_text(encoding="utf-8")
        said = [asked.phrase(part, lang) for part in ("why", "description")]
        for phrase in filter(lambda each: each.text, said):
            assert tuple(phrase) in Reader(page).langs, asked.name


def test_cells_link_to_pages_of_things(output: Output, folder: Path) -> None:
    assert output.files
    page = (folder / "questions" / "partners.ru.html").read_text(encoding="utf-8")

    assert re.search(r"href=\.\./doc/[a-z0-9-]+\.ru\.html[ >]", page)


def test_reports_are_there_in_three_languages(output: Output, opened_site: Site) -> None:
    for path in opened_site.project.report_files():
        for tag in TAGS:
            assert f"reports/{path.stem}{tag}.html" in output.files


def test_network_page_opens_in_its_language(output: Output, folder: Path) -> None:
    assert output.files
    assert '<html lang="en"' in (folder / "explore.html").read_text(encoding="utf-8")
    for tag, link in zip(TAGS, ("", "#lang=ru", "#lang=uz"), strict=True):
        page = (folder / "reports" / f"index{tag}.html").read_text(encoding="utf-8")
        assert f"../explore.html{link}" in Reader(page).links


def test_the_same_graph_is_not_asked_again(opened_site: Site, folder: Path, output: Output) -> None:
    again = written(opened_site, folder, (questions.part, reports.part))

    assert again.written == 0
    assert again.files.items() <= output.files.items()


# What is odd


def test_what_takes_too_long_is_not_waited_for(opened_site: Site) -> None:
    cross = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(4))
    slow = question(f"SELECT (COUNT(*) AS ?n) WHERE {{ {cross} }}", "slow")
    small = memory("".join(f"<x:{n}> <x:p> <x:o> <x:g> .\n" for n in range(400)))
    asker = Asker(replace(opened_site.graph, store=small), left=0.3)

    assert asker.ask(slow, "en") is None
    assert asker.ask(slow, "ru") is None
    assert asker.late == {"slow"}
    assert asker.left < 0.1


def test_a_late_question_says_so_on_its_page(
    opened_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "SECONDS", 0.0)
    written(opened_site, tmp_path / "site", (questions.part,))
    page = (tmp_path / "site" / "questions" / "partners.html").read_text(encoding="utf-8")

    assert "There is no answer here" in page
    assert not (tmp_path / "site" / "questions" / "partners.csv").exists()


def test_spreadsheets_run_no_formula() -> None:
    cells = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", 'say "hi"', "a,b"]
    text = questions.sheet(["=head"], [cells])
    (head, row) = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))

    assert text.startswith("\ufeff")
    assert head == ["'=head"]
    assert row == [*(f"'{each}" for each in cells[:6]), *cells[6:]]


def test_network_of_too_many_is_left_out_in_words(opened_site: Site, tmp_path: Path) -> None:
    counts = {**opened_site.built.manifest["counts"], "institutions": explorer.MOST + 1}
    built = replace(opened_site.built, manifest={**opened_site.built.manifest, "counts": counts})
    written(replace(opened_site, built=built), tmp_path / "site", (explorer.part,))

    assert "is not drawn here" in (tmp_path / "site" / "explore.html").read_text(encoding="utf-8")
