"""Tokens of SPARQL: enough of its grammar to tell keywords from text that looks like them.

The reader stays in step with any parser of SPARQL 1.1 (section 19.8) but for one thing: whether
`<` begins an IRI or means less than hangs on what stands around it. `ambiguous` finds the places
where the one would hide what the other shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<space>[\x20\t\r\n]+|\#[^\r\n]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
                |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    | (?P<name>[?$]\w+
              |@[A-Za-z]+(?:-[A-Za-z0-9]+)*
              |_:\w(?:[\w.-]*[\w-])?
              |(?:[^\W\d_](?:[\w.-]*[\w-])?)?:
               (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.|\.+(?=[\w:%\\-]))*)?)
    | (?P<word>[^\W\d_]\w*)
    | (?P<number>\d\w*)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERANDS = frozenset({"iri", "name", "string", "number"})
#: What an IRI would hide from a parser that reads less than.
_HIDING = re.compile(r"['#()]")


class Token(NamedTuple):
    """A token: what it is, its text, where it begins, and how many brackets are open around it."""

    kind: str
    text: str
    at: int
    depth: int

    def is_word(self, *words: str) -> bool:
        """Whether this is one of the keywords `words`, which are given in capitals."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text` but for white space and comments.

    An opening bracket has the depth that it leads to, a closing one that which it leads back to.
    """
    depth = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "mark":
            depth += (match[0] in "{([") - (match[0] in "})]")
        if kind != "space":
            yield Token(kind, match[0], match.start(), depth)


def ambiguous(found: Sequence[Token]) -> Token | None:
    """The first place where `<` may mean less than, and something is hidden if it does not.

    Expressions stand in round brackets; the data of VALUES stand in such too, but hold none.
    """
    open_: list[str] = []
    word, before = "", None
    for token in found:
        if token.kind == "word":
            word = token.text.upper()
        elif token.kind == "mark" and token.text in "{([":
            data = (token.text == "{" and word == "VALUES") or open_[-1:] == ["data"]
            open_.append("data" if data else token.text)
        elif token.kind == "mark" and token.text in "})]":
            del open_[-1:]
            word = "" if token.text == "}" else word
        elif token.kind == "iri" and "(" in open_ and open_[-1] != "data":
            unclear = _ends_operand(before) and _HIDING.search(token.text)
            if unclear:
                return token
        before = token
    return None


def _ends_operand(token: Token | None) -> bool:
    if token is None:
        return False
    ends = token.kind == "mark" and token.text in ")}]>"
    return ends or token.kind in _OPERANDS or token.is_word("TRUE", "FALSE")
