"""Standing: a site that was made from the same is left as it is, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from handmade import chain, pages, site

from partnergraph.progress import Tell, silent
from partnergraph.site import dumps, publication, twins
from partnergraph.site.material import Site
from partnergraph.site.output import Output, verify
from partnergraph.site.standing import standing, state

MAKERS = (twins.maker, pages)
publish = partial(publication.publish, makers=MAKERS, parts=(dumps.part,))


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_site_made_from_the_same_stands(tmp_path: Path) -> None:
    found = site(tmp_path / "build", chain(5))
    first = publish(found, tmp_path / "site")
    inode = (tmp_path / "site").stat().st_ino

    again = publish(site(tmp_path / "other", chain(5)), tmp_path / "site")
    assert (again.written, again.kept, again.size) == (0, first.written, first.size)
    assert again.files == first.files
    assert (tmp_path / "site").stat().st_ino == inode  # no folder took its place


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    found = site(tmp_path / "build", chain(3))
    publish(found, tmp_path / "site")
    (tmp_path / ".site-new-killed").mkdir()

    publish(found, tmp_path / "site")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["build", "site"]


def spoil(path: Path) -> None:
    path.write_text("No", encoding="utf-8")


@pytest.mark.parametrize("touch", [Path.unlink, spoil], ids=["removed", "changed"])
def test_a_site_that_somebody_touched_is_mended(
    touch: Callable[[Path], object], tmp_path: Path
) -> None:
    found = site(tmp_path / "build", chain(3))
    publish(found, tmp_path / "site")
    before = files(tmp_path / "site")
    touch(tmp_path / "site" / "doc" / "t1.ttl")

    assert publish(found, tmp_path / "site").written == 1
    assert files(tmp_path / "site") == before


def test_a_strange_file_or_a_link_is_no_site_that_stands(tmp_path: Path) -> None:
    found = site(tmp_path / "build", chain(3))
    publish(found, tmp_path / "site")
    key, quiet = state(found, MAKERS, (dumps.part,)), silent
    assert standing(tmp_path / "site", key, quiet) is not None

    page = tmp_path / "site" / "doc" / "t1.html"
    page.rename(tmp_path / "elsewhere")
    page.symlink_to(tmp_path / "elsewhere")
    assert standing(tmp_path / "site", key, quiet) is None
    page.unlink()
    (tmp_path / "elsewhere").rename(page)
    assert standing(tmp_path / "site", key, quiet) is not None
    (tmp_path / "site" / "stray.html").write_text("", encoding="utf-8")
    assert standing(tmp_path / "site", key, quiet) is None


def other(found: Site, _output: Output, _tell: Tell) -> None:
    assert found


CHANGES: dict[str, Callable[[Site, Path], Site]] = {
    "graph": lambda _, folder: site(folder, chain(3, t1="Renamed")),
    "place": lambda found, _: replace(found, place="https://example.com/"),
    "languages": lambda found, _: replace(found, languages=("ru",)),
    "day": lambda found, _: replace(found, graph=replace(found.graph, as_of=date(2026, 1, 1))),
    "title": lambda found, _: replace(
        found, graph=replace(found.graph, project=replace(found.project, title={"en": "New"}))
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_another_input_is_another_state(what: str, tmp_path: Path) -> None:
    found = site(tmp_path / "build", chain(3))
    changed = CHANGES[what](found, tmp_path / "changed")

    assert state(changed, MAKERS, (other,)) != state(found, MAKERS, (other,))


def test_questions_reports_and_terms_of_the_project_are_inputs(tmp_path: Path) -> None:
    found = site(tmp_path / "build", chain(3))
    seen = {state(found, MAKERS, ())}
    for name in ("queries/questions/own.rq", "queries/reports/own.toml", "ontology/schemes.ttl"):
        path = found.project.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# new\n", encoding="utf-8")
        seen.add(state(found, MAKERS, ()))
    assert len(seen) == 4
    assert state(found, MAKERS, (other,)) not in seen
    assert state(found, MAKERS, (partial(other),)) not in seen


def test_beside_an_earlier_graph_nothing_is_taken_to_stand(tmp_path: Path) -> None:
    found = site(tmp_path / "build", chain(3))
    compared = replace(found, since=tmp_path / "build" / "graph.nq")

    assert state(compared, MAKERS, ()) == ""
    publish(compared, tmp_path / "site")
    assert standing(tmp_path / "site", state(found, MAKERS, (dumps.part,)), silent) is None
    assert verify(tmp_path / "site") == []


def test_the_folder_of_the_project_is_no_input(tmp_path: Path) -> None:
    one, two = (site(tmp_path / name, chain(3)) for name in ("one", "two"))

    assert one.project.root != two.project.root
    assert state(one, MAKERS, ()) == state(two, MAKERS, ())
