"""Runs the benchmarks one after another and writes down what they print: bench/RESULTS.md.

    python bench/run.py [--quick] [--file DUMP] [--graphs DIR] [--only NAME ...] [--resume]
                        [--minutes N] [--plan] [--output FILE]

DUMP is a dump of the Research Organization Registry; unless given, the extract in a folder `shared`
beside the checkout, and where that is missing, a made-up one. Graphs lie in DIR, a temporary folder
unless given; one that is missing is made of the dump first, but for that of 5 million statements,
which is measured where it is there. With `--quick` only small sizes are measured, within three
minutes on a machine that is at rest. What cannot run says why, and the others go on.

The file is written anew after each part, and when the run is interrupted (Ctrl-C): it says what is
missing. `--resume` runs what the file lacks, `--only` what is named, and both keep the other parts
of a file of the same command, machine and versions. After N minutes no part is begun, and the one
that runs is stopped.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from commands import Interrupted
from measure import ROOT, Figures, command, computer, load, python, table, versions
from plan import Material, Part, needed, parts
from prepare import MADE_UP, material, prepare
from results import Head, Section, markdown, read, write

RESULTS = ROOT / "bench" / "RESULTS.md"
#: Where the time is over before so many seconds are left, a part is not begun.
_SHORT = 20.0
_LIBRARIES = (
    *("partnergraph", "pyoxigraph", "oxigraph", "rdflib", "oxrdflib", "pyshacl", "networkx"),
    *("igraph", "scipy", "pyvis", "playwright"),
)


@dataclass(slots=True)
class Run:
    """A run: what is planned, what is chosen of it, where results go, and what is there already."""

    planned: Sequence[Part]
    chosen: Sequence[Part]
    output: Path
    head: Head
    seconds: float
    found: dict[str, Section] = field(default_factory=dict)
    begun: float = field(default_factory=time.perf_counter)

    def run(self) -> None:
        """Runs what is chosen, and writes the file after each part. Raises KeyboardInterrupt."""
        for number, part in enumerate(self.chosen, start=1):
            left = self.seconds - (time.perf_counter() - self.begun)
            if left < _SHORT:
                names = ", ".join(each.name for each in self.chosen[number - 1 :])
                tell(f"the time is over; not begun: {names}")
                break
            self._tell(number, part)
            at = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, revision {revision()}, {load()}"
            try:
                figures = _measured(part, min(part.limit, left))
                whole = left > part.limit or not figures.note.startswith("stopped")
                self._keep(section(part, figures, at, done=whole))
            except Interrupted as stopped:
                self._keep(section(part, stopped.figures, at, done=False))
                raise

    def _keep(self, found: Section) -> None:
        self.found[found.part] = found
        write(self.output, self.head, self.found, [each.name for each in self.planned])
        print(found.written(), flush=True)
        spent = f"{found.seconds:.0f} s, {found.processor:.0f} s of the processor"
        tell(f"{found.part}: {spent}{f'; {found.note}' * bool(found.note)}")

    def _tell(self, number: int, part: Part) -> None:
        so_far = time.perf_counter() - self.begun
        left = sum(each.expected for each in self.chosen[number - 1 :])
        tell(
            f"{number} of {len(self.chosen)}, {part.name}: some {part.expected:.0f} s at rest; "
            f"{so_far / 60:.1f} min so far, some {left / 60:.0f} min left"
        )


def tell(text: str) -> None:
    print(f"{datetime.now().astimezone():%H:%M:%S}  {text}", file=sys.stderr, flush=True)


def _measured(part: Part, limit: float) -> Figures:
    # What a script has printed is kept when it is stopped: it must not wait in a buffer.
    return command(python("-u", part.script, *part.words), limit=limit, folder=ROOT)


def section(part: Part, figures: Figures, begun: str, *, done: bool) -> Section:
    """What a part came to, as it is written down; `begun` says when and how busy it was."""
    said = str(figures.found or "").strip()
    skipped = next((line for line in said.splitlines() if line.startswith("Skipped")), "")
    place = f"{part.script.parent.name}/{part.script.name}"
    shown = " ".join(["python", place, *map(_word, part.words)])
    spent = f"{figures.seconds:.0f} s, {figures.processor:.0f} s of the processor"
    lines = [f"`{shown}`: {spent}; {begun}", *markdown(said.splitlines())]
    if figures.note:
        lines += ["", f"**{figures.note}**"]
    note = figures.note or skipped
    text = "\n".join(lines)
    return Section(part.name, part.title, figures.seconds, figures.processor, note, done, text)


def _word(word: str | Path) -> str:
    """An argument, without the places of this machine."""
    if isinstance(word, str):
        return f'"{word}"' if " " in word else word
    if word.suffix in (".gz", ".json", ".jsonl", ".zip"):
        return "DUMP"
    if word.is_relative_to(ROOT):
        return str(word.relative_to(ROOT))
    named = [each for each in (word, *word.parents) if each.name.startswith("registry-")]
    return str(word.relative_to(named[0].parent)) if named else word.name


def revision() -> str:
    """The commit that is measured; with a star where files, but for results, differ from it."""
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/RESULTS.md")
    return (_git("rev-parse", "--short", "HEAD") or "unknown") + "*" * bool(changed)


def _git(*words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip()


def _head(given: argparse.Namespace, found: Material) -> Head:
    made_up = found.file.name == MADE_UP
    dump = "made up, as no dump was given" if made_up else f"those of `{found.file.name}`"
    return Head(
        f"make bench{'-quick' * given.quick}",
        f"Institutions are {dump}; agreements and events are made up.",
        computer(),
        versions(*_LIBRARIES),
    )


def chosen(
    planned: Sequence[Part], names: Sequence[str] | None, found: Mapping[str, Section] | None
) -> list[Part]:
    """The parts of these names, all unless given; but for those that are `found`, if given.

    Ends the program where a name is unknown.
    """
    unknown = [name for name in names or () if not any(each.has_name(name) for each in planned)]
    if unknown:
        known = ", ".join(each.name for each in planned)
        sys.exit(f"There is no part {', '.join(unknown)}; there are: {known}")
    wanted = [each for each in planned if not names or any(map(each.has_name, names))]
    there = {name for name, each in (found or {}).items() if each.done}
    return [each for each in wanted if each.name not in there]


def show(planned: Sequence[Part]) -> None:
    """Prints the plan."""
    rows = [
        [each.name, f"{each.expected:.0f}", f"{each.limit:.0f}", " ".join(map(str, each.words))]
        for each in planned
    ]
    print(table(("part", "seconds", "limit", "arguments"), rows))
    print(f"\nTogether some {sum(each.expected for each in planned) / 60:.0f} minutes at rest.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--file", type=Path, metavar="DUMP")
    parser.add_argument("--graphs", type=Path, metavar="DIR")
    parser.add_argument("--only", nargs="+", metavar="NAME")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--minutes", type=float, help="unless given, 15 if quick, else 60")
    parser.add_argument("--plan", action="store_true", help="print what would be run")
    parser.add_argument("--output", type=Path, default=RESULTS)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    signal.signal(signal.SIGINT, _interrupt)  # where it is ignored, as behind `&`
    signal.signal(signal.SIGTERM, _interrupt)
    begun, minutes = time.perf_counter(), given.minutes or (15.0 if given.quick else 60.0)
    try:
        found = material(given.file, given.graphs)
        planned, head = parts(found, quick=given.quick), _head(given, found)
        there = read(given.output, head) if given.only or given.resume else {}
        wanted = chosen(planned, given.only, there if given.resume else None)
        if given.plan:
            show(wanted)
            return
        prepare(found, needed(found, wanted), own=given.graphs is None, tell=tell)
        Run(planned, wanted, given.output, head, minutes * 60, there, begun).run()
    except KeyboardInterrupt:
        tell(f"interrupted; --resume runs what is missing in {given.output}")
        sys.exit(130)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
