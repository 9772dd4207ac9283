"""Documents: the texts of sources, against which quotations are proved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from partnergraph.errors import InputError
from partnergraph.findings import Finding, violation, warning
from partnergraph.ledger import Quote
from partnergraph.tables import Row


@dataclass(frozen=True, slots=True)
class Text:
    """A file read: its name and its characters."""

    name: str
    characters: str


def texts(folder: Path) -> dict[str, Text]:
    """Every UTF-8 text file in `folder` by the SHA-256 of its bytes. Raises InputError."""
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", "Give the folder that holds the texts.")
    found: dict[str, Text] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file():
            data = path.read_bytes()
            try:
                found[hashlib.sha256(data).hexdigest()] = Text(path.name, data.decode("utf-8"))
            except UnicodeDecodeError:
                continue  # a picture or an archive proves no quotation
    return found


def prove(rows: Iterable[Row], quotes: Iterable[Quote], folder: Path) -> tuple[int, list[Finding]]:
    """Compares every quotation with the text of its source, found by its SHA-256.

    Returns how many quotations were proved, and the findings: a text that is missing or of
    another length, words that are not at their offsets, words that are nowhere.
    """
    known = texts(folder)
    findings: list[Finding] = []
    found: dict[str, Text] = {}
    for row in rows:
        if digest := row.text("sha256"):
            text = known.get(digest.casefold())
            if text is None:
                message = f"No file in {folder} has the SHA-256 of this source."
                hint = "The text has changed, or another folder holds it."
                findings.append(violation("source-text", message, hint, **row.at("sha256")))
                continue
            found[row.text("id")] = text
            findings += _length(row, text)
    proved = 0
    for quote in quotes:
        if text := found.get(quote.source):
            doubts = _compare(quote, text)
            findings += doubts
            proved += not doubts
    return proved, findings


def _length(row: Row, text: Text) -> list[Finding]:
    stated, real = row.text("length"), len(text.characters)
    if stated in ("", str(real)):
        return []
    message = f"{text.name} has {real} characters, not {stated}."
    return [violation("source-length", message, f"Write {real}.", **row.at("length"))]


def _compare(quote: Quote, text: Text) -> list[Finding]:
    row, column = quote.origin.row, quote.origin.column
    where = text.characters.find(quote.words)
    if where < 0:
        message = f"'{quote.words}' is not in {text.name}."
        hint = "Quote exactly as printed."
        return [violation("quote-not-found", message, hint, **row.at(column, quote.words))]
    if quote.start is None or quote.end is None:
        hint = f"Write {where}-{where + len(quote.words)} into the column position."
        message = f"'{quote.words}' has no position."
        return [warning("quote-position", message, hint, **row.at("position", ""))]
    if text.characters[quote.start : quote.end] != quote.words:
        message = f"'{quote.words}' is not at {quote.start}-{quote.end} in {text.name}."
        hint = f"It stands at {where}-{where + len(quote.words)}."
        return [violation("quote-position", message, hint, **row.at("position"))]
    return []
