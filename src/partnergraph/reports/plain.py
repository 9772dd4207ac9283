"""A report as Markdown, and its tables as CSV for spreadsheets."""

from __future__ import annotations

import csv
import io

from partnergraph.reports.content import Cell, Content, Filled

#: What makes a spreadsheet take a cell for a formula.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
_MARKS = "\\`*_|<>[]#"


def markdown(content: Content) -> str:
    """The report as GitHub Flavored Markdown (§4.10, tables)."""
    parts = [f"# {_plain(content.title)}", _plain(content.about)]
    if content.as_of:
        parts.append(f"{content.words['as-of']} {content.as_of}")
    for section in content.sections:
        parts += [f"## {_plain(section.title)}", _plain(section.note)]
        parts += [_grid(section) if section.rows else f"*{_plain(section.empty)}*"]
        parts.append(f"`{section.command}`")
    return "\n\n".join(part for part in parts if part) + "\n"


def as_csv(section: Filled) -> str:
    """One table as CSV (RFC 4180), with a byte order mark, as spreadsheets want it.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(section.headings)
    writer.writerows([harmless(cell) for cell in row] for row in section.rows)
    return f"\ufeff{out.getvalue()}"


def harmless(cell: Cell) -> str:
    """The text of a cell as no spreadsheet takes it for a formula."""
    if isinstance(cell.value, int | float):
        return cell.text
    return tame(cell.text)


def tame(text: str) -> str:
    """A text as no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_ACTIVE) else text


def _grid(section: Filled) -> str:
    lines = [[_plain(heading) for heading in section.headings], ["---"] * len(section.headings)]
    lines += [[_linked(cell) for cell in row] for row in section.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _linked(cell: Cell) -> str:
    address = cell.link.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return f"[{_plain(cell.text)}](<{address}>)" if address else _plain(cell.text)


def _plain(text: str) -> str:
    for mark in _MARKS:
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
