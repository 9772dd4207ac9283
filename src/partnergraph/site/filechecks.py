"""File checks: each file of a site by its kind, and all names of files.

A file is read once: against the list of files, and as what its ending says it is.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

import pyoxigraph

from partnergraph.findings import Finding, violation
from partnergraph.site import pagereader
from partnergraph.site.served import SETTINGS, Served, Web, matches

_FORMATS = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
}
#: What a file or folder may be called, on any disk and server; and how long its path may be.
_NAME = re.compile(r"[A-Za-z0-9._~-]{1,200}")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:[.].*)?", re.IGNORECASE)
_PATH = 240


Triples = frozenset[pyoxigraph.Quad]


@dataclass
class Report:
    """What a process has found: findings, and fragments that other pages must have."""

    findings: list[Finding] = field(default_factory=list)
    #: Path of a page -> fragments in it -> a page that links to each.
    wanted: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    files: int = 0

    def add(self, rule: str, message: str, path: str, repair: str = "") -> None:
        """Notes a finding about the file at `path`."""
        self.findings.append(violation(f"site-{rule}", message, repair, file=path))

    def take(self, other: Report) -> None:
        """Adds what another process has found."""
        self.findings += other.findings
        self.files += other.files
        for path, fragments in other.wanted.items():
            self.wanted[path].update(fragments)


@dataclass(frozen=True)
class Task:
    """What every check must know: the site and its list of files."""

    site: Served
    files: Mapping[str, str]


def report_on(task: Task, groups: Sequence[tuple[str, ...]]) -> Report:
    """What is wrong with the files of some groups, each group being the files of one document."""
    report = Report()
    for paths in groups:
        _check_group(task, paths, report)
    return report


def _check_group(task: Task, paths: Sequence[str], report: Report) -> None:
    """Reads each file of a group once: hash, kind, and the same triples in every form."""
    twins: dict[str, Triples] = {}
    for path in paths:
        report.files += 1
        data = task.site.read(path)
        if data is None:
            if not (isinstance(task.site, Web) and posixpath.basename(path) in SETTINGS):
                report.add("missing", "The file is missing.", path, "Publish again.")
            continue
        if not matches(data, task.files[path]):
            report.add("changed", "The file is not as it was published.", path, "Publish again.")
        ending = path.rpartition(".")[2]
        if ending in _FORMATS and (found := triples(data, ending, path, report)) is not None:
            twins[path] = found
        elif ending == "html":
            twins.update(_check_page(task, path, data, report))
        elif ending == "css":
            _check_style(task, path, data, report)
    if len(set(twins.values())) > 1 and paths[0].startswith(("doc/", "vocab/", "ontology/")):
        report.add("twins", f"{', '.join(sorted(twins))} hold different triples.", min(twins))


def triples(data: bytes, ending: str, path: str, report: Report) -> Triples | None:
    """The triples in a file; None, and a finding, where it cannot be parsed."""
    try:
        return frozenset(pyoxigraph.parse(data, format=_FORMATS[ending]))
    except (SyntaxError, ValueError) as error:
        report.add("syntax", f"The file cannot be parsed: {error}.", path)
        return None


def _check_page(task: Task, path: str, data: bytes, report: Report) -> dict[str, Triples]:
    """Checks a page; what the JSON-LD in a page about a thing says."""
    try:
        page = pagereader.read(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        report.add("html", f"The page is not UTF-8: {error}.", path)
        return {}
    for fault in page.faults:
        report.add("html", f"The page {fault}.", path)
    for address in page.outside:
        report.add("outside", f"The page loads {address} from elsewhere.", path)
    for address in dict.fromkeys(page.links):
        _check_link(task, path, page, address, report)
    if not page.data or not path.startswith("doc/"):
        return {}
    found = triples("".join(page.data).encode(), "jsonld", path, report)
    return {} if found is None else {path: found}


def _check_link(task: Task, path: str, page: pagereader.Page, address: str, report: Report) -> None:
    target, _, fragment = address.partition("#")
    if "=" in fragment:  # it tells a script what to show, and names no place
        fragment = ""
    there = _target(path, target.partition("?")[0]) if target else path
    if there not in task.files and f"{there}/index.html".lstrip("/") in task.files:
        there = f"{there}/index.html".lstrip("/")
    if there not in task.files:
        report.add("link", f"The link {address} leads to no file.", path)
    elif fragment and there == path:
        if unquote(fragment) not in page.ids:
            report.add("fragment", f"The link {address} leads to no place in the page.", path)
    elif fragment and there.endswith(".html"):
        report.wanted[there][unquote(fragment)] = path


def _check_style(task: Task, path: str, data: bytes, report: Report) -> None:
    for address in pagereader.loaded(data.decode("utf-8", "replace")):
        if pagereader.elsewhere(address):
            report.add("outside", f"The style sheet loads {address} from elsewhere.", path)
        elif _target(path, address) not in task.files:
            report.add("link", f"The style sheet loads {address}, which is no file.", path)


def _target(path: str, address: str) -> str:
    """The path that the relative `address` in the file at `path` leads to."""
    joined = posixpath.join(posixpath.dirname(path), unquote(address))
    found = posixpath.normpath(joined)
    return "" if found == "." else found


def check_names(files: Iterable[str], report: Report) -> None:
    """Looks for names that not every disk and server can hold, or that differ by capitals alone."""
    seen: dict[str, str] = {}
    for path in files:
        parts = path.split("/")
        if not all(_NAME.fullmatch(part) for part in parts) or len(path) > _PATH:
            report.add("name", "Not every disk and server can hold such a name.", path)
        if any(_RESERVED.fullmatch(part) for part in parts):
            report.add("name", "Windows keeps this name for a device.", path)
        if (twin := seen.setdefault(path.casefold(), path)) != path:
            report.add("name", f"The name differs from {twin} in capitals alone.", path)
