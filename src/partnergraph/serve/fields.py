"""Fields: the parameters of a question as a form shows them, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from partnergraph.parameters import Parameter
from partnergraph.query import AS_OF
from partnergraph.reports.content import words_of
from partnergraph.serve.desk import Desk
from partnergraph.serve.values import Asked, Wrong, is_thing, kinds_of, short, spaces
from partnergraph.site.records import Text
from partnergraph.site.renderer import words
from partnergraph.site.wording import label
from partnergraph.translation import fill
from partnergraph.vocabulary import VOCAB

#: More things than these are not listed: they are looked for by their names.
MOST_LISTED = 60
_NONE = Text("")
_INPUTS = {"date": "date", "integer": "number"}


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values that can be chosen, and what it is called."""

    value: str
    name: Text


@dataclass(frozen=True, slots=True)
class Group:
    """Options under a heading, '' for none."""

    heading: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form.

    `kind` is `select`, `suggest`, or the type of an input; `value` what stands in it; `groups` the
    options of a `select`; `kinds` what a `suggest` looks for; `said` what the value is called;
    `error` what is wrong with it, `near` what may be meant instead.
    """

    name: str
    label: str
    kind: str
    value: str
    groups: Sequence[Group] = ()
    kinds: str = ""
    said: Text = _NONE
    error: str = ""
    near: Sequence[Option] = ()


def fields(desk: Desk, asked: Asked, lang: str) -> list[Field]:
    """The fields for the parameters of a question, with what was given, else their defaults."""
    day = desk.site.graph.as_of
    dated = asked.question.dated(asked.values, day)
    found = []
    for parameter in asked.question.parameters:
        usual = str(dated.get(parameter.name, parameter.shown))
        wrong = asked.wrong.get(parameter.name)
        value = usual if wrong is None else wrong.value
        found.append(_field(desk, parameter, value, wrong, lang))
    return found


def message(wrong: Wrong | None, lang: str) -> str:
    """What is wrong, in words; '' where nothing is."""
    return fill(words(lang)[wrong.key], wrong.value) if wrong else ""


def _field(desk: Desk, parameter: Parameter, value: str, wrong: Wrong | None, lang: str) -> Field:
    made = Field(parameter.name, label(parameter.name, lang), "text", value)
    error = message(wrong, lang)
    near = [_named(desk, parameter, each, lang) for each in (wrong.near if wrong else ())]
    options: Sequence[Group] = ()
    kind, kinds, said = _INPUTS.get(parameter.kind, "text"), "", _NONE
    if is_thing(desk, parameter):
        value = desk.local(value)
        wanted = kinds_of(desk, parameter)
        things = desk.of_kind(*wanted)
        kind, kinds = "suggest", ",".join(wanted)
        if wanted and len(things) <= MOST_LISTED and not error:
            kind = "select"
            options = [Group("", _sorted(_named(desk, parameter, each, lang) for each in things))]
        elif not wrong:
            said = desk.called(desk.site.project.thing(value), lang)
    elif parameter.kind == "concept":
        kind = "select"
        value = short(value, parameter) if "://" in value else value
        options = _concepts(desk, parameter, lang)
        if error:  # nothing in the list is what was asked for
            options = [Group("", [Option(value, Text(value))]), *options]
    elif parameter.kind == "boolean":
        say = words_of(lang)
        kind = "select"
        value = parameter.term(value) if not error else value
        options = [Group("", [Option("true", Text(say["yes"])), Option("false", Text(say["no"]))])]
    if parameter.kind in _INPUTS and error:
        kind = "text"  # an input for days or numbers would not show what is none
    return Field(made.name, made.label, kind, value, options, kinds, said, error, near)


def _named(desk: Desk, parameter: Parameter, value: str, lang: str) -> Option:
    """A thing or concept, by its id or IRI, with its name."""
    if parameter.kind == "concept":
        iri = value if "://" in value else _full(parameter, value)
        return Option(short(iri, parameter), desk.called(iri, lang))
    iri = value if "://" in value else desk.site.project.thing(value)
    return Option(desk.local(iri), desk.called(iri, lang))


def _full(parameter: Parameter, value: str) -> str:
    name, colon, rest = value.partition(":")
    return f"{VOCAB}{name}/{rest}" if colon else f"{parameter.space}{value}"


def _concepts(desk: Desk, parameter: Parameter, lang: str) -> list[Group]:
    found = []
    several = len(spaces(parameter)) > 1
    for space in spaces(parameter):
        name = space.removeprefix(VOCAB).strip("/")
        heading = words_of(lang).get(f"column.{name}", name) if several else ""
        heading = heading[:1].upper() + heading[1:]
        named = (_named(desk, parameter, each, lang) for each in desk.concepts.get(space, ()))
        found.append(Group(heading, _sorted(named)))
    return found


def _sorted(options: Iterable[Option]) -> list[Option]:
    return sorted(options, key=lambda each: (each.name.text.casefold(), each.value))


def day_is_asked(asked: Asked) -> bool:
    """Whether a question has a day of its own, so that nothing else need say it."""
    return any(each.name == AS_OF for each in asked.question.parameters)
