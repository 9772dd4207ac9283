"""Problems, by RFC 9457."""

from __future__ import annotations

import copy
import json

from partnergraph.serve.problems import Problem, busy


def test_a_problem_says_status_title_and_detail() -> None:
    found = json.loads(Problem(400, "No query.", "Send one.", members={"line": 2}).body())
    assert found == {"status": 400, "title": "No query.", "detail": "Send one.", "line": 2}


def test_without_a_title_the_phrase_of_http_stands() -> None:
    assert json.loads(Problem(404, "").body()) == {"status": 404, "title": "Not Found"}


def test_text_that_is_no_unicode_is_replaced() -> None:
    assert json.loads(Problem(400, "\ud800").body())["title"] == "?"


def test_a_busy_server_says_when_to_come_again() -> None:
    problem = busy("Many ask.", 7)
    assert (problem.status, problem.headers) == (503, {"Retry-After": "7"})


def test_a_problem_travels_between_processes() -> None:
    problem = Problem(413, "Too long.", "Less.", {"A": "b"}, {"c": 1})
    assert vars(copy.copy(problem)) == vars(problem)  # by what pickle uses
