"""The picture in a real browser, drawn by vis-network, by WebGL and on a plain canvas."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Page

from pages import ARTEFACTS, AXE, PHONE, Open, network
from partnergraph.explore import MOST, render
from partnergraph.vocabulary import PG

#: What draws -> the most nodes that vis-network draws, options of the browser, what the page says.
BACKENDS: dict[str, tuple[int, dict[str, Any], str | None]] = {
    "vis": (MOST, {}, None),
    "webgl": (-1, {}, "webgl"),
    "canvas": (-1, {"webgl": False}, "canvas"),
}
both = pytest.mark.parametrize("backend", BACKENDS)
LONG = {"text": "University " * 1000, "lang": "en", "sort": "preferred"}
HOME = "rgb(29, 36, 48)"


def _unlike() -> nx.MultiDiGraph[str]:
    """Loops, parallels in both directions, a structure, and things without any attribute."""
    graph = network(2, 50, names=[LONG], facts={PG.country: ["country:XX"]})
    graph.add_edge("http://example.org/1", "http://example.org/home", kind="event")
    graph.add_edge("http://example.org/1", "http://example.org/1", kind="agreement")
    graph.add_edge("http://example.org/0", "http://example.org/unit", kind="unit-of")
    graph.add_node("http://example.org/alone", standing="mentioned")
    graph.add_edge("http://example.org/bare", "http://example.org/naked")
    return graph


def _open(show: Open, graph: nx.MultiDiGraph[str], backend: str, **options: Any) -> Page:
    most, more, drawing = BACKENDS[backend]
    page = show(render(graph, title="Drawn", most=most), **more, **options)
    assert page.locator("#canvas").get_attribute("data-drawing") == drawing
    return page


def _spot(page: Page, x: float = 0, y: float = 0) -> tuple[float, float]:
    """Where a place of the layout is seen in the window; (0, 0) is home."""
    box = page.locator("#canvas").bounding_box()
    assert box
    middle = str(page.locator("#canvas").get_attribute("data-middle"))
    left, top, wide, high = (float(word) for word in middle.split())
    return box["x"] + left + x * wide, box["y"] + top + y * high


def _colour(page: Page, x: float, y: float) -> str:
    """The colour of a pixel, read from a screenshot."""
    shot = base64.b64encode(page.screenshot()).decode()
    return str(
        page.evaluate(
            """async ([shot, x, y]) => {
                const image = new Image();
                image.src = `data:image/png;base64,${shot}`;
                await image.decode();
                const canvas = document.createElement('canvas');
                const context = canvas.getContext('2d');
                [canvas.width, canvas.height] = [image.width, image.height];
                context.drawImage(image, 0, 0);
                const pixel = context.getImageData(Math.round(x), Math.round(y), 1, 1).data;
                return `rgb(${pixel.slice(0, 3).join(', ')})`;
            }""",
            [shot, x, y],
        )
    )


def _first_place(html: str) -> tuple[float, float]:
    """The place of the first node in the packed picture."""
    block = html.partition('id="picture">')[2].partition("<")[0]
    content = zlib.decompress(base64.b64decode(block))
    count, _, left, top, unit = struct.unpack_from("<2I3f", content)
    x = content[20] + 256 * content[20 + count]
    y = content[20 + 2 * count] + 256 * content[20 + 3 * count]
    return left + x * unit, top + y * unit


@pytest.mark.browser
@both
@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(nx.MultiDiGraph(), id="empty"),
        pytest.param(network(0), id="one"),
        pytest.param(_unlike(), id="unlike"),
    ],
)
def test_odd_networks_are_drawn(show: Open, graph: nx.MultiDiGraph[str], backend: str) -> None:
    page = _open(show, graph, backend)

    assert page.locator("#canvas canvas").first.is_visible()
    if graph:
        page.wait_for_timeout(300)
        assert _colour(page, *_spot(page)) == HOME
        page.focus("#canvas")
        page.keyboard.press("ArrowDown")
        page.mouse.move(*_spot(page))
        page.mouse.wheel(0, -300)


@pytest.mark.browser
@both
def test_a_click_selects_and_a_drag_moves_the_node(show: Open, backend: str) -> None:
    page = _open(show, network(1), backend)
    page.wait_for_timeout(300)
    x, y = _spot(page)
    page.mouse.click(x, y)
    assert page.locator("#panel").is_visible()
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)

    x, y = _spot(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y - 60, steps=4)
    page.mouse.up()
    page.mouse.move(5, 5)
    page.wait_for_timeout(400)

    assert _colour(page, x + 40, y - 60) == HOME
    assert not page.locator("#panel").is_visible()


@pytest.mark.browser
@both
def test_dragging_the_paper_moves_all_and_the_wheel_zooms_at_the_pointer(
    show: Open, backend: str
) -> None:
    page = _open(show, network(5), backend)
    page.wait_for_timeout(300)
    x, y = _spot(page)
    page.mouse.move(x + 30, y + 55)
    page.mouse.down()
    page.mouse.move(x + 90, y + 95, steps=4)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert _spot(page) == pytest.approx((x + 60, y + 40), abs=2)

    page.mouse.move(*_spot(page))
    before = _spot(page, 100)[0] - _spot(page)[0]
    page.mouse.wheel(0, -240)
    page.wait_for_timeout(400)
    assert _spot(page) == pytest.approx((x + 60, y + 40), abs=2)
    assert _spot(page, 100)[0] - _spot(page)[0] > before * 1.05


@pytest.mark.browser
def test_a_lost_context_goes_on_with_a_plain_canvas(show: Open) -> None:
    page = _open(show, network(5), "webgl")
    page.evaluate(
        """() => document.querySelector('#canvas canvas').getContext('webgl2')
            .getExtension('WEBGL_lose_context').loseContext()"""
    )
    page.wait_for_selector("#canvas[data-drawing=canvas]")
    page.wait_for_timeout(300)

    assert _colour(page, *_spot(page)) == HOME


@pytest.mark.browser
@pytest.mark.parametrize("backend", ["webgl", "canvas"])
@pytest.mark.parametrize(("scheme", "options"), [("light", {}), ("dark", PHONE)])
def test_a_hub_with_five_thousand_partners(
    show: Open, big: str, backend: str, scheme: str, options: dict[str, Any]
) -> None:
    page = show(big, color_scheme=scheme, **BACKENDS[backend][1], **options)
    page.wait_for_timeout(500)
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"large-{backend}-{scheme}.png")

    page.mouse.click(*_spot(page))
    assert "home" in page.locator("#panel-title").inner_text()
    page.fill("#search", "4321")
    page.keyboard.press("Enter")
    assert "4321" in page.locator("#panel-title").inner_text()


@pytest.mark.browser
def test_a_big_page_is_accessible(show: Open, big: str) -> None:
    page = show(big, "#view=network&show=42", bypass_csp=True)
    page.add_script_tag(path=AXE)
    found = page.evaluate("() => axe.run()")

    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]] == []


@pytest.fixture(scope="module")
def big() -> str:
    graph = network(5000)
    for i, node in enumerate(list(graph)[1:]):
        name = {"text": f"Partner {i}", "lang": "en", "sort": "preferred"}
        graph.add_node(node, names=[name], facts={PG.country: [f"country:C{i % 40}"]})
    return render(graph, title="Hub")


def test_a_big_page_is_small_and_leaves_the_library_out(big: str) -> None:
    assert len(big.encode()) < 600_000
    assert "vis.js is dual licensed" not in big
    assert _first_place(big)


@pytest.mark.browser
def test_without_scripts_a_big_network_is_counted_by_country(show: Open, big: str) -> None:
    page = show(big, java_script_enabled=False)

    rows = page.locator("noscript tbody tr")
    assert rows.count() == 41  # forty, and home of which no country is known
    assert rows.filter(has_text="C7").inner_text().split() == [
        *("C7", "125"),
        *("125", "0", "0", "0"),
    ]
    assert "too big to be listed" in page.locator("noscript p").inner_text()
