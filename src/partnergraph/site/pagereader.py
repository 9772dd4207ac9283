"""Page reader: what a page links to, what it would load, and whether it is well-formed HTML.

Our pages are stricter than HTML: tags are closed in their order, so that a slip in a template is
found without a parser that repairs it. The Nu checker judges the rest, in tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_ATTRIBUTE = r"""\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_TAG = re.compile(
    rf"<!--.*?-->|<!doctype[^>]*>|<(/?)([a-z][a-z0-9-]*)((?:{_ATTRIBUTE})*)\s*(/?)>",
    re.DOTALL | re.IGNORECASE,
)
_NAMED = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_ID = re.compile(r"""<[A-Za-z][^<>"']*\sid=(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]  # HTML, §13.1.2
)
_RAW = frozenset({"script", "style", "textarea", "title"})
#: Elements whose end may be left out.
_OPEN = frozenset(
    [
        "li",
        "p",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "option",
        "optgroup",
        "colgroup",
    ]
)
#: Elements whose end may be left out at the end of a page.
_LAST = _OPEN | {"head", "body", "html"}
#: What a browser fetches by itself: element -> attributes.
_LOADED = {
    "img": ("src", "srcset"),
    "script": ("src",),
    "iframe": ("src",),
    "audio": ("src",),
    "video": ("src", "poster"),
    "source": ("src", "srcset"),
    "track": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "input": ("src",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
}
_FETCHING = frozenset(
    [
        "stylesheet",
        "icon",
        "preload",
        "prefetch",
        "preconnect",
        "dns-prefetch",
        "modulepreload",
        "manifest",
        "apple-touch-icon",
    ]
)
_ELSEWHERE = re.compile(r"\s*(?:https?:|ftp:|wss?:)?//", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CSS = re.compile(r"""(?:url\(|@import\s)\s*["']?([^"')\s;]+)""", re.IGNORECASE)


@dataclass
class Page:
    """What was found in a page.

    `links` are addresses in it that lead to files of the site, as written; `ids` its fragments;
    `outside` what it would load from elsewhere; `data` JSON-LD in it; `faults` ends of sentences.
    """

    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    outside: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    policy: str = ""


def read(text: str) -> Page:
    """Reads the HTML of a page."""
    page, end = Page(), 0
    stack: list[str] = []
    if not text[:20].lower().startswith("<!doctype html>"):
        page.faults.append("does not begin with <!doctype html>")
    seen: set[str] = set()
    while tag := _TAG.search(text, end):
        _between(text[end : tag.start()], page)
        end = tag.end()
        closing, name = tag[1], (tag[2] or "").lower()
        if not name:
            continue
        if closing:
            _close(name, stack, page)
            continue
        attributes = _attributes(tag[3], page)
        if name not in seen:
            _first(name, attributes, page)
            seen.add(name)
        _take(name, attributes, page)
        if name in _RAW:
            inner, end = _raw(name, text, end, page)
            if attributes.get("type", "").lower() == "application/ld+json":
                page.data.append(inner)
        elif name not in _VOID and not tag[4]:
            stack.append(name)
    _between(text[end:], page)
    page.faults += [f"<{name}> is not closed" for name in stack if name not in _LAST]
    page.faults += [f"has no <{name}>" for name in ("html", "title", "body") if name not in seen]
    if not page.policy:
        page.faults.append("has no Content-Security-Policy")
    return page


def plain_ids(text: str) -> set[str]:
    """The ids that can be found in a page without reading it whole: most of them."""
    return {unescape("".join(values)) for values in _ID.findall(text)}


def loaded(css: str) -> list[str]:
    """What a style sheet would load."""
    return [each for each in _CSS.findall(css) if not each.startswith(("#", "data:"))]


def elsewhere(address: str) -> bool:
    """Whether an address leads to another host, or to the one that it is loaded from by name."""
    return bool(_ELSEWHERE.match(address))


def _between(text: str, page: Page) -> None:
    if "<" in text:
        at = text.index("<")
        page.faults.append(f"has a '<' that begins no tag: {text[at : at + 30]!r}")


def _close(name: str, stack: list[str], page: Page) -> None:
    while stack and stack[-1] != name and stack[-1] in _OPEN:
        stack.pop()
    if stack and stack[-1] == name:
        stack.pop()
    else:
        page.faults.append(
            f"</{name}> closes <{stack[-1]}>" if stack else f"</{name}> closes nothing"
        )
        if name in stack:
            del stack[len(stack) - 1 - stack[::-1].index(name) :]


def _attributes(text: str, page: Page) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _NAMED.findall(text):
        if name.lower() in found:
            page.faults.append(f"has an attribute twice: {name}")
        found[name.lower()] = unescape("".join(values))
    return found


def _raw(name: str, text: str, start: int, page: Page) -> tuple[str, int]:
    """The text of an element that holds no tags (HTML, §13.1.2), and where the element ends."""
    found = re.compile(f"</{name}\\s*>", re.IGNORECASE).search(text, start)
    if found is None:
        page.faults.append(f"<{name}> is not closed")
        return "", len(text)
    inner = text[start : found.start()]
    if name == "style":
        page.outside += [each for each in loaded(inner) if elsewhere(each)]
    if name == "title" and not inner.strip():
        page.faults.append("has an empty <title>")
    return inner, found.end()


def _first(name: str, attributes: dict[str, str], page: Page) -> None:
    if name == "html" and not attributes.get("lang"):
        page.faults.append("does not say its language")


def _take(name: str, attributes: dict[str, str], page: Page) -> None:
    if identifier := attributes.get("id"):
        if identifier in page.ids:
            page.faults.append(f"has an id twice: {identifier}")
        page.ids.add(identifier)
    for address in _fetched(name, attributes):
        if elsewhere(address):
            page.outside.append(address)
        else:
            _link(address, page)
    if "style" in attributes:
        page.outside += [each for each in loaded(attributes["style"]) if elsewhere(each)]
    if name == "meta" and attributes.get("http-equiv", "").lower() == "content-security-policy":
        page.policy = attributes.get("content", "")
    if name in ("a", "area", "link") and "href" in attributes:
        _link(attributes["href"], page)


def _fetched(name: str, attributes: dict[str, str]) -> Iterator[str]:
    for each in _LOADED.get(name, ()):
        if each.endswith("set"):
            yield from (part.split()[0] for part in attributes.get(each, "").split(",") if part)
        elif each in attributes:
            yield attributes[each]
    if name == "link" and _FETCHING.intersection(attributes.get("rel", "").lower().split()):
        yield attributes.get("href", "")


def _link(address: str, page: Page) -> None:
    if address and not _SCHEME.match(address) and not elsewhere(address):
        page.links.append(address)
