"""The Graph Store Protocol, over the loopback address."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from loopback import KEY, Got, Site, filled, serving

NQUADS = '<urn:d> <urn:p> "none" .\n<urn:a> <urn:p> "a" <urn:a> .\n'
TURTLE = "text/turtle"
BASE = "https://kg.example.org/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(filled(tmp_path_factory.mktemp("store"), NQUADS)) as found:
        yield found


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = filled(tmp_path_factory.mktemp("writable"), NQUADS)
    with serving(folder, "--default-graph", "own", "--base", BASE, token=KEY) as found:
        yield found


def named(name: str) -> str:
    return f"/graphs?graph={quote(name, safe='')}"


def write(site: Site, method: str, target: str, body: str = "", kind: str = TURTLE) -> Got:
    fields = {"authorization": f"Bearer {KEY}", "content_type": kind}
    return site.send(method, target, body.encode(), **fields)


def lines(site: Site, target: str) -> set[str]:
    got = site.send("GET", target, accept="application/n-triples")
    assert got.status == 200
    return set(got.body.decode().splitlines())


def test_a_graph_is_read_by_its_name(site: Site) -> None:
    assert lines(site, named("urn:a")) == {'<urn:a> <urn:p> "a" .'}
    got = site.send("GET", named("urn:a"))
    assert got.media == "text/turtle; charset=utf-8"
    assert "Accept" in got.fields["vary"].split(", ")
    assert site.send("GET", named("urn:a"), if_none_match=got.fields["etag"]).status == 304


def test_the_default_graph_is_the_one_that_queries_see(site: Site, writable: Site) -> None:
    assert lines(site, "/graphs?default") == {'<urn:a> <urn:p> "a" .', '<urn:d> <urn:p> "none" .'}
    assert lines(writable, "/graphs?default") == {'<urn:d> <urn:p> "none" .'}


def test_head_is_get_without_a_body(site: Site) -> None:
    head, get = site.send("HEAD", named("urn:a")), site.send("GET", named("urn:a"))
    assert (head.status, head.body) == (200, b"")
    assert head.fields["content-type"] == get.fields["content-type"]
    assert site.send("HEAD", named("urn:none")).status == 404


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", named("urn:none"), 404),
        ("GET", "/graphs", 400),
        ("GET", "/graphs?graph=relative", 400),
        ("GET", "/graphs?graph=a:b%20c", 400),
        ("GET", "/graphs?default&graph=urn:a", 400),
        ("GET", "/graphs?graph=urn:a&graph=urn:a", 400),
        ("GET", "/graphs/urn:x?default", 400),
        ("GET", "/graphs/unknown", 404),
        *((method, named("urn:a"), 405) for method in ("PUT", "POST", "DELETE", "PATCH")),
    ],
)
def test_what_is_not_possible_is_said(site: Site, method: str, target: str, status: int) -> None:
    got = site.send(method, target, b"" if method != "GET" else None)
    assert (got.status, got.media) == (status, "application/problem+json")
    if status == 405:
        assert got.fields["allow"] == "GET, HEAD, OPTIONS"


def test_no_form_that_is_taken_is_said(site: Site) -> None:
    assert site.send("GET", named("urn:a"), accept="image/png").status == 406


def test_a_graph_is_written_and_removed_by_writers(writable: Site) -> None:
    target = named("urn:new")
    assert write(writable, "PUT", target, "<urn:x> <urn:p> 1 .").status == 201
    assert write(writable, "PUT", target, '<urn:x> <urn:p> "2" .').status == 204
    assert write(writable, "POST", target, '<urn:x> <urn:p> "3" .').status == 204
    assert lines(writable, target) == {'<urn:x> <urn:p> "2" .', '<urn:x> <urn:p> "3" .'}
    assert write(writable, "DELETE", target).status == 204
    assert writable.send("GET", target).status == 404
    assert write(writable, "DELETE", target).status == 404


def test_the_address_may_be_the_name_but_never_by_the_hosts_word(writable: Site) -> None:
    target = "/graphs/people/%D0%91.ttl"
    assert write(writable, "PUT", target, "<> <urn:p> 1 .").status == 201
    name = f"{BASE}graphs/people/%D0%91.ttl"
    got = writable.send("GET", target, accept="application/n-triples", host="evil.example")
    assert f"<{name}>" in got.body.decode()
    assert b"evil" not in got.body
    assert lines(writable, named(name))
    assert write(writable, "DELETE", target).status == 204


def test_a_graph_without_a_name_is_given_one(writable: Site) -> None:
    got = write(writable, "POST", "/graphs", "<urn:x> <urn:p> 1 .")
    assert got.status == 201
    assert got.fields["location"].startswith(f"{BASE}graphs/")
    assert len(lines(writable, named(got.fields["location"]))) == 1
    assert len(lines(writable, got.fields["location"].removeprefix(BASE[:-1]))) == 1


def test_names_are_decoded_once(writable: Site) -> None:
    for name, text in (("urn:%31", "1"), ("urn:%2531", "2")):
        assert (
            write(writable, "PUT", f"/graphs?graph={name}", f'<urn:x> <urn:p> "{text}" .').status
            == 201
        )
    assert lines(writable, "/graphs?graph=urn:1") == {'<urn:x> <urn:p> "1" .'}
    assert lines(writable, "/graphs?graph=urn:%2531") == {'<urn:x> <urn:p> "2" .'}


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_nobody_else_writes(writable: Site, method: str) -> None:
    before = lines(writable, named("urn:a"))
    got = writable.send(method, named("urn:a"), b"", content_type=TURTLE)
    assert got.status == 401
    assert lines(writable, named("urn:a")) == before


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [("<urn:x>", TURTLE, 400), ("{}", "image/png", 415), ("", "", 415)],
)
def test_what_is_no_graph_is_not_written(writable: Site, body: str, kind: str, status: int) -> None:
    before = lines(writable, named("urn:a"))
    fields = {"content_type": kind} if kind else {}
    got = writable.send(
        "PUT", named("urn:a"), body.encode(), authorization=f"Bearer {KEY}", **fields
    )
    assert got.status == status
    assert lines(writable, named("urn:a")) == before
