"""Builds a graph of registry size: real institutions, made-up agreements and events.

    python bench/registry_graph.py [FILE] [--size 100k|1M|registry|5M] [--output DIR] [--seed N]

FILE is a dump of the Research Organization Registry; unless given, the extract in a folder
`shared` beside the checkout. DIR becomes a project with tables, which is then built as any other:
`graph.nq` and `store/` hold what `partnergraph build` makes of those tables.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import resource
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from made_up import TODAY, Maker, agreements, events
from made_up_home import claims, home
from organisations import Organisation, Row, institution, read
from partnergraph.build import Graph, build
from partnergraph.built import FORMAT, MANIFEST
from partnergraph.concepts import SCHEME_FILES, Concepts
from partnergraph.project import Project
from partnergraph.store import write_folder

ROOT = Path(__file__).resolve().parents[1]
EXTRACT = ROOT.parent / "shared" / "ror" / "ror-51k.jsonl.gz"
OUTPUT = Path("/tmp/registry")  # noqa: S108 - measurements may be thrown away


@dataclass(frozen=True, slots=True)
class Size:
    """How many institutions (None: all), agreements, events and partners of the home."""

    institutions: int | None
    agreements: int
    events: int
    partners: int


SIZES = {
    "100k": Size(2_000, 700, 700, 60),
    "1M": Size(20_000, 8_000, 8_000, 300),
    "registry": Size(None, 25_000, 25_000, 300),
    "5M": Size(None, 60_000, 60_000, 300),
}


def tables(found: Sequence[Organisation], size: Size, seed: int) -> tuple[Maker, str]:
    """The rows of every table, and the id of the home institution."""
    middle = next((one for one in found if _may_be_home(one)), found[0])
    shuffled = [one for one in found if one is not middle]
    chance = Random(seed)  # noqa: S311 - the same figures each time, no secrets
    chance.shuffle(shuffled)
    maker = Maker(shuffled, middle, chance)
    registry = {"id": "ror", "title@en": "Research Organization Registry", "language": "en"}
    registry |= {"url": "https://ror.org/", "publisher": "Research Organization Registry"}
    maker.put("sources", {**registry, "retrieved": TODAY.isoformat(), "kind": "registry"})
    _institutions(found, maker)
    home(maker, [one.id for one in shuffled[: size.partners]])
    agreements(maker, size.agreements)
    events(maker, size.events)
    claims(maker, max(size.agreements // 10, 60))
    return maker, middle.id


def _may_be_home(one: Organisation) -> bool:
    return one.record.country == "UZ" and "education" in one.record.kinds


def _institutions(found: Sequence[Organisation], maker: Maker) -> None:
    """Every institution, and the pairs that the registry calls related, each once."""
    known = {one.id for one in found}
    countries = set(_countries())
    for one in found:
        maker.put("institutions", institution(one, known, countries))
        for other in one.related:
            if other in known and one.id < other:
                row = {"partners": f"{one.id} | {other}", "type": "other", "source": "ror"}
                maker.put("relations", row)


def _countries() -> list[str]:
    concepts = Concepts.load(Project.load(ROOT).ontology_files(*SCHEME_FILES))
    return [slug.upper() for slug in concepts.slugs("country")]


def write_project(folder: Path, rows: dict[str, list[Row]], home_id: str) -> Project:
    """Writes a project with these tables in place of what is in `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "graph").mkdir(parents=True)
    settings = f'base = "https://example.org/registry/"\nhome = "{home_id}"\n'
    (folder / "partnergraph.toml").write_text(settings, encoding="utf-8")
    for name, table in rows.items():
        headings = sorted({heading for row in table for heading in row})
        with (folder / "graph" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, headings)
            writer.writeheader()
            writer.writerows(table)
    return Project.load(folder)


def make(found: Sequence[Organisation], size: Size, folder: Path, seed: int = 1) -> Graph:
    """Writes a project of this size into `folder` and builds its graph in memory."""
    maker, home_id = tables(found, size, seed)
    return build(write_project(folder, maker.tables, home_id))


def write(graph: Graph, folder: Path) -> None:
    """Writes `graph.nq` line by line, the store, and what commands need to open it."""
    digest = hashlib.sha256()
    with (folder / "graph.nq").open("wb") as file:
        for line in graph.lines:
            data = f"{line}\n".encode()
            digest.update(data)
            file.write(data)
    write_folder(folder / "graph.nq", folder / "store")
    project, day = graph.project, graph.as_of.isoformat() if graph.as_of else None
    counts = {"statements": len(graph.lines)}
    described: dict[str, object] = {
        "format": FORMAT,
        "title": {},
        "base": project.base,
        "home": project.home,
    }
    described |= {"as_of": day, "counts": counts, "findings": {}, "sha256": digest.hexdigest()}
    manifest = json.dumps(described)
    (folder / MANIFEST).write_text(f"{manifest}\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", nargs="?", type=Path, default=EXTRACT)
    parser.add_argument("--size", choices=SIZES, default="registry")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if not chosen.file.exists():
        print(f"Skipped: there is no {chosen.file}; give a dump of the registry.")
        return
    size = SIZES[chosen.size]
    begun = time.perf_counter()
    found = read(chosen.file, size.institutions)
    print(f"{len(found):,} institutions read in {time.perf_counter() - begun:.1f} s")
    begun = time.perf_counter()
    graph = make(found, size, chosen.output, chosen.seed)
    print(f"{len(graph.lines):,} statements built in {time.perf_counter() - begun:.1f} s")
    for finding in [f for f in graph.findings if f.severity != "info"][:20]:
        print(f"  {finding}")
    begun = time.perf_counter()
    write(graph, chosen.output)
    print(f"{chosen.output} written in {time.perf_counter() - begun:.1f} s")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
