"""Publication: what was not changed is kept, and the old site stands until the new one is whole."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import handmade
import hostile
import pytest
from handmade import broken, built, chain, cut, deadly, faulty, pages, site

from partnergraph.build import Graph
from partnergraph.built import MANIFEST, Built, write
from partnergraph.errors import BuildError
from partnergraph.knowledgegraph import from_built
from partnergraph.project import Project
from partnergraph.site import dumps, lists, publication, twins, unknowns
from partnergraph.site.documents import Document, Documents, Link
from partnergraph.site.material import Maker, Site, open_site
from partnergraph.site.output import Output, verify
from partnergraph.site.verify import check

MAKERS = (twins.maker, pages)
#: Publishes two graphs in turn, again and again, with two workers.
PUBLISHER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import handmade
from partnergraph.built import Built
from partnergraph.knowledgegraph import from_built
from partnergraph.site import twins
from partnergraph.site.material import open_site
from partnergraph.site.publication import publish

if __name__ == "__main__":
    out, *graphs = map(Path, sys.argv[2:])
    sites = []
    for folder in graphs:
        built = Built.open(folder)
        sites.append(open_site(built, from_built(built, handmade.project(folder), None)))
    print("ready", flush=True)
    while True:
        for site in sites:
            publish(site, out, makers=(twins.maker, handmade.pages), parts=(), workers=2)
            print("done", flush=True)
"""


publish = partial(publication.publish, parts=())


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_site_holds_every_document_in_every_form(tmp_path: Path) -> None:
    output = publish(site(tmp_path / "build", chain(5)), tmp_path / "site", makers=MAKERS)

    assert verify(tmp_path / "site") == []
    assert (output.written, output.kept) == (20, 0)
    assert sorted(output.files)[:4] == ["doc/t0.html", "doc/t0.jsonld", "doc/t0.nt", "doc/t0.ttl"]


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    found = site(tmp_path / "build", chain(5))
    publish(found, tmp_path / "site", makers=MAKERS)
    before = contents(tmp_path / "site")

    output = publish(found, tmp_path / "site", makers=(twins.maker, pages))
    assert (output.written, output.kept) == (0, 20)
    assert contents(tmp_path / "site") == before


def test_a_changed_record_gives_the_same_site_as_a_new_one(tmp_path: Path) -> None:
    publish(site(tmp_path / "one", chain(30)), tmp_path / "site", makers=MAKERS)
    changed = site(tmp_path / "two", chain(30, t7="Renamed"))

    output = publish(changed, tmp_path / "site", makers=MAKERS)
    publish(changed, tmp_path / "anew", makers=MAKERS)
    assert contents(tmp_path / "site") == contents(tmp_path / "anew")
    assert output.written == 5  # four about it, and the page of what it links to
    assert output.kept == 115


def test_another_place_makes_pages_anew(tmp_path: Path) -> None:
    found = site(tmp_path / "build", chain(3))
    publish(found, tmp_path / "site", makers=MAKERS)

    output = publish(replace(found, place="https://example.com/"), tmp_path / "site", makers=MAKERS)
    assert (output.written, output.kept) == (3, 9)  # the twins are the same


def test_parts_are_written_after_the_documents_and_know_the_old_site(tmp_path: Path) -> None:
    seen: list[tuple[int, Path | None]] = []

    def part(found: Site, output: Output, _tell: object) -> None:
        seen.append((len(output.files), found.before))
        output.write("index.html", "home")

    found = site(tmp_path / "build", chain(3))
    publish(found, tmp_path / "site", makers=(twins.maker,), parts=(part,))
    assert seen == [(9, tmp_path / "site")]
    assert (tmp_path / "site" / "index.html").is_file()


def test_progress_is_told_in_figures(tmp_path: Path) -> None:
    told: list[str] = []
    publish(site(tmp_path / "build", chain(7)), tmp_path / "site", told.append, makers=MAKERS)

    assert "7 of 7 documents written." in told


def test_workers_write_the_same(tmp_path: Path) -> None:
    found = site(tmp_path / "build", chain(520))
    output = publish(found, tmp_path / "many", makers=MAKERS, workers=2)
    publish(found, tmp_path / "one", makers=MAKERS)

    assert contents(tmp_path / "many") == contents(tmp_path / "one")
    size = sum(path.stat().st_size for path in (tmp_path / "one").glob("doc/*"))
    assert (output.written, output.size) == (2080, size)
    again = publish(
        replace(found, place="https://example.com/"), tmp_path / "many", makers=MAKERS, workers=2
    )
    assert (again.written, again.kept) == (520, 1560)


def test_parts_beside_the_documents_are_the_same_and_are_kept(tmp_path: Path) -> None:
    found = site(tmp_path / "build", chain(520))
    parts = (dumps.part, lists.write_lists, unknowns.write_unknowns)
    told: list[str] = []
    many = publish(found, tmp_path / "many", told.append, makers=MAKERS, parts=parts, workers=2)
    one = publish(found, tmp_path / "one", makers=MAKERS, parts=parts)

    assert contents(tmp_path / "many") == contents(tmp_path / "one")
    assert (many.written, many.size) == (one.written, one.size)
    assert "Writing the dumps" in told
    again = publish(found, tmp_path / "many", makers=MAKERS, parts=parts, workers=2)
    assert (again.written, again.kept) == (0, many.written)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("maker", "error", "words"),
    [
        (broken, BuildError, "cannot be written: No space left on device"),
        (cut, (EOFError, RuntimeError), "The file ended early"),
        (faulty, (ZeroDivisionError, RuntimeError), "division|ZeroDivisionError"),
    ],
)
def test_when_a_maker_fails_the_old_site_stands(
    maker: Maker, error: type[Exception], words: str, workers: int, tmp_path: Path
) -> None:
    found = site(tmp_path / "build", chain(510))
    publish(found, tmp_path / "site", makers=MAKERS)
    with pytest.raises(error, match=words):
        publish(found, tmp_path / "site", makers=(maker,), workers=workers)

    assert verify(tmp_path / "site") == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["build", "site"]


def test_a_worker_that_ends_early_is_noticed(tmp_path: Path) -> None:
    found = site(tmp_path / "build", chain(510))

    with pytest.raises(BuildError, match="A worker ended before its work was done"):
        publish(found, tmp_path / "site", makers=(deadly,), workers=2)
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_workers_do_not_mix_graphs(tmp_path: Path) -> None:
    found = site(tmp_path / "build", chain(510))
    (tmp_path / "build").rename(tmp_path / "old")
    built(tmp_path / "build", chain(510, t3="Renamed"))

    with pytest.raises(BuildError, match="built anew meanwhile"):
        publish(found, tmp_path / "site", makers=MAKERS, workers=2)


class Watched(Documents):
    """Documents that note which of them were read."""

    read_ones: set[str]

    def __getitem__(self, iri: str) -> Document:
        self.read_ones.add(iri)
        return super().__getitem__(iri)

    def links(self, iri: str) -> list[Link]:
        self.read_ones.add(iri)
        return super().links(iri)


def near(documents: Documents, iri: str) -> set[str]:
    """What a page about `iri` may read: see `stamps`."""
    sources, targets = (found.tolist() for found in documents.edges())
    number = documents.numbers[iri]
    pairs = list(zip(sources, targets, strict=True))
    around = {number} | {t for s, t in pairs if s == number} | {s for s, t in pairs if t == number}
    wide = around | {t for s, t in pairs if s in around}
    return {documents.order[each] for each in wide if each >= 0}


def test_makers_read_no_more_than_the_stamp_covers(
    graph: Graph, project: Project, tmp_path: Path
) -> None:
    write(graph, tmp_path / "build")
    opened = Built.open(tmp_path / "build")
    shipped = open_site(opened, from_built(opened, project, None))
    for iri in shipped.documents.order[::25]:
        documents = Watched(graph.nquads.encode(), shipped.documents.things)
        documents.read_ones = set()
        watched = replace(shipped, documents=documents)
        for maker in (*publication.MAKERS, pages):
            assert list(maker(watched)(documents[iri]))
        assert documents.read_ones <= near(documents, iri), iri


@pytest.fixture
def publisher(tmp_path: Path) -> Sequence[str]:
    script = tmp_path / "publisher.py"
    script.write_text(PUBLISHER, encoding="utf-8")
    other = [line.replace("Thing", "Other") for line in chain(650)]
    graphs = [built(tmp_path / "one", chain(600)), built(tmp_path / "two", other)]
    names = (Path(__file__).parent, tmp_path / "site", *graphs)
    return [sys.executable, str(script), *map(str, names)]


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in found.split()]


def alive(processes: Sequence[int]) -> list[int]:
    return [process for process in processes if Path(f"/proc/{process}").exists()]


def interrupt(publisher: Sequence[str], once: bool, after: float, how: int) -> list[int]:
    """Starts publishing, ends it after so many seconds (`once`: after it was done once).

    Returns the workers there were.
    """
    process = subprocess.Popen(publisher, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    if once:
        assert process.stdout.readline() == "done\n"
    time.sleep(after)
    workers = children(process.pid)
    process.send_signal(how)
    process.wait()
    process.stdout.close()
    return workers


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="allowed: needs Linux")
def test_killed_at_any_moment_a_whole_version_stands(
    publisher: Sequence[str], tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    chance = random.Random(7)  # noqa: S311 - the same moments each time
    sizes, workers = [], []
    for turn in range(50):
        how = signal.SIGTERM if turn % 5 == 4 else signal.SIGKILL
        *begin, one, other = publisher
        order = [*begin, one, other] if turn % 20 < 10 else [*begin, other, one]
        workers += interrupt(order, turn % 10 == 0, chance.uniform(0, 0.8), how)
        assert verify(folder) == [], turn
        sizes.append(len(list((folder / "doc").iterdir())))
    assert set(sizes) == {600 * 4, 650 * 4}
    until = time.monotonic() + 20
    while alive(workers) and time.monotonic() < until:
        time.sleep(0.1)
    assert workers
    assert alive(workers) == []


def test_a_graph_without_a_checksum_is_refused_in_words(tmp_path: Path) -> None:
    folder = built(tmp_path / "build", chain(2))
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    del manifest["sha256"]
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    graph = Built.open(folder)

    with pytest.raises(BuildError, match="has no checksum") as refused:
        open_site(graph, from_built(graph, handmade.project(folder), None))
    assert "partnergraph build" in str(refused.value.hint)


@pytest.mark.slow
def test_a_hostile_graph_is_published_whole(made: hostile.Made, tmp_path: Path) -> None:
    site = made(list(hostile.statements())).site

    publication.publish(site, tmp_path / "site")

    found = check(str(tmp_path / "site"), site.documents, site.addresses)
    assert [str(each) for each in found] == []
