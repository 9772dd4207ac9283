"""The reports: several questions on one page, for an office."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from partnergraph.errors import QueryError
from partnergraph.reports.content import Cell, Content, Filled, compose, words_of
from partnergraph.reports.definition import Report, read_report
from partnergraph.reports.definition import text as say_text
from partnergraph.reports.plain import as_csv
from partnergraph.site.naming import Name, named
from partnergraph.site.renderer import SPOKEN, Renderer, text, words

if TYPE_CHECKING:
    from partnergraph.progress import Tell
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

PAGE = "reports/index.html"
#: Seconds that each question of a report may take, and after which no further report is made.
SECONDS = 10.0
BUDGET = 45.0
_TEMPLATES = ("report.html", "reports.html", "parts-data.html", "base.html")


@dataclass(frozen=True, slots=True)
class Shown:
    """A section with the cells as this site links them, and the path of its CSV."""

    section: Filled
    rows: Sequence[Sequence[Name]]
    csv: str


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes `reports/index.html`, and each report in each language with its tables as CSV."""
    files = site.project.report_files()
    reports = [read_report(files, path.stem) for path in files]
    key = _key(site, [path.read_text(encoding="utf-8") for path in files])
    if output.reuse("reports", key):
        return
    with output.making("reports", key):
        renderer = Renderer.of(site)
        for lang in renderer.languages:
            found = [(r.name, say_text(r.title, lang), say_text(r.about, lang)) for r in reports]
            page = renderer.render(
                "reports.html", lang, PAGE, title=words(lang)["reports"], reports=found
            )
            output.write(renderer.path(PAGE, lang), page)
        began = time.monotonic()
        for report in reports:
            tell(f"Writing the report {report.name}")
            late = time.monotonic() - began > BUDGET
            _write(site, output, renderer, report, late=late)


def _write(site: Site, output: Output, renderer: Renderer, report: Report, *, late: bool) -> None:
    """A report that takes too long says so, in each language."""
    limited = replace(site.graph, timeout=SECONDS)
    for lang in renderer.languages:
        content = None
        if not late:
            try:
                content = compose(limited, report, {}, lang)
            except QueryError:
                late = True
        path = f"reports/{report.name}.html"
        shown = _shown(site, renderer, content, lang)
        for each in shown:
            output.write(each.csv, as_csv(each.section))
        page = renderer.render(
            "report.html",
            lang,
            path,
            title=say_text(report.title, lang),
            lead=say_text(report.about, lang),
            content=content,
            sections=shown,
        )
        output.write(renderer.path(path, lang), page)


def _shown(site: Site, renderer: Renderer, content: Content | None, lang: str) -> list[Shown]:
    if content is None:
        return []
    found = []
    for number, section in enumerate(content.sections, 1):
        rows = [[_cell(site, cell, lang) for cell in row] for row in section.rows]
        path = renderer.path(f"reports/{content.name}-{number}.html", lang)
        found.append(Shown(section, rows, path.replace(".html", ".csv")))
    return found


def _cell(site: Site, cell: Cell, lang: str) -> Name:
    """The cell with a link to its page here, where it is a thing of this graph."""
    own = SPOKEN[lang][0].lower()
    tag = "" if cell.lang.lower() in ("", own, lang) else cell.lang
    page = ""
    if isinstance(cell.value, str) and cell.value.startswith(site.project.base):
        page = named(site, cell.value, lang).page
    return Name(cell.text, tag, page, cell.link)


def _key(site: Site, definitions: Sequence[str]) -> str:
    parts = [str(site.built.manifest["sha256"]), str(site.graph.as_of), *site.languages]
    parts += [*definitions, *(each.text for each in site.graph.questions)]
    parts += [text(f"templates/{name}") for name in _TEMPLATES]
    parts += [f"{words(lang)}{words_of(lang)}" for lang in site.languages]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
