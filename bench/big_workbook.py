"""How long a large workbook takes to be checked: reading, building, deriving and validating.

    python bench/big_workbook.py [ROWS] [--faults]

Makes a workbook with so many rows (20,000 unless said otherwise) in a temporary folder. With
`--faults` every tenth row has a misspelt name, type or date, which is the slower case: each such
cell is compared with what it may have meant.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from partnergraph.build import build
from partnergraph.forms import forms
from partnergraph.project import Project
from partnergraph.sheets import write_workbook
from partnergraph.starter import Wishes, start
from partnergraph.validate import check

ROWS = 20_000
SHARES = {
    "sources": 0.02,
    "institutions": 0.3,
    "units": 0.05,
    "events": 0.25,
    "agreements": 0.25,
    "relations": 0.08,
    "claims": 0.05,
}
PLACES = ("North", "South", "Upper", "Lower", "New", "Old", "Great", "Little")
KINDS = ("Medical University", "State University", "Institute of Physics", "Academy of Arts")


def rows(total: int, *, faults: bool) -> dict[str, list[dict[str, str]]]:
    """The rows of each table by heading; the same on every run."""
    chance = random.Random(20_000)  # noqa: S311 - test data, not secrets
    count = {table: int(total * share) for table, share in SHARES.items()}
    count["events"] += total - sum(count.values())
    some = [f"inst-{number}" for number in range(count["institutions"])]
    printed = [
        f"{chance.choice(PLACES)} {chance.choice(KINDS)} {number}" for number in range(len(some))
    ]

    def whom(many: int) -> str:
        names = []
        for number in chance.sample(range(len(some)), many):
            wrong = faults and chance.random() < 0.05
            names.append(
                f"{printed[number][1:]}y" if wrong else chance.choice((some, printed))[number]
            )
        return " | ".join(names)

    def day() -> str:
        if faults and chance.random() < 0.05:
            return f"{chance.randint(1, 28)}.{chance.randint(1, 12)}.{chance.randint(1990, 2026)}"
        return f"{chance.randint(1990, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"

    def source() -> str:
        return f"source-{chance.randrange(count['sources'])}"

    def kind(*values: str) -> str:
        value = chance.choice(values)
        return f"{value}x{chance.randrange(999)}" if faults and chance.random() < 0.05 else value

    made: dict[str, Callable[[int], dict[str, str]]] = {
        "sources": lambda n: {
            "id": f"source-{n}",
            "title@en": f"Page {n}",
            "url": f"https://example.org/{n}",
            "language": "en",
            "retrieved": "2026-11-23",
            "kind": "web-page",
        },
        "institutions": lambda n: {
            "id": some[n],
            "name@en": printed[n],
            "kind": kind("university", "institute", "hospital"),
            "country": chance.choice(("UZ", "KZ", "DE", "CN", "Turkey")),
            "city": f"City {n % 300}",
            "source": source(),
            "passage": printed[n],
        },
        "units": lambda n: {
            "id": f"unit-{n}",
            "name@en": f"Department {n}",
            "unit_of": chance.choice(some),
            "source": source(),
        },
        "events": lambda n: {
            "id": f"event-{n}",
            "title@en": f"Meeting {n}",
            "type": kind("meeting", "congress", "negotiation"),
            "date": day(),
            "country": "UZ",
            "hosts": whom(1),
            "participants": whom(3),
            "source": source(),
            "passage": f"meeting {n}",
        },
        "agreements": lambda n: {
            "id": f"agreement-{n}",
            "title@en": f"Agreement {n}",
            "type": kind("memorandum-of-understanding", "cooperation agreement"),
            "parties": whom(2),
            "signed": day(),
            "scheduled_expiry": "2030",
            "event": f"event-{chance.randrange(count['events'])}",
            "source": source(),
            "passage": f"signed an agreement {n}",
        },
        "relations": lambda _: {"partners": whom(2), "type": kind("partner"), "source": source()},
        "claims": lambda n: {
            "id": f"claim-{n}",
            "statement@en": f"There are many partners ({n}).",
            "about": chance.choice(some),
            "counts": "institutions",
            "comparator": "about",
            "number": str(n),
            "as_of": "2024",
            "source": source(),
        },
    }
    return {table: [made[table](n) for n in range(count[table])] for table in made}


def project(folder: Path, total: int, *, faults: bool = False) -> Project:
    """A project whose workbook has `total` rows."""
    start(folder, Wishes(home="inst-0", base="https://example.org/big/"))
    for path in (folder / "graph").glob("*.csv"):
        path.unlink()
    found = Project.load(folder)
    made, data = forms(found, "en"), rows(total, faults=faults)
    cells = {
        form.table.name: [
            [row.get(column.heading, "") for column in form.columns]
            for row in data.get(form.table.name, ())
        ]
        for form in made
    }
    write_workbook(folder / "graph" / "tables.xlsx", made, [], cells)
    return found


def main() -> None:
    """Prints what took how long."""
    faults = "--faults" in sys.argv
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    with tempfile.TemporaryDirectory() as name:
        found = project(Path(name) / "project", numbers[0] if numbers else ROWS, faults=faults)
        begun = last = time.perf_counter()

        def tell(step: str) -> None:
            nonlocal last
            now = time.perf_counter()
            print(f"{now - last:6.1f} s, then: {step}", flush=True)
            last = now

        graph = build(found, tell=tell)
        tell("validating")
        findings = check(graph)
        tell("done")
        total = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(graph.rows):,} rows, {len(graph.lines):,} statements, {len(graph.findings):,}")
    print(
        f"findings of the build and {len(findings):,} of the shapes: {total:.1f} s, {memory:.0f} MB"
    )


if __name__ == "__main__":
    main()
