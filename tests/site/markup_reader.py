"""Reads a page as tests need it: its text, links, ids and languages."""

from __future__ import annotations

import re
from html.parser import HTMLParser

#: Elements without an end tag, or with one that may be left out; none of them has a language.
_VOID = frozenset(
    {
        *("meta", "link", "br", "circle", "path", "line", "img", "hr", "input"),
        *("td", "th", "tr", "li", "dd", "dt", "thead", "tbody"),
    }
)


class Reader(HTMLParser):
    """The page: `text`, `links`, `ids`, and `langs`, pieces of text with their language."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: list[str] = []
        self.langs: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self._open: list[str] = []
        self._pieces: list[str] = []
        self.feed(page)
        self.text = re.sub(r"\s+", " ", "".join(self._pieces))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if tag not in _VOID:
            self._open.append(found.get("lang") or (self._open[-1] if self._open else ""))
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if found.get("id"):
            self.ids.append(str(found["id"]))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)
        self.langs.append((data, self._open[-1] if self._open else ""))
