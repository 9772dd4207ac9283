"""Validates a graph of registry size with all shapes, and compares with pySHACL on a sample.

    python bench/validation.py [FILE] [--sample N]

FILE is a dump of the Research Organization Registry; unless given, the extract in a folder
`shared` beside the checkout. Its records become institutions with names, country, kind and claims,
and every second has an agreement with the next one, some with an end before the signing. The whole
is validated with every shape; N records (250 unless said otherwise) with pySHACL as well, which is
shown as a ratio. Times are wall-clock seconds on the machine at hand.
"""

from __future__ import annotations

import argparse
import platform
import resource
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from partnergraph.nquads import iri, line, literal
from partnergraph.project import Project
from partnergraph.referee import validate_pyshacl
from partnergraph.registry.records import Kind, Record, read
from partnergraph.shacl.shapes import read_shapes
from partnergraph.store import memory
from partnergraph.validate import validate
from partnergraph.vocabulary import ORG, PG, PROV, RDF_TYPE, SCHEMA, SKOS, XSD, scheme

ROOT = Path(__file__).resolve().parents[1]
EXTRACT = ROOT.parent / "shared" / "ror" / "ror-51k.jsonl.gz"
BASE = "https://example.org/registry/"
CURATED, SOURCE = f"{BASE}graph/curated", f"{BASE}graph/source/ror"
PAGE = f"{BASE}id/ror"


def thing(record: Record) -> str:
    return f"{BASE}id/{record.id.rpartition('/')[2]}"


def claim(subject: str) -> Iterator[str]:
    """The claim behind a thing: five statements."""
    node = f"{subject}#claim-ror"
    yield line(subject, PG.supportedBy, iri(node), CURATED)
    yield line(node, RDF_TYPE, iri(PG.Claim), SOURCE)
    yield line(node, PG.statedIn, iri(PAGE), SOURCE)
    yield line(node, PG.modality, iri(scheme("modality").realised), SOURCE)
    yield line(node, PG.claimStatus, iri(scheme("claim-status").asserted), SOURCE)


def institution(record: Record) -> Iterator[str]:
    node = thing(record)
    yield line(node, RDF_TYPE, iri(ORG.FormalOrganization), CURATED)
    yield from claim(node)
    yield line(node, SCHEMA.sameAs, iri(record.id), SOURCE)
    yield line(node, ORG.classification, iri(scheme("institution-type").other), SOURCE)
    country = scheme("country").term(record.country or "unknown")
    yield line(node, PG.country, iri(country), SOURCE)
    yield line(node, PG.city, literal(record.city or ""), SOURCE)
    preferred: set[str] = set()
    for name in record.names:
        language = name.language or "en"
        label = name.kind is not Kind.ACRONYM and language not in preferred
        preferred.add(language) if label else None
        predicate = SKOS.prefLabel if label else SKOS.altLabel
        yield line(node, predicate, literal(name.text, language=language), SOURCE)


def agreement(number: int, one: Record, other: Record) -> Iterator[str]:
    """An agreement of two parties; every fiftieth ends before it was signed."""
    node = f"{BASE}id/agreement-{number}"
    yield line(node, RDF_TYPE, iri(PG.Agreement), CURATED)
    yield from claim(node)
    yield line(node, SKOS.prefLabel, literal(f"Agreement {number}", language="en"), SOURCE)
    yield line(node, PG.agreementType, iri(scheme("agreement-type").other), SOURCE)
    for party in (one, other):
        part = f"{node}#party-{party.id.rpartition('/')[2]}"
        yield line(node, PG.hasParty, iri(part), CURATED)
        yield line(part, RDF_TYPE, iri(PG.Party), CURATED)
        yield line(part, PG.agent, iri(thing(party)), CURATED)
        yield line(part, PG.role, iri(scheme("role").signatory), CURATED)
        yield line(part, PG.supportedBy, iri(f"{node}#claim-ror"), CURATED)
    year = 2000 + number % 25
    end = year - 5 if number % 50 == 0 else year + 5
    for step, when in (("signed", year), ("scheduled-expiry", end)):
        event = f"{node}#{step}"
        yield line(node, PG.hasLifecycleEvent, iri(event), CURATED)
        yield line(event, RDF_TYPE, iri(PG.LifecycleEvent), CURATED)
        yield line(event, PG.lifecycleType, iri(scheme("lifecycle-type").term(step)), CURATED)
        yield line(event, PG.supportedBy, iri(f"{node}#claim-ror"), CURATED)
        for bound, day in ((PG.earliest, f"{when}-01-01"), (PG.latest, f"{when}-12-31")):
            yield line(event, bound, literal(day, datatype=XSD.date), SOURCE)
        yield line(event, PG.datePrecision, iri(scheme("date-precision").year), SOURCE)


def graph(records: Iterable[Record], ontology: str) -> str:
    found = [ontology, line(PAGE, RDF_TYPE, iri(PG.SourceVersion), SOURCE)]
    found.append(line(PAGE, PG.retrievedOn, literal("2026-11-23", datatype=XSD.date), SOURCE))
    found.append(line(SOURCE, PROV.wasDerivedFrom, iri(PAGE), CURATED))
    listed = list(records)
    for number, record in enumerate(listed):
        found += institution(record)
        if number % 2 == 0:
            found += agreement(number, record, listed[(number + 1) % len(listed)])
    return "\n".join(found) + "\n"


def ontology() -> str:
    """The vocabulary and the schemes as N-Quads, for subclasses and concepts."""
    store = memory("")
    for path in Project.load(ROOT).ontology_files("vocabulary.ttl", "schemes.ttl", "places.ttl"):
        store.load(path=str(path))
    graph_iri = iri(f"{BASE}graph/ontology")
    return "\n".join(f"{q.subject} {q.predicate} {q.object} {graph_iri} ." for q in store)


def timed(name: str, nquads: str, turtle: bytes, *, referee: bool) -> float:
    begun = time.perf_counter()
    if referee:
        results = validate_pyshacl(nquads.encode(), turtle)
    else:
        store = memory(nquads)
        loaded = time.perf_counter()
        results = validate(store, read_shapes(turtle))
        print(f"  loading {loaded - begun:.1f} s, validating {time.perf_counter() - loaded:.1f} s")
    spent = time.perf_counter() - begun
    statements = nquads.count("\n")
    print(f"{name}: {statements:,} statements, {len(results):,} results, {spent:.1f} s")
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", nargs="?", type=Path, default=EXTRACT)
    parser.add_argument("--sample", type=int, default=250)
    chosen = parser.parse_args()
    if not chosen.file.exists():
        print(f"Skipped: there is no {chosen.file}; give a dump of the registry.")
        return
    print(
        f"Python {platform.python_version()}, pyoxigraph {version('pyoxigraph')}, "
        f"pySHACL {version('pyshacl')}, {platform.machine()}"
    )
    turtle = (ROOT / "ontology" / "shapes.ttl").read_bytes()
    terms = ontology()
    records = read(chosen.file).records
    timed("all records, our engine", graph(records, terms), turtle, referee=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak {peak:,.0f} MB")
    sample = graph(islice(records, chosen.sample), terms)
    ours = timed("sample, our engine", sample, turtle, referee=False)
    theirs = timed("sample, pySHACL", sample, turtle, referee=True)
    print(f"pySHACL takes {theirs / ours:,.0f} times as long on the sample")


if __name__ == "__main__":
    main()
