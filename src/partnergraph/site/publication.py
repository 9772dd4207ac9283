"""Publication: the files about each document, then the other parts of a site, then the exchange.

Files about a document are kept as long as its stamp is the same (see `stamps`). Nobody sees the
new folder before it is whole.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
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
from partnergraph.site.difference import difference
from partnergraph.site.material import Maker, Part, Site, open_site
from partnergraph.site.output import Made, Output, replaced
from partnergraph.site.stamps import stamps
from partnergraph.site.standing import NAME, standing, state
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
    *questions.HALVES,
    reports.part,
    explorer.part,
    ontology.part,
    schemes.part,
    negotiation.part,
    sitemap.part,
    verify.part,
)
#: Parts that need nothing of others, so that workers write them beside the documents; the longest
#: come first.
BESIDE: tuple[Part, ...] = (*questions.HALVES, lists.write_lists, reports.part, dumps.part)
BESIDE += (unknowns.write_unknowns, explorer.part)
#: A worker pays from so many documents on; the parts beside are worth some of all documents.
_WORTH = 250
_PARTS = 4
_TOLD = 500
#: So many documents are kept between two looks at what workers have done.
_STEP = 50


def publish(
    site: Site,
    folder: Path,
    tell: Tell = silent,
    *,
    makers: tuple[Maker, ...] = MAKERS,
    parts: Sequence[Part] = PARTS,
    beside: Sequence[Part] = BESIDE,
    workers: int = 1,
) -> Output:
    """Writes `site` to `folder`, which it replaces at once. Raises BuildError.

    Those of `parts` that are in `beside` may be written by workers. `workers` is how many processes
    may be used; more than one needs a program whose main module can be imported, as
    `multiprocessing` says. Returned is what was written: nothing where the site in `folder` was
    made from the same and is whole.
    """
    whole = state(site, makers, parts)
    if (found := standing(folder, whole, tell)) is not None:
        return found
    with replaced(folder) as output:
        tell("Looking for what has changed.")
        stamped = stamps(site.documents, f"{site.stamp} {_names(makers)}")
        keys = stamped.keys
        old = output.old
        site = replace(site, before=folder, states=stamped.states, difference=difference(site, old))
        todo = [iri for iri, key in keys.items() if old.made_from(iri, key) is None]
        lost: list[str] = []
        keeping = _keeping(keys, frozenset(todo), lost, output, tell)
        beside = [part for part in beside if part in parts]
        weight = len(todo) + (len(site.documents) // _PARTS if beside else 0)
        count = min(workers, weight // _WORTH)
        if count > 1:
            parts = [part for part in parts if part not in beside]
            order = Order.of(site, makers, output.folder)
            made_ones = made(order, todo, old, count, beside, tell, keeping)
        else:
            made_ones = _made(site, output, makers, todo)
        _take(made_ones, keys, output, len(todo), tell)
        deque(keeping, 0)
        _take(_made(site, output, makers, lost), keys, output, len(lost), tell)
        for part in parts:
            part(site, output, tell)
        if whole:
            output.keys[NAME] = (whole, [])
        tell("The new site takes the place of the old one.")
    return output


def _names(makers: Iterable[Maker]) -> str:
    return " ".join(f"{maker.__module__}.{maker.__qualname__}" for maker in makers)


def _keeping(
    keys: Mapping[str, str], todo: Container[str], lost: list[str], output: Output, tell: Tell
) -> Iterator[None]:
    """Keeps the files about all resources but those of `todo`, some at each step.

    Those whose files somebody else has changed are added to `lost`.
    """
    for number, (iri, key) in enumerate(keys.items(), 1):
        if iri not in todo and not output.reuse(iri, key):
            lost.append(iri)
        if not number % (10 * _TOLD):
            tell(f"{number:,} of {len(keys):,} documents compared.")
        if not number % _STEP:
            yield


def _made(
    site: Site, output: Output, makers: tuple[Maker, ...], todo: list[str]
) -> Iterator[tuple[str, Made]]:
    makes = [maker(site) for maker in makers] if todo else []
    for iri in todo:
        yield iri, make(makes, site, iri, output.folder, output.old)


def _take(
    found: Iterable[tuple[str, Made]],
    keys: Mapping[str, str],
    output: Output,
    count: int,
    tell: Tell,
) -> None:
    """Takes over what was made about `count` documents, and the files of parts."""
    number = 0
    for iri, each in found:
        if not iri:
            output.take(each)
            continue
        output.adopt(iri, keys[iri], each)
        number += 1
        if not number % _TOLD or number == count:
            tell(f"{number:,} of {count:,} documents written.")
