"""Errors in SPARQL, told so that a person sees the place and what may stand there."""

from __future__ import annotations

import re
from difflib import get_close_matches

from partnergraph.errors import QueryError
from partnergraph.vocabulary import PREFIXES, SCHEMES, scheme

#: Where Oxigraph finds an error in a text.
PLACE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): expected (?P<expected>.*)", re.DOTALL)
_RANGES = re.compile(r"\[(?:[^\]\"']|'[^']*')*\]")
_DECLARED = re.compile(r"^\s*PREFIX\s+([\w-]*):", re.MULTILINE | re.IGNORECASE)
_USED = re.compile(r"(?<![\w<:/#.?$-])([A-Za-z][\w-]*):[\w%]")
_UPDATE = re.compile(
    r"^\s*(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.IGNORECASE | re.MULTILINE
)
_HIDDEN = re.compile(
    r"\\."
    r"""|"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|#[^\r\n]*""",
    re.DOTALL,
)
_SERVICE = re.compile(r"(?<![:?$])SERVICE\s*(?:SILENT\b)?\s*[^\s{}()]+\s*\{", re.IGNORECASE)
_WORD = re.compile(r"(?<![\w?$:<])[A-Z]+\b(?!:)")
_WORDS = (
    *(
        "SELECT",
        "CONSTRUCT",
        "DESCRIBE",
        "ASK",
        "WHERE",
        "PREFIX",
        "DISTINCT",
        "OPTIONAL",
        "FILTER",
    ),
    *("UNION", "MINUS", "VALUES", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "BIND", "GRAPH"),
)
#: Prefixes that may be used without being declared: those that the project writes itself.
KNOWN = {**PREFIXES, **{name: str(scheme(name)) for name in SCHEMES}}


def with_prefixes(text: str, things: str = "") -> str:
    """`text` with declarations, on its first line, of known prefixes that it uses undeclared.

    `things` is the namespace that `id:` stands for. Line numbers stay as they were.
    """
    declared = set(_DECLARED.findall(text))
    known = {**KNOWN, "id": things} if things else KNOWN
    used = set(_USED.findall(_HIDDEN.sub(" ", text))) - declared
    missing = [f"PREFIX {name}: <{known[name]}> " for name in sorted(used & known.keys())]
    return "".join(missing) + text


def asks_elsewhere(text: str) -> bool:
    """Whether `text` has another service asked (SPARQL 1.1 Federated Query, SERVICE)."""
    bare = _HIDDEN.sub(lambda match: " " if match[0].startswith("#") else " <> ", text)
    return bool(_SERVICE.search(bare))


def explain(error: SyntaxError, text: str, name: str, added: int = 0) -> QueryError:
    """`error`, which Oxigraph raised for `text`, as an error that shows the line and the place.

    `name` says where the text came from; `added` is how many characters of its first line were put
    before it, which nobody wrote and nobody is shown.
    """
    found = PLACE.search(str(error))
    if not found:
        return QueryError(f"{name} is no SPARQL: {error}")
    lines = text.splitlines() or [""]
    number = min(int(found["line"]), len(lines))
    line = lines[number - 1]
    column = min(int(found["column"]), len(line) + 1)
    if number == 1:
        line, column = line[added:], max(column - added, 1)
    start = max(0, column - 70)
    shown = line[start : start + 120].replace("\t", " ")
    mark = " " * (column - 1 - start) + "^"
    message = f"{name}, line {number}, column {column}: this is no SPARQL.\n  {shown}\n  {mark}"
    return QueryError(message, _hint(found["expected"], text, line[: column - 1]))


def _hint(expected: str, text: str, before: str) -> str:
    if _UPDATE.search(_HIDDEN.sub(" ", text)):
        return "Questions read the graph; they cannot change it."
    if "Prefix not found" in expected:
        prefix = (re.findall(r"([\w-]*):[\w-]*$", before) or [""])[0]
        if prefix in KNOWN:  # a server takes queries as they are
            return f"Declare it: PREFIX {prefix}: <{KNOWN[prefix]}>"
        near = get_close_matches(prefix, KNOWN, n=1)
        meant = f" Did you mean {near[0]}:?" if near else ""
        return f"The prefix {prefix}: is not declared.{meant}"
    if "unbound" in expected:
        return "SELECT or GROUP BY names a variable that has no value there."
    for word in reversed(_WORD.findall(before.upper())[-2:]):
        near = [] if word in _WORDS else get_close_matches(word, _WORDS, n=1, cutoff=0.75)
        if near:
            return f"Did you mean {near[0]}?"
    wanted = [part.strip() for part in _RANGES.sub("", expected).split(",")]
    wanted = [part.removeprefix("one of ").strip() for part in wanted]
    wanted = [part for part in wanted if part and part not in ("one of", '"')]
    return f"Here may stand: {' '.join(wanted)}" if wanted else "Look at what stands before it."
