"""Finds on a page in Russian or Uzbek what is said in English by us, and not by the data."""

from __future__ import annotations

import re
from collections.abc import Collection
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph

_VOID = frozenset({*("meta", "link", "br", "hr", "img", "input", "wbr"), "circle", "path", "line"})
_VOID |= {"rect"}
#: Which open elements a start tag ends (HTML, §13.1.2.4), up to the next one that holds them.
_ENDS = {
    **{key: {"td", "th"} for key in ("td", "th")},
    **{key: {"td", "th", "tr", "thead", "tbody"} for key in ("tr", "tbody")},
    **{key: {"dd", "dt"} for key in ("dd", "dt")},
    **{name: {name} for name in ("li", "option")},
    **{key: {"p"} for key in ("p", "ul", "ol", "dl", "table", "div", "h2", "h3", "pre", "form")},
}
_HOLDS = frozenset({"table", "ul", "ol", "dl", "select", "div", "main", "body", "section"})
#: What is written for machines, or as the data have it.
_CODE = frozenset({"code", "pre", "script", "style", "textarea", "time"})
_SPOKEN = ("title", "aria-label", "placeholder", "alt", "label", "data-label")
#: Names that are the same in every language.
NAMES = frozenset(
    {
        *("English", "Oʻzbekcha", "Русский", "SPARQL", "OpenAPI", "CSV", "JSON", "SPARQL CSV"),
        *("SPARQL JSON", "Turtle", "JSON-LD", "N-Triples", "RDF/XML", "ROR", "Wikidata", "IRI"),
        *("FAIR", "VoID", "DCAT 3, DCAT-AP 3:", "(Turtle)", "(JSON)", "(Atom),", "CITATION.cff"),
        *("Oxigraph", "Apache Jena", "Python", "SHA256SUMS"),
    }
)
#: Addresses, ids, terms with a prefix, names of files, and texts that are cut.
_NAME = re.compile(r"https?://\S+|[\w.-]*[-_.:#~][\w.:#~,=-]*|.*…", re.DOTALL)
_CITED = re.compile(r"\A\[\d+\] | ·\Z")
_JOINED = re.compile(" – |: ")
_LATIN = re.compile("[A-Za-z]{3}")
_CYRILLIC = re.compile("[Ѐ-ӿ]")


class Said(HTMLParser):
    """`texts`: what a page says, as triples: in which element or attribute, language, words."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[tuple[str, str, str]] = []
        self._open: list[tuple[str, str, bool]] = [("", "", False)]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._end(_ENDS.get(tag, set()))
        _, lang, code = self._open[-1]
        lang, code = found.get("lang") or lang, code or tag in _CODE
        for name in _SPOKEN if tag != "link" and not code else ():
            self._say(f"{tag}@{name}", lang, found.get(name, ""))
        if tag == "meta" and found.get("name") == "description":
            self._say("meta", lang, found["content"])
        if tag not in _VOID:
            self._open.append((tag, lang, code))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        tag, lang, code = self._open[-1]
        if not code:
            self._say(tag, lang, data)

    def _say(self, where: str, lang: str, text: str) -> None:
        if text := " ".join(text.split()):
            self.texts.append((where, lang, text))

    def _end(self, ended: Collection[str]) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place][0] in _HOLDS:
                return
            if self._open[place][0] in ended:
                del self._open[place:]


def literals(folder: Path) -> set[str]:
    """Every text in the graph that was built in `folder`."""
    quads = pyoxigraph.parse(path=str(folder / "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    return {
        " ".join(quad.object.value.split())
        for quad in quads
        if isinstance(quad.object, pyoxigraph.Literal)
    }


def untranslated(page: str, english: str, lang: str, data: Collection[str]) -> list[str]:
    """What the page in `lang` says in English, though it is none of the `data`.

    Russian is known by its letters. Uzbek is what the same page in English does not say.
    """
    same = {text for _, _, text in Said(english).texts}
    return [
        f"{where} ({tongue}): {text}"
        for where, tongue, text in Said(page).texts
        if _LATIN.search(text)
        and (not _CYRILLIC.search(text) if lang == "ru" else text in same)
        and not _is_data(text, data)
    ]


def _is_data(text: str, data: Collection[str]) -> bool:
    bare = _CITED.sub("", text).strip()
    known = {text, bare, bare.rstrip("."), bare.strip('“”"«»')}
    if known & NAMES or any(each in data for each in known) or _NAME.fullmatch(bare):
        return True
    return all(each in data for each in _JOINED.split(bare))
