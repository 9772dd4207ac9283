"""The page in a real browser without network: it works, and runs nothing foreign."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from partnergraph.errors import PartnergraphError
from partnergraph.explore import render
from partnergraph.files import save
from partnergraph.network import project
from partnergraph.vocabulary import PG, SCHEMA

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
ARTEFACTS = ROOT / "artefacts"
AXE = Path(str(files("axe_playwright_python") / "axe.min.js"))
HOSTILE: list[str] = json.loads((DATA / "hostile.json").read_text(encoding="utf-8"))
TITLE = {"en": "Relations of a university", "ru": "Связи университета", "uz": "Aloqalar"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
Open = Callable[..., Page]


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens HTML from a file, offline; anything but silence and one request is a failure."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def open_page(html: str, hash_: str = "", **options: Any) -> Page:
        path = tmp_path / f"page{len(contexts)}.html"
        save(path, html)
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | options))
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        own = path.as_uri()
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
        page.on("popup", lambda popup: trouble.append(f"popup: {popup.url}"))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.split("#")[0] == own or request.url.startswith(("blob:", "data:"))
                else trouble.append(f"request: {request.url}")
            ),
        )
        page.goto(own + hash_)
        if options.get("java_script_enabled", True):
            page.wait_for_selector("body[data-ready=yes]", timeout=15_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph[str]:
    store = ox.Store()
    store.bulk_load(path=str(DATA / "network.nq"), format=ox.RdfFormat.N_QUADS)
    return project(store, ROOT / "queries" / "views")


@pytest.fixture(scope="module")
def html(graph: nx.MultiDiGraph[str]) -> str:
    return render(graph, title=TITLE)


def _network(nodes: int, edges: int = 1, **node: Any) -> nx.MultiDiGraph[str]:
    """A hand-made network: home and `nodes` partners with `edges` relations each."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(home="http://example.org/home")
    graph.add_node("http://example.org/home", kind="institution", standing="home", names=[])
    for i in range(nodes):
        graph.add_node(f"http://example.org/{i}", kind="institution", **node)
        for k in range(edges):
            kind = ("agreement", "event", "programme", "partnership")[k % 4]
            graph.add_edge("http://example.org/home", f"http://example.org/{i}", kind=kind)
    return graph


def _hostile() -> nx.MultiDiGraph[str]:
    """A network that says something nasty wherever text can stand."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(home="http://example.org/home")
    graph.add_node("http://example.org/home", standing="home", names=[], facts={})
    nasty = [*HOSTILE, "x" * 10_000, "y " * 5_000, ""]
    sources: dict[str, Any] = {}
    concepts: dict[str, Any] = {}
    readings: list[Any] = []
    for i, text in enumerate(nasty):
        iri = f"http://example.org/{i}-{text[:60]}"
        say = {"text": text, "lang": "en"}
        source = f"http://example.org/source/{text[:40]}"
        sources[source] = {"title": [say], "url": text, "publisher": text, "issued": text}
        sources[source] |= {"retrieved": text, "language": text}
        concepts[f"role:{text[:30]}"] = {"en": text}
        reading: dict[str, Any] = {
            "id": f"{iri}#r",
            "printed": say,
            "source": source,
            "status": f"s:{text}",
        }
        reading |= {"why": [say], "quotes": [], "decided": text, "resolved": "" if i % 2 else iri}
        reading["candidates"] = [iri]
        readings.append(reading)
        claim: dict[str, Any] = {
            "id": f"{iri}#c",
            "source": source,
            "modality": f"m:{text}",
            "status": f"s:{text}",
        }
        claim |= {"why": [say], "statement": [say], "conflicts": [f"{iri}#c"], "about": []}
        claim["quotes"] = [say | {"start": text, "end": text}]
        claim["printed"] = [say | {"decision": ""}]
        links = {SCHEMA.url: [text], PG.country: [f"country:{text[:9]}"], PG.city: [text]}
        names = [{"text": text, "lang": text[:5], "sort": "preferred"}]
        graph.add_node(iri, names=names, facts=links, statements=[claim])
        part = {"agent": iri, "roles": [f"role:{text[:30]}"], "readings": [reading]}
        date = {"edtf": text, "earliest": "", "latest": "", "step": text, "precision": text}
        graph.add_edge(
            "http://example.org/home", iri, f"{iri}#relation",
            id=f"{iri}#relation", kind="event", titles=names, types=[f"event-type:{text}"],
            status=text, participants=[part], dates=[date | {"source": source}], claims=[claim],
            differences=[{"property": text, "values": [{"value": text, "sources": [source]}] * 2}],
            facts={SCHEMA.keywords: [text], PG.responsibleUnit: [text]},
        )  # fmt: skip
    graph.graph |= {"sources": sources, "concepts": concepts, "readings": readings}
    return graph


# What stands in the file


def test_the_page_is_the_same_every_time(graph: nx.MultiDiGraph[str], html: str) -> None:
    assert render(graph, title=TITLE) == html


def test_an_unknown_language_is_an_error(graph: nx.MultiDiGraph[str]) -> None:
    with pytest.raises(PartnergraphError, match="'xx'"):
        render(graph, lang="xx")


def test_the_page_says_its_language_and_title(graph: nx.MultiDiGraph[str]) -> None:
    page = render(graph, lang="uz", title=TITLE)

    assert '<html lang="uz-Latn">' in page
    assert "<title>Aloqalar</title>" in page
    assert '<meta name="viewport"' in page


def test_nothing_in_the_page_is_loaded_from_elsewhere(html: str) -> None:
    tags = re.sub(r"<script\b[^>]*>.*?</script>", "", html, flags=re.DOTALL)

    assert not re.findall(
        r"<(?:script|img|iframe|object|embed)\b[^>]*\bsrc=", html.partition("<script")[0]
    )
    assert re.findall(r'<link\b[^>]*href="([^"]*)"', tags) == ["data:,"]
    assert "default-src &#39;none&#39;" in html
    assert "unsafe" not in html.partition("<style")[0]


def test_the_library_keeps_its_licence_notice(html: str) -> None:
    assert "vis.js is dual licensed under both" in html
    assert "sourceMappingURL" not in html


def test_every_language_has_every_text() -> None:
    path = ROOT / "src/partnergraph/page/strings.json"
    strings = json.loads(path.read_text(encoding="utf-8"))
    plain = {
        lang: {re.sub(r"\.(one|few|many|other)$", "", key) for key in texts}
        for lang, texts in strings.items()
    }
    holes = {
        lang: {key: set(re.findall(r"\{\w+\}", text)) for key, text in texts.items()}
        for lang, texts in strings.items()
    }

    assert plain["ru"] == plain["uz"] == plain["en"]
    for lang in ("ru", "uz"):
        shared = set(strings["en"]) & set(strings[lang])
        assert {k: holes[lang][k] for k in shared} == {k: holes["en"][k] for k in shared}


@pytest.mark.browser
def test_without_scripts_all_relations_are_a_table(show: Open, html: str) -> None:
    page = show(html, java_script_enabled=False)

    rows = page.locator("noscript tbody tr")
    assert rows.count() == 9
    agreement = rows.filter(has_text="Cooperation agreement with Xinjiang")
    assert agreement.is_visible()
    assert "signing a cooperation agreement" in agreement.inner_text()
    assert not page.locator("#stage").is_visible()


# What a person does


@pytest.mark.browser
def test_the_headline_counts_partners_not_candidates(show: Open, html: str) -> None:
    page = show(html)

    text = page.locator("#headline").inner_text()
    assert "6 institutions" in text
    assert "4 countries" in text
    assert "1 printed name unresolved" in text


@pytest.mark.browser
def test_unresolved_names_are_listed_with_their_candidates(show: Open, html: str) -> None:
    page = show(html)
    page.click("#unresolved")

    text = page.locator("#panel").inner_text()
    assert "named after Abu Ali ibn Sina" in text
    assert "Avicenna Tajik State Medical University" in text
    assert "At least two institutions carry this name" in text


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("xinj", "Xinjiang Medical University"),
        ("新疆", "Xinjiang Medical University"),
        ("синьцзян", "Xinjiang Medical University"),
        ("istanbul uni", "Istanbul University"),
        ("volga research", "Privolzhsky Research Medical University"),
        ("medical institute named", "Bukhara State Medical Institute named after Abu Ali ibn Sina"),
        ("turkic", "Medical Congress of Turkic States"),
    ],
)
def test_search_finds_names_in_all_scripts(show: Open, html: str, typed: str, title: str) -> None:
    page = show(html)
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")

    assert page.locator("#panel-title").inner_text() == title


@pytest.mark.browser
def test_a_click_on_a_node_shows_relations_with_their_evidence(show: Open, html: str) -> None:
    page = show(html)
    _click_node(page, "xinjiang-mu")

    panel = page.locator("#panel")
    text = panel.inner_text()
    assert "2 relations" in text
    assert "some day within March 19 – 24, 2024" in text
    assert "signed, force unknown" in text
    assert "signing a cooperation agreement" in text
    assert "characters 1860 to 1891" in text
    assert "sister pages print SamSMU" in text
    assert panel.locator("a[href^='https://sammu.uz/en/pages/']").count() > 0
    assert (
        panel.locator("table.versions").first.inner_text().count("memorandum of cooperation") == 1
    )


def _click_node(page: Page, key: str) -> None:
    """Click where the node is drawn, which the canvas notes as `data-middle`."""
    box = page.locator("#canvas").bounding_box()
    assert box
    x, y = _places(page.content())[key]
    middle = str(page.locator("#canvas").get_attribute("data-middle"))
    left, top, wide, high = (float(word) for word in middle.split())
    page.mouse.click(box["x"] + left + x * wide, box["y"] + top + y * high)
    page.wait_for_selector("#panel:not([hidden])")


def _data(html: str) -> dict[str, Any]:
    """What stands in the page's data block."""
    block = re.search(r'id="data">([^<]*)<', html)
    assert block
    found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(block[1])))
    return found


def _places(html: str) -> dict[str, tuple[float, float]]:
    return {node["id"]: (node["x"], node["y"]) for node in _data(html)["plain"]["vis"]["nodes"]}


@pytest.mark.browser
def test_filters_hide_lines_rows_and_say_so(show: Open, html: str) -> None:
    page = show(html)
    page.uncheck("[data-switch=event]")
    assert page.locator("#shown").inner_text() == "4 of 9 relations shown"

    page.check("[data-country='country:PL']")
    page.click("[data-view=table]")
    assert page.locator("#table-body tr").count() == 1
    assert "hide=event" in page.url

    page.click("#reset")
    assert page.locator("#table-body tr").count() == 9
    assert "#" not in page.url.replace("#view=table", "")


@pytest.mark.browser
def test_the_year_keeps_the_undated_apart(show: Open, html: str) -> None:
    page = show(html, "#view=table&year=2023")
    # The joint faculty runs since 2023; two relations have no date at all.
    assert page.locator("#table-body tr").count() == 3

    page.uncheck("#undated")
    assert page.locator("#table-body tr").count() == 1
    assert "Faculty of Joint Education" in page.locator("#table-body").inner_text()


@pytest.mark.browser
def test_home_shows_what_sources_say_about_it(show: Open, html: str) -> None:
    text = show(html, "#show=samsmu").locator("#panel").inner_text()

    assert "The university has relations with more than 60 organisations." in text
    assert "more than 60 state and international organizations" in text
    assert "Samarkand State Medical Institute" in text


@pytest.mark.browser
def test_the_language_can_be_changed(show: Open, html: str) -> None:
    page = show(html, "#show=xinjiang-mu")
    page.click("[data-lang=ru]")

    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.title() == "Связи университета"
    assert page.locator("#panel-title").inner_text() == "Синьцзянский медицинский университет"
    assert "подписано, действие неизвестно" in page.locator("#panel").inner_text()
    page.click("[data-lang=uz]")
    assert page.locator("html").get_attribute("lang") == "uz-Latn"
    # There is no Uzbek name, so the English one stands, and says what it is.
    assert page.locator("#panel-title [lang=en]").inner_text() == "Xinjiang Medical University"


@pytest.mark.browser
def test_the_address_restores_the_view(show: Open, html: str) -> None:
    page = show(html, "#show=xinjiang-2024&lang=ru&hide=event&year=2024")

    assert page.locator("#panel-title").inner_text().startswith("Соглашение о сотрудничестве")
    assert not page.is_checked("[data-switch=event]")
    assert page.locator("#year-value").inner_text() == "2024"
    page.keyboard.press("Escape")
    assert "show=" not in page.url
    assert "lang=ru" in page.url


@pytest.mark.browser
@pytest.mark.parametrize(
    "hash_", ["#show=nothing&year=9999&lang=xx&hide=%3Cb%3E", "#%", "#show=__proto__"]
)
def test_a_wrong_address_does_no_harm(show: Open, html: str, hash_: str) -> None:
    assert not show(html, hash_).is_visible("#panel")


@pytest.mark.browser
def test_the_table_sorts_and_is_saved_as_csv(show: Open, html: str) -> None:
    page = show(html, "#view=table")
    page.click("[data-column=date]")
    first = page.locator("#table-body tr").first.inner_text()
    assert "Volga forum" in first
    page.click("[data-column=date]")
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Date")

    with page.expect_download() as download:
        page.click("#csv")
    text = Path(download.value.path()).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 9
    assert {row["iri"].rpartition("/")[2] for row in rows} >= {"xinjiang-2024", "volga-forum"}


@pytest.mark.browser
def test_the_keyboard_walks_along_the_lines(show: Open, html: str) -> None:
    page = show(html)
    page.focus("#canvas")
    live = page.locator("#live")
    assert live.inner_text().startswith("Samarkand State Medical University")
    page.keyboard.press("ArrowDown")
    first = live.inner_text()
    assert re.search(r"relations?, 1 of \d+|, 1 of \d+", first)
    page.keyboard.press("ArrowRight")
    assert ", 2 of " in live.inner_text()
    page.keyboard.press("ArrowLeft")
    assert live.inner_text() == first
    page.keyboard.press("Enter")
    assert page.locator("#panel-title").inner_text() == first.split(",")[0]
    page.focus("#canvas")
    page.keyboard.press("ArrowUp")
    assert live.inner_text().startswith("Samarkand State Medical University")


# What must not happen


@pytest.mark.browser
def test_the_policy_stops_foreign_scripts_and_styles(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    save(tmp_path / "page.html", render(_network(1), title="Policy"))
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_selector("body[data-ready=yes]")
    colour = page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.__xss = 1';
            const style = document.createElement('style');
            style.textContent = 'h1 { color: rgb(1, 2, 3) }';
            document.body.append(script, style);
            document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.__xss = 2">');
            return getComputedStyle(document.querySelector('h1')).color;
        }"""
    )
    page.wait_for_timeout(200)

    assert page.evaluate("() => window.__xss") is None
    assert colour != "rgb(1, 2, 3)"
    page.close()


@pytest.mark.browser
def test_hostile_texts_stay_texts(show: Open) -> None:
    graph = _hostile()
    html = render(graph, title=HOSTILE[0])
    page = show(html)
    keys = _data(html)["keys"]
    for key in [*keys["things"], *keys["relations"], "?readings"]:
        page.evaluate("(key) => { location.hash = new URLSearchParams({ show: key }); }", key)
        page.wait_for_function("() => !document.getElementById('panel').hidden")
        page.eval_on_selector_all("#panel details", "all => all.forEach((d) => { d.open = true; })")
    for text in ["<", "x", "'"]:
        page.fill("#search", text)
    page.evaluate("() => { location.hash = 'view=table'; }")
    page.wait_for_selector("#table-body tr")

    assert page.evaluate("() => window.__xss") is None
    links = page.eval_on_selector_all("a[href]", "all => all.map((a) => new URL(a.href).protocol)")
    assert set(links) <= {"http:", "https:", "mailto:", "file:"}
    assert page.title() == HOSTILE[0]
    with page.expect_download() as download:
        page.click("#csv")
    assert not re.search(r"(?m)(^|,)\"?[=@]", Path(download.value.path()).read_text("utf-8"))


@pytest.mark.browser
def test_hostile_texts_stay_texts_without_scripts(show: Open) -> None:
    page = show(render(_hostile(), title=HOSTILE[1]), java_script_enabled=False)

    assert page.locator("img, svg, noscript script").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(nx.MultiDiGraph(), id="empty"),
        pytest.param(_network(0), id="one node"),
        pytest.param(_network(1, 50), id="fifty parallel"),
        pytest.param(nx.MultiDiGraph([("http://e.org/a", "http://e.org/a")] * 3), id="loops"),
        pytest.param(nx.MultiDiGraph([("http://e.org/a", "http://e.org/b")]), id="no home"),
        pytest.param(_network(200), id="two hundred"),
    ],
)
def test_odd_networks_are_drawn(show: Open, graph: nx.MultiDiGraph[str]) -> None:
    page = show(render(graph, title="Odd"))

    assert page.locator("#canvas canvas").is_visible()
    page.click("[data-view=table]")
    assert page.locator("#table-body tr").count() == graph.number_of_edges()


@pytest.mark.browser
@pytest.mark.parametrize("view", ["network", "table"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_accessible(show: Open, html: str, view: str, scheme: str, width: int) -> None:
    # The policy of the page forbids scripts of others, ours for testing too.
    page = show(
        html,
        f"#view={view}&show=xinjiang-2024",
        bypass_csp=True,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )
    page.add_script_tag(path=AXE)
    found = page.evaluate("() => axe.run()")

    nodes = [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]]
    assert nodes == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "hash_", "options"),
    [
        ("desktop-light-en", "", {}),
        ("desktop-dark-ru", "#lang=ru&show=xinjiang-mu", {"color_scheme": "dark"}),
        ("phone-light-en", "", PHONE),
        ("phone-dark-uz", "#lang=uz&show=xinjiang-2024", PHONE | {"color_scheme": "dark"}),
        ("still", "#show=mechnikov", {"reduced_motion": "reduce"}),
    ],
)
def test_nothing_sticks_out(
    show: Open, html: str, name: str, hash_: str, options: dict[str, Any]
) -> None:
    page = show(html, hash_, **options)
    ARTEFACTS.mkdir(exist_ok=True)
    page.wait_for_timeout(500)
    page.screenshot(path=ARTEFACTS / f"{name}.png")

    wide = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1]
