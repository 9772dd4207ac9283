"""The concept schemes: a page for each, with its concepts under the ends of their IRIs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from partnergraph.concepts import SCHEME_FILES
from partnergraph.site.naming import Name, chosen
from partnergraph.site.ontology import linked, write_forms
from partnergraph.site.renderer import SPOKEN, Renderer, words
from partnergraph.site.terms import Turtle, key, schemes
from partnergraph.vocabulary import PG, SKOS, VOCAB

if TYPE_CHECKING:
    from partnergraph.progress import Tell
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

PAGE = "vocab/index.html"


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept: how deep it lies in the hierarchy, and what is said of it."""

    slug: str
    iri: str
    depth: int
    notation: str
    labels: Sequence[tuple[str, str, str]]
    others: Sequence[tuple[str, str]]
    definitions: Sequence[tuple[str, str]]
    notes: Sequence[tuple[str, str]]
    broader: Sequence[Name]
    groupings: Sequence[Name]


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes `vocab/SCHEME.html` in each language, its RDF, and `vocab/index.html`.

    Raises ProjectError where a scheme file cannot be read.
    """
    tell("Documenting the schemes")
    turtle = Turtle.read(site.project.ontology_files(*SCHEME_FILES))
    members: defaultdict[str, list[str]] = defaultdict(list)
    for concept in turtle.of_class(SKOS.Concept):
        for scheme in turtle.iris(concept, SKOS.inScheme):
            members[scheme].append(concept)
    renderer = Renderer.of(site)
    found = schemes(turtle)
    for scheme in found:
        stem = f"vocab/{slug(scheme)}"
        write_forms(output, stem, _only(turtle, scheme, members[scheme]))
        for lang in renderer.languages:
            page = _page(renderer, turtle, scheme, members[scheme], lang)
            output.write(renderer.path(f"{stem}.html", lang), page)
    for lang in renderer.languages:
        output.write(renderer.path(PAGE, lang), _index(renderer, turtle, found, members, lang))


def slug(iri: str) -> str:
    """The end of the IRI of a scheme or a concept."""
    return iri.rstrip("/").rpartition("/")[2]


def hierarchy(turtle: Turtle, members: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The concepts in the order of a tree, each once, with their depth: 0 for the topmost."""
    known, seen = set(members), set[str]()
    below: defaultdict[str, list[str]] = defaultdict(list)
    tops = []
    for concept in sorted(members):
        above = [each for each in turtle.iris(concept, SKOS.broader) if each in known]
        for each in above:
            below[each].append(concept)
        if not above:
            tops.append(concept)
    waiting = [(0, each) for each in reversed(tops)]
    while waiting:
        depth, concept = waiting.pop()
        if concept not in seen:
            seen.add(concept)
            yield depth, concept
            waiting += [(depth + 1, each) for each in reversed(below[concept])]
    yield from ((0, each) for each in sorted(known - seen))  # those that go round in a circle


def _only(turtle: Turtle, scheme: str, members: Sequence[str]) -> Turtle:
    wanted = {scheme, *members}
    return Turtle(triples=[each for each in turtle.triples if key(each.subject) in wanted])


def _page(
    renderer: Renderer, turtle: Turtle, scheme: str, members: Sequence[str], lang: str
) -> str:
    label, tag = chosen(turtle.texts(scheme, SKOS.prefLabel), lang)
    found = [_concept(turtle, each, depth, lang) for depth, each in hierarchy(turtle, members)]
    stem = f"vocab/{slug(scheme)}"
    return renderer.render(
        "scheme.html",
        lang,
        f"{stem}.html",
        title=label or slug(scheme),
        tag_of_title=tag,
        iri=scheme,
        definitions=turtle.said(scheme, SKOS.definition, lang),
        concepts=found,
        tags=[(each, name) for each, name in SPOKEN.values()],
        stem=stem,
    )


def _concept(turtle: Turtle, iri: str, depth: int, lang: str) -> Concept:
    labels, others = turtle.texts(iri, SKOS.prefLabel), turtle.said(iri, SKOS.altLabel, lang)
    return Concept(
        slug=slug(iri),
        iri=iri,
        depth=depth,
        notation=next(iter(turtle.texts(iri, SKOS.notation).values()), ""),
        labels=[(labels.get(tag.lower(), ""), tag, name) for tag, name in SPOKEN.values()],
        others=others,
        definitions=turtle.said(iri, SKOS.definition, lang),
        notes=turtle.said(iri, SKOS.scopeNote, lang),
        broader=[_called(turtle, each, lang) for each in turtle.iris(iri, SKOS.broader)],
        groupings=[_called(turtle, each, lang) for each in turtle.iris(iri, PG.inGrouping)],
    )


def _called(turtle: Turtle, iri: str, lang: str) -> Name:
    label, tag = chosen(turtle.texts(iri, SKOS.prefLabel), lang)
    return replace(linked(iri), text=label, lang=tag) if label else linked(iri)


def _index(
    renderer: Renderer,
    turtle: Turtle,
    found: Sequence[str],
    members: defaultdict[str, list[str]],
    lang: str,
) -> str:
    rows = [
        (
            slug(scheme),
            chosen(turtle.texts(scheme, SKOS.prefLabel), lang),
            turtle.said(scheme, SKOS.definition, lang),
            len(members[scheme]),
        )
        for scheme in found
    ]
    title = words(lang)["schemes"]
    return renderer.render("schemes.html", lang, PAGE, title=title, rows=rows, iri=str(VOCAB))
