"""The query of a `sh:sparql` constraint, made to answer for all focus nodes at once.

SHACL §5.3 runs the query once per focus node with `$this` bound beforehand. Here the pattern that
finds the focus nodes is written at the start of every group instead, which gives `$this` the same
values wherever it stands. What would then mean something else is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from partnergraph.shacl.shapegraph import Path, ShapesError

_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*)
    |(?P<text>\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<variable>[?$]\w+)
    |(?P<word>[^\W\d][\w.-]*(?::[\w.%-]*)?|:[\w.%-]*)
    |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_REFUSED = {"MINUS", "VALUES", "SERVICE", "GRAPH", "FROM", "LIMIT", "OFFSET"}
_UNBOUND = {"currentShape", "shapesGraph"}
#: A triple that stands in two graphs would count twice.
_COUNTING = {"AVG", "COUNT", "GROUP_CONCAT", "SUM"}
_AGGREGATES = _COUNTING | {"HAVING", "MAX", "MIN", "SAMPLE"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str

    @property
    def keyword(self) -> str:
        return self.text.upper() if self.kind == "word" else ""


def prebound(select: str, focus: str, focus_pattern: str, path: Path | None, shape: str) -> str:
    """The query `select` with `focus_pattern` in place of a bound `$this`.

    `focus` is the variable that `focus_pattern` binds; `path` replaces `$PATH` (SHACL §5.3.1).
    `shape` is named in errors. Raises ShapesError for what §5.2.1 forbids or what cannot be
    answered for all focus nodes at once.
    """
    tokens = [_Token(str(m.lastgroup), m.group()) for m in _TOKEN.finditer(select)]
    try:
        _check(tokens)
        return "".join(_rewritten(tokens, focus, focus_pattern, path))
    except ValueError as error:
        raise ShapesError(
            f"{shape}: the query of sh:sparql {error}.", "Rewrite the query."
        ) from None


def _check(tokens: list[_Token]) -> None:
    words = {token.keyword for token in tokens}
    if refused := sorted(words & _REFUSED):
        raise ValueError(f"uses {refused[0]}, which is not supported")
    names = {token.text[1:] for token in tokens if token.kind == "variable"}
    if unbound := sorted(names & _UNBOUND):
        raise ValueError(f"uses ${unbound[0]}, which is not supported")
    solid = [token for token in tokens if token.kind != "skip"]
    for position, token in enumerate(solid):
        if token.keyword == "SELECT" and not _projects_this(solid[position + 1 :]):
            raise ValueError("has a SELECT without $this")
        following = solid[position + 1 : position + 2]
        if token.keyword == "AS" and following and following[0].text[1:] == "this":
            raise ValueError("binds $this anew")
    if words & _AGGREGATES and not _groups_by_this(solid):
        raise ValueError("counts or sums without GROUP BY $this")
    for position, token in enumerate(solid):
        if token.keyword in _COUNTING and solid[position + 2].keyword != "DISTINCT":
            raise ValueError(f"uses {token.keyword} without DISTINCT")


def _projects_this(tokens: list[_Token]) -> bool:
    for token in tokens:
        if token.text == "{":
            return False
        if token.text in {"$this", "?this", "*"}:
            return True
    return False


def _groups_by_this(tokens: list[_Token]) -> bool:
    words = [token.keyword for token in tokens]
    if "GROUP" not in words:
        return False
    start = len(words) - 1 - words[::-1].index("GROUP")
    return any(token.text in {"$this", "?this"} for token in tokens[start:])


def _rewritten(
    tokens: list[_Token], focus: str, focus_pattern: str, path: Path | None
) -> list[str]:
    written: list[str] = []
    depth, within_exists = 0, 0  # the depth at which an EXISTS began; 0 for none
    for position, token in enumerate(tokens):
        if token.text in {"$this", "?this"}:
            written.append(focus)
        elif token.text in {"$PATH", "?PATH"}:
            if path is None:
                raise ValueError("uses $PATH but its shape has no sh:path")
            written.append(path.text if path.iri else f"({path.text})")
        else:
            written.append(token.text)
        if token.text == "{":
            depth += 1
            before, after = _neighbours(tokens, position)
            if before == "EXISTS" and not within_exists:
                within_exists = depth
            if not within_exists and after != "SELECT":
                written.append(f" {focus_pattern} ")
        elif token.text == "}":
            within_exists = 0 if within_exists == depth else within_exists
            depth -= 1
    return written


def _neighbours(tokens: list[_Token], position: int) -> tuple[str, str]:
    """The keywords before and after the token at `position`."""
    before = next((t.keyword for t in tokens[position - 1 :: -1] if t.kind != "skip"), "")
    after = next((t.keyword for t in tokens[position + 1 :] if t.kind != "skip"), "")
    return before, after
