"""Whatever the guard lets pass asks nobody: texts made up of what confuses a reader of tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pyoxigraph
import pytest
from canary import Canary, canary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnergraph.serve.guard import read
from partnergraph.serve.problems import Problem

#: What may stand in strings, comments and IRIs, and looks like their ends or beginnings.
MARKS = ["'", '"', "#", "<", ">", "{", "}", "(", ")", "SERVICE", "LOAD", "?x", "<x:>", "''", '""']


def joined(parts: list[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(parts), max_size=most).map("".join)


INNER = joined([*MARKS, "\\\\", "\\'", '\\"'], 5)


def quoted(mark: str) -> st.SearchStrategy[str]:
    """Strings between two of `mark`, which stands in them only escaped."""
    parts = [each for each in MARKS if mark not in each]
    return joined([*parts, "\\\\", f"\\{mark}"], 5).map(f"{mark}{{}}{mark}".format)


STRINGS = st.one_of(
    quoted('"'),
    quoted("'"),
    INNER.map(lambda text: '"""{} """'.format(text.replace('""', ""))),
    INNER.map(lambda text: "'''{} '''".format(text.replace("''", ""))),
)
COMMENTS = joined(MARKS, 6).map("#{}\n".format)
SPACES = st.one_of(st.sampled_from([" ", "\n", "\t", "\r", "\r\n"]), COMMENTS)
IRIS = joined(list("'#()/?&;,.!*+$[]@=~-_%é"), 5).map("<x:{}>".format)
NAMES = st.sampled_from(
    ["p:a", "p:", "p:%27", "p:a\\#b", "p:\\'", "p:a.b", "p:SERVICE", "service:x"]
)
ATOMS = st.one_of(
    *(STRINGS, IRIS, NAMES, st.sampled_from(["1", "1.5", "-1", "?a", "?b", "true"])),
    STRINGS.map("{}@en".format),
)
SIGNS = st.sampled_from(["<", ">", "<=", " < ", " > ", "=", "+", "-", "*", "/", "&&", "||"])
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("{}{}{}".format, inner, SIGNS, inner),
        st.builds("({})".format, inner),
        st.builds("IF({},{},{})".format, inner, inner, inner),
        st.builds("?a IN({},{})".format, inner, inner),
    ),
    max_leaves=4,
)
PIECES = st.one_of(
    EXPRESSIONS.map("FILTER({})".format),
    st.builds("?s {} {} .".format, st.one_of(IRIS, NAMES), ATOMS),
    st.builds("?s ({}|^{})* ?o .".format, IRIS, IRIS),
    st.builds("VALUES ?w {{{} {}}}".format, STRINGS, IRIS),
    SPACES,
)
SERVICES = st.builds(
    "{}{}{}{}{{{}}}".format,
    st.sampled_from(["SERVICE", "service", "SeRvIcE"]),
    SPACES,
    st.sampled_from(["", "SILENT "]),
    st.sampled_from(["c:sparql", "?e", "HOME"]),
    st.one_of(st.just("?s ?p ?o"), EXPRESSIONS.map("FILTER({})".format)),
)
PREFIXES = "PREFIX p: <x:> PREFIX service: <x:> "
QUERIES = st.builds(
    (PREFIXES + "PREFIX c: <BASE> SELECT * {{{} VALUES ?e {{HOME}} {} {}}}").format,
    st.lists(PIECES, max_size=4).map(" ".join),
    SERVICES,
    st.lists(PIECES, max_size=2).map(" ".join),
)


@pytest.fixture(scope="module")
def bird(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    with canary(tmp_path_factory.mktemp("guarded")) as found:
        yield found


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=QUERIES)
def test_whoever_asks_another_is_stopped(bird: Canary, query: str) -> None:
    text = query.replace("HOME", f"<{bird.home}/sparql>").replace("BASE", f"{bird.home}/")
    bird.seen.clear()
    try:
        read(text, 128, frozenset())
    except Problem:
        return
    with suppress(SyntaxError, OSError, RuntimeError):
        found = pyoxigraph.Store().query(text)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        list(found)
    assert bird.seen == []


@settings(max_examples=200, deadline=None)
@given(pieces=st.lists(PIECES, max_size=5))
def test_whoever_asks_nobody_is_not_refused(pieces: list[str]) -> None:
    """Words in strings, comments, IRIs and names are no keywords; unless `<` may hide something."""
    text = f"{PREFIXES}SELECT * {{ {' '.join(pieces)} }}"
    try:
        pyoxigraph.Store().query(text)
    except SyntaxError:
        return
    found = ""
    try:
        read(text, 128, frozenset())
    except Problem as problem:
        found = f"{problem.status} {problem.title}"
    assert found in {"", "400 This cannot be read safely."}
