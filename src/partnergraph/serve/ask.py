"""Asking over HTTP: the catalogue, each question as page and data, and a query of one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from partnergraph.serve.cache import Kept
from partnergraph.serve.jobs import Query
from partnergraph.serve.mediatypes import TABLES, TRIPLES, YES_NO, content_type
from partnergraph.serve.negotiation import required
from partnergraph.serve.orders import HTML, NO_LANGUAGE, Made, Mistake, Page, Pairs
from partnergraph.serve.parameters import decoded, one
from partnergraph.serve.problems import Problem
from partnergraph.serve.requests import Watch, body, field
from partnergraph.serve.requests import content_type as type_of_body
from partnergraph.serve.responses import refused, streamed, whole
from partnergraph.serve.sending import CACHED, PAGE, send_kept, send_made
from partnergraph.serve.stage import Stage, failure

FOLDER = "/ask/"
EDITOR = "sparql"
_PLACE = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9_-]{0,99})?(?:\.(?P<lang>[a-z]{2,3})(?=\.html\Z))?"
    r"(?:\.(?P<form>[a-z]+(?:\.[a-z]+)?))?"
)
_SHEET, _ROWS, _TEXT = "sheet.csv", "rows.json", "rq"
#: Endings of files, and their media types; what a worker of the site makes has none here.
_FORMS: Mapping[str, str] = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    **dict.fromkeys((_SHEET, _ROWS, _TEXT), ""),
}
_JSON = "application/json"
#: What `/ask/NAME` offers, the best first.
_OFFERS = (
    *("text/html", "application/json", "text/csv", "application/sparql-results+json"),
    *("text/tab-separated-values", "application/sparql-results+xml"),
    *("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"),
)
_FORM = "application/x-www-form-urlencoded"


class Place(NamedTuple):
    """Where a request leads: the name of a question, the language and the form in the path.

    The form is an ending, or '' where the client's wish decides.
    """

    name: str
    lang: str
    form: str


def place_of(path: str) -> Place | None:
    """What stands in `path`, below the folder; None where that is nothing."""
    found = _PLACE.fullmatch(path)
    if found is None:
        return None
    name, lang, form = (found[key] or "" for key in ("name", "lang", "form"))
    if not name and path:
        return None
    return Place(name, lang, form) if form in ("", "html", *_FORMS) else None


class Asking:
    """Everything below `/ask/`, as an ASGI application."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        try:
            place = place_of(scope["path_params"].get("path", ""))
            if place is None:
                raise Problem(404, "There is no such page.", "Begin at the catalogue, ask/.")
            method = scope["method"]
            own = place.name == EDITOR
            allowed = "GET, HEAD, POST, OPTIONS" if own else "GET, HEAD, OPTIONS"
            if method == "OPTIONS":
                await whole(send, 204, {"Allow": allowed})
            elif method not in allowed.split(", "):
                raise Problem(405, f"{method} is not possible here.", headers={"Allow": allowed})
            elif method == "POST":
                text = await self._text(scope, receive)
                with Watch(receive):
                    await self._own(place, text, scope, send)
            else:
                with Watch(receive):
                    await self._get(place, scope, send)
        except Problem as problem:
            await refused(send, problem)

    async def _get(self, place: Place, scope: Scope, send: Send) -> None:
        pairs, lang = _parameters(scope, place.lang)
        if place.name in ("", "index"):
            await self._page(Page("catalogue", lang), scope, send)
        elif place.name == EDITOR:
            if place.form not in ("", "html"):
                raise Problem(405, "A query is sent by POST.", headers={"Allow": "POST, OPTIONS"})
            name = next((value for key, value in pairs if key == "question"), "")
            own = tuple(pair for pair in pairs if pair[0] != "question")
            await self._page(Page("editor", lang, name, own), scope, send)
        else:
            await self._question(place, lang, pairs, scope, send)

    async def _page(self, job: Page, scope: Scope, send: Send) -> None:
        """A page that needs no engine."""
        await send_made(await self.stage.made(job), scope, send)

    async def _question(
        self, place: Place, lang: str, pairs: Pairs, scope: Scope, send: Send
    ) -> None:
        form, media = _wanted(place, field(scope, b"accept"))
        key = (self.stage.build(), scope["raw_path"], scope["query_string"], form, media)
        kept = self.stage.cache.get(key)
        if kept is not None:
            await send_kept(kept, scope, send)
            return
        prepared = await self.stage.made(Page("prepare", lang, place.name, pairs))
        job = Page("ask", lang, place.name, pairs)
        if form == "html":
            await self._shown(prepared, job, key, scope, send)
            return
        if prepared.status != 200:  # noqa: PLR2004 - OK
            raise _refusal(prepared)
        text = prepared.data.decode()
        if form == _TEXT:
            await send_made(prepared, scope, send)
        elif form in (_SHEET, _ROWS):
            result, lasting = await self.stage.result(text)
            kind = "sheet" if form == _SHEET else "rows"
            made = await self.stage.made(Page(kind, lang, place.name, result=result))
            self._keep(key, made, lasting=lasting)
            await send_made(made, scope, send)
        else:
            await self._passed_on(text, media, scope, send)

    async def _shown(
        self, prepared: Made, job: Page, key: object, scope: Scope, send: Send
    ) -> None:
        """The page of a question."""
        result, lasting, told = None, False, None
        if prepared.status == 200:  # noqa: PLR2004 - OK
            try:
                result, lasting = await self.stage.result(prepared.data.decode())
            except Problem as problem:
                told = failure(problem, self.stage.limits.seconds)
        made = await self.stage.made(replace(job, result=result, failure=told))
        self._keep(key, made, lasting=lasting)
        await send_made(made, scope, send)

    async def _own(self, place: Place, text: str, scope: Scope, send: Send) -> None:
        """A query of somebody's own, as a page or as data."""
        _, lang = _parameters(scope, place.lang)
        if len(text) > self.stage.limits.query:
            raise Problem(413, "The query is too long.")
        declared = await self.stage.made(Page("declared", text=text))
        if place.form not in ("", "html"):
            await self._passed_on(declared.data.decode(), _FORMS[place.form], scope, send)
            return
        job = Page("editor", lang, text=text)
        try:
            result, _ = await self.stage.result(declared.data.decode())
            job = replace(job, result=result)
        except Problem as problem:
            added = int((declared.more or {})["added"])  # type: ignore[call-overload]
            job = _told(job, problem, added, self.stage.limits.seconds)
        await send_made(await self.stage.made(job), scope, send, control="no-store")

    async def _passed_on(self, text: str, media: str, scope: Scope, send: Send) -> None:
        """The answer to a query as it comes from the engine, in the form `media`."""
        rows, truth, triples = (
            media if media in known else None for known in (TABLES, YES_NO, TRIPLES)
        )
        answer = await self.stage.engine(Query(text, rows, truth, triples))
        control = CACHED if answer.head["lasting"] else "no-store"
        made = Made(200, content_type(answer.head["type"]), answer.body or b"")
        if answer.body is not None:
            await send_made(made, scope, send, control=control)
            return
        try:
            fields = {"Content-Type": made.media, "Vary": "Accept", "Cache-Control": control}
            await streamed(scope, send, fields, answer.chunks(), answer.room)
        finally:
            answer.stop()

    async def _text(self, scope: Scope, receive: Receive) -> str:
        """The query in the body of a form."""
        media, charset = type_of_body(scope)
        if media != _FORM or charset not in ("", "utf-8", "utf8"):
            raise Problem(415, "Such a body is not read.", f"Send {_FORM}, in UTF-8.")
        sent = decoded(await body(scope, receive, self.stage.limits.body))
        text = one(sent, "query")
        if text is None:
            raise Problem(400, "There is no query.", "Send one as the parameter query.")
        return text.replace("\r\n", "\n")

    def _keep(self, key: object, made: Made, *, lasting: bool) -> None:
        if lasting and made.status == 200:  # noqa: PLR2004 - OK
            self.stage.cache.put(key, Kept(made.media, made.data, ""))


class ToFolder:
    """Sends who asks for the folder without `/` to it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        del scope, receive
        await whole(send, 308, {"Location": "ask/", "Cache-Control": PAGE})


def routes(stage: Stage) -> list[Route]:
    """The routes of questions."""
    return [Route("/ask", ToFolder()), Route("/ask/{path:path}", Asking(stage))]


def _parameters(scope: Scope, lang: str) -> tuple[Pairs, str]:
    """The parameters of a request, and the language that it names; that of its path goes first."""
    found = decoded(scope["query_string"])
    wish = one(found, "lang")
    pairs = tuple((k, value) for k, values in found.items() if k != "lang" for value in values)
    return pairs, lang or ("" if wish is None else wish or NO_LANGUAGE)


def _wanted(place: Place, accept: str | None) -> tuple[str, str]:
    """The form that is wanted, and its media type. Raises Problem (406)."""
    if place.form == "html":
        return "html", HTML
    if place.form:
        return place.form, _FORMS[place.form]
    media = required(accept, _OFFERS)
    if media == _JSON:
        return _ROWS, media
    return ("html", HTML) if media == "text/html" else ("data", media)


def _refusal(prepared: Made) -> Problem:
    """Why a question cannot be asked so."""
    more = dict(prepared.more or {})
    title = str(more.pop("title"))
    near = more.get("near")
    detail = f"Did you mean {', '.join(map(str, near))}?" if isinstance(near, list) and near else ""
    return Problem(prepared.status, title, detail, {"Vary": "Accept"}, more)


def _told(job: Page, problem: Problem, added: int, seconds: float) -> Page:
    """The page with what it shows of a problem; `added` signs of the first line nobody wrote."""
    line, column = problem.members.get("line"), problem.members.get("column")
    if isinstance(line, int) and isinstance(column, int):
        column = max(1, column - added) if line == 1 else column
        return replace(job, mistake=Mistake(line, column, problem.detail))
    return replace(job, failure=failure(problem, seconds))
