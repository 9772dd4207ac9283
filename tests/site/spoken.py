"""Finds on a page in Russian or Uzbek what is said in English by us, and not by the data."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import pyoxigraph
from markup_reader import Elements

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
_JOINED = re.compile(" – |: | · ")
_LATIN = re.compile("[A-Za-z]{3}")
_CYRILLIC = re.compile("[Ѐ-ӿ]")


class Said(Elements):
    """`texts`: what a page says, as triples: in which element or attribute, language, words."""

    def __init__(self, page: str) -> None:
        self.texts: list[tuple[str, str, str]] = []
        super().__init__(page)

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "meta" and attributes.get("name") == "description":
            self._say("meta", attributes["content"])
        for name in _SPOKEN if tag != "link" else ():
            self._say(f"{tag}@{name}", attributes.get(name, ""))

    def handle_data(self, data: str) -> None:
        self._say(self.opened[-1][0], data)

    def _say(self, where: str, text: str) -> None:
        if (words := " ".join(text.split())) and not _CODE & {tag for tag, _ in self.opened}:
            self.texts.append((where, self.lang, words))


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
    if known & NAMES or any(each in data for each in known):
        return True
    parts = _JOINED.split(bare)
    return all(each in data or _NAME.fullmatch(each) for each in parts)
