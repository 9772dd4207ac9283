"""Builds a graph of registry size: real institutions, made-up agreements and events.

    python bench/registry_graph.py [FILE] [--size institutions|100k|1M|registry|5M]
                                   [--output DIR] [--seed N] [--no-build]

FILE is a dump of the Research Organization Registry; unless given, the extract in a folder
`shared` beside the checkout. DIR becomes a project: `partnergraph ror FILE --graph` makes the
institutions, a seeded generator writes tables of what they have to do with one another, and
`partnergraph build` makes `DIR/build` of both.
"""

from __future__ import annotations

import argparse
import csv
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from made_up import TODAY, Maker, agreements, events
from made_up_home import claims, home
from organisations import Organisation, Row, read, shorten
from partnergraph import imports
from partnergraph.build import Graph, build
from partnergraph.project import Project

ROOT = Path(__file__).resolve().parents[1]
EXTRACT = ROOT.parent / "shared" / "ror" / "ror-51k.jsonl.gz"
OUTPUT = Path("/tmp/registry")  # noqa: S108 - measurements may be thrown away
BASE = "https://example.org/registry/"


@dataclass(frozen=True, slots=True)
class Size:
    """How many institutions (None: all), agreements, events and partners of the home."""

    institutions: int | None
    agreements: int
    events: int
    partners: int


SIZES = {
    "institutions": Size(None, 0, 0, 0),
    "100k": Size(2_000, 700, 700, 60),
    "1M": Size(20_000, 7_000, 7_000, 300),
    "registry": Size(None, 25_000, 25_000, 300),
    "5M": Size(None, 50_000, 50_000, 300),
}


def tables(found: Sequence[Organisation], size: Size, seed: int) -> tuple[Maker, str]:
    """The rows of every table, none where there are no partners, and the id of the home."""
    middle = next((one for one in found if _may_be_home(one)), found[0])
    shuffled = [one for one in found if one is not middle]
    chance = Random(seed)  # noqa: S311 - the same figures each time, no secrets
    chance.shuffle(shuffled)
    maker = Maker(shuffled, middle, chance)
    if size.partners:
        home(maker, [one.id for one in shuffled[: size.partners]])
        agreements(maker, size.agreements)
        events(maker, size.events)
        claims(maker, max(size.agreements // 10, 60))
    return maker, middle.id


def _may_be_home(one: Organisation) -> bool:
    return one.record.country == "UZ" and "education" in one.record.kinds


def write_project(folder: Path, rows: dict[str, list[Row]], home_id: str) -> Project:
    """Writes a project with these tables in place of what is in `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "graph").mkdir(parents=True)
    settings = f'base = "{BASE}"\nhome = "{home_id}"\nlanguages = ["en", "und"]\n'
    (folder / "partnergraph.toml").write_text(settings, encoding="utf-8")
    for name, table in rows.items():
        headings = sorted({heading for row in table for heading in row})
        with (folder / "graph" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, headings)
            writer.writeheader()
            writer.writerows(table)
    return Project.load(folder)


def project(file: Path, size: Size, folder: Path, seed: int = 1) -> Project:
    """Writes a project of this size, made of the dump `file`, into `folder`."""
    with tempfile.TemporaryDirectory() as beside:
        if size.institutions is not None:
            file = shorten(file, size.institutions, Path(beside) / "dump.jsonl")
        maker, home_id = tables(read(file), size, seed)
        made = write_project(folder, maker.tables, home_id)
        imports.write(imports.read(file, made, TODAY), made)
    return made


def make(file: Path, size: Size, folder: Path, seed: int = 1) -> Graph:
    """Writes such a project and builds its graph, without writing that."""
    return build(project(file, size, folder, seed))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", nargs="?", type=Path, default=EXTRACT)
    parser.add_argument("--size", choices=SIZES, default="registry")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-build", action="store_true", help="write the project only")
    chosen = parser.parse_args()
    if not chosen.file.exists():
        print(f"Skipped: there is no {chosen.file}; give a dump of the registry.")
        return
    begun = time.perf_counter()
    project(chosen.file, SIZES[chosen.size], chosen.output, chosen.seed)
    print(f"{chosen.output} written in {time.perf_counter() - begun:.1f} s", flush=True)
    if not chosen.no_build:
        begun = time.perf_counter()
        command = [sys.executable, "-m", "partnergraph", "build", "--project", str(chosen.output)]
        subprocess.run(command, check=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"built in {time.perf_counter() - begun:.1f} s, "
            f"{used.ru_utime + used.ru_stime:.1f} s of processors, "
            f"peak {used.ru_maxrss / 1024:,.0f} MB"
        )


if __name__ == "__main__":
    main()
