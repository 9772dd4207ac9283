"""Searching over HTTP: the page, suggestions, how browsers search; and files that pages need."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from partnergraph.serve.cache import Kept
from partnergraph.serve.orders import LONGEST, NO_LANGUAGE, Made, Page
from partnergraph.serve.parameters import decoded, one
from partnergraph.serve.problems import Problem
from partnergraph.serve.requests import Watch
from partnergraph.serve.responses import refused, whole
from partnergraph.serve.sending import PAGE, send_kept, send_made
from partnergraph.serve.stage import Stage

_ALLOWED = "GET, HEAD, OPTIONS"
_ASSETS: Mapping[str, str] = {
    "live.css": "text/css; charset=utf-8",
    "suggest.js": "text/javascript; charset=utf-8",
    "editor.js": "text/javascript; charset=utf-8",
}


class Searching:
    """One kind of answer to what is searched for, as an ASGI application."""

    def __init__(self, stage: Stage, kind: str) -> None:
        """Takes the workers, and what they make: see `askjobs`."""
        self.stage = stage
        self.kind = kind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        try:
            if await answered(scope, send):
                return
            with Watch(receive):
                await self._get(scope, send)
        except Problem as problem:
            await refused(send, problem)

    async def _get(self, scope: Scope, send: Send) -> None:
        job = self._job(scope)
        key = (self.stage.build(), job)
        kept = self.stage.cache.get(key)
        if kept is not None:
            await send_kept(kept, scope, send)
            return
        made = await self.stage.made(job)
        self.stage.cache.put(key, Kept(made.media, made.data, ""))
        await send_made(made, scope, send)

    def _job(self, scope: Scope) -> Page:
        found = decoded(scope["query_string"])
        wish = one(found, "lang")
        lang = scope["path_params"].get("lang", "")
        lang = lang or ("" if wish is None else wish or NO_LANGUAGE)
        if self.kind in ("describe", "openapi"):
            return Page(self.kind, lang)
        text = one(found, "q")
        if self.kind == "search":
            return Page("search", lang, text=(text or "")[:LONGEST])
        if text is None:
            raise Problem(400, "There is nothing to search for.", "Send it as the parameter q.")
        if len(text) > LONGEST:
            raise Problem(400, "That is no name.", f"It may have {LONGEST} letters.")
        kind = "browser" if one(found, "form") == "browser" else "suggest"
        kinds = tuple(sorted(filter(None, (one(found, "kinds") or "").split(",")))[:9])
        return Page(kind, lang, text=text, kinds=kinds)


class Assets:
    """The style sheet and the scripts of live pages, as an ASGI application."""

    def __init__(self) -> None:
        folder = files("partnergraph") / "serve" / "assets"
        self.files = {
            name: Made(200, media, (folder / name).read_bytes()) for name, media in _ASSETS.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        del receive
        try:
            if await answered(scope, send):
                return
            found = self.files.get(scope["path_params"]["name"])
            if found is None:
                raise Problem(404, "There is no such file.")
            await send_made(found, scope, send, control=PAGE)
        except Problem as problem:
            await refused(send, problem)


async def answered(scope: Scope, send: Send) -> bool:
    """Answers a request that does not read. Raises Problem (405) for one that would change."""
    if scope["method"] == "OPTIONS":
        await whole(send, 204, {"Allow": _ALLOWED})
        return True
    if scope["method"] not in _ALLOWED.split(", "):
        raise Problem(405, f"{scope['method']} is not possible.", headers={"Allow": _ALLOWED})
    return False


def routes(stage: Stage) -> list[Route]:
    """The routes of search, of the description of questions, and of what pages need."""
    return [
        Route("/search", Searching(stage, "search")),
        Route("/search.html", Searching(stage, "search")),
        Route("/search.{lang}.html", Searching(stage, "search")),
        Route("/search/suggest", Searching(stage, "suggest")),
        Route("/search/description.xml", Searching(stage, "describe")),
        Route("/openapi.json", Searching(stage, "openapi")),
        Route("/assets/{name}", Assets()),
    ]
