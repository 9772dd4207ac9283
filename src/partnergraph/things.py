"""Things and concepts: what a person means who types an id or a name, in a graph that is built."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from difflib import get_close_matches

import pyoxigraph

from partnergraph.errors import ChoiceError, QueryError
from partnergraph.names import normalise
from partnergraph.nquads import is_iri
from partnergraph.parameters import Parameter, Value
from partnergraph.query import Question
from partnergraph.store import Store, query
from partnergraph.vocabulary import PG, SKOS, VOCAB

_NAMES = f"""
SELECT DISTINCT ?thing ?name
WHERE {{
  ?thing <{SKOS.prefLabel}>|<{SKOS.altLabel}>|<{PG.shortName}> ?name .
}}
"""
_CONCEPTS = f"""
SELECT DISTINCT ?concept ?name
WHERE {{
  ?concept <{SKOS.inScheme}> ?scheme .
  ?concept <{SKOS.prefLabel}>|<{SKOS.altLabel}>|<{SKOS.notation}> ?name .
}}
"""
#: Schemes whose concepts stand for one another in a question: a grouping of countries is asked for
#: like a region.
_KIN = {"region": ("region", "grouping"), "grouping": ("grouping", "region")}


def resolve(question: Question, values: Mapping[str, Value], store: Store, space: str) -> Question:
    """`question` with `values` bound; names of things and concepts become their IRIs.

    `space` is the namespace of the graph's things. Raises QueryError, with suggestions, for a
    parameter that the question has not, a value it does not take, a name nobody bears, and a
    thing that is not given and whose default, of the shipped graph, this graph does not know.
    """
    given = {question.parameter(name): value for name, value in values.items()}
    question.bind({p.name: value for p, value in given.items() if not p.named})
    for parameter in question.parameters:
        if parameter not in given and _is_thing(parameter, space):
            _known(store, parameter)
    found: dict[str, Value] = {}
    for parameter, value in given.items():
        found[parameter.name] = value
        if parameter.kind == "concept":
            found[parameter.name] = find_concept(store, str(value), parameter)
        elif _is_thing(parameter, space):
            found[parameter.name] = find(store, str(value), space)
    return question.bind(found)


def _is_thing(parameter: Parameter, space: str) -> bool:
    return parameter.kind == "thing" and bool(space) and parameter.space.startswith(space)


def _known(store: Store, parameter: Parameter) -> None:
    if not _holds(store, f"{parameter.space}{parameter.shown}"):
        option = parameter.option
        raise ChoiceError(
            f"Say which: {option}. What the question itself names, {parameter.shown}, is not in "
            "this graph.",
            f"Write an id or a name: {option} ID",
        )


def _holds(store: Store, iri: str) -> bool:
    return is_iri(iri) and bool(query(store, f"ASK {{ <{iri}> ?property ?value }}"))


def find(store: Store, text: str, space: str) -> str:
    """The IRI of the thing under `space` that `text` (an id, a name or an IRI) means.

    Raises QueryError, with suggestions, where the graph holds none or several.
    """
    iri = text if "://" in text else f"{space}{text}"
    if _holds(store, iri):
        return iri
    names = _names(store, _NAMES, space)
    found = names.get(normalise(text), set())
    if len(found) == 1:
        return next(iter(found))
    if found:
        several = ", ".join(sorted(each.removeprefix(space) for each in found))
        raise QueryError(f"'{text}' names several things.", f"Write the id: {several}.")
    raise QueryError(f"The graph knows no '{text}'.", _near(text, names, space))


def find_concept(store: Store, text: str, parameter: Parameter) -> str:
    """The IRI of the concept that `text` means: its name, notation, label or IRI.

    It is looked for in the scheme of the parameter's default, then in those of its kin. Raises
    QueryError, with suggestions, where there is none or several.
    """
    space = parameter.space
    name = space.removeprefix(VOCAB).strip("/")
    spaces = [f"{VOCAB}{kin}/" for kin in _KIN.get(name, (name,))]
    iri = text if "://" in text else f"{VOCAB}{text.replace(':', '/', 1)}"
    names: dict[str, set[str]] = {}
    for each in spaces:
        names = _names(store, _CONCEPTS, each)
        known = {concept for group in names.values() for concept in group}
        if iri in known or f"{each}{text}" in known:
            return iri if iri in known else f"{each}{text}"
        found = names.get(normalise(text), set())
        if len(found) > 1:
            several = ", ".join(sorted(concept.removeprefix(VOCAB) for concept in found))
            raise QueryError(f"'{text}' names several concepts.", f"Write one: {several}.")
        if found:
            return next(iter(found))
    merged: defaultdict[str, set[str]] = defaultdict(set)
    for each in spaces:
        for label, group in _names(store, _CONCEPTS, each).items():
            merged[label] |= group
    kinds = " or ".join(each.removeprefix(VOCAB).strip("/") for each in spaces)
    raise QueryError(f"There is no {kinds} '{text}'.", _near(text, merged, space))


def _near(text: str, names: Mapping[str, set[str]], space: str) -> str:
    ids = {each.removeprefix(space): each for group in names.values() for each in group}
    near = get_close_matches(text, ids, n=3) or [
        min(names[name]).removeprefix(space)
        for name in get_close_matches(normalise(text), names, n=3, cutoff=0.7)
    ]
    near = [each.rpartition("/")[2] if "://" in each else each for each in near]
    return f"Did you mean {', '.join(dict.fromkeys(near))}?" if near else "Write an id or a name."


def _names(store: Store, text: str, space: str) -> dict[str, set[str]]:
    answer = query(store, text)
    names: defaultdict[str, set[str]] = defaultdict(set)
    if isinstance(answer, pyoxigraph.QuerySolutions):
        for thing, name in answer:
            iri = str(getattr(thing, "value", ""))
            if iri.startswith(space):
                names[normalise(str(getattr(name, "value", "")))].add(iri)
    return names
