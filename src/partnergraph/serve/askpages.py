"""Pages of questions: the catalogue, and each question with its form and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from partnergraph.query import AS_OF
from partnergraph.serve.desk import Desk
from partnergraph.serve.fields import Field, fields, message
from partnergraph.serve.orders import Failure
from partnergraph.serve.resultview import SHOWN, View
from partnergraph.serve.values import Asked
from partnergraph.site.renderer import words
from partnergraph.site.wording import grouped, told
from partnergraph.translation import fill

FOLDER = "ask"
CATALOGUE = f"{FOLDER}/index.html"
EDITOR = f"{FOLDER}/sparql.html"
#: What an answer can be taken along as: ending, and the key of what is said of it.
FILES = (("sheet.csv", "ask-sheet"), ("csv", ""), ("json", ""), ("rows.json", "ask-rows"))
TRIPLE_FILES = (("ttl", ""), ("nt", ""), ("jsonld", ""))
_NAMES = {
    "sheet.csv": "CSV",
    "csv": "SPARQL CSV",
    "json": "SPARQL JSON",
    "rows.json": "",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "jsonld": "JSON-LD",
}


def catalogue(desk: Desk, lang: str, *, unknown: str = "", near: Sequence[str] = ()) -> str:
    """The page with all questions by groups.

    `unknown` is the name of a question that was asked for and is none, `near` are such as are
    called like it.
    """
    groups, say = grouped(desk.site.graph.questions, lang), words(lang)
    known = {name: asked for _, _, found in groups for name, asked in found}
    return desk.renderer.render(
        "live-catalogue.html",
        lang,
        CATALOGUE,
        title=say["ask-title"],
        description=say["ask-lead"],
        editor=EDITOR,
        trouble=fill(say["ask-no-question"], unknown) if unknown else "",
        near=[(name, known[name]) for name in near],
        groups=groups,
    )


def ask(
    desk: Desk,
    asked: Asked,
    lang: str,
    *,
    view: View | None = None,
    sparql: str = "",
    failure: Failure | None = None,
) -> str:
    """The page of a question: its form, and the answer where there is one.

    `sparql` is what was asked; `failure` says why there is no answer though nothing was wrong with
    the values.
    """
    question, say = asked.question, words(lang)
    path = f"{FOLDER}/{question.name}.html"
    summary = told(question, "summary", lang)
    shown = fields(desk, asked, lang)
    day = desk.renderer.as_of if not any(each.name == AS_OF for each in shown) else ""
    return desk.renderer.render(
        "live-ask.html",
        lang,
        path,
        title=summary.text,
        title_tag=summary.tag,
        description=summary.text,
        query=_query(asked.given),
        name=question.name,
        why=told(question, "why", lang),
        reading=told(question, "description", lang),
        fields=shown,
        trouble=trouble(asked, failure, lang),
        told=failure.told if failure else "",
        editor=EDITOR,
        catalogue=CATALOGUE,
        day=day,
        view=view,
        sparql=sparql,
        most=SHOWN,
        lasting=_query(lasting(shown)),
        files=files(question.name, view or (View() if _is_large(failure) else None), lang),
        more=fill(say["ask-more"], str(SHOWN), str(view.count if view else 0)),
    )


def trouble(asked: Asked, failure: Failure | None, lang: str) -> str:
    """What stands above a form that has no answer; '' where there is one."""
    say = words(lang)
    if failure:
        return fill(say[failure.key], *failure.values)
    if "" in asked.wrong:
        return message(asked.wrong[""], lang)
    return say["ask-wrong"] if asked.wrong else ""


def _is_large(failure: Failure | None) -> bool:
    return failure is not None and failure.key == "ask-large"


def lasting(shown: Iterable[Field]) -> Mapping[str, str]:
    """Every parameter with its value, so that a link gives the same answer another day."""
    return {each.name: each.value for each in shown if each.value and not each.error}


def files(stem: str, view: View | None, lang: str) -> Sequence[tuple[str, str, str]]:
    """What the answer can be taken along as: ending, name, and what is said of it."""
    if view is None:
        return []
    say = words(lang)
    rows = FILES if view.truth is None else FILES[2:]
    found = TRIPLE_FILES if view.triples else rows
    named = [(f"{stem}.{ending}", _NAMES[ending], say[key] if key else "") for ending, key in found]
    return [*named, (f"{stem}.rq", "SPARQL", "")] if stem != "sparql" else named


def _query(values: Mapping[str, str]) -> str:
    return f"?{urlencode(values)}" if values else ""
