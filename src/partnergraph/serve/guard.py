"""The guard: what a query or an update asks for, before an engine sees it.

Where the meaning of a text hangs on context that tokens do not tell, it is refused, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from partnergraph.serve.problems import Problem
from partnergraph.serve.tokens import Token, ambiguous, tokens

_SIGNS = "!^+-"
_RUN = re.compile(r"[!^+\-](?:[\x20\t\r\n]*[!^+\-])*")
#: Functions of which no two answers need be the same.
_CHANGING = ("rand", "now", "uuid", "bnode")
_VOLATILE = re.compile(
    r"(?:RAND|NOW|UUID|BNODE)[\s#]*\(|(?:RAND|NOW|UUID|BNODE)\s*#", re.IGNORECASE
)
_DATASET = ("from", "using", "with")


class Reading(NamedTuple):
    """What a text asks for: whether it names its dataset, and whether its answer may be kept."""

    dataset: bool
    lasting: bool


def read(text: str, depth: int, services: frozenset[str]) -> Reading:
    """What `text`, a query or an update, asks for.

    Raises Problem: 400 where it nests deeper than `depth`, 403 where it has another server than
    those in `services` asked, by SERVICE (SPARQL 1.1 Federated Query) or LOAD.
    """
    lower = text.lower()
    elsewhere = "service" in lower or "load" in lower
    dataset = any(word in lower for word in _DATASET)
    brackets = sum(map(text.count, "{([")) > depth
    volatile = any(word in lower for word in _CHANGING) and _VOLATILE.search(text)
    lasting = not volatile
    if sum(map(text.count, _SIGNS)) > depth:
        _require_few_signs(text, depth)
    if not (elsewhere or dataset or brackets):
        return Reading(False, lasting)
    found: list[Token] = []
    for token in tokens(text):
        if token.depth > depth:
            raise _too_deep(depth)
        found.append(token)
    named = elsewhere and _asks_elsewhere(found, services)
    return Reading(dataset and _names_dataset(found), lasting and not named)


def _require_few_signs(text: str, depth: int) -> None:
    """Raises Problem (400) where more than `depth` signs such as `!` stand in a row."""
    for match in _RUN.finditer(text):
        if sum(map(match[0].count, _SIGNS)) > depth:
            raise _too_deep(depth)


def _asks_elsewhere(found: Sequence[Token], services: frozenset[str]) -> bool:
    """Whether another server is named. Raises Problem (403) where it is none of `services`.

    Parsers do not need a space between words: `trueSERVICE:x{` is a word, a keyword and a name. So
    whatever holds the keyword is taken for it, unless it is a string, an IRI or plainly a name.
    """
    unclear = ambiguous(found)
    if unclear is not None:
        raise Problem(400, "This cannot be read safely.", "Write a space after < (less than).")
    named = False
    for at, token in enumerate(found):
        word = next((word for word in ("service", "load") if word in token.text.lower()), "")
        if word and _may_be_keyword(found, at, word):
            rest = [each for each in found[at + 1 : at + 3] if not each.is_word("SILENT")]
            target = rest[0].text[1:-1] if rest and rest[0].kind == "iri" else None
            if not token.is_word(word.upper()) or target not in services:
                raise _refused(word.upper(), services)
            named = True
    return named


def _may_be_keyword(found: Sequence[Token], at: int, word: str) -> bool:
    token = found[at]
    if token.kind in ("word", "number"):
        return True
    prefix = token.text.partition(":")[0].lower()
    if token.kind != "name" or token.text[0] in "?$@_" or word not in prefix:
        return False
    if word == "load":
        return token.depth == 0 and not (at and found[at - 1].is_word("PREFIX"))
    return at + 1 < len(found) and found[at + 1].text == "{"


def _names_dataset(found: Sequence[Token]) -> bool:
    """Whether FROM, USING or WITH stands outside of all brackets."""
    for at, token in enumerate(found):
        if token.depth == 0 and token.kind in ("word", "name"):
            word, colon, _ = token.text.partition(":")
            declared = colon and at > 0 and found[at - 1].is_word("PREFIX")
            if word.lower() in _DATASET and not declared:
                return True
    return False


def _too_deep(depth: int) -> Problem:
    return Problem(400, "This nests too deeply.", f"Brackets and signs may be {depth} deep.")


def _refused(word: str, services: frozenset[str]) -> Problem:
    allowed = ", ".join(f"<{name}>" for name in sorted(services))
    hint = f"It may be used with {allowed}." if allowed else "This server asks no other."
    return Problem(403, f"{word} is not available here.", hint)
