"""Publication: the files about each document, then the other parts of a site, then the exchange.

Files about a document are kept as long as its stamp is the same (see `stamps`). Nobody sees the
new folder before it is whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from partnergraph.progress import Tell, silent
from partnergraph.site import (
    changes,
    datapage,
    dumps,
    explorer,
    feed,
    lists,
    negotiation,
    ontology,
    pages,
    questions,
    reports,
    schemes,
    sitemap,
    twins,
    unknowns,
    verify,
    withdrawn,
)
from partnergraph.site.material import Maker, Part, Site, open_site
from partnergraph.site.output import Made, Output, replaced
from partnergraph.site.stamps import stamps
from partnergraph.site.workers import Order, made, make

__all__ = ["MAKERS", "PARTS", "Site", "open_site", "publish"]

#: What makes the files about each document.
MAKERS: tuple[Maker, ...] = (twins.maker, pages.maker)
#: The other parts, in the order in which they are written: dumps are described by what follows,
#: the sitemap lists what came before, and the last part checks all of them.
PARTS: tuple[Part, ...] = (
    dumps.part,
    pages.write_style,
    lists.write_lists,
    unknowns.write_unknowns,
    datapage.front,
    datapage.part,
    changes.part,
    withdrawn.part,
    feed.part,
    questions.part,
    reports.part,
    explorer.part,
    ontology.part,
    schemes.part,
    negotiation.part,
    sitemap.part,
    verify.part,
)
#: A worker pays from so many documents on.
_WORTH = 250
_TOLD = 500


def publish(
    site: Site,
    folder: Path,
    tell: Tell = silent,
    *,
    makers: tuple[Maker, ...] = MAKERS,
    parts: Sequence[Part] = PARTS,
    workers: int = 1,
) -> Output:
    """Writes `site` to `folder`, which it replaces at once. Raises BuildError.

    `workers` is how many processes may be used; more than one needs a program whose main module
    can be imported, as `multiprocessing` says. Returned is what was written.
    """
    with replaced(folder) as output:
        site = replace(site, before=folder)
        _documents(site, output, tell, makers, workers)
        for part in parts:
            part(site, output, tell)
        tell("The new site takes the place of the old one.")
    return output


def _documents(
    site: Site, output: Output, tell: Tell, makers: tuple[Maker, ...], workers: int
) -> None:
    names = " ".join(f"{maker.__module__}.{maker.__qualname__}" for maker in makers)
    tell("Looking for what has changed.")
    keys = dict(zip(site.documents, stamps(site.documents, f"{site.stamp} {names}"), strict=True))
    todo = []
    for number, (iri, key) in enumerate(keys.items(), 1):
        if not output.reuse(iri, key):
            todo.append(iri)
        if not number % (10 * _TOLD):
            tell(f"{number:,} of {len(keys):,} documents compared.")
    for number, (iri, found) in enumerate(_made(site, output, makers, todo, workers), 1):
        output.adopt(iri, keys[iri], found)
        if not number % _TOLD or number == len(todo):
            tell(f"{number:,} of {len(todo):,} documents written.")


def _made(
    site: Site, output: Output, makers: tuple[Maker, ...], todo: list[str], workers: int
) -> Iterator[tuple[str, Made]]:
    count = min(workers, len(todo) // _WORTH)
    if count > 1:
        yield from made(Order.of(site, makers, output.folder), todo, output.old, count)
        return
    makes = [maker(site) for maker in makers] if todo else []
    for iri in todo:
        yield iri, make(makes, site, iri, output.folder, output.old)
