"""The catalogue: every question is documented, safe to run anywhere, and answers as expected."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from partnergraph.project import Project
from partnergraph.query import Catalogue, Question, read_question
from partnergraph.site.wording import headings, label
from partnergraph.store import query

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = ROOT / "tests" / "expected"
QUESTIONS = sorted((ROOT / "queries" / "questions").glob("*.rq"))
CHECKS = sorted((ROOT / "queries" / "checks").glob("*.rq"))
EVERY = [*QUESTIONS, *CHECKS, *sorted((ROOT / "queries" / "views").glob("*.rq"))]
GROUPS = {
    "agreements", "events", "geography", "network", "partners", "provenance", "publishing",
    "quality", "time",
}  # fmt: skip
TAGS = ("", "@ru", "@uz-Latn")
SUMMARIES, WHYS, DESCRIPTIONS = (
    tuple(f"{part}{tag}" for tag in TAGS) for part in ("summary", "why", "description")
)
HEADER = [*SUMMARIES, *WHYS, *DESCRIPTIONS, "tags"]
LABEL = re.compile(
    r"^(?P<indent> *)OPTIONAL \{\n"
    r"(?P=indent)  \?\w+ [\w:-]+ \?(?P<label>\w+) \.\n"
    r'(?P=indent)  FILTER \(LANG\(\?(?P=label)\) = "en"\)\n'
    r"(?P=indent)\}$",
    re.MULTILINE,
)
#: What descriptions quote besides: values of cells.
VALUES = {"подписано", "действует", "мир", "dunyo"}
DAYS = {"asOf", "from", "to"}  # on which day, and the bounds of a time


def name(path: Path) -> str:
    return path.stem


def oxigraph_rows(text: str, store: pyoxigraph.Store) -> list[list[str]]:
    answer = query(store, text)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    head = [variable.value for variable in answer.variables]
    return [
        head,
        *(["" if t is None else str(getattr(t, "value", t)) for t in row] for row in answer),
    ]


def rdflib_rows(text: str, dataset: rdflib.Dataset) -> list[list[str]]:
    answer = dataset.query(text)
    assert answer.vars is not None
    head = [str(variable) for variable in answer.vars]
    rows = []
    for row in answer:
        assert isinstance(row, rdflib.query.ResultRow)
        rows.append(["" if row[v] is None else str(row[v]) for v in head])
    return [head, *rows]


@pytest.mark.parametrize("path", QUESTIONS, ids=name)
def test_answer_is_the_expected_one_in_oxigraph(path: Path, store: pyoxigraph.Store) -> None:
    found = oxigraph_rows(path.read_text(encoding="utf-8"), store)

    file = EXPECTED / f"{path.stem}.csv"
    if os.environ.get("PARTNERGRAPH_ACCEPT"):  # a person reads the difference before committing
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(found)
        file.write_text(out.getvalue(), encoding="utf-8")
    with file.open(encoding="utf-8", newline="") as stream:
        assert found == list(csv.reader(stream))


@pytest.mark.parametrize("path", QUESTIONS, ids=name)
def test_rdflib_gives_the_same_answer(
    path: Path, store: pyoxigraph.Store, dataset: rdflib.Dataset
) -> None:
    text = path.read_text(encoding="utf-8")

    assert rdflib_rows(text, dataset) == oxigraph_rows(text, store)


@pytest.mark.parametrize("path", CHECKS, ids=name)
def test_check_finds_nothing_on_the_shipped_graph(path: Path, store: pyoxigraph.Store) -> None:
    assert oxigraph_rows(path.read_text(encoding="utf-8"), store)[1:] == []


@pytest.mark.parametrize("path", QUESTIONS, ids=name)
def test_header_is_complete(path: Path) -> None:
    header = read_question(path).header

    optional = set() if header.keys() & set(DESCRIPTIONS) else set(DESCRIPTIONS)
    missing = set(HEADER) - optional - set(header)
    assert not missing, f"{path.name}: the header lacks {sorted(missing)}."
    assert list(header) == [key for key in HEADER if key in header], f"{path.name}: {HEADER}"
    for key in SUMMARIES:
        assert str(header[key]).endswith("?"), f"{path.name}: {key} must be a question."
    for keys in (SUMMARIES, WHYS, DESCRIPTIONS):
        words = [header[key] for key in keys if key in header]
        assert len(set(words)) == len(words), f"{path.name}: translate {keys[0]}."


@pytest.mark.parametrize("path", QUESTIONS, ids=name)
def test_words_are_in_the_letters_of_their_language(path: Path) -> None:
    header = read_question(path).header
    for key in (*SUMMARIES, *WHYS, *DESCRIPTIONS):
        text = str(header.get(key, ""))
        cyrillic = bool(re.search("[а-яё]", text, re.IGNORECASE))
        assert cyrillic == (bool(text) and key.endswith("@ru")), f"{path.name}: {key}"
        if key.endswith("@uz-Latn"):
            assert not re.search(r"[og]['’‘`]", text), f"{path.name}: {key}: write oʻ and gʻ."


@pytest.mark.parametrize("path", QUESTIONS, ids=name)
def test_columns_are_quoted_as_pages_head_them(path: Path, store: pyoxigraph.Store) -> None:
    """«…» and “…” name columns, parameters and rows as a reader sees them."""
    question = read_question(path)
    answer = query(store, question.text)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    columns = [each.value for each in answer.variables]
    for lang, quoted in (("ru", "«(.+?)»"), ("uz", "“(.+?)”")):
        heads = {each.casefold() for each in headings(columns, lang)}
        heads |= {label(each.name, lang).casefold() for each in question.parameters}
        for said in re.findall(quoted, question.phrase("description", lang).text):
            assert said.casefold() in heads | VALUES, f"{path.name}: {lang}: {said}"


@pytest.mark.parametrize("path", QUESTIONS, ids=name)
def test_first_tag_is_the_group(path: Path) -> None:
    tags = read_question(path).tags

    assert tags, f"{path.name}: add '#+ tags:'."
    assert set(tags) <= GROUPS, f"{path.name}: known tags are {sorted(GROUPS)}."
    assert len(tags) == len(set(tags)), f"{path.name}: a tag stands twice."


@pytest.mark.parametrize("path", QUESTIONS, ids=name)
def test_labels_are_fetched_in_the_form_that_can_be_translated(path: Path) -> None:
    """The engine puts blocks for other languages in front of these; it knows no other form."""
    body = re.sub(r"^#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    labels = [found["label"] for found in LABEL.finditer(body)]

    assert body.count('= "en"') == len(labels), f"{path.name}: see the form of label blocks."
    assert "LANGMATCHES" not in body.upper(), f"{path.name}: labels are filtered in blocks."
    rest = LABEL.sub("", body)
    for clause in re.findall(r"^ *(?:GROUP BY|FILTER) .*$", rest, flags=re.MULTILINE):
        used = {label for label in labels if re.search(rf"\?{label}\b", clause)}
        assert not used, f"{path.name}: '{clause.strip()}' rests on the labels {used}."


@pytest.mark.parametrize("path", QUESTIONS, ids=name)
def test_parameters_have_camel_case_names_and_one_default(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    for parameter in read_question(path).parameters:
        where = f"{path.name}: {parameter.name}"
        assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", parameter.name), f"{where} in camelCase"
        if parameter.kind == "date":
            assert parameter.name in DAYS, f"{where}: days are called {sorted(DAYS)}."
        rows = set(re.findall(rf"VALUES \?{parameter.name} \{{ *(.*?) *\}}", text))
        assert len(rows) == 1, f"{where} has several defaults: {sorted(rows)}."


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_query_keeps_the_house_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    body = re.sub(r"^#.*$", "", text, flags=re.MULTILINE)

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem), "File names are kebab-case."
    assert "SELECT *" not in body, "Name the columns."
    assert re.search(r"SELECT DISTINCT|GROUP BY|CONSTRUCT", body), "Write SELECT DISTINCT."
    for prefix in re.findall(r"^PREFIX ([\w-]+):", text, flags=re.MULTILINE):
        used = re.search(rf"(?<![\w-]){re.escape(prefix)}:(?!\s*<)", body)
        assert used, f"{path.name}: the prefix {prefix} is not used."


@pytest.mark.parametrize("path", QUESTIONS, ids=name)
def test_order_is_total(path: Path) -> None:
    """Where rows tie, engines may order them differently."""
    text = path.read_text(encoding="utf-8")
    order = re.search(r"^ORDER BY (.*)$", text, re.MULTILINE)
    projected = re.search(r"^SELECT (.*)$", text, re.MULTILINE)
    assert order is not None, f"{path.name}: add ORDER BY."
    assert projected is not None
    columns = re.findall(r"\?(\w+)", re.sub(r"\(COUNT.*? AS (\?\w+)\)", r"\1", projected[1]))

    missing = set(columns) - set(re.findall(r"\?(\w+)", order[1]))
    assert not missing, f"{path.name}: ORDER BY lacks {sorted(missing)}."


def test_every_expected_answer_belongs_to_a_question() -> None:
    assert {file.stem for file in EXPECTED.glob("*.csv")} == {path.stem for path in QUESTIONS}


@pytest.mark.parametrize("path", QUESTIONS, ids=name)
def test_every_values_row_is_a_parameter(path: Path) -> None:
    """A VALUES block with one row and one variable that is no parameter could not be set."""
    question: Question = read_question(path)
    body = re.sub(r"^#.*$", "", question.text, flags=re.MULTILINE)
    single = re.findall(r"VALUES \?(\w+) \{ *([^{}\s]+) *\}", body)

    assert {found for found, _ in single} == {p.name for p in question.parameters}


def test_catalogue_lists_every_file(project: Project) -> None:
    catalogue = Catalogue(project.query_files("questions"))

    assert [question.name for question in catalogue] == sorted(path.stem for path in QUESTIONS)
