"""The data page: what can be taken away, in which forms and under which licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnergraph.site.dcat import PAGE, dcat
from partnergraph.site.description import Description, form_of
from partnergraph.site.dumps import CHECKSUMS, STATISTICS, UNPACKED
from partnergraph.site.home import write_home
from partnergraph.site.naming import named
from partnergraph.site.renderer import Renderer, words
from partnergraph.site.schemaorg import citation, jsonld
from partnergraph.site.statistics import REGISTRIES
from partnergraph.site.triples import serialise
from partnergraph.site.void import PATH as VOID
from partnergraph.site.void import void

if TYPE_CHECKING:
    from partnergraph.progress import Tell
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

CITATION = "data/CITATION.cff"
_DCAT = "data/dataset"


def front(site: Site, output: Output, tell: Tell) -> None:
    """Writes the home page, with the dataset described in it. The dumps must be there already."""
    write_home(site, output, tell, jsonld(Description.read(site, output)))


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes the descriptions of the dataset for programs, its citation, and the data page.

    The dumps must be there already.
    """
    tell("Describing the dataset")
    description = Description.read(site, output)
    output.write(VOID, serialise(void(description), "ttl"))
    catalogue = list(dcat(description))
    for form in ("ttl", "jsonld"):
        output.write(f"{_DCAT}.{form}", serialise(catalogue, form))
    output.write(CITATION, citation(description))
    renderer = Renderer.of(site)
    for lang in renderer.languages:
        output.write(renderer.path(PAGE, lang), _page(site, renderer, description, lang))


def _page(site: Site, renderer: Renderer, description: Description, lang: str) -> str:
    say, found = words(lang), description.statistics
    dumps = [
        (
            each.path,
            each.path.rpartition("/")[2],
            say[f"data-form-{form_of(each.path)}"],
            each.size,
            each.sha256,
        )
        for each in description.dumps
    ]
    classes = [(named(site, iri, lang), number) for iri, number in found["classes"].items()]
    links = [(title, found["links"][key]) for key, title, _ in REGISTRIES if key in found["links"]]
    return renderer.render(
        "data.html",
        lang,
        PAGE,
        title=say["dataset"],
        description=say["data-lead"],
        jsonld=jsonld(description),
        dataset=description,
        name=description.title(lang),
        dumps=dumps,
        classes=sorted(classes, key=lambda pair: (-pair[1], pair[0].text)),
        links=links,
        files={
            "void": VOID,
            "ttl": f"{_DCAT}.ttl",
            "jsonld": f"{_DCAT}.jsonld",
            "sums": CHECKSUMS,
            "unpacked": UNPACKED,
            "statistics": STATISTICS,
            "citation": CITATION,
        },
    )
