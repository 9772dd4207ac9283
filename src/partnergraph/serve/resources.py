"""Resources: things and documents at the addresses of the published site, in the form asked for.

The answers are those that the rules for web servers give (`site.apache`, `site.nginx`), with
RDF/XML as one form more. All addresses in them are relative, so that it does not matter under which
path, or behind which other server, this one is reached; nothing of a request comes back in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from partnergraph.serve.conditions import dated, fresh, tag_of
from partnergraph.serve.errorpages import error_page, language
from partnergraph.serve.headers import field, page_policy
from partnergraph.serve.library import File, Library
from partnergraph.serve.negotiation import choose, not_acceptable
from partnergraph.serve.pagelinks import page_fields
from partnergraph.serve.places import OFFERS, Place, place_of
from partnergraph.serve.problems import Problem
from partnergraph.site.rules import NAMED_TYPES, TYPES
from partnergraph.site.signposting import data_links

_TYPES: Mapping[str, str] = {**TYPES, "rdf": OFFERS["rdf"], "xlsx": "application/octet-stream"}
_TEXTUAL = ("text/", "application/xml", "application/atom+xml")
#: Everybody may keep it for a moment, and must then ask whether it is still so.
_CACHED = "public, max-age=60, must-revalidate"
_ALLOWED = "GET, HEAD, OPTIONS"
_FOLDERS = frozenset({"ontology", "vocab", "questions", "reports", "changes", "data"})
#: Browsers look for it by themselves; there is none, and none need be told so.
_ICON = b"favicon.ico"
_LANDING = ("text/html", "application/problem+json")


class Found(NamedTuple):
    """A place whose documents are known, and whether they are about what was withdrawn."""

    place: Place
    gone: bool = False


@dataclass(frozen=True)
class Resources:
    """An ASGI application: everything that the published site has.

    `library` gives the files of the graph that is served now; `licence` is an IRI or ''; the pages
    are in `languages`, short tags, of which the first one is that of names without a tag.
    """

    library: Callable[[], Library]
    licence: str = ""
    languages: tuple[str, ...] = ("en",)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        raw: bytes = scope["raw_path"][1:]
        try:
            response = _at_once(raw) or await self._answer(scope, raw)
        except Problem as problem:
            response = _refusal(scope, problem, raw, self.languages)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, raw: bytes) -> Response:
        library = self.library()
        found = await _found(library, raw)
        if scope["method"] == "OPTIONS":
            return Response(None, 204, {"Allow": _ALLOWED})
        if scope["method"] not in {"GET", "HEAD"}:
            raise Problem(405, "This can only be read.", headers={"Allow": _ALLOWED})
        accept = field(scope, b"accept")
        if found.gone:
            return await self._gone(library, found.place, accept)
        if found.place.path:
            return await self._file(scope, library, found.place.path)
        form = _chosen(found.place, accept, raw)
        if found.place.see:
            return _see_other(found.place, form, raw)
        return await self._document(scope, library, found.place, form, raw)

    async def _document(
        self, scope: Scope, library: Library, place: Place, form: str, raw: bytes
    ) -> Response:
        """A document that says where it is."""
        path = place.file(form)
        here = "../" * raw.count(b"/") + path
        try:
            response = await self._file(scope, library, path)
        except Problem as problem:
            if problem.status != 404 or form != "rdf":  # noqa: PLR2004
                raise
            left = replace(place, forms=tuple(each for each in place.forms if each != "rdf"))
            chosen = _chosen(left, field(scope, b"accept"), raw)
            return await self._document(scope, library, left, chosen, raw)
        response.headers["Content-Location"] = here
        response.headers["Vary"] = "Accept"
        return response

    async def _gone(self, library: Library, place: Place, accept: str | None) -> Response:
        """The tombstone of what was withdrawn (RFC 9110, §15.5.11), whatever is accepted."""
        path = place.path
        if not path:
            media = choose(accept, [OFFERS[form] for form in place.forms]) or OFFERS["html"]
            path = place.file(next(form for form in place.forms if OFFERS[form] == media))
        file = await _file_at(library, path)
        response = self._response(path, file, library)
        response.status_code = 410
        for name in ("etag", "last-modified"):
            del response.headers[name]
        response.headers["Cache-Control"] = "no-cache"
        if not place.path:
            response.headers["Vary"] = "Accept"
        return response

    async def _file(self, scope: Scope, library: Library, path: str) -> Response:
        file = await _file_at(library, path)
        response = self._response(path, file, library)
        if fresh(scope, response.headers["etag"], library.modified):
            kept = {
                name: response.headers[name]
                for name in ("etag", "last-modified", "cache-control", "vary", "link")
                if name in response.headers
            }
            return Response(None, 304, kept)
        return response

    def _response(self, path: str, file: File, library: Library) -> Response:
        headers = {
            "ETag": tag_of(file.sha256),
            "Last-Modified": dated(library.modified),
            "Cache-Control": _CACHED,
        }
        media = _media(path)
        if media.startswith("text/html"):
            head = file.head()
            headers["Content-Security-Policy"] = page_policy(head)
            headers["Link"] = page_fields(head)
        elif path.startswith("doc/"):
            stem = path.rpartition("/")[2].partition(".")[0]
            links = data_links(stem, self.licence)
            headers["Link"] = ", ".join(each.field() for each in links)
        headers = {name: value for name, value in headers.items() if value}
        if file.place is not None:
            return FileResponse(file.place, 200, {**headers, "Content-Type": media})
        return Response(file.data, 200, {**headers, "Content-Type": media})


def _at_once(raw: bytes) -> Response | None:
    """The answer where nobody need be asked: about no icon, and to a folder without its slash."""
    if raw == _ICON:
        return Response(None, 204, {"Cache-Control": "public, max-age=86400"})
    name = raw.decode("latin-1")
    return Response(None, 301, {"Location": f"{name}/"}) if name in _FOLDERS else None


async def _found(library: Library, raw: bytes) -> Found:
    """What the path `raw` leads to. Raises Problem (404) where that is nothing."""
    place = place_of(raw)
    if place is None:
        raise _unknown()
    if place.local or place.stem.startswith("doc/"):
        name = await (
            library.name(place.local) if place.local else library.named(place.stem[len("doc/") :])
        )
        if name is None:
            raise _unknown()
        return Found(replace(place, stem=f"doc/{name.stem}"), name.gone)
    if not place.path:
        there = [form for form in place.forms if await library.placed(place.file(form))]
        if "html" not in there:
            raise _unknown()
        place = replace(place, forms=tuple(there))
    return Found(place)


async def _file_at(library: Library, path: str) -> File:
    at = library.document if path.startswith("doc/") else library.file
    file = await at(path)
    if file is None:
        raise _unknown()
    return file


def _unknown() -> Problem:
    return Problem(
        404,
        "There is no such page.",
        "Nothing of this graph has this address, nor had it before. Begin at the home page.",
        headers={"Vary": "Accept"},
    )


def _chosen(place: Place, accept: str | None, raw: bytes) -> str:
    """The form that the client likes best. Raises Problem (406), which lists what there is."""
    media = choose(accept, [OFFERS[form] for form in place.forms])
    if media is None:
        up = "../" * raw.count(b"/")
        links = [(f"{up}{place.file(form)}", OFFERS[form]) for form in place.forms]
        problem = not_acceptable([media for _, media in links])
        told = (f'<{href}>; rel="alternate"; type="{media}"' for href, media in links)
        problem.headers.update({"Vary": "Accept", "Link": ", ".join(told)})
        problem.members["alternates"] = [{"href": href, "type": media} for href, media in links]
        raise problem
    return next(form for form in place.forms if OFFERS[form] == media)


def _see_other(place: Place, form: str, raw: bytes) -> Response:
    """Sends the client from a thing to a document about it (RFC 9110, §15.4.4)."""
    part = f"#{place.part}" if place.part and form == "html" else ""
    target = f"{'../' * raw.count(b'/')}{place.file(form)}{part}"
    note = f"See {target}\n"
    headers = {"Location": target, "Vary": "Accept", "Cache-Control": _CACHED}
    return Response(note, 303, headers, "text/plain")


def _refusal(scope: Scope, problem: Problem, raw: bytes, languages: tuple[str, ...]) -> Response:
    """A problem as a page for people, as JSON for programs (RFC 9457)."""
    headers = {"Cache-Control": "no-store", **problem.headers}
    readable = problem.status != 406 and choose(field(scope, b"accept"), _LANDING) == _LANDING[0]  # noqa: PLR2004
    if not readable or field(scope, b"accept") is None:
        return Response(problem.body(), problem.status, headers, _LANDING[1])
    lang = language(raw, field(scope, b"accept-language"), languages)
    page = error_page(problem, "../" * raw.count(b"/"), lang, languages[0]).encode()
    vary = "Accept, Accept-Language"
    headers.update({"Vary": vary, "Content-Security-Policy": page_policy(page)})
    return Response(page, problem.status, headers, "text/html")


def _media(path: str) -> str:
    """The media type of the file at `path`, with its charset where it is a text."""
    name = path.rpartition("/")[2]
    media = NAMED_TYPES.get(name) or _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return f"{media}; charset=utf-8" if media.startswith(_TEXTUAL) else media
