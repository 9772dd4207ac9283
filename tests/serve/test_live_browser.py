"""Live pages in a browser: harmless whatever the graph says, and in need of nobody else."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator

import pytest
from liveserver import Live, project, running
from playwright.sync_api import Browser, Page

import probe

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(project(tmp_path_factory.mktemp("live") / "project")) as found:
        yield found


@pytest.fixture
def page(browser: Browser, live: Live) -> Iterator[Page]:
    """A page in which a script that runs, a message or a foreign request is a failure."""
    trouble: list[str] = []
    context = browser.new_context()
    context.set_default_timeout(10_000)
    found = context.new_page()
    found.on("console", lambda message: trouble.append(f"console: {message.text}"))
    found.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    found.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
    found.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((live.url, "data:", "blob:"))
            else trouble.append(f"request: {request.url}")
        ),
    )
    found.on(
        "response",
        lambda answer: (
            trouble.append(f"{answer.status}: {answer.url}") if answer.status > 399 else None
        ),
    )
    yield found
    context.close()
    assert trouble == []


def stems(live: Live) -> list[str]:
    """The documents whose words are hostile."""
    found = probe.ask(
        f"{live.url}sparql?query=SELECT%20DISTINCT%20%3Fs%20%7B%3Fs%20%3Fp%20%3Fo%20"
        "FILTER%20STRSTARTS(STR(%3Fs),%22https://example.org/g/id/harm-%22)%7D",
        fields={"Accept": "text/csv"},
    ).body.decode()
    names = {line.rpartition("/")[2].partition("#")[0] for line in found.split()[1:]}
    return sorted(names)


def test_hostile_words_are_only_shown(page: Page, live: Live) -> None:
    names = stems(live)
    assert len(names) > 10
    for path in [*(f"doc/{name}.html" for name in names), "doc/source.html", "statements.html"]:
        page.goto(f"{live.url}{path}")
        assert page.evaluate("window.__xss") is None
        links = page.eval_on_selector_all("a[href]", "all => all.map(each => each.protocol)")
        assert set(links) <= {"http:", "https:", "mailto:"}, path
        page.mouse.move(200, 200)
    assert page.evaluate("window.__xss") is None


def test_the_policy_stops_a_script_that_stood_in_a_page(browser: Browser, live: Live) -> None:
    """What the header field forbids, a browser does not do: injected markup stays dead."""
    answer = probe.ask(f"{live.url}doc/t1.html")
    policy = answer.fields["content-security-policy"]
    evil = b"<script>window.__xss=1</script><img src=x onerror='window.__xss=2'>"
    body = answer.body.replace(b"<main", evil + b"<main", 1)
    # Without the page's own statement: the field alone must do.
    body = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", body)
    refused: list[str] = []
    context = browser.new_context()
    own = context.new_page()
    own.on("console", lambda message: refused.append(message.text))
    own.route(
        "**/doc/t1.html",
        lambda route: route.fulfill(
            status=200,
            headers={"content-type": "text/html", "content-security-policy": policy},
            body=body,
        ),
    )
    own.goto(f"{live.url}doc/t1.html")
    ran = own.evaluate("window.__xss")
    context.close()

    assert ran is None
    assert any("Content Security Policy" in each for each in refused)


@pytest.mark.parametrize(
    "path",
    ["", "doc/t1.html", "explore.html", "nothing", "data/", "ontology/", "institutions.html"],
)
def test_every_kind_of_page_has_a_strict_policy_and_works_with_it(
    page: Page, live: Live, path: str
) -> None:
    answer = probe.ask(f"{live.url}{path}", fields={"Accept": "text/html"})
    policy = answer.fields["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "http:" not in policy.replace("https:", "http:").replace("data:", "")
    if path != "nothing":  # of which the browser's console tells that it is not there
        page.goto(f"{live.url}{path}")
        assert page.title()


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Another site, whose page shows one of ours in a frame."""

    framed = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<title>x</title><iframe src='{self.framed}'></iframe>".encode())

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def elsewhere(live: Live) -> Iterator[str]:
    Elsewhere.framed = f"{live.url}doc/t1.html"
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def test_no_page_may_be_framed_elsewhere(browser: Browser, elsewhere: str) -> None:
    context = browser.new_context()
    own = context.new_page()
    said: list[str] = []
    own.on("console", lambda message: said.append(message.text))
    own.goto(elsewhere)
    own.wait_for_timeout(500)
    context.close()

    assert any("frame-ancestors" in each for each in said), said


def test_a_script_of_another_site_may_read_and_gets_no_credentials(
    browser: Browser, live: Live, elsewhere: str
) -> None:
    context = browser.new_context()
    own = context.new_page()
    own.goto(elsewhere)
    read = """async url => {
      const answer = await fetch(url, {headers: {Accept: 'text/turtle'}});
      return [answer.status, answer.headers.get('ETag') !== null];
    }"""
    with_login = "url => fetch(url, {credentials: 'include'}).then(() => 'read', () => 'refused')"
    seen = [own.evaluate(read, f"{live.url}{path}") for path in ("doc/t1", "nothing")]
    refused = own.evaluate(with_login, f"{live.url}doc/t1")
    context.close()

    assert seen == [[200, True], [404, False]]
    assert refused == "refused"
