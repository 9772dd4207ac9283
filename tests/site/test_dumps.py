"""The dumps hold the graph, whole, and are the same bytes each time."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import partial
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from published import opened, written

from partnergraph.build import Graph
from partnergraph.project import Project
from partnergraph.site import dumps
from partnergraph.site.blocks import blocks, pack
from partnergraph.vocabulary import PREFIXES

FORMS = {
    "graph.nq.gz": pyoxigraph.RdfFormat.N_QUADS,
    "graph.trig.gz": pyoxigraph.RdfFormat.TRIG,
    "graph.jsonld.gz": pyoxigraph.RdfFormat.JSON_LD,
}


@pytest.fixture(scope="module")
def data(built_folder: Path, project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dumps") / "site"
    written(opened(built_folder, project), folder, (dumps.part,))
    return folder / "data"


def content(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@pytest.mark.parametrize("name", FORMS)
def test_every_statement_is_in_every_form(data: Path, graph: Graph, name: str) -> None:
    found = pyoxigraph.parse(content(data / name), format=FORMS[name])
    wanted = pyoxigraph.parse(graph.nquads, format=pyoxigraph.RdfFormat.N_QUADS)

    assert set(found) == set(wanted)


def test_turtle_is_the_union_of_the_graphs(data: Path, graph: Graph) -> None:
    found = pyoxigraph.parse(content(data / "graph.ttl.gz"), format=pyoxigraph.RdfFormat.TURTLE)
    wanted = pyoxigraph.parse(graph.nquads, format=pyoxigraph.RdfFormat.N_QUADS)

    assert {quad.triple for quad in found} == {quad.triple for quad in wanted}


def test_rdflib_reads_the_json(data: Path, graph: Graph) -> None:
    plain = content(data / "graph.jsonld.gz")
    dataset: rdflib.Dataset = rdflib.Dataset().parse(data=plain, format="json-ld")

    assert len(list(dataset.quads())) == len(graph.lines)


@pytest.mark.parametrize("packed", [True, False])
def test_checksums_are_those_of_the_files(data: Path, *, packed: bool) -> None:
    sums = data / ("SHA256SUMS" if packed else "SHA256SUMS-unpacked.txt")
    found = dict(line.split("  ")[::-1] for line in sums.read_text(encoding="utf-8").splitlines())

    assert len(found) == len(FORMS) + 1
    for name in (*FORMS, "graph.ttl.gz"):
        file = data / name
        plain = file.read_bytes() if packed else gzip.decompress(file.read_bytes())
        key = name if packed else name.removesuffix(".gz")
        assert hashlib.sha256(plain).hexdigest() == found[key]


@pytest.mark.parametrize("form", [form for _, form in dumps._FORMS], ids=str)
def test_blocks_together_are_what_the_whole_is(
    graph: Graph, form: pyoxigraph.RdfFormat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(dumps, "blocks", partial(blocks, least=100_000))
    found = list(dumps.pieces(graph.nquads.encode(), form, PREFIXES))
    pack(tmp_path / "x.gz", found)
    wanted = set(pyoxigraph.parse(graph.nquads, format=pyoxigraph.RdfFormat.N_QUADS))
    read = pyoxigraph.parse(gzip.decompress((tmp_path / "x.gz").read_bytes()), format=form)

    assert len(found) > 5
    if form.supports_datasets:
        assert set(read) == wanted
    else:
        assert {quad.triple for quad in read} == {quad.triple for quad in wanted}


@pytest.mark.parametrize("form", [form for _, form in dumps._FORMS], ids=str)
def test_an_empty_graph_has_a_dump(form: pyoxigraph.RdfFormat, tmp_path: Path) -> None:
    pack(tmp_path / "x.gz", dumps.pieces(b"", form, PREFIXES))

    assert not list(
        pyoxigraph.parse(gzip.decompress((tmp_path / "x.gz").read_bytes()), format=form)
    )


def test_packing_names_no_file_and_no_time(data: Path) -> None:
    for name in (*FORMS, "graph.ttl.gz"):
        head = (data / name).read_bytes()[3:8]
        assert head == bytes([4, 0, 0, 0, 0])  # RFC 1952: a field, but no name, and no time


def test_dumps_of_the_same_graph_are_kept(
    built_folder: Path, project: Project, tmp_path: Path
) -> None:
    site = opened(built_folder, project)
    first = written(site, tmp_path / "site", (dumps.part,))
    second = written(site, tmp_path / "site", (dumps.part,))

    assert (second.written, second.kept) == (0, first.written)
    assert second.files == first.files


def test_statistics_name_every_dump(data: Path) -> None:
    found = json.loads((data / "statistics.json").read_text(encoding="utf-8"))

    for dump in found["dumps"]:
        assert (data.parent / dump["path"]).stat().st_size == dump["size"]
