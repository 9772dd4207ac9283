"""The ontology's own page: every term under the fragment of its IRI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph

from partnergraph.site import twins
from partnergraph.site.naming import Name, external
from partnergraph.site.renderer import Renderer, words
from partnergraph.site.terms import KINDS, Rule, Term, Turtle, rules_by_term, terms
from partnergraph.vocabulary import (
    DC,
    ONTOLOGY,
    OWL,
    PG,
    PREFIXES,
    VOCAB,
    compact,
)

if TYPE_CHECKING:
    from partnergraph.progress import Tell
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

PAGE = "ontology/index.html"
FILES = "ontology/ontology"
_FORMS = (("ttl", pyoxigraph.RdfFormat.TURTLE),)


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes `ontology/index.html` in each language, and the ontology in three forms of RDF.

    The anchor of `pg:Agreement` is `Agreement`, so that its IRI leads to it from the page that
    the ontology's IRI leads to. Raises ProjectError where an ontology file cannot be read.
    """
    tell("Documenting the ontology")
    project = site.project
    turtle = Turtle.read(project.ontology_files("vocabulary.ttl", "alignment.ttl"))
    rules = rules_by_term(Turtle.read(project.ontology_files("shapes.ttl")))
    own = Turtle.read(project.ontology_files("vocabulary.ttl"))
    write_forms(output, FILES, own)
    for name in ("shapes.ttl", "alignment.ttl"):
        output.write(f"ontology/{name}", project.ontology_file(name).read_bytes())
    renderer = Renderer.of(site)
    for lang in renderer.languages:
        output.write(renderer.path(PAGE, lang), _page(renderer, turtle, rules, lang))


def write_forms(output: Output, stem: str, turtle: Turtle) -> None:
    """Writes what Turtle files say as Turtle, JSON-LD and N-Triples."""
    triples = sorted(set(turtle.triples), key=str)
    for ending, form in _FORMS:
        data = pyoxigraph.serialize(triples, format=form, prefixes=dict(PREFIXES))
        output.write(f"{stem}.{ending}", data or b"")
    output.write(f"{stem}.jsonld", twins.written(triples, ""))


def linked(iri: str) -> Name:
    """A term or concept with its page here, or its address elsewhere."""
    if iri.startswith(PG):
        return Name(compact(iri), page=f"{PAGE}#{iri.removeprefix(PG)}")
    if iri.startswith(VOCAB):
        scheme, _, concept = iri.removeprefix(VOCAB).partition("/")
        page = f"vocab/{scheme}.html"
        return Name(compact(iri), page=f"{page}#{concept}" if concept else page)
    return Name(compact(iri), link=iri if external(iri) else "")


def anchor(term: Term) -> str:
    """The anchor of a term: the fragment of our own; for others, one that no fragment can be."""
    own = term.iri.removeprefix(PG)
    return own if own != term.iri else f"reused-{term.name.replace(':', '-')}"


def _page(renderer: Renderer, turtle: Turtle, rules: dict[str, list[Rule]], lang: str) -> str:
    say = words(lang)
    found = terms(turtle, rules, lang)
    own = [term for term in found if term.iri.startswith(PG)]
    sections = [(kind, say[f"term-{kind}"], _of(own, kind)) for kind in KINDS.values()]
    others = [term for term in found if not term.iri.startswith(PG)]
    header = {
        "title": turtle.said(ONTOLOGY, DC.term("title"), lang),
        "about": turtle.said(ONTOLOGY, DC.description, lang),
        "version": turtle.texts(ONTOLOGY, OWL.versionInfo).get("", ""),
        "version_iri": next(iter(turtle.iris(ONTOLOGY, OWL.versionIRI)), ""),
        "licence": next(iter(turtle.iris(ONTOLOGY, DC.license)), ""),
        "creator": turtle.texts(ONTOLOGY, DC.creator).get("", ""),
        "modified": turtle.texts(ONTOLOGY, DC.modified).get("", ""),
    }
    return renderer.render(
        "ontology.html",
        lang,
        PAGE,
        title=say["ontology"],
        header=header,
        iri=ONTOLOGY,
        namespace=str(PG),
        sections=[(*section,) for section in sections if section[2]],
        others=others,
        linked=linked,
        anchor=anchor,
        stem=FILES,
    )


def _of(found: list[Term], kind: str) -> list[Term]:
    return [term for term in found if term.kind == kind]
