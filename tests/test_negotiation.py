"""Negotiation: real web servers give every client the form that it asks for."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import probe
import small_site
import webservers
from partnergraph.site import accept, apache, negotiation, nginxmaps, pagehosts, w3id
from partnergraph.site.addresses import FORMS, Addresses, file_name
from partnergraph.site.rules import Rules, as_address, exact

ODD = ("con", "North", "a/b", "Universität", "caf%C3%A9", "it's", "x" * 200)


def stem(local: str) -> str:
    return f"doc/{file_name(local)}"


def thing(local: str) -> tuple[str, str]:
    return f"id/{quote(local, safe='/%')}", stem(local)


SUBJECTS = probe.Subjects(
    things={
        "institution": thing("north-university"),
        "event": thing("signing-2024"),
        "agreement": thing("exchange-2020"),
        "programme": thing("medicine-ba"),
        "source": thing("north-page"),
        **{f"odd {local[:12]}": thing(local) for local in ODD},
    },
    gone={"withdrawn": thing("old-college")},
    documents=probe.DOCUMENTS,
    concepts=probe.CONCEPTS,
    licence=small_site.LICENCE,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_site.publish(tmp_path_factory.mktemp("www") / "partners")


@pytest.fixture(scope="module", params=["apache", "nginx"])
def server(
    request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A server with the site under a path; its address without one."""
    own = tmp_path_factory.mktemp(request.param)
    if request.param == "apache":
        running = webservers.apache(own, {"/partners": folder})
    else:
        rules = folder / "hosting" / "nginx"
        running = webservers.nginx(own, rules, {"/partners/": folder.parent})
    with running as address:
        yield address


@pytest.fixture(scope="module", params=["apache", "nginx"])
def at_root(
    request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    own = tmp_path_factory.mktemp(request.param)
    if request.param == "apache":
        running = webservers.apache(own, {"/": folder})
    else:
        running = webservers.nginx(own, folder / "hosting" / "nginx", {"/": folder})
    with running as address:
        yield address


def failures(checks: Iterator[probe.Check]) -> list[str]:
    found = list(checks)
    assert len(found) > 100
    return [str(check) for check in found if not check.holds]


def test_the_probe_holds_under_a_path(server: str) -> None:
    assert failures(probe.probe(f"{server}/partners/", SUBJECTS)) == []


def test_the_probe_holds_at_the_root(at_root: str) -> None:
    subjects = probe.Subjects({"institution": thing("north-university")}, SUBJECTS.gone)

    assert failures(probe.probe(f"{at_root}/", subjects)) == []


def test_the_probe_finds_a_server_without_rules(folder: Path, tmp_path: Path) -> None:
    (bare := tmp_path / "bare").mkdir()
    (bare / "doc").symlink_to(folder / "doc")
    with webservers.apache(tmp_path / "apache", {"/partners": bare}) as address:
        failed = failures(probe.probe(f"{address}/partners/", SUBJECTS))

    assert any("Accept: text/turtle " in each for each in failed)
    assert any("access-control-allow-origin" in each for each in failed)


_MEDIA = (*FORMS.values(), "*/*", "text/*", "application/*", "image/png", "TEXT/HTML")
_WEIGHTS = ("", ";q=0", ";q=0.0", ";q=1", ";q=1.000", "; q=0.5", ";q=0.50", ";q=0.499", ";q=0.05")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(_MEDIA), st.sampled_from(_WEIGHTS)),
        min_size=1,
        max_size=6,
        unique_by=lambda each: each[0].lower(),
    )
)
def test_servers_choose_as_the_standard_says(server: str, ranges: list[tuple[str, str]]) -> None:
    field = ", ".join(f"{media}{weight}" for media, weight in ranges)
    answer = probe.ask(f"{server}/partners/id/north-university", fields={"Accept": field})

    chosen = by_the_standard({media.lower(): weight for media, weight in ranges})

    assert accept.choose(field) == chosen
    assert answer.status == (303 if chosen else 406)
    assert answer.location.rpartition(".")[2] == chosen if chosen else True


def by_the_standard(ranges: dict[str, str]) -> str | None:
    """RFC 9110, §12.5.1, with numbers and without regular expressions."""
    weights: dict[str, float] = {}
    for form, media in FORMS.items():
        for each in (media, f"{media.partition('/')[0]}/*", "*/*"):
            if each in ranges:
                weights[form] = float(ranges[each].partition("=")[2] or 1)
                break
    best = max(weights.values(), default=0)
    return next((form for form in FORMS if best and weights.get(form) == best), None)


@pytest.fixture(scope="module")
def w3id_host(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The rules for the host of the base IRI, in Apache, at the path that the base has."""
    path = "/example/graph"
    rules = folder / "hosting" / "w3id" / "example" / "graph"
    own = tmp_path_factory.mktemp("w3id")
    shutil.copytree(rules, own / "rules")
    with webservers.apache(own, {path: own / "rules"}) as address:
        yield f"{address}{path}/"


@pytest.mark.parametrize(("field", "form"), probe.ACCEPTS)
@pytest.mark.parametrize("local", ["north-university", "a/b", "Universität"])
def test_the_host_of_the_base_leads_to_the_site(
    w3id_host: str, local: str, field: str | None, form: str | None
) -> None:
    fields = {} if field is None else {"Accept": field}
    answer = probe.ask(w3id_host + thing(local)[0], fields=fields)

    assert answer.status == (303 if form else 406)
    if form:
        assert answer.location == f"{small_site.PLACE}{stem(local)}.{form}"
    assert answer.fields["vary"] == "Accept"
    assert answer.fields["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "status", "target"),
    [
        ("id/old-college", 410, ""),
        ("doc/old-college", 410, ""),
        ("", 303, "index.html"),
        ("graph/curated", 303, "data/index.html"),
        ("doc/north-university.ttl", 302, "doc/north-university.ttl"),
        ("institutions.html", 302, "institutions.html"),
        ("id/not%20one%0d%0aof:us", 404, ""),
    ],
)
def test_the_host_of_the_base_leads_to_files(
    w3id_host: str, path: str, status: int, target: str
) -> None:
    answer = probe.ask(w3id_host + path)

    assert answer.status == status
    assert answer.fields.get("location", "") == (f"{small_site.PLACE}{target}" if target else "")


def rules() -> Rules:
    addresses = Addresses.of(small_site.BASE, ("en",), small_site.documents())
    return Rules.of(addresses, small_site.documents(), [small_site.GONE], small_site.LICENCE)


def test_rules_for_page_hosts_name_every_odd_id_first() -> None:
    lines = pagehosts.redirects(rules()).splitlines()

    assert "/id/Universit%C3%A4t /doc/~55niversit~c3~a4t.html 303" in lines
    assert lines[-2:] == ["/id/* /doc/:splat.html 303", "/graph/* /data/index.html 303"]
    assert len(lines) == len(ODD) + 2
    assert all(len(line.split(" ")) == 3 for line in lines)


def test_header_rules_for_page_hosts_have_one_pattern_a_block() -> None:
    text = pagehosts.headers(rules())

    assert all(re.fullmatch(r"/\S*|  [A-Za-z-]+: .+", line) for line in text.splitlines())
    assert "/*.ttl\n  Content-Type: text/turtle; charset=utf-8\n" in text


@given(st.text(min_size=1, max_size=30))
def test_no_id_breaks_out_of_a_rule(local: str) -> None:
    odd = Rules("https://a.example/", odd={local: file_name(local)}, gone=(file_name(local),))
    plain = Rules("https://a.example/", odd={"x": file_name(local)}, gone=(file_name(local),))

    for text in (apache.htaccess, nginxmaps.maps, pagehosts.redirects, w3id.htaccess):
        assert len(text(odd).splitlines()) == len(text(plain).splitlines())
        assert text(odd).isascii()
    assert re.fullmatch(exact(local.encode("utf-8", "replace")), "") is None
    assert " " not in as_address(local)


def test_the_readme_for_the_host_says_where_the_site_is() -> None:
    assert small_site.PLACE in w3id.readme(rules(), small_site.PLACE)
    assert "https://example.org/" in w3id.readme(rules())


def test_rules_do_not_grow_with_plain_ids() -> None:
    many = Addresses(small_site.BASE)
    few = negotiation.files(Rules.of(many, [f"{small_site.BASE}id/a"]))
    more = negotiation.files(Rules.of(many, [f"{small_site.BASE}id/a{n}" for n in range(1000)]))

    assert few == more
