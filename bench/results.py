"""The file of results: what was measured, part by part, and what was not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from measure import table
from partnergraph.files import write_text

_MARK = re.compile(r"(?m)^<!-- (\{.*\}) -->\n")


@dataclass(frozen=True, slots=True)
class Section:
    """What one part came to; `done` unless it was interrupted, `note` says what went wrong."""

    part: str
    title: str
    seconds: float
    processor: float
    note: str
    done: bool
    text: str

    def written(self) -> str:
        """As it stands in the file, with a comment by which it is read again."""
        about = {name: value for name, value in asdict(self).items() if name != "text"}
        about |= {"seconds": round(self.seconds, 1), "processor": round(self.processor, 1)}
        return f"<!-- {json.dumps(about)} -->\n## {self.title}\n\n{self.text.strip()}\n"


@dataclass(frozen=True, slots=True)
class Head:
    """What holds for all parts of a file: those of another head are not kept beside them."""

    command: str
    dump: str
    computer: str
    versions: str


def read(file: Path, head: Head) -> dict[str, Section]:
    """The sections of a file that has this head, by their parts; none of any other file."""
    pieces = _MARK.split(file.read_text("utf-8")) if file.is_file() else []
    if len(pieces) < 2 or json.loads(pieces[1]) != asdict(head):
        return {}
    found = {}
    for about, text in zip(pieces[3::2], pieces[4::2], strict=True):
        body = text.partition("\n\n")[2].strip()
        section = Section(**json.loads(about), text=body)
        found[section.part] = section
    return found


def write(file: Path, head: Head, found: Mapping[str, Section], planned: Sequence[str]) -> None:
    """Writes the sections in the order of the plan, at once, and says which are missing."""
    there = [found[name] for name in planned if name in found]
    missing = [name for name in planned if name not in found or not found[name].done]
    text = "\n".join([*_head(head), _overview(there, missing), *(each.written() for each in there)])
    write_text(file, text)


def _head(head: Head) -> Iterator[str]:
    yield "# Results\n"
    yield f"<!-- {json.dumps(asdict(head))} -->"
    yield (
        f"Written by `{head.command}`: what it means is said in "
        "[Benchmarks](../docs/benchmarks.md).\n"
    )
    yield f"{head.computer}\n\n{head.versions}\n\n{head.dump}\n"


def _overview(there: Sequence[Section], missing: Sequence[str]) -> str:
    rows = [
        [each.part, f"{each.seconds:,.0f}", f"{each.processor:,.0f}", each.note] for each in there
    ]
    seconds = sum(each.seconds for each in there)
    rows += [["together", f"{seconds:,.0f}", f"{sum(each.processor for each in there):,.0f}", ""]]
    lacking = f"\n\n**Not measured to the end**: {', '.join(missing)}." if missing else ""
    return table(("part", "seconds", "processor s", ""), rows) + lacking + "\n"


def markdown(lines: Sequence[str]) -> Iterator[str]:
    """What a script prints: tables of Markdown as they are, anything else as it was printed."""
    for tabular, group in groupby(lines, lambda line: line.startswith("|")):
        found = [line for line in group if line.strip()]
        if found:
            yield from ["", *found] if tabular else ["", "```text", *found, "```"]
