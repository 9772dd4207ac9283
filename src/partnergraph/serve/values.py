"""Values: what a request sets, read by the kinds of the question's parameters.

A value that cannot be read is kept beside its parameter, so that a page can show it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from partnergraph.errors import QueryError
from partnergraph.parameters import Parameter, Value
from partnergraph.query import Question
from partnergraph.serve.desk import Desk
from partnergraph.things import find_concept
from partnergraph.vocabulary import VOCAB

#: What parameters name that are called so; other things are as their default is.
_KINDS: Mapping[str, tuple[str, ...]] = {
    "institution": ("institution", "unit"),
    "partner": ("institution",),
    "event": ("event",),
    "source": ("source",),
    "thing": (),
}
#: Schemes that stand for one another; see `things.find_concept`.
_KIN = {"region": ("region", "grouping"), "grouping": ("grouping", "region")}
_NEAR = 5
_SHOWN = 120  # characters of a wrong value
_LONGEST = 1000  # characters of any value
BAD, UNKNOWN = 400, 404


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a value cannot be used: the key of the words for it, the value, the status of the
    response, and the ids that may be meant.
    """

    key: str
    value: str
    status: int = BAD
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question as it was asked.

    `given` is what stood in the request by the name of the parameter, `values` what was understood,
    `wrong` what was not, by parameter, and under '' what concerns none of them.
    """

    question: Question
    given: Mapping[str, str]
    values: Mapping[str, Value]
    wrong: Mapping[str, Wrong] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The status of the response: 200 where all was understood."""
        return max((each.status for each in self.wrong.values()), default=200)


def read(desk: Desk, question: Question, pairs: Iterable[tuple[str, str]]) -> Asked:
    """`question` as the pairs of a request set its parameters; an empty value is none."""
    given: dict[str, str] = {}
    values: dict[str, Value] = {}
    wrong: dict[str, Wrong] = {}
    for name, text in pairs:
        try:
            parameter = question.parameter(name)
        except QueryError:
            wrong[""] = Wrong("ask-no-parameter", name[:_SHOWN])
            continue
        if parameter.name in given:
            wrong[""] = Wrong("ask-twice", parameter.name)
        given[parameter.name] = text
        found = _read(desk, parameter, text.strip()) if text.strip() else None
        if isinstance(found, Wrong):
            wrong[parameter.name] = found
        elif found is not None:
            values[parameter.name] = found
    for parameter in question.parameters:
        if parameter.name not in values.keys() | wrong.keys() and _open(desk, parameter):
            wrong[parameter.name] = Wrong("ask-choose", "")
    return Asked(question, given, values, wrong)


def kinds_of(desk: Desk, parameter: Parameter) -> tuple[str, ...]:
    """What kinds of things a parameter takes; none: any."""
    if parameter.name in _KINDS:
        return _KINDS[parameter.name]
    kind = desk.kind(f"{parameter.space}{parameter.shown}")
    return () if kind == "thing" else (kind,)


def is_thing(desk: Desk, parameter: Parameter) -> bool:
    """Whether a parameter names a thing of the graph."""
    return parameter.kind == "thing" and parameter.space.startswith(desk.site.project.thing(""))


def spaces(parameter: Parameter) -> Sequence[str]:
    """The namespaces of the schemes whose concepts a parameter takes."""
    name = parameter.space.removeprefix(VOCAB).strip("/")
    return [f"{VOCAB}{kin}/" for kin in _KIN.get(name, (name,))]


def _open(desk: Desk, parameter: Parameter) -> bool:
    """Whether somebody must say what is meant: the default is not in this graph."""
    if not is_thing(desk, parameter):
        return False
    return f"{parameter.space}{parameter.shown}" not in desk.site.documents


def _read(desk: Desk, parameter: Parameter, text: str) -> Value | Wrong:
    if len(text) > _LONGEST:
        return _wrong(parameter.kind, text)
    if is_thing(desk, parameter):
        return _thing(desk, parameter, text)
    if parameter.kind == "concept":
        return _concept(desk, parameter, text)
    try:
        parameter.term(text)
    except QueryError:
        return _wrong(parameter.kind, text)
    return text


def _wrong(kind: str, text: str) -> Wrong:
    key = kind if kind in ("date", "integer", "boolean") else "text"
    return Wrong(f"ask-bad-{key}", text[:_SHOWN])


def _thing(desk: Desk, parameter: Parameter, text: str) -> Value | Wrong:
    iri = text if "://" in text else f"{desk.site.project.thing('')}{text}"
    if iri in desk.site.documents:
        return iri
    kinds = kinds_of(desk, parameter)
    same = desk.index.same(text, kinds)
    if len(same) == 1:
        return same[0]
    shown = text[:_SHOWN]
    if same:
        return Wrong("ask-several", shown, BAD, tuple(map(desk.local, same)))
    near = tuple(desk.local(found.iri) for found in desk.index.find(text, _NEAR, kinds))
    return Wrong("ask-unknown", shown, UNKNOWN, near)


def _concept(desk: Desk, parameter: Parameter, text: str) -> Value | Wrong:
    try:
        return find_concept(desk.site.graph.store, text, parameter)
    except QueryError:
        known = [iri for space in spaces(parameter) for iri in desk.concepts.get(space, ())]
        near = tuple(short(iri, parameter) for iri in known)
        few = near if len(near) <= _NEAR else ()
        return Wrong("ask-unknown", text[:_SHOWN], UNKNOWN, few)


def short(iri: str, parameter: Parameter) -> str:
    """A concept as people write it: by its name, and that of its scheme where it is another."""
    if iri.startswith(parameter.space):
        return iri.removeprefix(parameter.space)
    return iri.removeprefix(VOCAB).replace("/", ":", 1)
