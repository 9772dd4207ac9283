"""Translation: every sentence that the engine says has its forms, and no form is left over."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finding_texts import PACKAGE, Found, modules, string_constants, texts
from partnergraph.build import Graph, build
from partnergraph.findings import Finding, violation
from partnergraph.project import Project
from partnergraph.translation import LANGUAGES, Template, catalogue, fill, translated
from partnergraph.validate import check
from partnergraph.vocabulary import SCHEMES

PROJECTS = Path(__file__).parent / "projects"
CASES = sorted(path.name for path in PROJECTS.iterdir() if path.is_dir())
BOOK = catalogue()
OTHERS = [lang for lang in LANGUAGES if lang != "en"]
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
HOLE = re.compile(r"\{[0-9]+\}")


@pytest.fixture(scope="module")
def said() -> list[Found]:
    """What the source says; fails with file and line where it cannot be followed."""
    return texts()


def test_the_source_is_read(said: list[Found]) -> None:
    assert len(modules()) > 40
    assert len({found.text for found in said}) > 150


def test_every_sentence_is_in_the_catalogue(said: list[Found]) -> None:
    missing = {f"{found.place}: {found.text}" for found in said if found.text not in BOOK.messages}

    assert sorted(missing) == [], "add them to src/partnergraph/messages.json"


def test_the_catalogue_has_nothing_that_is_not_said(said: list[Found]) -> None:
    unused = set(BOOK.messages) - {found.text for found in said}

    assert sorted(unused) == [], "remove them from src/partnergraph/messages.json"


def csv_errors() -> Iterator[str]:
    for text, delimiter in (('"', ","), ('"a"b', ","), ('"a"b', ";"), ('"a"b', "\t")):
        try:
            list(csv.reader([text], strict=True, delimiter=delimiter))
        except csv.Error as error:
            yield str(error)


def test_words_are_said_by_us_or_by_the_readers_that_we_use() -> None:
    known = {name.replace("-", " ") for name in SCHEMES} | string_constants()
    known |= {expat.ErrorString(number) for number in range(1, 45)} | set(csv_errors())
    known |= {"File is not a zip file"}

    assert sorted(set(BOOK.words) - known) == []
    assert {name.replace("-", " ") for name in SCHEMES} <= set(BOOK.words)
    assert set(csv_errors()) <= set(BOOK.words)


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize("text", BOOK.messages)
def test_a_translation_says_the_same(text: str, lang: str) -> None:
    other = BOOK.messages[text][lang]

    assert set(BOOK.messages[text]) == set(OTHERS)
    assert sorted(HOLE.findall(other)) == sorted(HOLE.findall(text))
    assert other.strip() == other != text
    assert other.endswith((".", "?"))
    assert bool(CYRILLIC.search(other)) is (lang == "ru")


def test_labels_and_words_are_in_every_language() -> None:
    for name, forms in BOOK.labels.items():
        assert tuple(forms) == LANGUAGES, name
        assert len({tuple(sorted(HOLE.findall(form))) for form in forms.values()}) == 1, name
    for name, forms in BOOK.words.items():
        assert list(forms) == OTHERS, name


def test_every_label_is_used() -> None:
    pages = (PACKAGE / "diagnostics").glob("*.html")
    written = "".join(page.read_text(encoding="utf-8") for page in pages)

    assert [x for x in BOOK.labels if x not in string_constants() and f'"{x}"' not in written] == []


@given(st.sampled_from(sorted(BOOK.messages)), st.lists(st.text("abcxyz019", min_size=1)))
def test_what_was_filled_in_comes_back(text: str, values: list[str]) -> None:
    holes = len(Template.of(text).pieces) - 1
    filled = (values * holes)[:holes] or ["a"] * holes
    sentence = fill(text, *filled)

    assert BOOK.find(sentence) == (text, filled)
    assert BOOK.say(sentence, "ru") == fill(BOOK.messages[text]["ru"], *filled)


@given(st.text(), st.sampled_from(OTHERS))
def test_any_text_is_survived_and_nothing_of_it_lost(value: str, lang: str) -> None:
    said = BOOK.say(f"'{value}' is not known.", lang)

    assert value in said or value == ""


def test_hostile_text_takes_no_time() -> None:
    value = "' contradicts '" * 10_000 + "' in row "

    assert BOOK.say(f"'{value}", "ru") == f"'{value}"
    assert value[:-9] in BOOK.say(f"'{value}' is not known.", "ru")


def test_what_is_not_in_the_catalogue_stays_english() -> None:
    assert BOOK.say("Nobody says this!", "ru") == "Nobody says this!"
    assert BOOK.pattern("Nobody says this!", "ru") == "Nobody says this!"


def test_a_pattern_leaves_out_what_differs() -> None:
    assert BOOK.pattern("'Nrth' is not known.", "en") == "'…' is not known."


def test_words_in_holes_are_translated() -> None:
    assert "вид соглашения" in BOOK.say("'x' is no value of agreement type.", "ru")


def test_what_shapes_say_is_left_alone() -> None:
    finding = violation("https://example.org/shapes#A", "The row has no id.")

    assert translated([finding], "ru") == [finding]


@cache
def built(name: str) -> Graph:
    return build(Project.load(PROJECTS / name))


def findings(name: str, lang: str) -> list[Finding]:
    graph, texts_there = built(name), PROJECTS / name / "texts"
    found = [*graph.findings, *check(graph, lang)]
    if texts_there.is_dir():
        found += graph.prove(texts_there)[1]
    return translated(found, lang)


@pytest.mark.parametrize("name", CASES)
def test_no_english_is_left_in_the_findings_of_a_project(name: str) -> None:
    english = findings(name, "en")
    for lang in OTHERS:
        for finding, before in zip(findings(name, lang), english, strict=True):
            pairs = [(finding.message, before.message), (finding.repair, before.repair)]
            for said, old in pairs:
                assert bool(said) is bool(old)
                assert not said or said != old, before
                assert lang != "ru" or not said or CYRILLIC.search(said), before
