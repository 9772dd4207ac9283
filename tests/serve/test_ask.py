"""Questions over HTTP: as pages and as data, with honest errors."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
import requests
from live_asking import running

from partnergraph.results import Table
from partnergraph.serve.ask import Place, place_of
from partnergraph.site.material import Site
from partnergraph.site.renderer import LIVE_POLICY
from partnergraph.vocabulary import PG

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def server(built_folder: Path) -> Iterator[str]:
    with running(built_folder) as address:
        yield address


@pytest.fixture(scope="module")
def hasty(built_folder: Path) -> Iterator[str]:
    """A server that gives an answer half a second."""
    with running(built_folder, "--seconds", "0.5") as address:
        yield address


def get(address: str, accept: str = "", **options: str) -> requests.Response:
    headers = {"Accept": accept, **{k.replace("_", "-"): v for k, v in options.items()}}
    return requests.get(address, headers=headers, timeout=30, allow_redirects=False)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", Place("", "", "")),
        ("partners", Place("partners", "", "")),
        ("partners.html", Place("partners", "", "html")),
        ("partners.ru.html", Place("partners", "ru", "html")),
        ("partners.sheet.csv", Place("partners", "", "sheet.csv")),
        *((path, None) for path in ("partners.exe", ".html", "a/b", "..", "partners.ru.csv")),
        *((path, None) for path in ("partners.", "x" * 101, "päron", "a\n", "partners.html\n")),
    ],
)
def test_what_a_path_leads_to(path: str, expected: Place | None) -> None:
    assert place_of(path) == expected


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "text/html; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("text/csv;q=0.5, text/html;q=0", "text/csv; charset=utf-8"),
        ("application/json", "application/json"),
    ],
)
def test_a_question_is_answered_in_the_form_that_is_asked_for(
    server: str, accept: str, media: str
) -> None:
    answer = get(f"{server}/ask/partners-by-region", accept)

    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("ending", ["csv", "json", "tsv", "xml"])
def test_files_hold_what_the_graph_answers(server: str, site: Site, ending: str) -> None:
    answer = get(f"{server}/ask/agreement-chain.{ending}?partner=Xinjiang+Medical+University")
    forms = pyoxigraph.QueryResultsFormat
    form = {"csv": forms.CSV, "json": forms.JSON, "tsv": forms.TSV, "xml": forms.XML}[ending]
    expected = site.graph.ask("agreement-chain", partner="xinjiang-mu")
    assert isinstance(expected, Table)

    if ending == "csv":  # which nothing else reads, for it does not tell texts from IRIs
        assert list(csv.reader(io.StringIO(answer.text)))[1:] == [
            [str(cell or "") for cell in row] for row in expected
        ]
    else:
        found = pyoxigraph.parse_query_results(answer.content, format=form)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        assert [tuple(row) for row in found] == [tuple(row) for row in expected.terms]


def test_rows_are_objects_with_typed_values(server: str) -> None:
    rows = get(f"{server}/ask/relations-by-year.rows.json").json()

    assert rows[0].keys() == {"year", "events", "signings", "programmes"}
    assert rows[0]["year"] is None
    assert isinstance(rows[0]["events"], int)


def test_a_spreadsheet_has_words_and_a_byte_order_mark(server: str) -> None:
    answer = get(f"{server}/ask/partners-by-region.sheet.csv?lang=ru")

    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["регион", "партнёры"]
    assert rows[1][0] == "Мир"


def test_the_query_can_be_taken_along_and_gives_the_same(server: str) -> None:
    query = get(f"{server}/ask/agreements-on-date.rq?asOf=2024-02-28").text
    answer = requests.get(
        f"{server}/sparql", {"query": query}, headers={"Accept": "text/csv"}, timeout=30
    )

    assert '"2024-02-28"^^' in query
    assert answer.text == get(f"{server}/ask/agreements-on-date.csv?asOf=2024-02-28").text


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("agreement-chain.csv?partner=Xinjang", 404, "xinjiang-mu"),
        ("agreements-on-date.json?asOf=yesterday", 400, "asOf"),
        ("dormant-partners.json?years=three", 400, "years"),
        (f"dormant-partners.json?years={'9' * 5000}", 400, "years"),
        ("partners-in-region.csv?region=atlantis", 404, "region"),
        ("partners.csv?nothing=1", 400, "nothing"),
        ("agreements-on-date.csv?asOf=2024-01-01&asOf=2025-01-01", 400, "asOf"),
        ("agreements-on-date.csv?asOf=%ff", 400, "UTF-8"),
        ("partnars.csv", 404, "partners"),
        ("partners.csv?lang=de", 404, "language"),
        ("partners.csv?lang=", 404, "language"),
        ("partners.ttl", 406, "text/csv"),
        ("a/b", 404, "page"),
    ],
)
def test_what_cannot_be_asked_is_told_to_programs(
    server: str, path: str, status: int, told: str
) -> None:
    answer = get(f"{server}/ask/{path}", "*/*")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert told in answer.text
    assert json.loads(answer.text)["status"] == status


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("agreement-chain.html?partner=Xinjang", 404, "Did you mean"),
        ("agreement-chain.ru.html?partner=Xinjang", 404, "Возможно, вы имели в виду"),
        ("agreements-on-date.uz.html?asOf=kecha", 400, "kun emas"),
        ("partners-in-region.html?region=atlantis", 404, "The graph knows no “atlantis”."),
        ("partnars", 404, "Did you mean"),
        ("partners?nothing=1", 400, "no parameter"),
    ],
)
def test_what_cannot_be_asked_is_told_to_people(
    server: str, path: str, status: int, told: str
) -> None:
    answer = get(f"{server}/ask/{path}", "text/html")

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert told in answer.text
    assert 'id="answer"' not in answer.text


def test_a_question_that_takes_too_long_shows_nothing_and_says_so(hasty: str) -> None:
    page = requests.post(f"{hasty}/ask/sparql.html", {"query": ENDLESS}, timeout=30)
    data = requests.post(f"{hasty}/ask/sparql.csv", {"query": ENDLESS}, timeout=30)

    assert (page.status_code, data.status_code) == (503, 503)
    assert "longer than the 0.5 seconds" in page.text
    assert 'id="answer"' not in page.text
    assert data.headers["content-type"] == "application/problem+json"


def test_the_page_stays_the_same_until_the_graph_changes(server: str) -> None:
    first = get(f"{server}/ask/partners-by-region.html")
    again = get(f"{server}/ask/partners-by-region.html", if_none_match=first.headers["etag"])
    data = get(f"{server}/ask/partners-by-region.csv")
    unchanged = get(f"{server}/ask/partners-by-region.csv", if_none_match=data.headers["etag"])

    assert get(f"{server}/ask/partners-by-region.html").content == first.content
    assert (again.status_code, again.content) == (304, b"")
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert data.headers["etag"] != first.headers["etag"]


def test_pages_state_their_policy_in_a_field_too(server: str) -> None:
    answer = get(f"{server}/ask/")
    policy = answer.headers["content-security-policy"]

    assert policy.startswith(f"{LIVE_POLICY}; frame-ancestors 'self'")
    assert "unsafe" not in policy
    assert f'content="{LIVE_POLICY}"' in answer.text.replace("&#39;", "'")


def test_the_folder_ends_with_a_slash(server: str) -> None:
    answer = get(f"{server}/ask")

    assert (answer.status_code, answer.headers["location"]) == (308, "ask/")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/ask/partners", 405),
        ("DELETE", "/ask/partners", 405),
        ("PUT", "/ask/sparql.html", 405),
        ("GET", "/ask/sparql.csv", 405),
        ("POST", "/search", 405),
        ("OPTIONS", "/ask/partners", 204),
        ("OPTIONS", "/search/suggest", 204),
    ],
)
def test_other_methods_are_refused_with_those_that_work(
    server: str, method: str, path: str, status: int
) -> None:
    answer = requests.request(method, f"{server}{path}", timeout=30)

    assert answer.status_code == status
    assert answer.headers["allow"]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"query=ASK{}", {"Content-Type": "text/plain"}, 415),
        (b"nothing=1", {}, 400),
        (b"query=ASK{}&query=ASK{}", {}, 400),
        (b"query=%ff", {}, 400),
        (b"query=SELECT", {}, 400),
        (b"query=INSERT DATA {}", {}, 400),
        (b"query=SELECT * { SERVICE <http://127.0.0.1:9/> {} }", {}, 403),
        (b"query=" + b"{" * 5000, {}, 400),
    ],
)
def test_bad_queries_are_refused(
    server: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(f"{server}/ask/sparql", body, headers=form | headers, timeout=30)

    assert answer.status_code == status


def test_a_mistake_is_told_with_its_place_in_what_was_written(server: str) -> None:
    query = "SELECT * WHERE { ?s a pg:Agreement ,, }"
    answer = requests.post(f"{server}/ask/sparql.html", {"query": query}, timeout=30)
    with pytest.raises(SyntaxError) as error:  # the declaration has a line of its own here
        pyoxigraph.Store().query(f"PREFIX pg: <{PG}>\n{query}")
    place = re.search(r"at 2:(\d+)", str(error.value))

    assert place
    assert answer.status_code == 400
    assert f'data-line="1" data-column="{place[1]}"' in answer.text
    assert "<mark>" in answer.text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("ASK { ?s a pg:Agreement }", "Yes."),
        ("ASK { ?s a pg:Nothing }", "No."),
        ("SELECT ?s WHERE { ?s a pg:Nothing }", "The graph knows nothing that fits."),
        ("CONSTRUCT { ?s a pg:Agreement } WHERE { ?s a pg:Agreement }", "xinjiang-2024.html"),
        ("DESCRIBE id:xinjiang-2024", "ontology/index.html#hasParty"),
    ],
)
def test_every_kind_of_query_has_a_page(server: str, query: str, told: str) -> None:
    answer = requests.post(f"{server}/ask/sparql.html", {"query": query}, timeout=30)

    assert answer.status_code == 200
    assert told in answer.text


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld"])
def test_triples_can_be_taken_along(server: str, ending: str) -> None:
    query = "CONSTRUCT { ?s a pg:Agreement } WHERE { ?s a pg:Agreement }"
    answer = requests.post(f"{server}/ask/sparql.{ending}", {"query": query}, timeout=30)
    forms = pyoxigraph.RdfFormat
    form = {"ttl": forms.TURTLE, "nt": forms.N_TRIPLES, "jsonld": forms.JSON_LD}[ending]

    assert len(list(pyoxigraph.parse(answer.content, format=form))) > 20


def test_the_query_of_a_question_opens_in_the_editor(server: str) -> None:
    address = f"{server}/ask/sparql.ru.html?question=agreement-chain&partner=bashkir-smu"

    assert "VALUES ?partner { &lt;" in get(address).text


def test_suggestions_are_for_people_and_for_browsers(server: str) -> None:
    ours = get(f"{server}/search/suggest?q=Самарқ&lang=ru").json()
    theirs = get(f"{server}/search/suggest?q=samark&form=browser")

    assert ours["results"][0] == {
        "id": "samsmu",
        "label": "Самаркандский государственный медицинский университет",
        "kind": "Учреждение",
        "href": "../doc/samsmu.ru.html",
    }
    assert theirs.headers["content-type"] == "application/x-suggestions+json"
    assert theirs.json()[0] == "samark"
    assert theirs.json()[3][0].endswith("/doc/samsmu.html")


def test_only_what_a_field_wants_is_suggested(server: str) -> None:
    found = get(f"{server}/search/suggest?q=samarkand&kinds=event").json()["results"]

    assert {each["kind"] for each in found} == {"Event"}


@pytest.mark.parametrize("query", ["", "q=a&q=b", f"q={'x' * 301}", "q=%ff", "q=a&lang=xx"])
def test_what_is_no_search_is_refused(server: str, query: str) -> None:
    assert get(f"{server}/search/suggest?{query}").status_code in (400, 404)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("search?q=Samarqand", "doc/samsmu.html"),
        ("search.ru.html?q=Samarkant", "doc/samsmu.ru.html"),
        ("search?q=zzzzqqq", "No name is like “zzzzqqq”."),
        ("search", "Small slips do not matter"),
        ("search/description.xml", "OpenSearchDescription"),
    ],
)
def test_search_has_pages(server: str, path: str, told: str) -> None:
    answer = get(f"{server}/{path}")

    assert answer.status_code == 200
    assert told in answer.text


def test_what_pages_need_is_served(server: str) -> None:
    for name in ("live.css", "suggest.js", "editor.js"):
        assert get(f"{server}/assets/{name}").status_code == 200
    assert get(f"{server}/assets/../ask.py").status_code == 404
