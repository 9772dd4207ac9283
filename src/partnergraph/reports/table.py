"""Findings as tables for a terminal, one for each file."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from partnergraph.findings import Finding, Severity
from partnergraph.reports.wording import Group, by_file, named, severities, visible
from partnergraph.translation import catalogue

#: More would bury the worst of them, which stand first.
MOST = 500
_WIDE = 132
_TOLD = ("value", "matter", "repair")
_LONGEST_VALUE = 160
_LONGEST = 2_000
_STYLE = {Severity.VIOLATION: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def show(findings: Sequence[Finding], console: Console, lang: str = "en", most: int = MOST) -> None:
    """Prints the first `most` findings, and how many there are beyond.

    On a narrow terminal, value, matter and repair stand under one another.
    """
    for group in by_file(findings[:most]):
        console.print(Text(named(group.file, lang), style="bold"))
        console.print(_table(group, lang, wide=console.width >= _WIDE))
        console.print()
    if len(findings) > most:
        console.print(Text(catalogue().label("more", lang, f"{len(findings) - most:,}")))
        console.print()


def _table(group: Group, lang: str, *, wide: bool) -> Table:
    names = severities(lang)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=False)
    texts = [_texts(finding) for finding in group.findings]
    told = [name for name in _TOLD if wide and any(text[name] for text in texts)]
    headings = ["severity", "row", "column", *told]
    for heading in headings:
        right = heading == "row"
        table.add_column(
            catalogue().label(heading, lang),
            justify="right" if right else "left",
            no_wrap=right or heading == "severity",
            overflow="fold",
            header_style="dim",
        )
    if not wide:
        parts = [catalogue().label(name, lang) for name in ("matter", "repair")]
        table.add_column(" → ".join(parts), overflow="fold", ratio=1, header_style="dim")
    for finding, text in zip(group.findings, texts, strict=True):
        cells = [
            Text(names[finding.severity], style=_STYLE[finding.severity]),
            Text(str(finding.row or "")),
            Text(visible(finding.column)),
        ]
        table.add_row(*cells, *([text[name] for name in told] if wide else [_stacked(text)]))
    return table


def _texts(finding: Finding) -> dict[str, Text]:
    value, *others = visible(finding.value, _LONGEST_VALUE), finding.message, finding.repair
    texts = [value, *(visible(other, _LONGEST) for other in others)]
    return {name: Text(text) for name, text in zip(_TOLD, texts, strict=True)}


def _stacked(texts: dict[str, Text]) -> Text:
    """Value, matter and repair under one another; the value only where it is not told anyway."""
    value, matter, repair = (texts[name] for name in _TOLD)
    lines = [matter]
    if value and value.plain not in matter.plain:
        lines.insert(0, Text(f"“{value.plain}”", style="dim"))
    if repair:
        lines.append(Text(f"→ {repair.plain}", style="bold"))
    return Text("\n").join(lines)
