"""The parts of an Office Open XML workbook (ECMA-376 Part 1 §18): handlers for their elements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from partnergraph.xmlguard import Refused

#: What a sheet can have (ECMA-376, and every program), and more cells than people fill in.
_MOST_ROWS = 1_048_576
_MOST_CELLS = 2_000_000
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
#: Built-in formats that show a date or a time, by what they show (§18.8.30).
_BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 22, *range(27, 32), 36, *range(50, 59)), "day"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), "time"),
    17: "month",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as stored: its type (§18.18.11), text, what its number shows, and its formula.

    `text` is None where no value is stored; `shows` is `day`, `month`, `year`, `time` or ''.
    """

    type: str
    text: str | None
    shows: str
    formula: bool


@dataclass(slots=True)
class Part:
    """Base of the handlers: collects the text of the elements in `wanted`."""

    wanted: frozenset[str] = frozenset()
    collected: list[str] | None = None

    def text(self, data: str) -> None:
        """Keeps text of an element that is wanted."""
        if self.collected is not None:
            self.collected.append(data)


@dataclass(slots=True)
class Relations(Part):
    """The relations between the parts: id -> (kind, target)."""

    found: dict[str, tuple[str, str]] = field(default_factory=dict)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Notes what begins."""
        if name == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))

    def end(self, name: str) -> None:
        """Nothing to do."""


@dataclass(slots=True)
class Book(Part):
    """The sheets in their order, and where the days are counted from."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    since_1904: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Notes what begins."""
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name == "sheet":
            hidden = plain.get("state", "visible") != "visible"
            self.sheets.append((plain.get("name", ""), plain.get("id", ""), hidden))
        elif name == "workbookPr":
            self.since_1904 = plain.get("date1904", "0") in ("1", "true")

    def end(self, name: str) -> None:
        """Nothing to do."""


@dataclass(slots=True)
class Strings(Part):
    """The strings that cells share."""

    strings: list[str] = field(default_factory=list)
    phonetic: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Notes what begins."""
        del attributes
        if name == "si":
            self.strings.append("")
        elif name == "rPh":
            self.phonetic = True
        elif name == "t" and not self.phonetic:
            self.collected = []

    def end(self, name: str) -> None:
        """Keeps what has ended."""
        if name == "t" and self.collected is not None:
            self.strings[-1] += "".join(self.collected)
            self.collected = None
        elif name == "rPh":
            self.phonetic = False


@dataclass(slots=True)
class Styles(Part):
    """What each cell format shows."""

    codes: dict[str, str] = field(default_factory=dict)
    shows: list[str] = field(default_factory=list)
    inside: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Notes what begins."""
        if name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            self.shows.append(shown_by(attributes.get("numFmtId", "0"), self.codes))

    def end(self, name: str) -> None:
        """Keeps what has ended."""
        self.inside = self.inside and name != "cellXfs"


@dataclass(slots=True)
class Cells(Part):
    """The cells of a sheet: rows as they end, and the merged ranges."""

    shows: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[tuple[int, Cell]]]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    number: int = 0
    cells: list[tuple[int, Cell]] = field(default_factory=list)
    position: int = -1
    type: str = "n"
    style: str = ""
    value: str | None = None
    formula: bool = False
    phonetic: bool = False
    seen: int = 0
    seen_rows: int = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Notes what begins."""
        if name == "c":
            self._cell(attributes)
        elif name in ("v", "t"):
            self.collected = None if self.phonetic else []
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.number = _whole(attributes.get("r", str(self.number + 1)))
            self.cells, self.position = [], -1
        elif name == "rPh":
            self.phonetic = True
        elif name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))

    def _cell(self, attributes: Mapping[str, str]) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        self.position = _column(place[1]) if place else self.position + 1
        self.type, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.value, self.formula = None, False
        self.seen += 1
        if self.seen > _MOST_CELLS:
            raise Refused(f"A sheet has more than {_MOST_CELLS:,} cells.", "Split it.")

    def end(self, name: str) -> None:
        """Keeps what has ended."""
        if name in ("v", "t"):
            if self.collected is not None:
                self.value = (self.value or "") + "".join(self.collected)
            self.collected = None
        elif name == "c":
            if self.value is not None or self.formula:
                style = int(self.style) if self.style.isdigit() else 0
                shows = self.shows[style] if style < len(self.shows) else ""
                cell = Cell(self.type, self.value, shows, self.formula)
                self.cells.append((self.position, cell))
        elif name == "row":
            self.seen_rows += 1
            if self.seen_rows > _MOST_ROWS:
                raise Refused(f"A sheet has more than {_MOST_ROWS:,} rows.", "Split it.")
            if self.cells:
                self.rows.append((self.number, self.cells))
                self.cells = []
        elif name == "rPh":
            self.phonetic = False


def unescape(text: str) -> str:
    """`text` with `_x000D_` and the like as the characters they stand for (§22.9.2.19)."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def escape(text: str) -> str:
    """`text` so that `unescape` gives it back, without characters that XML cannot hold."""
    guarded = _ESCAPE.sub(lambda match: f"_x005F{match[0]}", text)
    return _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", guarded)


def shown_by(number: str, codes: Mapping[str, str]) -> str:
    """What the number format with this id shows: `day`, `month`, `year`, `time` or ''."""
    known = _BUILT_IN.get(int(number)) if number.isdigit() else None
    if known and number not in codes:
        return known
    code = _NO_CODE.sub("", codes.get(number, "").partition(";")[0]).casefold()
    if "y" in code or "d" in code:
        return "day" if "d" in code else "month" if "m" in code else "year"
    return "time" if "h" in code or "s" in code or "mm" in code else ""


def _whole(text: str) -> int:
    if not text.isdigit():
        raise Refused(f"'{text[:20]}' is no number of a row.", "Save the workbook again.")
    return int(text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
