"""The live site: what it makes on demand is what a published site has."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import handmade
import pyoxigraph
import pytest
from handmade import THINGS, line, named

from partnergraph.errors import BuildError
from partnergraph.serve.chapters import NAMES, chapter_of
from partnergraph.serve.livesite import LiveSite, Name
from partnergraph.site.publication import PARTS, publish
from partnergraph.vocabulary import DC

ODD = ("con", "North", "a/b", "Universität", "caf%C3%A9", "it's", "x" * 200)
#: What only other servers need.
FOREIGN = (".htaccess", "_headers", "_redirects", "hosting/")


def graph() -> list[str]:
    names = [named(each, f"Thing {number}") for number, each in enumerate(ODD)]
    return [*handmade.chain(4), *names]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> LiveSite:
    folder = tmp_path_factory.mktemp("live")
    earlier = handmade.built(folder / "earlier", [*graph(), named("old", "Old")])
    successor = line("t1", DC.replaces, f"<{THINGS}old>")
    site = handmade.site(folder / "build", [*graph(), successor])
    (folder / "chapters").mkdir()
    return LiveSite(replace(site, since=earlier), folder / "chapters")


def found(live: LiveSite, path: str) -> bytes | None:
    if path.startswith("doc/"):
        return live.document(path)
    name = chapter_of(path)
    assert name is not None
    folder, files = live.chapter(name)
    return (folder / path).read_bytes() if path in files else None


@pytest.mark.slow
def test_it_has_every_file_of_the_published_site(live: LiveSite, tmp_path: Path) -> None:
    output = publish(live.site, tmp_path / "www", parts=PARTS[:-1])
    own = [path for path in output.files if not path.startswith(FOREIGN)]

    assert len(own) > 500
    assert [path for path in output.files if chapter_of(path) is None] != own
    for path in own:
        assert found(live, path) == (tmp_path / "www" / path).read_bytes(), path


@pytest.mark.parametrize(
    ("local", "stem"),
    [
        (b"t1", "t1"),
        (b"con", "~63on"),
        (b"a/b", "a~2fb"),
        ("Universität".encode(), "~55niversit~c3~a4t"),
        ("café".encode(), "caf~25~433~25~419"),
        (b"it's", "it~27s"),
    ],
)
def test_an_id_has_the_file_that_rules_for_servers_give_it(
    live: LiveSite, local: bytes, stem: str
) -> None:
    assert live.name(local) == Name(stem, gone=False)
    assert live.named(stem) == Name(stem, gone=False)


def test_a_long_id_has_a_file(live: LiveSite) -> None:
    name = live.name(b"x" * 200)

    assert name is not None
    assert live.document(f"doc/{name.stem}.ttl")


@pytest.mark.parametrize(
    "local", [b"nobody", b"", b"../t1", b"t1/", b"T1", b"\xff", b"~63on", b"t1\0", b"t1#claim"]
)
def test_other_ids_have_none(live: LiveSite, local: bytes) -> None:
    assert live.name(local) is None


@pytest.mark.parametrize(
    "path", ["doc/nobody.ttl", "doc/t1.csv", "doc/../t1.ttl", "doc/t1.fr.html"]
)
def test_other_paths_have_no_document(live: LiveSite, path: str) -> None:
    assert live.document(path) is None


def test_what_was_withdrawn_has_a_tombstone_in_every_form(live: LiveSite) -> None:
    assert live.name(b"old") == Name("old", gone=True)
    turtle = live.document("doc/old.ttl")
    told = live.document("doc/old.rdf")

    assert turtle is not None
    assert told is not None
    assert b"isReplacedBy" in turtle
    assert triples(told, pyoxigraph.RdfFormat.RDF_XML) == triples(turtle)


def triples(data: bytes, form: pyoxigraph.RdfFormat = pyoxigraph.RdfFormat.TURTLE) -> set[str]:
    return {str(quad.triple) for quad in pyoxigraph.parse(data, format=form)}


@pytest.mark.parametrize("stem", ["doc/t1", "vocab/role", "ontology/ontology", "data/dataset"])
def test_rdfxml_says_what_turtle_says(live: LiveSite, stem: str) -> None:
    turtle, told = found(live, f"{stem}.ttl"), found(live, f"{stem}.rdf")

    assert turtle
    assert told
    assert triples(told, pyoxigraph.RdfFormat.RDF_XML) == triples(turtle)


def test_a_chapter_is_made_once(live: LiveSite) -> None:
    assert live.chapter("feed") == live.chapter("feed")
    assert json.loads((live.folder / "feed.json").read_text())[1] == live.chapter("feed").files


def test_what_is_left_tells_a_later_site_what_was_there(live: LiveSite, tmp_path: Path) -> None:
    live.leave(tmp_path / "left")
    site = handmade.site(tmp_path / "later", handmade.chain(3))
    later = LiveSite(replace(site, before=tmp_path / "left"), tmp_path)

    assert later.name(b"t2") == Name("t2", gone=False)
    assert later.name(b"t3") == Name("t3", gone=True)
    assert later.name("Universität".encode()) == Name("~55niversit~c3~a4t", gone=True)
    assert later.name(b"old") == Name("old", gone=True)
    assert b"isReplacedBy" in (later.document("doc/old.nt") or b"")
    assert later.name(b"nobody") is None


def test_another_graph_is_not_opened(live: LiveSite, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="another graph by now"):
        LiveSite.open(live.site.built.folder, "0" * 64, live.site.project, tmp_path)


def test_every_chapter_is_made_of_parts_of_the_publication(live: LiveSite) -> None:
    assert len(set(NAMES)) == len(NAMES)
    for name in NAMES:
        if name not in {"questions", "reports", "sitemap"}:  # which take long
            assert live.chapter(name).files, name
            assert {chapter_of(path) for path in live.chapter(name).files} <= {name, None}
