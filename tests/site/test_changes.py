"""Changes against an earlier graph are told in words, as RDF, as a patch and in a feed."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from markup_reader import Reader
from published import BASE, opened, written

from partnergraph.build import Graph
from partnergraph.project import Project
from partnergraph.site import changes, dumps, feed, withdrawn
from partnergraph.site.oldfeed import earlier as earlier_entries
from partnergraph.site.publication import Site
from partnergraph.store import write_folder

PG = "https://w3id.org/partnergraph/ontology#"
ATOM = "{http://www.w3.org/2005/Atom}"
AS = "https://www.w3.org/ns/activitystreams#"
VISIT = f"{BASE}id/china-visit-2024"
AGREEMENT = f"{BASE}id/xinjiang-2024"
LOST = f"{BASE}id/lost-thing"
MARKUP = f"{BASE}id/markup"
PARTS = (dumps.part, changes.part, withdrawn.part, feed.part)


def earlier(lines: list[str]) -> str:
    """The graph as it may have been before."""
    found = []
    for line in lines:
        if f"<{AGREEMENT}" in line:
            continue
        if line.startswith(f"<{VISIT}>") and "#edtf>" in line:
            assert "2024-03-24" in line
            found.append(line.replace("2024-03-24", "2024-03-22"))
        else:
            found.append(line)
    name = "http://www.w3.org/2004/02/skos/core#prefLabel"
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    found += [
        f'<{LOST}> <{name}> "Lost thing"@en <{BASE}graph/curated> .',
        f'<{MARKUP}> <{name}> "<script>alert(1)</script> & \\u0001"@en <{BASE}graph/curated> .',
        f"<{VISIT}#claim-x> <{kind}> <{PG}Claim> <{BASE}graph/source/ph-page> .",
    ]
    return "".join(f"{line}\n" for line in sorted(found))


@pytest.fixture(scope="module")
def old(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("earlier") / "graph.nq"
    path.write_text(earlier(graph.lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def opened_site(built_folder: Path, project: Project, old: Path) -> Site:
    return opened(built_folder, project, since=old)


@pytest.fixture(scope="module")
def site(opened_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("changes") / "site"
    written(opened_site, folder, PARTS)
    return folder


def test_things_are_added_changed_and_withdrawn(opened_site: Site) -> None:
    found = {change.iri: change.kind for change in opened_site.changes}

    assert found[AGREEMENT] == "added"
    assert found[VISIT] == "changed"
    assert found[LOST] == found[MARKUP] == "withdrawn"
    assert len(found) < 8  # what rules derive anew is no news


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (
            "index.html",
            ["Claim: 1 withdrawn", "Date: 2024-03-19/2024-03-22 → 2024-03-19/2024-03-24"],
        ),
        ("index.ru.html", ["Утверждение: отозвано 1", "Дата: 2024-03-19/2024-03-22 → "]),
        ("index.uz.html", ["Bayonot: 1 ta olib tashlandi", "Sana: 2024-03-19/2024-03-22 → "]),
    ],
)
def test_page_tells_what_changed_and_who_says_so(site: Path, page: str, told: list[str]) -> None:
    text = (site / "changes" / page).read_text(encoding="utf-8")

    for each in [*told, "International cooperation, Department of Public Health"]:
        assert each in text
    assert "<script>alert" not in text
    assert "Lost thing" in text


def test_old_dump_and_patch_are_the_new_dump(site: Path, old: Path) -> None:
    lines = set(old.read_text(encoding="utf-8").splitlines(keepends=True))
    for line in (site / "changes/changes.rdfp").read_text(encoding="utf-8").splitlines(True):
        if line.startswith("A "):
            lines.add(line[2:])
        if line.startswith("D "):
            lines.remove(line[2:])
    new = gzip.decompress((site / "data/graph.nq.gz").read_bytes()).decode()

    assert lines == set(new.splitlines(keepends=True))


def test_patch_is_a_patch_of_quads_that_parse(site: Path) -> None:
    text = (site / "changes/changes.rdfp").read_text(encoding="utf-8")
    head, begin, *middle, end = text.splitlines()
    data = "\n".join(line[2:] for line in middle)

    assert (head[:6], begin, end) == ("H id <", "TX .", "TC .")
    assert len(list(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS))) == len(middle)


def test_rdf_tells_the_same(site: Path, opened_site: Site) -> None:
    found = rdflib.Graph().parse(site / "changes" / "changes.ttl")
    kinds = {"added": "Create", "changed": "Update", "withdrawn": "Delete"}

    for change in opened_site.changes:
        (activity,) = found.subjects(rdflib.URIRef(f"{AS}object"), rdflib.URIRef(change.iri))
        assert (activity, rdflib.RDF.type, rdflib.URIRef(AS + kinds[change.kind])) in found
        notes = {
            str(getattr(note, "language", ""))
            for note in found.objects(rdflib.URIRef(change.iri), rdflib.SKOS.changeNote)
        }
        assert notes == {"en", "ru", "uz-latn"}


def test_links_of_activities_are_anchors_of_the_page(site: Path) -> None:
    found = rdflib.Graph().parse(site / "changes" / "changes.ttl")
    page = (site / "changes" / "index.html").read_text(encoding="utf-8")

    for activity in found.subjects(rdflib.URIRef(f"{AS}object"), None):
        address, _, anchor = str(activity).partition("#")
        assert address == f"{BASE}changes/index.html"
        assert anchor in Reader(page).ids


def test_without_an_earlier_graph_the_page_says_so(
    built_folder: Path, project: Project, tmp_path: Path
) -> None:
    written(opened(built_folder, project), tmp_path / "site", PARTS)
    page = (tmp_path / "site" / "changes" / "index.html").read_text(encoding="utf-8")

    assert "was not compared with an earlier one" in page
    assert not (tmp_path / "site" / "changes" / "changes.rdfp").exists()


def test_the_same_graph_has_no_changes(built_folder: Path, project: Project) -> None:
    site = opened(built_folder, project, since=built_folder / "graph.nq")

    assert list(site.changes) == []
    assert dict(site.gone) == {}


# Withdrawn ids


def test_what_is_lost_has_a_tombstone_and_nothing_else_has(opened_site: Site, site: Path) -> None:
    assert set(opened_site.gone) == {LOST, MARKUP}
    listed = rdflib.Graph().parse(site / "data" / "withdrawn.nt")
    assert {str(s) for s in listed.subjects()} == {LOST, MARKUP}
    assert sorted(each.name for each in (site / "doc").iterdir()) == [
        f"{name}.{ending}"
        for name in ("lost-thing", "markup")
        for ending in ("html", "jsonld", "nt", "ru.html", "ttl", "uz.html")
    ]


@pytest.mark.parametrize(
    ("ending", "form"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")]
)
def test_tombstone_says_deprecated(site: Path, ending: str, form: str) -> None:
    found = rdflib.Graph().parse(site / "doc" / f"lost-thing.{ending}", format=form)

    assert (rdflib.URIRef(LOST), rdflib.OWL.deprecated, rdflib.Literal(True)) in found


def test_tombstones_stay_in_later_publications(
    built_folder: Path, project: Project, old: Path, tmp_path: Path
) -> None:
    written(opened(built_folder, project, since=old), tmp_path / "site", PARTS)
    written(opened(built_folder, project), tmp_path / "site", PARTS)  # over the first
    again = opened(built_folder, project, since=tmp_path / "site")

    assert (tmp_path / "site" / "doc" / "lost-thing.html").is_file()
    assert set(again.gone) == {LOST, MARKUP}


def test_what_the_replaced_site_had_is_not_lost_silently(
    built_folder: Path, project: Project, graph: Graph, tmp_path: Path
) -> None:
    written(opened(built_folder, project), tmp_path / "site", PARTS)
    dump = tmp_path / "site" / "data" / "graph.nq.gz"
    dump.unlink()
    dump.write_bytes(gzip.compress(earlier(graph.lines).encode()))

    written(opened(built_folder, project), tmp_path / "site", PARTS)

    assert (tmp_path / "site" / "doc" / "lost-thing.html").is_file()


@pytest.fixture
def changed_graph(graph: Graph, tmp_path: Path) -> Callable[[str], Path]:
    """A built graph with one more statement."""

    def make(line: str) -> Path:
        folder = tmp_path / "other"
        folder.mkdir()
        text = "".join(f"{each}\n" for each in sorted([*graph.lines, line]))
        (folder / "graph.nq").write_text(text, encoding="utf-8")
        write_folder(folder / "graph.nq", folder / "store")
        return folder

    return make


def test_successor_is_the_thing_that_says_it_replaces(
    built_folder: Path,
    project: Project,
    old: Path,
    changed_graph: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    replaces = "http://purl.org/dc/terms/replaces"
    folder = changed_graph(f"<{VISIT}> <{replaces}> <{LOST}> <{BASE}graph/curated> .")
    for name in ("manifest.json", "dataset.ttl"):
        (folder / name).write_bytes((built_folder / name).read_bytes())
    site = opened(folder, project, since=old)
    written(site, tmp_path / "site", PARTS)

    assert site.gone[LOST] == VISIT
    page = (tmp_path / "site" / "doc" / "lost-thing.html").read_text(encoding="utf-8")
    assert "china-visit-2024.html" in Reader(page).links
    assert "isReplacedBy" in (tmp_path / "site" / "doc" / "lost-thing.nt").read_text("utf-8")


# The feed


def entries(site: Path) -> list[ET.Element]:
    return ET.parse(site / "feed.xml").getroot().findall(f"{ATOM}entry")  # noqa: S314 - our own


def test_feed_has_what_atom_demands(site: Path) -> None:
    root = ET.parse(site / "feed.xml").getroot()  # noqa: S314 - our own

    for each in [root, *entries(site)]:
        for name in ("id", "title", "updated"):
            (found,) = each.findall(f"{ATOM}{name}")
            assert found.text
        updated = each.findtext(f"{ATOM}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", updated)
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    links = {each.get("rel"): each.get("href") for each in root.findall(f"{ATOM}link")}
    assert links["self"] == f"{BASE}feed.xml"


def test_ids_of_entries_are_unique_and_stable(
    site: Path, opened_site: Site, tmp_path: Path
) -> None:
    ids = [each.findtext(f"{ATOM}id") for each in entries(site)]
    written(opened_site, tmp_path / "again", PARTS)

    assert len(set(ids)) == len(ids) > 30
    assert ids == [each.findtext(f"{ATOM}id") for each in entries(tmp_path / "again")]
    assert (site / "feed.xml").read_bytes() == (tmp_path / "again" / "feed.xml").read_bytes()


def test_entries_about_earlier_changes_are_taken_over(
    built_folder: Path, project: Project, old: Path, tmp_path: Path
) -> None:
    written(opened(built_folder, project, since=old), tmp_path / "site", PARTS)
    first = [ET.tostring(each) for each in entries(tmp_path / "site")]
    second = replace(opened(built_folder, project), place="https://elsewhere.example/g/")
    written(second, tmp_path / "site", PARTS)  # over the first, compared with nothing
    third = (tmp_path / "site" / "feed.xml").read_bytes()
    written(second, tmp_path / "site", PARTS)

    moved = [
        each.replace(BASE.encode() + b"doc/", b"https://elsewhere.example/g/doc/") for each in first
    ]
    assert [ET.tostring(each) for each in entries(tmp_path / "site")] == moved
    assert (tmp_path / "site" / "feed.xml").read_bytes() == third


@pytest.mark.parametrize(
    "feed",
    ["", "<feed", "<!DOCTYPE feed [<!ENTITY a 'b'>]><feed>&a;</feed>", "<feed><entry/></feed>"],
)
def test_a_damaged_feed_is_left_behind(feed: str, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(feed, encoding="utf-8")

    assert earlier_entries(path, BASE) == []
    assert earlier_entries(tmp_path / "none.xml", BASE) == []


def test_days_are_those_of_the_graph(site: Path, graph: Graph) -> None:
    days = {(each.findtext(f"{ATOM}updated") or "")[:10] for each in entries(site)}
    said = set(re.findall(r'#retrievedOn> "([^"]*)"', graph.nquads))

    assert graph.as_of
    assert days <= {graph.as_of.isoformat(), *(day[:10] for day in said)}
