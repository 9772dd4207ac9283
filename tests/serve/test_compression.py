"""Compression: packed for those who take it, with a tag of its own."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator

import pytest
from asgi import call
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from partnergraph.serve.compression import Compression, accepts_gzip
from partnergraph.serve.conditions import fresh

TEXT = b"all work and no play " * 1000
TAG = '"abc"'


def answering(response: Response) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await response(scope, receive, send)

    return Compression(app)


def page(body: bytes = TEXT, media: str = "text/turtle", extra: str = "") -> ASGIApp:
    name, _, text = extra.partition(": ")
    more = {name: text} if name else {}
    return answering(Response(body, 200, {"ETag": TAG, "Vary": "Accept", **more}, media))


def test_a_text_is_packed_for_who_takes_it() -> None:
    answer = call(page(), accept_encoding="gzip, br")

    assert gzip.decompress(answer.body) == TEXT
    assert answer.fields["content-encoding"] == "gzip"
    assert answer.fields["content-length"] == str(len(answer.body))
    assert answer.fields["etag"] == '"abc-gz"'
    assert answer.fields["vary"] == "Accept, Accept-Encoding"


def test_others_get_it_plain_and_caches_are_told() -> None:
    answer = call(page())

    assert (answer.body, answer.fields["etag"]) == (TEXT, TAG)
    assert "content-encoding" not in answer.fields
    assert answer.fields["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize(
    "app",
    [
        page(media="application/gzip"),
        page(media="image/png"),
        page(b"short"),
        page(extra="Content-Encoding: br"),
        page(extra="Content-Range: bytes 0-20999/99999"),
    ],
    ids=["packed", "image", "short", "encoded", "range"],
)
def test_what_gains_nothing_is_left_alone(app: ASGIApp) -> None:
    answer = call(app, accept_encoding="gzip")

    assert answer.fields.get("content-encoding") in {None, "br"}
    assert answer.fields["etag"] == TAG


@pytest.mark.parametrize(
    "media",
    [
        *("text/html; charset=utf-8", "application/ld+json", "application/rdf+xml"),
        *("application/sparql-results+json", "application/sparql-results+xml", "application/json"),
        *("application/n-triples", "application/n-quads", "application/trig", "image/svg+xml"),
        *("application/problem+json", "text/csv; charset=utf-8", "text/tab-separated-values"),
    ],
)
def test_every_text_is_packed(media: str) -> None:
    assert call(page(media=media), accept_encoding="gzip").fields["content-encoding"] == "gzip"


def test_a_stream_is_packed_as_it_comes() -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield TEXT

    answer = call(answering(StreamingResponse(parts(), 200, media_type="text/csv")))
    packed = call(
        answering(StreamingResponse(parts(), 200, media_type="text/csv")), accept_encoding="gzip"
    )

    assert gzip.decompress(packed.body) == answer.body == 100 * TEXT
    assert packed.parts > 1
    assert "content-length" not in packed.fields


@pytest.mark.parametrize(
    ("known", "told"), [('"abc-gz"', '"abc-gz"'), (TAG, TAG), (f'W/"abc-gz", {TAG}', '"abc-gz"')]
)
def test_a_client_is_told_that_what_it_has_is_fresh(known: str, told: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        status = 304 if fresh(scope, TAG, 0) else 200
        await Response(b"" if status == 304 else TEXT, status, {"ETag": TAG})(scope, receive, send)

    answer = call(Compression(app), if_none_match=known, accept_encoding="gzip")

    assert (answer.status, answer.fields["etag"]) == (304, told)
    assert answer.fields["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("identity, gzip;q=0.5", True),
        ("br, deflate", False),
        ("gzip;q=x", False),
    ],
)
def test_weights_count(accept: str | None, expected: bool) -> None:
    assert accepts_gzip(accept) is expected


@given(st.text(max_size=50))
def test_any_field_is_read(accept: str) -> None:
    assert accepts_gzip(accept) in {True, False}
