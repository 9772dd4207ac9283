"""The built folder is complete, the same each time, and never half-written."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic

from partnergraph.build import Graph, build
from partnergraph.built import Built, write
from partnergraph.errors import BuildError, StoreError
from partnergraph.project import Project


@pytest.fixture(scope="module")
def folder(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("built") / "build"
    write(graph, target)
    return target


def is_whole(folder: Path) -> bool:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((folder / "graph.nq").read_bytes()).hexdigest()
    store = pyoxigraph.Store.read_only(str(folder / "store"))
    return bool(digest == manifest["sha256"] and len(store) == manifest["counts"]["statements"])


def test_two_builds_are_byte_identical(project: Project, graph: Graph) -> None:
    assert build(project).nquads == graph.nquads


def test_lines_are_sorted_distinct_and_without_blank_nodes(graph: Graph) -> None:
    assert graph.lines == sorted(set(graph.lines))
    assert not [line for line in graph.lines if line.startswith("_:") or " _:" in line]


def test_nquads_are_those_that_oxigraph_writes(graph: Graph, store: pyoxigraph.Store) -> None:
    written = store.dump(format=pyoxigraph.RdfFormat.N_QUADS)

    assert written is not None
    assert sorted(written.decode().splitlines()) == graph.lines


def test_rdflib_holds_the_same_graphs_as_oxigraph(
    dataset: rdflib.Dataset, store: pyoxigraph.Store
) -> None:
    names = {str(name) for name in store.named_graphs()}

    assert names
    assert {f"<{g.identifier}>" for g in dataset.graphs() if len(g)} == names
    for name in store.named_graphs():
        text = store.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=name)
        assert text is not None
        ours = rdflib.Graph().parse(data=text, format="nt")
        assert isomorphic(ours, dataset.graph(rdflib.URIRef(str(name)[1:-1])))


@pytest.mark.parametrize(("name", "form"), [("graph.nq", "nquads"), ("graph.trig", "trig")])
def test_each_file_holds_the_whole_graph(
    name: str, form: str, folder: Path, dataset: rdflib.Dataset
) -> None:
    found = rdflib.Dataset()
    found.parse(folder / name, format=form)

    assert sorted(found.quads()) == sorted(rdflib.Dataset.quads(dataset, (None, None, None, None)))


def test_turtle_holds_names_and_relations_and_no_passages(folder: Path) -> None:
    graph = rdflib.Graph().parse(folder / "graph.ttl")

    assert (
        None,
        rdflib.SKOS.prefLabel,
        rdflib.Literal("Xinjiang Medical University", "en"),
    ) in graph
    assert not list(graph.triples((None, rdflib.URIRef("http://www.w3.org/ns/oa#exact"), None)))


def test_open_reads_what_was_written(folder: Path, graph: Graph) -> None:
    built = Built.open(folder)

    assert len(built.store) == len(graph.lines)
    assert built.manifest["as_of"] == "2026-11-23"


def test_a_missing_graph_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="partnergraph build"):
        Built.open(tmp_path / "build")


def test_a_graph_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"format": 0}', encoding="utf-8")

    with pytest.raises(StoreError, match="another version"):
        Built.open(tmp_path)


def test_a_folder_of_something_else_is_refused(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")

    with pytest.raises(BuildError, match="no built graph"):
        write(graph, tmp_path)

    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.parametrize("manifest", ['{"name": "app"}', '{"format": 1, "base": "", "sha256": ""}'])
def test_a_manifest_alone_does_not_make_a_folder_ours(
    manifest: str, graph: Graph, tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    (tmp_path / "index.html").write_text("hi", encoding="utf-8")

    with pytest.raises(BuildError, match="no built graph"):
        write(graph, tmp_path)

    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "hi"


@pytest.mark.slow
def test_builds_at_the_same_time_wait_for_one_another(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "build"
    command = [sys.executable, "-m", "partnergraph", "build", "--project", str(root)]
    command += ["--output", str(folder)]

    running = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(3)
    ]

    waiting = f"Another process is writing in {tmp_path}; this one waits until it is done.\n"
    for process in running:
        assert process.communicate()[1].decode() in ("", waiting)
        assert process.returncode == 0
    assert is_whole(folder)


def test_whoever_waits_for_another_build_is_told(graph: Graph, tmp_path: Path) -> None:
    """The folder is locked by an open file of its own, as another process would."""
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    told: list[str] = []

    def tell(text: str) -> None:
        told.append(text)
        os.close(handle)

    write(graph, tmp_path / "build", tell=tell)

    assert told == [f"Another process is writing in {tmp_path}; this one waits until it is done."]
    assert is_whole(tmp_path / "build")


def builds(root: Path, folder: Path, *before: str) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-m", "partnergraph", "build", "--project", str(root)]
    command += ["--output", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that has room for one build and not for a second one beside it."""
    made = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(tmp_path)]
    if (
        not shutil.which("mount")
        or subprocess.run(made, check=False, capture_output=True).returncode
    ):
        pytest.skip("allowed: no file system can be mounted here")
    try:
        yield tmp_path
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_full_disk_leaves_the_earlier_graph(root: Path, disk: Path) -> None:
    assert builds(root, disk / "build").returncode == 0
    (disk / "ballast").write_bytes(bytes(shutil.disk_usage(disk).free - 6_500_000))

    done = builds(root, disk / "build")

    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "The earlier build stands." in done.stderr
    assert is_whole(disk / "build")
    assert sorted(path.name for path in disk.iterdir()) == ["ballast", "build"]


def test_a_limit_on_the_size_of_files_leaves_the_earlier_graph(
    root: Path, folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "build")

    done = builds(root, tmp_path / "build", "sh", "-c", 'ulimit -f 2000; exec "$@"', "sh")

    assert done.returncode == 2
    folder = tmp_path / "build"
    expected = f"Error: {folder} cannot be written: File too large. The earlier build stands."
    assert " ".join(done.stderr.split()) == expected
    assert is_whole(tmp_path / "build")
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


WRITER = """
import pyoxigraph, sys
store = pyoxigraph.Store(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


def test_a_store_that_another_process_writes_is_read_and_replaced(
    folder: Path, graph: Graph, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "build")
    store = str(tmp_path / "build" / "store")
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, store], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"open\n"
        assert len(Built.open(tmp_path / "build").store) == len(graph.lines)
        write(graph, tmp_path / "build")
        assert is_whole(tmp_path / "build")
        assert writer.stdin
        writer.stdin.close()


@pytest.mark.slow
def test_killing_a_build_at_any_moment_leaves_a_whole_graph(root: Path, tmp_path: Path) -> None:
    """Kills at moments spread over the run; the earlier or the new graph must stand, whole."""
    folder = tmp_path / "build"
    command = [sys.executable, "-m", "partnergraph", "build", "--project", str(root)]
    command += ["--output", str(folder)]
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    length = time.monotonic() - started
    moments = random.Random(7)  # noqa: S311 - moments, not secrets
    killed = 0
    for _ in range(20):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(length * moments.uniform(0.3, 1.0))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        assert is_whole(folder)
    assert killed > 0
    subprocess.run(command, check=True, capture_output=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["build"]
