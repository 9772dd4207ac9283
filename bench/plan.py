"""Which benchmarks there are: scripts and their arguments, for a quick run and for a whole one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import ROOT
from partnergraph.built import Built
from partnergraph.errors import PartnergraphError

FEW = ("partners", "printed-names", "who-states-what", "claims-by-modality", "agreements-by-year")
#: The graphs that are made where they are missing; the largest is measured where there is one.
SIZES, LARGEST = ("100k", "1M", "institutions"), "5M"
SHIPPED = "shipped"
Words = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a script: its name, what it shows, the arguments, and seconds.

    `expected` are seconds at rest on two cores; after `limit` seconds it is stopped.
    """

    name: str
    title: str
    script: Path
    words: Words
    expected: float
    limit: float

    def has_name(self, name: str) -> bool:
        """Whether it is meant by `name`: its own, or that of its script, which others may share."""
        return name in (self.name, self.script.stem)


@dataclass(frozen=True, slots=True)
class Material:
    """What is measured: a dump of a registry, the folder of the graphs made of it, and a server
    that has an environment of its own, where it is installed.
    """

    file: Path
    graphs: Path
    rdflib: Path | None = None

    @property
    def beside(self) -> Words:
        """The argument that names that server."""
        return ("--rdflib", self.rdflib) if self.rdflib else ()

    def graph(self, size: str) -> Path:
        """The project of a graph."""
        return self.graphs / f"registry-{size}"

    def built(self, size: str) -> Path:
        """The folder that is built of it."""
        return self.graph(size) / "build"

    def has(self, size: str) -> bool:
        """Whether that graph is built, by a version that this one can read."""
        folder = self.built(size)
        try:
            Built.open(folder)
        except PartnergraphError:
            return False
        return (folder / "graph.nq").is_file()


def needed(material: Material, wanted: Sequence[Part]) -> list[str]:
    """The sizes of the graphs that these parts measure; `SHIPPED` among them."""
    words = {each for part in wanted for each in part.words if isinstance(each, Path)}
    folders = {each for word in words for each in (word, *word.parents)}
    places = {size: material.graph(size) for size in SIZES}
    places[SHIPPED] = material.graphs / SHIPPED
    return [size for size, place in places.items() if place in folders]


def parts(material: Material, *, quick: bool) -> list[Part]:
    """All parts in their order."""
    return list(_quick(material) if quick else _whole(material))


def _part(name: str, title: str, words: Words, expected: float, limit: float = 0.0) -> Part:
    """One part; where no limit is given, three times what is expected and a minute more."""
    script = ROOT / "bench" / f"{name.partition('-')[0]}.py"
    return Part(name, title, script, words, expected, limit or 3 * expected + 60)


def _quick(given: Material) -> Iterator[Part]:
    """Sizes such that all ends in three minutes at rest; a minute more for each that does not."""
    small, file = given.graph("100k"), given.file
    sample: Words = ("--graph", small)
    once: Words = ("--runs", "1")
    brief: Words = ("--runs", "2", "--limit", "8", "--cpu")
    pages: Words = ("--nodes", "500", "--repeat", "1", "--limit", "6")
    yield _part("loading", "Rows to a store", (*sample, *once, "--limit", "15"), 16)
    yield _part("opening", "Opening a store", (*sample, *once), 7)
    yield _part("questions", "Questions", (*FEW, *sample, "--sample", small, *brief), 8)
    yield _part("validation", "Validation", (file, *sample, "--sample", "20", *once), 10)
    yield _part("networks", "Networks", (*sample, "--limit", "15"), 11)
    yield _part("layout", "Layouts", (file, "--nodes", "500", "--limit", "4"), 15)
    only: Words = ("--only", "partnergraph", "pyvis, default")
    yield _part("explore", "Network pages in a browser", (file, *pages, *only), 20)
    seconds: Words = ("--seconds", "1", "--rounds", "1")
    yield _part("endpoint", "A SPARQL endpoint", (given.built("100k"), *given.beside, *seconds), 45)
    yield _part("publishing", "A site", (*_site(given), "--sample", "50"), 20)


def _whole(given: Material) -> Iterator[Part]:
    """First what others are measured by, last what takes longest."""
    file, whole = given.file, given.graph("institutions")
    small, middle = given.graph("100k"), given.graph("1M")
    both: Words = ("--graph", middle, "--sample", small)
    yield _part("loading", "Rows to a store", ("--graph", small, "--limit", "60"), 50)
    large: Words = ("--graph", whole, "--limit", "60")
    yield _part("loading-large", "Rows to a store, registry size", large, 280)
    yield _part("opening", "Opening a store, registry size", large, 90)
    if given.has(LARGEST):
        most: Words = ("--graph", given.graph(LARGEST), "--limit", "30")
        yield _part("opening-largest", "Opening a store, the largest", most, 90)
    brief: Words = ("--runs", "2", "--limit", "10", "--cpu")
    yield _part("questions", "Questions", (*both, *brief), 300)
    yield _part("stream", "A long answer as CSV", (*both, "--limit", "60"), 60)
    checked: Words = (file, "--graph", whole, "--sample", "100", "--limit", "75")
    yield _part("validation", "Validation", checked, 90)
    drawn: Words = ("--graph", middle, "--limit", "45", "--files")
    yield _part("networks", "Networks, with agreements and events", drawn, 170)
    alone: Words = ("--graph", whole, "--limit", "45")
    yield _part("networks-large", "Networks, all institutions", alone, 110)
    sizes: Words = ("--nodes", "500", "5000", "51370")
    yield _part("layout", "Layouts", (file, *sizes, "--limit", "20"), 240)
    pages: Words = ("--nodes", "500", "10000", "51370", "--limit", "20")
    yield _part("explore", "Network pages in a browser", (file, *pages), 270)
    asked: Words = ("--seconds", "3", "--rounds", "1")
    yield _part("endpoint", "A SPARQL endpoint", (given.built("100k"), *given.beside, *asked), 90)
    served: Words = (given.built("institutions"), "--seconds", "3", "--rounds", "3")
    yield _part("endpoint-large", "A SPARQL endpoint, registry size", served, 190)
    yield _part("publishing", "A site", _site(given), 25)
    project: Words = ("--project", whole, "--graph", given.built("institutions"))
    yield _part("publishing-large", "A site, registry size", project, 200)
    grown = [small, middle, *[given.graph(LARGEST)] * given.has(LARGEST)]
    steps: Words = ("--steps", "build", "open", "questions", "findings", "projection", "measures")
    expected = 750 if given.has(LARGEST) else 130
    limit: Words = ("--limit", "300")
    yield _part("growth", "Growth", (*grown, *steps, *limit), expected)


def _site(given: Material) -> Words:
    return "--project", ROOT, "--graph", given.graphs / SHIPPED
