"""The old feed: entries about earlier changes, which the feed of a new publication takes over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from partnergraph import xmlguard


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: an IRI that stays its own for ever, title, day, text, and where it leads."""

    id: str
    title: str
    day: str
    text: str
    path: str


@dataclass
class _Reader:
    """Takes the elements of a feed (RFC 4287)."""

    place: str = ""
    entries: list[Entry] = field(default_factory=list)
    _entry: dict[str, str] | None = None
    _text: str = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._text = ""
        if name == "entry":
            self._entry = {}
        elif name == "link" and self._entry is not None:
            self._entry["link"] = attributes.get("href", "")
        elif name == "link" and attributes.get("rel") == "self":
            self.place = attributes.get("href", "").rpartition("/")[0] + "/"

    def end(self, name: str) -> None:
        if self._entry is None:
            return
        if name == "entry":
            found, self._entry = self._entry, None
            path = found.get("link", "").removeprefix(self.place)
            name, title, day, text = (
                found.get(each, "") for each in ("id", "title", "updated", "summary")
            )
            self.entries.append(Entry(name, title, day, text, path))
        else:
            self._entry.setdefault(name, self._text)

    def text(self, data: str) -> None:
        self._text += data


def earlier(path: Path, begin: str) -> list[Entry]:
    """The entries of the feed in the file `path` whose ids begin with `begin`.

    None where there is no feed, or a damaged one: a feed is no reason not to publish.
    """
    reader = _Reader()
    try:
        with path.open("rb") as stream:
            xmlguard.parse(stream, reader)
    except (OSError, xmlguard.Refused):
        return []
    return [each for each in reader.entries if each.id.startswith(begin)]
