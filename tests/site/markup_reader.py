"""Reads a page as tests need it: its text, links, ids and languages."""

from __future__ import annotations

import re
from collections.abc import Collection
from html.parser import HTMLParser

_VOID = frozenset(
    {"meta", "link", "br", "hr", "img", "input", "wbr", "circle", "path", "line", "rect"}
)
#: Which open elements a start tag ends (HTML, §13.1.2.4), up to the next one that holds them.
_CELLS = frozenset({"td", "th"})
_ROWS = _CELLS | {"tr", "thead", "tbody"}
_BLOCKS = (
    *("p", "ul", "ol", "dl", "table", "div", "h2", "h3", "h4", "pre", "form", "figure", "hr"),
    *("blockquote", "details", "nav", "section", "header", "footer", "main"),
)
_ENDS = {
    **dict.fromkeys(("td", "th"), _CELLS),
    **dict.fromkeys(("tr", "tbody"), _ROWS),
    **{name: frozenset({"dd", "dt"}) for name in ("dd", "dt")},
    **{name: frozenset({name}) for name in ("li", "option")},
    **{name: frozenset({"p"}) for name in _BLOCKS},
}
_HOLDS = frozenset({"table", "ul", "ol", "dl", "select", "div", "main", "body", "section"})


class Elements(HTMLParser):
    """Follows the elements of a page, also where their end tags are left out.

    `opened` are the elements that are open, each with its language.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.opened: list[tuple[str, str]] = [("", "")]
        self.feed(page)
        self.close()

    @property
    def lang(self) -> str:
        """The language of what comes next."""
        return self.opened[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end(_ENDS.get(tag, frozenset()))
        found = dict(attrs)
        lang = found.get("lang") or self.lang
        self.opened.append((tag, lang))
        self.begin(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.opened.pop()

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins, which is the last one that is open."""

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.opened) - 1, 0, -1):
            if self.opened[place][0] == tag:
                del self.opened[place:]
                return

    def _end(self, ended: Collection[str]) -> None:
        for place in range(len(self.opened) - 1, 0, -1):
            if self.opened[place][0] in _HOLDS:
                return
            if self.opened[place][0] in ended:
                del self.opened[place:]


class Reader(Elements):
    """The page: `text`, `links`, `ids`, and `langs`, pieces of text with their language."""

    def __init__(self, page: str) -> None:
        self.links: list[str] = []
        self.ids: list[str] = []
        self.langs: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self._pieces: list[str] = []
        super().__init__(page)
        self.text = re.sub(r"\s+", " ", "".join(self._pieces))

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        self.tags.append(tag)
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        if attributes.get("id"):
            self.ids.append(attributes["id"])

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)
        self.langs.append((data, self.lang))
