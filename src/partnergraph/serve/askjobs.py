"""Jobs of the desk: what the server has a worker do for questions, search and the editor.

A job is a name and what it needs; each gives a head, which says what it is, and bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TypeAlias

from partnergraph.errors import QueryError
from partnergraph.query import Question
from partnergraph.serve import askpages, editorpages, openapi, resultview, searchpages
from partnergraph.serve.desk import Desk
from partnergraph.serve.fields import message
from partnergraph.serve.orders import HTML, JSON, Made, Page, Result
from partnergraph.serve.problems import Problem
from partnergraph.serve.values import read
from partnergraph.serve.worker import Reply
from partnergraph.site.wording import label
from partnergraph.syntax import with_prefixes

SPREADSHEET = "text/csv; charset=utf-8"

Job: TypeAlias = Callable[[Desk, Page, str], Made]


def handle(desk: Desk, job: Page, reply: Reply) -> None:
    """Does `job`, and writes what was made to `reply`."""
    made = make(desk, job)
    reply.head({"status": made.status, "type": made.media, **(made.more or {})})
    if made.data:
        reply.write(made.data)


def make(desk: Desk, job: Page) -> Made:
    """Does `job`. Raises Problem (404) for a language that the site does not speak."""
    spoken = desk.renderer.languages
    lang = (job.lang.partition("-")[0].lower() or job.lang) or desk.renderer.default
    if lang not in spoken:
        raise Problem(
            404, "This site does not speak that language.", f"It has {', '.join(spoken)}."
        )
    return _JOBS[job.kind](desk, job, lang)


def _catalogue(desk: Desk, _job: Page, lang: str) -> Made:
    return _page(askpages.catalogue(desk, lang))


def _prepare(desk: Desk, job: Page, lang: str) -> Made:
    """The SPARQL of a question with its parameters; or what is wrong with these, in English."""
    question = _question(desk, job.name)
    if question is None:
        return _unknown(desk, job.name)
    asked = read(desk, question, job.pairs)
    if not asked.wrong:
        text = desk.site.graph.prepare(question, dict(asked.values), lang).text
        return Made(200, "application/sparql-query", text.encode())
    name, wrong = next(iter(asked.wrong.items()))
    more: dict[str, object] = {"title": message(wrong, "en")}
    if name:
        more |= {"parameter": name, "near": list(wrong.near)}
        more["title"] = f"{label(name, 'en')}: {more['title']}"
    return Made(asked.status, "", b"", more)


def _ask(desk: Desk, job: Page, lang: str) -> Made:
    question = _question(desk, job.name)
    if question is None:
        return _unknown(desk, job.name, lang)
    asked = read(desk, question, job.pairs)
    view, sparql = None, ""
    if not asked.wrong:
        sparql = desk.site.graph.prepare(question, dict(asked.values), lang).text
    if job.result and not asked.wrong:
        view = resultview.view(desk.site, _answer(job.result), lang)
    status = asked.status if asked.wrong else (job.failure.status if job.failure else 200)
    page = askpages.ask(desk, asked, lang, view=view, sparql=sparql, failure=job.failure)
    return _page(page, status)


def _sheet(desk: Desk, job: Page, lang: str) -> Made:
    assert job.result  # noqa: S101 - whoever asks for it has one
    text = resultview.spreadsheet(desk.site, _answer(job.result), lang)
    return Made(200, SPREADSHEET, text.encode())


def _rows(_desk: Desk, job: Page, _lang: str) -> Made:
    assert job.result  # noqa: S101 - whoever asks for it has one
    return Made(200, JSON, resultview.records(_answer(job.result)))


def _declared(desk: Desk, job: Page, _lang: str) -> Made:
    """A query with the prefixes that it uses, and how many signs that puts before it."""
    text = with_prefixes(job.text, desk.site.project.thing(""))
    more = {"added": len(text) - len(job.text)}
    return Made(200, "application/sparql-query", text.encode("utf-8", "replace"), more)


def _editor(desk: Desk, job: Page, lang: str) -> Made:
    text, view = job.text, None
    if job.name and (question := _question(desk, job.name)):
        asked = read(desk, question, job.pairs)
        text = question.text
        if not asked.wrong:
            text = desk.site.graph.prepare(question, dict(asked.values), lang).text
    if job.result:
        view = resultview.view(desk.site, _answer(job.result), lang, whole=True)
    status = 400 if job.mistake else (job.failure.status if job.failure else 200)
    page = editorpages.editor(desk, text, lang, view=view, mistake=job.mistake, failure=job.failure)
    return _page(page, status)


def _search(desk: Desk, job: Page, lang: str) -> Made:
    return _page(searchpages.search(desk, job.text, lang))


def _suggest(desk: Desk, job: Page, lang: str) -> Made:
    return Made(200, JSON, searchpages.suggestions(desk, job.text, lang, job.kinds))


def _browser(desk: Desk, job: Page, lang: str) -> Made:
    found = searchpages.completions(desk, job.text, lang)
    return Made(200, "application/x-suggestions+json", found)


def _describe(desk: Desk, _job: Page, lang: str) -> Made:
    text = searchpages.description(desk, lang)
    return Made(200, "application/opensearchdescription+xml", text.encode())


def _openapi(desk: Desk, _job: Page, _lang: str) -> Made:
    return Made(200, JSON, openapi.document(desk))


def _warm(desk: Desk, _job: Page, _lang: str) -> Made:
    """Makes the index of names, so that nobody waits for it."""
    return Made(200, JSON, str(len(desk.index)).encode())


def _question(desk: Desk, name: str) -> Question | None:
    try:
        return desk.site.graph.questions.find(name)
    except QueryError:
        return None


def _unknown(desk: Desk, name: str, lang: str = "") -> Made:
    """That there is no such question: as a page in `lang`, if one is wanted."""
    names = [question.name for question in desk.site.graph.questions]
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    if lang:
        return _page(askpages.catalogue(desk, lang, unknown=name, near=near), 404)
    more = {"title": f"There is no question '{name}'.", "near": near}
    return Made(404, "", b"", more)


def _answer(result: Result) -> resultview.Answer:
    return resultview.read(result.data, result.media)


def _page(text: str, status: int = 200) -> Made:
    return Made(status, HTML, text.encode("utf-8", "replace"))


_JOBS: Mapping[str, Job] = {
    "catalogue": _catalogue,
    "prepare": _prepare,
    "ask": _ask,
    "sheet": _sheet,
    "rows": _rows,
    "declared": _declared,
    "editor": _editor,
    "search": _search,
    "suggest": _suggest,
    "browser": _browser,
    "describe": _describe,
    "openapi": _openapi,
    "warm": _warm,
}
