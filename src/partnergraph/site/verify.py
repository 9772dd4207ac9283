"""Verify: whether a published site is whole, and says what the graph says.

Every file is read once: against the list of files, and by its kind. Nothing is repaired.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from multiprocessing import get_context
from typing import TYPE_CHECKING

from partnergraph.errors import BuildError
from partnergraph.findings import Finding, ordered, warning
from partnergraph.progress import Tell, silent
from partnergraph.site import counts, pagereader, sitemapcheck
from partnergraph.site.addresses import Addresses
from partnergraph.site.documents import Documents
from partnergraph.site.filechecks import Report, Task, check_names, report_on, triples
from partnergraph.site.output import Output
from partnergraph.site.served import Folder, Present, Web, listed, matches, served

if TYPE_CHECKING:
    from partnergraph.site.material import Site

#: Of a site on the web no more documents are asked for than this, evenly chosen.
ON_THE_WEB = 500
#: Of so many new documents some are read before a site is shown.
BEFORE_THE_SWAP = 5_000
#: The files of one document, in every form and language.
Group = tuple[str, ...]
_CHUNK = 200
_FEW = 4 * _CHUNK  # groups that one process checks faster than many


def check(
    where: str,
    documents: Documents | None = None,
    addresses: Addresses | None = None,
    tell: Tell = silent,
) -> list[Finding]:
    """What is wrong with the site in the folder, or at the web address, `where`.

    With `documents` and the `addresses` of their files, each must hold what the graph says. On the
    web only some of many documents are read. Raises InputError where there is no site.
    """
    site = served(where)
    files = listed(site, where)
    task = Task(site, files)
    report = Report()
    check_names(files, report)
    groups: Sequence[Group] = _groups(files)
    if isinstance(site, Web) and len(groups) > ON_THE_WEB:
        report.findings.append(_sampled(groups, where))
        groups = _some(groups, ON_THE_WEB)
    _check_files(task, groups, report, tell)
    _check_fragments(task, report)
    if isinstance(site, Folder):
        for path in sorted(site.others(files)):
            report.add("foreign", "The file is not in the list of files.", path, "Remove it.")
    if documents is not None and addresses is not None:
        tell("Comparing with the graph")
        _check_documents(task, documents, addresses, report)
    for path, message in (*sitemapcheck.faults(site, files), *counts.faults(site, files)):
        report.add("sitemap" if "sitemap" in path else "counts", message, path)
    return ordered(report.findings)


def base(where: str) -> str:
    """The base of the graph that the site at `where` is of; '' where it does not say.

    Raises InputError where there is no site.
    """
    data = served(where).read(counts.PATH) or b""
    space = re.search(rb'uriSpace>? "([^"]*)id/"', data)
    return space[1].decode("utf-8", "replace") if space else ""


def part(site: Site, output: Output, tell: Tell) -> None:
    """Checks the new files of `output`, as the last part of a publication, before anybody sees it.

    Of very many documents some are read, evenly chosen. Raises BuildError with the first findings.
    """
    tell("Checking the new files")
    folder = Folder(output.folder)
    task, report = Task(folder, output.files), Report()
    check_names(output.files, report)
    new = [paths for paths in _groups(output.files) if any(map(folder.is_new, paths))]
    _check_files(task, _some(new, BEFORE_THE_SWAP), report, tell)
    _check_fragments(task, report)
    tell("Comparing the new files with the graph")
    _check_written(task, site.documents, site.addresses, frozenset(chain(*new)), report)
    for path, message in sitemapcheck.faults(folder, output.files):
        report.add("sitemap", message, path)
    if report.findings:
        first = "; ".join(f"{each.file}: {each.message}" for each in ordered(report.findings)[:5])
        raise BuildError(
            f"The new site has {len(report.findings)} faults, among them {first}",
            "The earlier site stands.",
        )


def _check_files(task: Task, groups: Sequence[Group], report: Report, tell: Tell) -> None:
    for found in _reports(task, groups):
        report.take(found)
        tell(f"{report.files:,} of {sum(map(len, groups)):,} files checked")


def _some(groups: Sequence[Group], most: int) -> Sequence[Group]:
    """At most so many of the groups, evenly chosen."""
    return groups[:: max(1, -(-len(groups) // most))]


def _sampled(groups: Sequence[object], where: str) -> Finding:
    message = f"Of {len(groups)} groups of files about {ON_THE_WEB} were read."
    return warning("site-sample", message, "Check the folder to read them all.", file=where)


def _groups(files: Iterable[str]) -> list[Group]:
    """Files that belong together: those of one document, in every form and language."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in files:
        folder, name = posixpath.split(path)
        found[posixpath.join(folder, name.partition(".")[0])].append(path)
    return [tuple(sorted(paths)) for _, paths in sorted(found.items())]


def _reports(task: Task, groups: Sequence[Group]) -> Iterator[Report]:
    chunks = [groups[start : start + _CHUNK] for start in range(0, len(groups), _CHUNK)]
    if len(groups) <= _FEW or not isinstance(task.site, Folder):
        yield from map(partial(report_on, task), chunks)
        return
    workers = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2, 8)
    tasks = (Task(task.site, _near(task, groups)) for groups in chunks)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(report_on, tasks, chunks)


def _near(task: Task, groups: Sequence[Group]) -> Mapping[str, str]:
    """As much of the list of files as a process needs to check some groups."""
    assert isinstance(task.site, Folder)  # noqa: S101 - others are read by one process
    return Present(task.site.root, {path: task.files[path] for paths in groups for path in paths})


def _check_fragments(task: Task, report: Report) -> None:
    for path, fragments in sorted(report.wanted.items()):
        text = (task.site.read(path) or b"").decode("utf-8", "replace")
        left = fragments.keys() - pagereader.plain_ids(text)
        ids = pagereader.read(text).ids if left else set()
        for fragment, source in fragments.items():
            if fragment in left - ids:
                message = f"The link to {path}#{fragment} leads to no place in that page."
                report.add("fragment", message, source)


def _check_documents(
    task: Task,
    documents: Documents,
    addresses: Addresses,
    report: Report,
) -> None:
    """The file of each resource holds what the graph says of it; no file is about another."""
    few = isinstance(task.site, Web) and len(documents) > ON_THE_WEB
    step = -(-len(documents) // ON_THE_WEB) if few else 1
    expected = set()
    for number, iri in enumerate(documents):
        path = addresses.path(iri, "nt")
        expected.add(path)
        if not number % step:
            _check_document(task, documents, iri, path, report)
    _check_unknown(task, expected, report)


def _check_unknown(task: Task, expected: Container[str], report: Report) -> None:
    for path in task.files:
        unknown = path.startswith("doc/") and path.endswith(".nt") and path not in expected
        if unknown and b"owl#deprecated" not in (task.site.read(path) or b""):
            report.add("graph", "The graph does not know the resource of this file.", path)


def _check_written(
    task: Task, documents: Documents, addresses: Addresses, new: Container[str], report: Report
) -> None:
    """The digest of each new file about a resource is that of what the graph says of it."""
    expected = set()
    for iri in documents:
        path = addresses.path(iri, "nt")
        expected.add(path)
        if path in new and not matches(documents[iri].ntriples, task.files.get(path, "")):
            _check_document(task, documents, iri, path, report)
    _check_unknown(task, expected, report)


def _check_document(task: Task, documents: Documents, iri: str, path: str, report: Report) -> None:
    data = task.site.read(path)
    if data is None:
        report.add("missing", f"There is no document about {iri}.", path)
        return
    found = triples(data, "nt", path, Report())
    if found is not None and {quad.triple for quad in found} != set(documents[iri].triples()):
        report.add("graph", f"The file does not hold what the graph says of {iri}.", path)
