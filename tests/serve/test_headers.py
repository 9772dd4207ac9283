"""Header fields: on every answer, errors too."""

from __future__ import annotations

import pytest
from asgi import call
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from partnergraph.serve.headers import Headers, page_policy
from partnergraph.site.renderer import POLICY


def answering(response: Response) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await response(scope, receive, send)

    return Headers(app)


@pytest.mark.parametrize("status", [200, 303, 304, 400, 404, 406, 410, 500, 503])
def test_every_answer_has_them(status: int) -> None:
    fields = call(answering(PlainTextResponse("x", status))).fields

    assert fields["access-control-allow-origin"] == "*"
    assert fields["x-content-type-options"] == "nosniff"
    assert fields["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "frame-ancestors" in fields["content-security-policy"]
    assert "access-control-allow-credentials" not in fields


def test_data_can_do_nothing_in_a_browser() -> None:
    policy = call(answering(PlainTextResponse("x"))).fields["content-security-policy"]

    assert policy == "default-src 'none'; frame-ancestors 'none'; sandbox"


def test_a_policy_that_is_there_stays() -> None:
    own = Response("x", headers={"Content-Security-Policy": "default-src 'self'"})

    assert call(answering(own)).fields["content-security-policy"] == "default-src 'self'"


def test_head_is_get_without_a_body() -> None:
    app = answering(PlainTextResponse("text", headers={"ETag": '"x"'}))
    get, head = call(app), call(app, method="HEAD")

    assert head.fields == get.fields
    assert (head.status, head.body, head.parts) == (get.status, b"", 1)


def test_a_preflight_is_answered_for_every_address() -> None:
    app = answering(PlainTextResponse("x", 404))
    answer = call(app, "/any", "OPTIONS", access_control_request_method="POST")

    assert answer.status == 204
    assert "POST" in answer.fields["access-control-allow-methods"]
    assert "Authorization" not in answer.fields["access-control-allow-headers"]
    assert call(app, "/any", "OPTIONS").status == 404


@pytest.mark.parametrize("mark", ['"', ""])
def test_a_page_states_its_policy_and_the_field_adds_to_it(mark: str) -> None:
    name = f"{mark}Content-Security-Policy{mark}"
    head = f'<meta http-equiv={name} content="{POLICY}">'.encode()
    policy = page_policy(head)

    assert policy.startswith(str(POLICY))
    assert "frame-ancestors 'self'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert policy.count("base-uri") == 1


def test_a_page_without_a_policy_may_do_nothing() -> None:
    assert page_policy(b"<html>").startswith("default-src 'none'; ")


def test_a_page_cannot_write_another_field() -> None:
    head = b'<meta http-equiv="Content-Security-Policy" content="x\r\nSet-Cookie: a">'

    assert "Set-Cookie" not in page_policy(head)
