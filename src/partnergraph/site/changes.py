"""Changes: what is new against an earlier graph, for people, for programs and for other stores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from partnergraph.nquads import iri, literal
from partnergraph.site.addresses import file_name
from partnergraph.site.comparison import Change, compare
from partnergraph.site.patch import differences, earlier_graph, ordered, rdf_patch
from partnergraph.site.renderer import SPOKEN, Renderer, words
from partnergraph.site.sentences import notes, summary, title
from partnergraph.site.triples import Statement, serialise
from partnergraph.vocabulary import AS, DC, PREFIXES, RDF_TYPE, SKOS, XSD

if TYPE_CHECKING:
    from partnergraph.progress import Tell
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

PAGE = "changes/index.html"
TURTLE = "changes/changes.ttl"
PATCH = "changes/changes.rdfp"
_SHOWN = 500  # things on the page, of each kind
_KINDS = ("added", "changed", "withdrawn")
_ACTIVITIES = {"added": AS.Create, "changed": AS.Update, "withdrawn": AS.Delete}


@dataclass(frozen=True, slots=True)
class Shown:
    """A change as its page shows it: its anchor, the name, its language, the page, sentences."""

    anchor: str
    text: str
    lang: str
    page: str
    notes: Sequence[str]


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes the page of changes and, if an earlier graph was named, changes as RDF and a patch."""
    found = site.changes
    if site.since is not None:
        tell("Comparing with the earlier graph")
        output.place(PATCH, lambda target: _write_patch(site, target))
        output.write(TURTLE, serialise(activities(site, found), "ttl", {**PREFIXES, "as": AS}))
    renderer = Renderer.of(site)
    for lang in renderer.languages:
        output.write(renderer.path(PAGE, lang), _page(site, renderer, found, lang))


def changes_since(site: Site) -> list[Change]:
    """What changed against the graph that `site.since` names; nothing where it names none.

    Raises PartnergraphError where that cannot be read.
    """
    if site.since is None:
        return []
    old, new = _graphs(site)
    space = f"<{site.project.thing('')}"
    before = frozenset(
        line[1 : line.index(">")].partition("#")[0]
        for line in ordered(old)
        if line.startswith(space)
    )
    found = differences(ordered(old), ordered(new))
    return compare(found, before, site.documents, site.project.base)


def activities(site: Site, found: Sequence[Change]) -> Iterator[Statement]:
    """The changes as an ordered collection of ActivityStreams 2.0, and a note on each thing."""
    collection = f"{site.project.base}{PAGE}"
    day = site.graph.as_of.isoformat() if site.graph.as_of else ""
    yield collection, RDF_TYPE, iri(AS.Collection)
    yield collection, AS.totalItems, literal(str(len(found)), datatype=XSD.nonNegativeInteger)
    yield collection, DC.subject, iri(site.project.base)
    for each in found:
        activity = f"{collection}#{anchor(site, each.iri)}"
        yield collection, AS.items, iri(activity)
        yield activity, RDF_TYPE, iri(_ACTIVITIES[each.kind])
        yield activity, AS.object, iri(each.iri)
        if day:
            yield activity, DC.date, literal(day, datatype=XSD.date)
        for lang in (lang for lang in site.languages if lang in SPOKEN):
            text = literal(summary(site, each, lang), language=SPOKEN[lang][0])
            yield activity, AS.summary, text
            yield each.iri, SKOS.changeNote, text


def anchor(site: Site, resource: str) -> str:
    """Where the page of changes tells of a resource; no anchor of the frame begins like that."""
    return "of-" + file_name(resource.removeprefix(site.project.thing("")))


def _graphs(site: Site) -> tuple[Path, Path]:
    return earlier_graph(site.since or Path()), site.built.folder / "graph.nq"


def _write_patch(site: Site, target: Path) -> None:
    old, new = _graphs(site)
    digest = str(site.built.manifest["sha256"])
    name = f"{site.project.base}{PATCH}#{digest}"
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(rdf_patch(differences(ordered(old), ordered(new)), name))


def _page(site: Site, renderer: Renderer, found: Sequence[Change], lang: str) -> str:
    say = words(lang)
    counts = Counter(each.kind for each in found)
    sections = [
        (kind, counts[kind], [_shown(site, each, lang) for each in _first(found, kind)])
        for kind in _KINDS
        if counts[kind]
    ]
    return renderer.render(
        "changes.html",
        lang,
        PAGE,
        title=say["changes"],
        compared=site.since is not None,
        sections=sections,
        shown=_SHOWN,
        turtle=TURTLE,
        patch=PATCH,
        withdrawn=len(site.gone),
    )


def _first(found: Sequence[Change], kind: str) -> list[Change]:
    return [each for each in found if each.kind == kind][:_SHOWN]


def _shown(site: Site, change: Change, lang: str) -> Shown:
    text, tag = title(site, change, lang)
    path = site.addresses.path(change.iri)
    return Shown(anchor(site, change.iri), text, tag, path, notes(site, change, lang))
