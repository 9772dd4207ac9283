"""Resources: the live server answers as the published site does, and better where it can."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urljoin

import pyoxigraph
import pytest
from handmade import BASE, THINGS
from liveserver import LICENCE, ODD, Live, earlier, project, running

import probe
from partnergraph.serve.places import OFFERS
from partnergraph.site.addresses import file_name

PUBLIC = "https://partners.example/of/us/"


def thing(local: str) -> tuple[str, str]:
    return f"id/{quote(local, safe='/%')}", f"doc/{file_name(local)}"


SUBJECTS = probe.Subjects(
    things={
        "institution": thing("t1"),
        "thing": thing("t3"),
        **{f"odd {local[:12]}": thing(local) for local in ODD},
    },
    gone={"withdrawn": thing("old"), "lost": thing("lost")},
    documents=probe.DOCUMENTS,
    concepts=probe.CONCEPTS,
    licence=LICENCE,
    forms=OFFERS,
)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("live")
    before = earlier(folder / "earlier")
    with running(project(folder / "project"), "--since", str(before), "--base", PUBLIC) as found:
        yield found


@pytest.fixture
def shipped(built_folder: Path, tmp_path: Path, root: Path) -> Iterator[Live]:
    """The shipped graph."""
    given = ("--project", str(root), "--store", str(built_folder))
    with running(tmp_path, *given) as found:
        yield found


@pytest.mark.slow
def test_the_probe_holds_for_every_kind_of_the_shipped_graph(shipped: Live) -> None:
    kinds = {
        "institution": "samsmu",
        "agreement": "xinjiang-2024",
        "event": "china-visit-2024",
        "programme": "prog-xinjiang-masters",
        "source": "ph-page",
        "unit": "dept-neurology",
    }
    subjects = probe.Subjects(
        {kind: thing(local) for kind, local in kinds.items()},
        documents=probe.DOCUMENTS,
        concepts=probe.CONCEPTS,
        licence=LICENCE,
        forms=OFFERS,
    )

    assert failures(probe.probe(shipped.url, subjects)) == []


def failures(checks: Iterator[probe.Check]) -> list[str]:
    found = list(checks)
    assert len(found) > 1000
    return [str(check) for check in found if not check.holds]


@pytest.mark.parametrize("path", ["", "of/us/"], ids=["root", "under its path"])
def test_the_probe_of_published_sites_holds(live: Live, path: str) -> None:
    assert failures(probe.probe(f"{live.url}{path}", SUBJECTS)) == []


def test_rdfxml_is_negotiated(live: Live) -> None:
    fields = {"Accept": "application/rdf+xml, text/html;q=0.5"}
    seen = probe.ask(f"{live.url}id/t1", fields=fields)
    document = probe.ask(seen.location, fields=fields)

    assert seen.location == f"{live.url}doc/t1.rdf"
    assert document.media == "application/rdf+xml"
    assert triples(document.body, pyoxigraph.RdfFormat.RDF_XML) == triples(
        probe.ask(f"{live.url}doc/t1.ttl").body
    )


def triples(data: bytes, form: pyoxigraph.RdfFormat = pyoxigraph.RdfFormat.TURTLE) -> set[str]:
    return {str(quad.triple) for quad in pyoxigraph.parse(data, format=form)}


def test_what_rdfxml_cannot_say_is_given_in_the_next_best_form(live: Live) -> None:
    """Control characters have no place in XML."""
    name = next(
        each
        for number in range(20)
        if b"\\u0001" in probe.ask(f"{live.url}{(each := f'doc/harm-{number}')}.nt").body
    )
    fields = {"Accept": "application/rdf+xml, text/turtle;q=0.5"}

    assert probe.ask(f"{live.url}{name}", fields=fields).media == "text/turtle"
    assert probe.ask(f"{live.url}{name}", fields={"Accept": "application/rdf+xml"}).status == 406
    assert probe.ask(f"{live.url}{name}.rdf").status == 404


def test_406_lists_what_there_is_as_a_problem(live: Live) -> None:
    answer = probe.ask(f"{live.url}doc/t1", fields={"Accept": "image/png"})
    problem = json.loads(answer.body)

    assert answer.media == "application/problem+json"
    assert problem["status"] == answer.status == 406
    assert problem["offers"] == list(OFFERS.values())
    for each in problem["alternates"]:
        found = probe.ask(urljoin(answer.url, each["href"]))
        assert (found.status, found.media) == (200, each["type"])


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html,*/*;q=0.8", "text/html"),
        ("application/json", "application/problem+json"),
        (None, "application/problem+json"),
    ],
)
@pytest.mark.parametrize("path", ["nothing", "id/nobody", "doc/nobody.ttl", "x/y/z", "country/"])
def test_404_is_a_page_for_people(live: Live, path: str, accept: str | None, media: str) -> None:
    answer = probe.ask(f"{live.url}{path}", fields={"Accept": accept} if accept else {})

    assert (answer.status, answer.media) == (404, media)
    assert "accept" in answer.fields["vary"].lower()
    links = re.findall(rb'href="?([^"\s>]+)', answer.body) if b"<html" in answer.body else []
    assert links or media != "text/html"
    for link in links:
        assert probe.ask(urljoin(answer.url, link.decode())).status == 200, link


def test_a_tombstone_says_what_took_its_place(live: Live) -> None:
    answer = probe.ask(f"{live.url}id/old", fields={"Accept": "application/n-triples"})

    assert answer.status == 410
    assert f"<{THINGS}old> <http://purl.org/dc/terms/isReplacedBy> <{THINGS}t1>" in (
        answer.body.decode()
    )
    assert b'owl#deprecated> "true"' in answer.body


@pytest.mark.parametrize("path", ["doc/t1.html", "doc/t1.ttl", "index.html", "style.css", "doc/t1"])
def test_packed_and_plain_forms_have_tags_of_their_own(live: Live, path: str) -> None:
    plain = probe.ask(f"{live.url}{path}")
    packed = probe.ask(f"{live.url}{path}", fields={"Accept-Encoding": "gzip"})

    assert gzip.decompress(packed.body) == plain.body
    assert packed.fields["etag"] != plain.fields["etag"]
    for answer in (plain, packed):
        assert "accept-encoding" in answer.fields["vary"].lower()
        again = probe.ask(
            answer.url,
            fields={"If-None-Match": answer.fields["etag"], "Accept-Encoding": "gzip"},
        )
        assert (again.status, again.body) == (304, b"")
        assert again.fields["etag"] == answer.fields["etag"]


def test_answers_may_be_kept_for_a_moment_and_errors_may_not(live: Live) -> None:
    for path in ("doc/t1.html", "doc/t1", "id/t1", "index.html"):
        assert "public" in probe.ask(f"{live.url}{path}").fields["cache-control"]
    for path in ("nothing", "id/nobody", "id/old"):
        assert probe.ask(f"{live.url}{path}").fields["cache-control"] in {"no-store", "no-cache"}


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("", "text/html"),
        ("index.ru.html", "text/html"),
        ("style.css", "text/css"),
        ("robots.txt", "text/plain"),
        ("sitemap.xml", "application/xml"),
        ("feed.xml", "application/atom+xml"),
        (".well-known/void", "text/turtle"),
        ("data/graph.nq.gz", "application/gzip"),
        ("data/statistics.json", "application/json"),
        ("vocab/", "text/html"),
        ("vocab/role.rdf", "application/rdf+xml"),
        ("ontology/shapes.ttl", "text/turtle"),
        ("changes/index.html", "text/html"),
        ("institutions.csv", "text/csv"),
        ("years.ru.html", "text/html"),
        ("unknowns.html", "text/html"),
        ("doc/t1.ru.html", "text/html"),
    ],
)
def test_every_other_file_of_the_site_is_there(live: Live, path: str, media: str) -> None:
    answer = probe.ask(f"{live.url}{path}")

    assert (answer.status, answer.media) == (200, media)
    assert answer.fields["etag"]
    assert "last-modified" in answer.fields


@pytest.mark.slow
def test_the_sitemap_lists_pages_that_are_there(live: Live) -> None:
    text = probe.ask(f"{live.url}sitemap.xml").body.decode()
    pages = re.findall("<loc>([^<]*)</loc>", text)

    assert len(pages) > 100
    assert len(pages) == len(set(pages))
    for page in pages[:: len(pages) // 60]:
        assert page.startswith(PUBLIC)
        assert probe.ask(page.replace(PUBLIC, live.url), "HEAD").status == 200, page


@pytest.mark.parametrize("folder", ["ontology", "vocab", "data"])
def test_a_folder_without_a_slash_leads_to_it(live: Live, folder: str) -> None:
    answer = probe.ask(f"{live.url}of/us/{folder}")

    assert (answer.status, answer.location) == (301, f"{live.url}of/us/{folder}/")
    assert probe.ask(answer.location).status == 200


def test_a_part_of_a_large_file_can_be_had(live: Live) -> None:
    whole = probe.ask(f"{live.url}explore.html")
    part = probe.ask(whole.url, fields={"Range": "bytes=10-19", "If-Range": whole.fields["etag"]})

    if whole.fields.get("accept-ranges") == "bytes":
        assert (part.status, part.body) == (206, whole.body[10:20])
    else:
        assert (part.status, part.body) == (200, whole.body)


@pytest.mark.parametrize(
    "path",
    [
        *("../etc/passwd", "doc/../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "doc/%2e%2e/t1.ttl"),
        *("..%5c..%5cwindows", "doc/..%2f..%2fbuild%2fgraph.nq", "build/graph.nq", "data/%00"),
        *("partnergraph.toml", "style.css/..", "data/../../../project/build/manifest.json"),
        *(".htaccess", "hosting/nginx/maps.conf", "site.json", "%ff%fe", "doc/%c0%ae%c0%ae/x"),
        *("id/" + "a" * 5000, "doc/" + "a" * 5000, "id/%0d%0aX:%20y", "%", "%zz", "id/%"),
    ],
)
def test_no_path_leads_out(live: Live, path: str) -> None:
    answer = probe.ask(live.url, fields={":target": f"/{path}"})

    assert answer.status in {400, 404}
    assert b"root:" not in answer.body
    assert b"<https://example.org/g/" not in answer.body


@pytest.mark.parametrize(
    "fields",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"Forwarded": "host=evil.example"},
        {"X-Original-URL": "/evil.example", "X-Rewrite-URL": "/evil.example"},
        {"Host": "evil.example", ":target": "http://evil.example/doc/t1.html"},
    ],
)
@pytest.mark.parametrize(
    "path", ["doc/t1.html", "", "doc/t1", "id/t1", "sparql", ".well-known/void", "data", "nothing"]
)
def test_no_name_of_a_host_is_believed(live: Live, path: str, fields: dict[str, str]) -> None:
    answer = probe.ask(f"{live.url}{path}", fields={**fields, "Accept": "text/html, */*;q=0.1"})

    assert "evil" not in str(dict(answer.fields))
    assert b"evil" not in answer.body


def test_the_public_address_is_that_of_the_setting(live: Live) -> None:
    page = probe.ask(f"{live.url}doc/t1.html").body.decode()

    for rel, address in (("canonical", f"{PUBLIC}doc/t1.html"), ("cite-as", f"{BASE}id/t1")):
        assert re.search(f'<link rel="?{rel}"? href="?{address}"?>', page)
    assert probe.ask(f"{live.url}robots.txt").body.decode().endswith(f"{PUBLIC}sitemap.xml\n")


@pytest.mark.parametrize("path", ["", "doc/t1.html", "explore.html", "data/", "years.html"])
def test_the_policy_of_a_page_is_in_its_field(live: Live, path: str) -> None:
    answer = probe.ask(f"{live.url}{path}")
    policy = answer.fields["content-security-policy"]
    stated = re.search(
        rb'<meta http-equiv="?Content-Security-Policy"? content="([^"]*)', answer.body
    )

    assert stated
    assert policy.startswith(stated[1].decode().replace("&#39;", "'"))
    assert "style-src" in policy


def test_what_a_cache_would_keep_is_never_the_wrong_form(live: Live) -> None:
    """A cache that follows Vary (RFC 9111, §4.1), asked in every order, gives what is asked."""
    stored: dict[tuple[str, ...], probe.Answer] = {}
    asked = [
        {"Accept": accept, **({"Accept-Encoding": coding} if coding else {})}
        for accept in (*OFFERS.values(), "*/*")
        for coding in ("", "gzip")
    ]
    for url in (f"{live.url}doc/t1", f"{live.url}id/t1", f"{live.url}nothing"):
        varies: list[str] = []
        for fields in [*asked, *reversed(asked)]:
            key = (url, *(fields.get(name, "") for name in varies))
            fresh = probe.ask(url, fields=fields)
            varies = sorted({each.strip().title() for each in fresh.fields["vary"].split(",")})
            key = (url, *(fields.get(name, "") for name in varies))
            kept = stored.setdefault(key, fresh)
            assert kept.status == fresh.status
            assert kept.body == fresh.body
            assert kept.fields.get("location") == fresh.fields.get("location")
            assert kept.fields.get("content-encoding") == fresh.fields.get("content-encoding")
