"""Footprint: the properties on which the answer to a query can depend.

A pattern with a constant for its property finds statements with that property only. So while none
of them comes or goes, the answer stays. Whatever is not understood depends on everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from partnergraph.vocabulary import RDF_TYPE

_TOKEN = re.compile(
    r"(?P<comment>#[^\r\n]*)"
    r"""|(?P<text>"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"|(?P<iri><[^<>\"{}|^`\\\s]*>)"
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<name>(?:[^\W\d][\w.-]*)?:(?:[\w:%.-]|\\.)*)"
    r"|(?P<tag>@[A-Za-z][\w-]*)"
    r"|(?P<number>[0-9][\w.+-]*|\.[0-9]\w*)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<sign>\^\^|\|\||&&|[^\s\w])",
    re.DOTALL,
)
#: What depends on more than on statements: names of graphs, the clock, chance, all of a thing.
_BEYOND = frozenset(
    (
        *("BASE", "BNODE", "CONSTRUCT", "DESCRIBE", "FROM", "GRAPH", "LATERAL", "NOW", "RAND"),
        *("SERVICE", "STRUUID", "UUID"),
    )
)
#: What is followed by a list of variables that are no pattern.
_LISTED = frozenset({"SELECT", "DISTINCT", "REDUCED", "BY"})
_TERMS = frozenset({"variable", "iri", "name", "text", "number"})
_BOOLEAN = frozenset({"TRUE", "FALSE"})


class Token(NamedTuple):
    """A piece of a query: what kind it is of, and its text; of words in capitals."""

    kind: str
    text: str


def footprint(text: str) -> frozenset[str] | None:
    """The IRIs of the properties on which the answer to the query `text` can depend.

    There may be more than those; None: it may depend on any statement, or on something else.
    """
    tokens = list(_without_lists(_tokens(text)))
    if any(token.kind == "word" and token.text in _BEYOND for token in tokens):
        return None
    if _has_open_path(tokens) or _has_open_property(tokens):
        return None
    prefixes = _prefixes(tokens)
    return None if prefixes is None else _iris(tokens, prefixes)


def _tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        if kind not in ("comment", "tag"):
            yield Token(kind, found[0].upper() if kind == "word" and found[0] != "a" else found[0])


def _without_lists(tokens: Iterator[Token]) -> Iterator[Token]:
    """The tokens without the variables that are shown, grouped or ordered by."""
    listed = False
    for token in tokens:
        listed = token.text in _LISTED or (listed and token.kind == "variable")
        if not (listed and token.kind == "variable"):
            yield token


def _prefixes(tokens: list[Token]) -> dict[str, str] | None:
    """The declared prefixes with their IRIs; None where one is declared twice, differently."""
    found: dict[str, str] = {}
    for at, token in enumerate(tokens[:-2]):
        if token.kind == "word" and token.text == "PREFIX":
            name, space = tokens[at + 1].text.removesuffix(":"), tokens[at + 2].text[1:-1]
            if found.setdefault(name, space) != space:
                return None
    return found


def _has_open_path(tokens: list[Token]) -> bool:
    """Whether there may be a path of no length, a negated one, or a statement about statements.

    An asterisk, a lonely question mark, `!` before what may be a property, and `<<`.
    """
    for at, token in enumerate(tokens):
        if token.text in ("*", "?", "\\"):
            return True
        following = tokens[at + 1 : at + 3]
        if token.text == "<" and following and following[0].text == "<":
            return True
        if token.text == "!" and following:
            if following[0].text == "(":
                following = following[1:]
            named = following and following[0].kind in ("iri", "name")
            if not following or named or following[0].text in ("a", "^", ")"):
                return True
    return False


def _has_open_property(tokens: list[Token]) -> bool:
    """Whether a variable may stand for a property: between two terms, or after `;` or `[`."""
    opened: list[bool] = []
    before = False  # whether a subject may end before this token
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else Token("", "")
        if token.kind == "variable" and before and _begins_term(following):
            return True
        if token.text == "(":
            # a list of terms, where it follows no word, sign or name
            opened.append(at > 0 and tokens[at - 1].text in (".", "{", "}", ")"))
        closed = token.text == ")" and bool(opened) and opened.pop()
        before = _is_term(token) or closed or token.text in ("]", "[", ";")
    return False


def _is_term(token: Token) -> bool:
    return token.kind in _TERMS or (token.kind == "word" and token.text in _BOOLEAN)


def _begins_term(token: Token) -> bool:
    return _is_term(token) or token.text in ("[", "(", "+", "-")


def _iris(tokens: list[Token], prefixes: Mapping[str, str]) -> frozenset[str] | None:
    """Every IRI in a query; None where one cannot be read."""
    found = set()
    for token in tokens:
        if token.kind == "iri":
            found.add(token.text[1:-1])
        elif token.text == "a" and token.kind == "word":
            found.add(str(RDF_TYPE))
        elif token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if "\\" in local or prefix not in prefixes:
                return None
            found.add(f"{prefixes[prefix]}{local.rstrip('.')}")
    return frozenset(found)
