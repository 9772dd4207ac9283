"""Listing: a list of things as pages and as CSV, of which unchanged pages are kept."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, overload

from partnergraph.site.clerk import Clerk
from partnergraph.site.output import Output
from partnergraph.site.pages import Press
from partnergraph.site.records import Text
from partnergraph.site.renderer import words
from partnergraph.site.sheet import Value

#: How many lines a page has; the next ones go on the next page.
PAGE = 500
Row = Sequence[str]


class Cell(NamedTuple):
    """What stands in a column of a line: values, and doubts about them."""

    values: tuple[Value, ...]
    doubts: tuple[Text, ...] = ()

    @property
    def text(self) -> str:
        """The cell without links, for CSV."""
        return "; ".join(each.text.text for each in self.values) or "; ".join(
            each.text for each in self.doubts
        )


class Line(NamedTuple):
    """A thing in a list: its IRI ('' where it is none of ours) and its cells."""

    iri: str
    cells: tuple[Cell, ...]

    @property
    def row(self) -> Row:
        """The line for CSV."""
        return [self.iri, *(cell.text for cell in self.cells)]


class Lines(Sequence[Line]):
    """Lines that are made when they are asked for."""

    def __init__(self, members: Sequence[str], make: Callable[[str], Line]) -> None:
        """Takes the IRIs of the lines in order, and what makes the line of each."""
        self.members = members
        self._make = make

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        if isinstance(at, slice):
            return [self._make(iri) for iri in self.members[at]]
        return self._make(self.members[at])

    def __len__(self) -> int:
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: where it is (without ending), its title, what it is a list of, and its lines."""

    stem: str
    title: Text
    kind: str
    columns: tuple[str, ...]
    lines: Sequence[Line]

    def parts(self) -> list[tuple[str, slice]]:
        """The path of each page in the first language, and the lines that stand on it."""
        starts = range(0, max(len(self.lines), 1), PAGE)
        return [
            (_page_path(self.stem, number), slice(start, start + PAGE))
            for number, start in enumerate(starts)
        ]


def write(press: Press, listing: Listing, lang: str, output: Output) -> None:
    """Writes the pages of a list, and in the first language of the site its CSV.

    A page stays as it is while what the graph says of its things, and of what these point to, is
    the same. So do its rows in the CSV.
    """
    first = lang == press.renderer.default
    rows: list[Row] = []
    old: Mapping[str, Row] | None = None
    for number, (path, span) in enumerate(listing.parts()):
        key, name = _key(press, listing, span), f"list {press.renderer.path(path, lang)}"
        if key and output.reuse(name, key):
            if first:
                old = _rows(output.old.at(f"{listing.stem}.csv")) if old is None else old
                rows += _kept(listing, span, old)
            continue
        lines = listing.lines[span]
        with output.making(name, key):
            output.write(*_page(press, listing, lang, number, lines))
        rows += [line.row for line in lines]
    if first:
        output.write(f"{listing.stem}.csv", _csv(listing, rows))


def pages(press: Press, listing: Listing, lang: str) -> Iterator[tuple[str, str]]:
    """The pages of a list: path and text of each."""
    for number, (_, span) in enumerate(listing.parts()):
        yield _page(press, listing, lang, number, listing.lines[span])


def table(listing: Listing) -> str:
    """The list as CSV (RFC 4180), with the IRI of each thing first."""
    return _csv(listing, [line.row for line in listing.lines])


def _page(
    press: Press, listing: Listing, lang: str, number: int, lines: Sequence[Line]
) -> tuple[str, str]:
    paths = [path for path, _ in listing.parts()]
    page = press.renderer.render(
        "list.html",
        lang,
        paths[number],
        title=listing.title.text,
        csv=f"{listing.stem}.csv",
        listing=listing,
        headings=[_heading(press, lang, each) for each in listing.columns],
        lines=lines,
        parts=paths,
        number=number,
    )
    return press.renderer.path(paths[number], lang), page


def _key(press: Press, listing: Listing, span: slice) -> str:
    """What a page is made from; '' where it is not known for each line."""
    states = press.site.states
    if not isinstance(listing.lines, Lines) or not states:
        return ""
    members = listing.lines.members
    said = [states.get(iri, "") for iri in members[span]]
    frame = (press.site.stamp, listing.title, listing.columns, len(members), span.start)
    return hashlib.sha256(repr((frame, said)).encode()).hexdigest() if all(said) else ""


def _page_path(stem: str, number: int) -> str:
    return f"{stem}-{number + 1}.html" if number else f"{stem}.html"


def _heading(press: Press, lang: str, column: str) -> Text:
    if not column.startswith("p:"):
        return Text(words(lang)[column])
    return Clerk(press.shelf, press.site.addresses, press.shelf.record(""), lang).label(column[2:])


def _kept(listing: Listing, span: slice, old: Mapping[str, Row]) -> list[Row]:
    """The rows of a page that was kept."""
    assert isinstance(listing.lines, Lines)  # noqa: S101 - pages of others have no key
    found = [old.get(iri) for iri in listing.lines.members[span]]
    if not all(found):
        return [line.row for line in listing.lines[span]]
    return [row for row in found if row]


def _rows(path: Path | None) -> Mapping[str, Row]:
    """The rows of an earlier CSV by the IRI in their first column."""
    if path is None:
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {row[0]: row for row in csv.reader(stream) if row}


def _csv(listing: Listing, rows: Sequence[Row]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    names = [each.rpartition("#")[2].rpartition("/")[2] for each in listing.columns]
    writer.writerow(["iri", *names])
    writer.writerows(rows)
    return stream.getvalue()
