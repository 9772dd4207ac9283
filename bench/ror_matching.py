"""Measures matching against the registry: precision, recall at 1, time and memory.

    python bench/ror_matching.py [FILE] [JUDGEMENTS] [--show] [--absent N]

FILE is a dump of the registry. JUDGEMENTS is a CSV of judged pairs with the columns
`partner_canonical_name_en, ror_id, your_judgement (accept|reject|unsure)`; the countries of the
institutions are read from `partners.csv` beside it. Both default to a folder `shared` beside the
checkout.

With `--absent N`, N random active records are also taken out of the registry and looked up by
name and country without a city: whatever the machine then accepts is another record, thus wrong
unless the registry holds the body twice.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from partnergraph.registry.lookup import Lookup
from partnergraph.registry.reconcile import Candidate, Proposal, Verdict, propose
from partnergraph.registry.records import Record, read

SHARED = Path(__file__).resolve().parents[2] / "shared"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def candidates(judgements: Path) -> list[Candidate]:
    partners = rows(judgements.with_name("partners.csv"))
    countries = {row["partner_canonical_name_en"]: row["country_iso2"] for row in partners}
    names = dict.fromkeys(row["partner_canonical_name_en"] for row in rows(judgements))
    return [Candidate(name, ((name, "en"),), countries.get(name) or None) for name in names]


def report(proposals: list[Proposal], judgements: Path, *, show: bool) -> bool:
    judged = {
        (row["partner_canonical_name_en"], row["ror_id"]): row["your_judgement"]
        for row in rows(judgements)
    }
    best: defaultdict[str, list[str]] = defaultdict(list)
    for each in proposals:
        best[each.institution].append(each.ror)
    wanted = [pair for pair, judgement in judged.items() if judgement == "accept"]
    missed = [name for name, ror in wanted if best[name][:1] != [ror]]
    accepted = [each for each in proposals if each.verdict is Verdict.ACCEPT]
    right = [each for each in accepted if judged.get((each.institution, each.ror)) == "accept"]
    for each in proposals if show else [each for each in accepted if each not in right]:
        judgement = judged.get((each.institution, each.ror), "unjudged")
        print(f"{each.verdict:9} {each.score:3} {judgement:8} {each.institution}")
        print(f"{'':23}{each.ror_name} ({each.ror_country}): {each.reason}")
    for name in missed:
        print(f"judged accept, but not proposed first: {name}")
    precision = len(right) / max(len(accepted), 1)
    recall = 1 - len(missed) / max(len(wanted), 1)
    print(f"accepted by the machine: {len(accepted)}, precision {precision:.1%}")
    print(f"judged accept: {len(wanted)}, proposed first {recall:.1%}")
    return precision == 1 and recall >= 0.9


def absent(records: Sequence[Record], count: int) -> None:
    active = [record for record in records if record.status == "active"]
    chosen = random.Random(1).sample(active, min(count, len(active)))  # noqa: S311 no secret
    removed = {record.id for record in chosen}
    whole = Lookup(records)
    rest = Lookup(record for record in records if record.id not in removed)
    found = wrong = 0
    for record in chosen:
        given = [Candidate(record.id, ((record.name, ""),), record.country)]
        found += any(each.verdict is Verdict.ACCEPT for each in propose(whole, given))
        for each in propose(rest, given):
            if each.verdict is Verdict.ACCEPT:
                wrong += 1
                print(f"{record.name}, {record.city} -> {each.ror_name}: {each.reason}")
    print(f"{len(chosen)} records by name and country: {found} accepted; ", end="")
    print(f"when absent {wrong} others accepted")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = SHARED / "ror" / "ror-51k.jsonl.gz", SHARED / "facts" / "ror_matches.csv"
    parser.add_argument("file", nargs="?", type=Path, default=default[0])
    parser.add_argument("judgements", nargs="?", type=Path, default=default[1])
    parser.add_argument("--show", action="store_true", help="print every proposal")
    parser.add_argument("--absent", type=int, default=0, metavar="N")
    options = parser.parse_args()
    if not options.file.exists():
        print(f"{options.file} does not exist: give a dump of the registry.", file=sys.stderr)
        return 2
    start = perf_counter()
    registry = read(options.file)
    opened = perf_counter()
    lookup = Lookup(registry.records)
    indexed = perf_counter()
    given = candidates(options.judgements) if options.judgements.exists() else []
    proposals = propose(lookup, given)
    end = perf_counter()
    good = report(proposals, options.judgements, show=options.show) if given else True
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(registry.records):,} records: read {opened - start:.1f} s, ", end="")
    print(f"indexed {indexed - opened:.1f} s, {len(given)} institutions matched ", end="")
    print(f"{end - indexed:.1f} s; together {end - start:.1f} s, peak {memory:.0f} MB")
    if options.absent:
        absent(registry.records, options.absent)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
