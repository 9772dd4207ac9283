"""Withdrawn ids: what an earlier publication had and this one lacks, and what took its place.

An id is never used again: once withdrawn, it keeps its tombstone in each later publication.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from partnergraph.errors import PartnergraphError
from partnergraph.nquads import iri, literal
from partnergraph.site.patch import earlier_graph
from partnergraph.site.renderer import SPOKEN, Renderer, words
from partnergraph.site.triples import Statement, serialise
from partnergraph.store import query
from partnergraph.vocabulary import DC, OWL, SKOS, XSD

if TYPE_CHECKING:
    from partnergraph.progress import Tell
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

#: The list of all withdrawn ids, which the next publication reads.
PATH = "data/withdrawn.nt"
_BLOCK = 1 << 20
_REPLACED = f"""SELECT ?old ?new WHERE {{
  {{ ?new <{DC.replaces}> ?old }} UNION {{ ?old <{DC.isReplacedBy}> ?new }}
  FILTER (ISIRI(?old) && ISIRI(?new))
}} ORDER BY DESC(?new)"""


def withdrawn(site: Site) -> Mapping[str, str]:
    """The IRI of each withdrawn resource, with that of its successor where one is stated.

    They are read from the site that is replaced and from what `--since` named: its own list, and
    the resources of its graph that are no longer there. Raises PartnergraphError.
    """
    found: dict[str, str] = {}
    for earlier in (site.before, site.since):
        if earlier is None or not earlier.exists():
            continue
        listed = earlier / PATH
        if listed.is_file():
            found.update(_listed(listed))
        try:
            found.update(dict.fromkeys(_known(site, earlier), ""))
        except PartnergraphError:
            if earlier == site.since:
                raise
    gone = sorted(each for each in found if each not in site.documents)
    stated = _successors(site) if gone else {}
    return {each: stated.get(each, found[each]) for each in gone}


def statements(gone: Mapping[str, str], resource: str) -> Iterator[Statement]:
    """What remains to be said of a withdrawn `resource`."""
    yield resource, OWL.deprecated, literal("true", datatype=XSD.boolean)
    for lang, (tag, _) in SPOKEN.items():
        yield resource, SKOS.changeNote, literal(words(lang)["gone-note"], language=tag)
    if gone[resource]:
        yield resource, DC.isReplacedBy, iri(gone[resource])


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes a page and RDF about each withdrawn resource, and the list of them."""
    gone = site.gone
    found = [each for resource in gone for each in statements(gone, resource)]
    output.write(PATH, serialise(found, "nt"))
    if not gone:
        return
    tell("Writing tombstones")
    renderer = Renderer.of(site)
    for resource in gone:
        about = list(statements(gone, resource))
        for form in ("ttl", "jsonld", "nt"):
            output.write(site.addresses.path(resource, form), serialise(about, form))
        for lang in renderer.languages:
            path = site.addresses.path(resource)
            output.write(renderer.path(path, lang), _page(site, renderer, resource, lang))


def _page(site: Site, renderer: Renderer, resource: str, lang: str) -> str:
    successor = site.gone[resource]
    known = successor in site.documents
    return renderer.render(
        "gone.html",
        lang,
        site.addresses.path(resource),
        title=resource.removeprefix(site.project.thing("")),
        about=resource,
        twins=True,
        successor=successor,
        page=site.addresses.path(successor) if known else "",
    )


def _known(site: Site, earlier: Path) -> Iterable[str]:
    """The resources of an earlier graph that may be gone. Raises PartnergraphError."""
    space = site.project.thing("")
    if earlier == site.before and site.difference is not None:
        return (each for each in site.difference.resources if each.startswith(space))
    return _resources(earlier_graph(earlier), space)


def _resources(path: Path, space: str) -> set[str]:
    """The resources that a file of N-Quads, packed or not, has statements of. Raises OSError."""
    about = re.compile(rb"(?m)^<" + re.escape(space.encode()) + rb"([^>#\n]*)")
    found: set[bytes] = set()
    rest = b""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as stream:
        while block := stream.read(_BLOCK):
            whole, _, begun = (rest + block).rpartition(b"\n")
            found.update(about.findall(whole))
            rest = begun
    found.update(about.findall(rest))
    return {f"{space}{each.decode()}" for each in found}


def _listed(path: Path) -> dict[str, str]:
    """The earlier list. Raises PartnergraphError where it cannot be read."""
    found: dict[str, str] = {}
    try:
        for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.N_TRIPLES):
            subject = str(getattr(quad.subject, "value", ""))
            found.setdefault(subject, "")
            if quad.predicate.value == DC.isReplacedBy:
                found[subject] = str(getattr(quad.object, "value", ""))
    except (OSError, SyntaxError) as error:
        raise PartnergraphError(f"{path} cannot be read: {error}.") from error
    return found


def _successors(site: Site) -> dict[str, str]:
    """The things of which this graph says what they replace, by that."""
    answer = query(site.graph.store, _REPLACED)
    rows = answer if isinstance(answer, pyoxigraph.QuerySolutions) else ()
    return {str(old)[1:-1]: str(new)[1:-1] for old, new in rows}
