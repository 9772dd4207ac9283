"""Phrases: what a question says of itself, in one language or several.

`why` is in English, `why@ru` and `why@uz-Latn` are the same in other languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from partnergraph.errors import QueryError
from partnergraph.nquads import is_language

#: The keys of a header that hold words for people.
PARTS = ("summary", "why", "description")
_ENGLISH = "en"
#: What people call a language whose texts bear a longer tag; stores keep tags in small letters.
FULL = {"uz": "uz-latn"}


class Phrase(NamedTuple):
    """Words, and the tag of the language that they are in."""

    text: str
    lang: str


#: The phrases of each part by the tags of their languages, in small letters.
Phrases = Mapping[str, Mapping[str, Phrase]]
_NOTHING = Phrase("", _ENGLISH)


def phrases(header: Mapping[Any, Any], where: str) -> Phrases:
    """The phrases in the header of a question; `where` says in messages which.

    Raises QueryError for words that are no text, and for tags that name no language.
    """
    found: dict[str, dict[str, Phrase]] = {part: {} for part in PARTS}
    for key, text in header.items():
        part, at, tag = str(key).partition("@")
        if part not in found:
            continue
        if at and not is_language(tag):
            hint = f"Write for example {part}@ru or {part}@uz-Latn."
            raise QueryError(f"{where}: '{key}' names no language.", hint)
        if isinstance(text, list | dict):
            raise QueryError(f"{where}: '{key}' is no text.", "Put it between quotation marks.")
        if words := str("" if text is None else text).strip():
            found[part][(tag or _ENGLISH).lower()] = Phrase(words, tag or _ENGLISH)
    return found


def choose(known: Mapping[str, Phrase], lang: str) -> Phrase:
    """The phrase in `lang`, else the English one, else none.

    A tag stands for longer ones as well: `uz` for `uz-Latn`.
    """
    own = lang.lower()
    for tag in (own, FULL.get(own, ""), *sorted(known)):
        if tag in known and (tag == own or tag.startswith(f"{own}-") or own.startswith(f"{tag}-")):
            return known[tag]
    return known.get(_ENGLISH, _NOTHING)
