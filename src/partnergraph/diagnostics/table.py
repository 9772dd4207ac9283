"""Findings as tables for a terminal, one for each file."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from partnergraph.diagnostics.wording import Group, by_file, named, severities, visible
from partnergraph.findings import Finding, Severity
from partnergraph.translation import catalogue

#: More would bury the worst of them, which stand first.
MOST = 500
_WIDE = 132
#: As many findings that differ in their row alone stand singly; more of them are folded.
_FEW = 3
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
    folded = _folded(group.findings)
    texts = [_texts(same[0]) for same in folded]
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
    for same, text in zip(folded, texts, strict=True):
        finding = same[0]
        if len(same) > 1:
            text["value"] = Text()  # they differ
            rows = f"{catalogue().label('row', lang)} {_ranges(same)}"
            text["matter"] = Text.assemble(text["matter"], "\n", (rows, "dim"))
        cells = [
            Text(names[finding.severity], style=_STYLE[finding.severity]),
            Text(f"{len(same)}×" if len(same) > 1 else str(finding.row or "")),
            Text(visible(finding.column)),
        ]
        table.add_row(*cells, *([text[name] for name in told] if wide else [_stacked(text)]))
    return table


def _folded(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings that say the same of several rows, together; the others alone, in their order."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        told = (finding.severity, finding.message, finding.repair, finding.column)
        alike.setdefault(told, []).append(finding)
    return [
        part
        for same in alike.values()
        for part in ([same] if len(same) > _FEW else [[each] for each in same])
    ]


def _ranges(findings: Sequence[Finding]) -> str:
    """Rows in words: `2–5, 7, 9`."""
    rows = sorted({finding.row for finding in findings if finding.row})
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


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
