"""Cells of an answer as plain text, read from its tab-separated form (SPARQL 1.1 TSV, §4).

Millions of cells hold few different terms. Each term is read once, so that a cell costs a look
into a table, and equal cells are one text in memory.
"""

from __future__ import annotations

import re

from partnergraph.errors import QueryError

Row = tuple[str, ...]
#: Lines that are parted at once: all cells of many lines are many small texts in memory.
_LINES = 10_000
#: The text of a literal and its language stand together in a cell, parted by this.
_PART = "\0"
_ESCAPE = re.compile(r"\\(.)")
_MEANT = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_TYPED = re.compile(r'(.*)"(?:@([\w-]+)|\^\^<[^>]*>)?', re.DOTALL)
_WHOLE = re.compile(r"[+-]?[0-9]+")
_SIZES = {2: str.upper, 4: str.title}


class Whole(str):
    """A whole number as it is written, which sorts as a number among its like."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return int(self) < int(other) if isinstance(other, Whole) else str(self) < other

    def __gt__(self, other: str) -> bool:
        return int(self) > int(other) if isinstance(other, Whole) else str(self) > other


class Terms(dict[str, str]):
    """What each written term is as a cell: read once, and the same text ever after."""

    def __missing__(self, written: str) -> str:
        self[written] = found = written[1:-1] if written[0] == "<" else _cell(written)
        return found


def table(written: bytes, terms: Terms | None = None) -> tuple[list[str], list[Row]]:
    """The names of the columns and the rows of an answer in tab-separated form.

    A cell is the text of its term, with its language behind it (see `text`), and '' where there is
    none. So rows sort as tuples of texts: what is absent, or has no language, comes first. Give
    the same `terms` for several answers, and terms that they share are read once.
    Raises QueryError for anything else than such a form.
    """
    head, *lines = written.decode().removesuffix("\n").split("\n")
    names = [name.removeprefix("?") for name in head.split("\t")]
    terms = Terms() if terms is None else terms
    terms[""] = ""
    rows: list[Row] = []
    try:
        for start in range(0, len(lines), _LINES):
            cells = "\t".join(lines[start : start + _LINES]).split("\t")
            known = map(terms.__getitem__, cells)
            rows += zip(*[known] * len(names), strict=True)
    except ValueError as error:
        raise QueryError(f"The answer cannot be read: {error}.") from error
    return names, rows


def _cell(written: str) -> str:
    if written[0] == '"':
        found = _TYPED.fullmatch(written, 1)
        if found is None:
            raise ValueError(f"{written[:60]} is no literal")
        text = _ESCAPE.sub(_meant, found[1]) if "\\" in written else found[1]
        return f"{text}{_PART}{found[2]}" if found[2] else text
    return Whole(written) if _WHOLE.fullmatch(written) else written.removeprefix("_:")


def _meant(escape: re.Match[str]) -> str:
    return _MEANT.get(escape[1], escape[1])


def text(cell: str) -> dict[str, str]:
    """A literal as `text` and `lang`; empty where the cell is."""
    if not cell:
        return {}
    found, _, language = cell.partition(_PART)
    return {"text": found, "lang": _tag(language) if "-" in language else language}


def plain(cell: str) -> str:
    """A cell without the language of its literal."""
    return cell.partition(_PART)[0]


def _tag(language: str) -> str:
    """Write a language tag as people do (RFC 5646 §2.1.1); the store keeps it in lower case."""
    first, *rest = language.split("-")
    return "-".join([first, *(_SIZES.get(len(part), str)(part) for part in rest)])
