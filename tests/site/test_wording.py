"""Questions, their parameters and their columns are called something in every language."""

from __future__ import annotations

import pyoxigraph
import pytest

from partnergraph.knowledgegraph import KnowledgeGraph
from partnergraph.project import Project
from partnergraph.query import Question
from partnergraph.reports.content import words_of
from partnergraph.site.records import Text
from partnergraph.site.renderer import words
from partnergraph.site.wording import GROUPS, grouped, headings, label, told

OWN = Question(
    "own",
    "#+ summary: What is it?\n#+ why: Somebody asks.\n#+ why@uz-Latn: Kimdir soʻraydi.\n"
    "SELECT ?hotelName WHERE { }",
)


@pytest.fixture(scope="module")
def asking(project: Project) -> KnowledgeGraph:
    return KnowledgeGraph(pyoxigraph.Store(), project)


def test_every_column_parameter_and_group_of_the_questions_has_a_word(
    asking: KnowledgeGraph,
) -> None:
    columns, known = words_of("en"), words("en")
    lacking = []
    for question in asking.questions:
        answer = asking.store.query(question.text)
        heads = [each.value for each in getattr(answer, "variables", ())]
        lacking += [name for name in heads if f"column.{name}" not in columns]
        lacking += [p.name for p in question.parameters if f"field-{p.name}" not in known]
        lacking += [tag for tag in question.tags[:1] if f"question-{tag}" not in known]

    assert lacking == []


def test_a_question_speaks_the_language_of_the_page() -> None:
    assert told(OWN, "why", "uz") == Text("Kimdir soʻraydi.")


def test_what_is_not_translated_is_english_and_says_so() -> None:
    assert told(OWN, "why", "ru") == Text("Somebody asks.", "en")


def test_what_is_not_said_is_nothing() -> None:
    assert told(OWN, "description", "ru") == Text("")


def test_a_question_without_words_is_called_by_its_name() -> None:
    assert told(Question("plain", "SELECT ?x WHERE { }"), "summary", "uz") == Text("plain")


def test_columns_of_own_questions_are_called_by_their_names() -> None:
    assert headings(["partnerName", "hotelName"], "ru") == ["партнёр", "hotel name"]


def test_parameters_are_called_in_words() -> None:
    assert label("asOf", "uz") == "Qaysi kunga"
    assert label("leastRank", "uz") == "Least rank"


def test_groups_stand_in_their_order_with_own_ones_at_the_end() -> None:
    tags = ("own", "publishing", "partners")
    found = grouped(
        [Question(tag, f"#+ tags: [{tag}]\nSELECT ?x WHERE {{ }}") for tag in tags], "en"
    )

    assert [name for name, _, _ in found] == ["partners", "publishing", "own"]
    assert [heading for _, heading, _ in found][-1] == "own"
    assert set(GROUPS) >= {"partners", "publishing"}
