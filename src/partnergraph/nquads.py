"""N-Quads as text: terms and lines in canonical form.

Follows the canonical form of RDF 1.2 N-Quads (§3): one blank between terms, native characters
except the few that must be escaped, no `^^xsd:string`. Text is several times faster to make and
to load than term objects; `docs/decisions` has the figures.
"""

from __future__ import annotations

import re
from functools import lru_cache

from partnergraph.vocabulary import XSD

# What RFC 3987 (§2.2) keeps out of an IRI; private characters, which only queries may hold, too.
_CHARACTERS = (
    r"(?:[^\x00-\x20\x7f-\x9f<>\"{}|^`\\#%\[\]\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff"
    r"\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe-\U0010ffff]++|%[0-9A-Fa-f]{2})"
)
_AUTHORITY = r"(?=(?!//)|//(?:[^/?#@]*@)?[^/?#:@]*(?::[0-9]*)?(?:[/?#]|\Z))"
_IRI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:{_AUTHORITY}{_CHARACTERS}+(?:#{_CHARACTERS}*)?")
#: The same within a line, between angle brackets.
_TERM = (
    rf"<[A-Za-z][A-Za-z0-9+.-]*+:{_AUTHORITY.replace('/?#@]', '/?#@>]').replace('#:@]', '#:@>]')}"
    rf"{_CHARACTERS}++(?:#{_CHARACTERS}*+)?>"
).replace(r"\Z", ">")
_LITERAL = (
    r'"(?:[^\x00-\x1f"\\\x7f\ud800-\udfff\ufffe\uffff]++'
    r'|\\(?:[btnfr"\\]|u00[01][0-9A-F]|u007F|uFFF[EF]))*+"'
    r"(?:@[a-z]{1,8}(?:-[a-z0-9]{1,8})*+"
    r"|\^\^(?!<http://www\.w3\.org/(?:2001/XMLSchema#string|1999/02/22-rdf-syntax-ns#)[^>]*>)"
    rf"{_TERM})?"
)
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f\ufffe\uffff]')
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
#: Language, script, region and variants of BCP 47 (RFC 5646 §2.1), which every engine accepts.
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)


def is_iri(text: str) -> bool:
    """Whether `text` is an absolute IRI that RDF files can hold (RFC 3987, N-Quads IRIREF)."""
    return _IRI.fullmatch(text) is not None


def is_language(tag: str) -> bool:
    """Whether `tag` is a language tag such as `en`, `uz-Latn` or `zh-Hans-CN` (BCP 47)."""
    return _LANGUAGE.fullmatch(tag) is not None


def canonical(graph: str) -> re.Pattern[str]:
    """What lines match, any number with their ends, that are in the form of this module.

    `graph` is a pattern of what stands between the angle brackets of their graphs.
    """
    return re.compile(rf"(?:{_TERM} {_TERM} (?:{_TERM}|{_LITERAL}) <{graph}> \.\n)*+")


@lru_cache(maxsize=65536)  # most name one of few: classes, concepts, sources, institutions
def iri(text: str) -> str:
    """`text` as an IRI term. Raises ValueError where it is no absolute IRI."""
    if not is_iri(text):
        msg = f"Not an absolute IRI: {text!r}"
        raise ValueError(msg)
    return f"<{text}>"


def literal(text: str, *, language: str = "", datatype: str = "") -> str:
    """`text` as a literal with a language tag (BCP 47) or a datatype IRI, or as a plain string.

    The tag is written in small letters, as engines store it (RDF 1.1 Concepts §3.3 permits
    either). Raises ValueError for a malformed tag.
    """
    quoted = f'"{_ESCAPED.sub(_escape, text)}"'
    if language:
        if not is_language(language):
            msg = f"Not a language tag: {language!r}"
            raise ValueError(msg)
        return f"{quoted}@{language.lower()}"
    if datatype and datatype != XSD.string:
        return f"{quoted}^^{iri(datatype)}"
    return quoted


def line(subject: str, predicate: str, term: str, graph: str) -> str:
    """One statement. `subject`, `predicate` and `graph` are IRIs, `term` is a finished term."""
    return f"<{subject}> <{predicate}> {term} <{graph}> ."


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT.get(character) or f"\\u{ord(character):04X}"
