"""A project: where it is found, what its settings may say, and which files it adds to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from partnergraph.errors import ProjectError
from partnergraph.project import SETTINGS, Project, bundle

BASE = 'base = "https://example.org/graph/"\n'


def settings(folder: Path, text: str | bytes = BASE) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SETTINGS).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_only_the_base_is_needed(tmp_path: Path) -> None:
    assert Project.load(settings(tmp_path)) == Project(tmp_path, "https://example.org/graph/")


def test_all_settings_are_read(tmp_path: Path) -> None:
    text = BASE + 'home = "oslo"\nlanguages = ["en", "uz-Latn"]\nlicence = "https://l.example/"\n'
    text += 'publisher = "P"\nas_of = 2026-11-23\nsparql = "https://q.example/sparql"\n'
    text += '[title]\nen = "E"\nru = "Р"\n'
    assert Project.load(settings(tmp_path, text)) == Project(
        root=tmp_path,
        base="https://example.org/graph/",
        home="oslo",
        title={"en": "E", "ru": "Р"},
        languages=("en", "uz-Latn"),
        licence="https://l.example/",
        publisher="P",
        as_of=date(2026, 11, 23),
        sparql="https://q.example/sparql",
    )


def test_a_title_without_language_is_english(tmp_path: Path) -> None:
    assert Project.load(settings(tmp_path, BASE + 'title = "T"')).title == {"en": "T"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BASE + "hoem = 'a'\nbsae = 1", "unknown setting: bsae, hoem"),
        (BASE + "hoem = 'a'", "Known are as_of, base, home"),
        ("", "'base' must be a web address"),
        ("base = 5", "'base' must be a web address"),
        ('base = "graph/"', "For example https://"),
        ('base = "urn:graph/"', "'base' must be a web address"),
        ('base = "https://example.org/a b/"', "'base' must be a web address"),
        ('base = "https://"', "'base' must be a web address"),
        ('base = "https:///"', "'base' must be a web address"),
        ('base = "https://example.org/?graph/"', "'base' must be a web address"),
        ('base = "https://example.org/#/"', "'base' must be a web address"),
        ('base = "https://example.org/graph"', 'Write base = "https://example.org/graph/".'),
        (BASE + "as_of = 2026-11-23T10:00:00", "Write as_of = 2026-11-23."),
        (BASE + 'as_of = "2026-11-23"', "'as_of' must be a day"),
        (BASE + "home = 3", "'home' must be text"),
        (BASE + "licence = []", "'licence' must be text"),
        (BASE + "publisher = {}", "'publisher' must be text"),
        (BASE + "sparql = 7", "'sparql' must be text"),
        (BASE + 'sparql = "/sparql"', "'sparql' must be a web address"),
        (BASE + 'sparql = "https://q.example/?query="', "without ? and #"),
        (BASE + "title = 5", "'title' must be text"),
        (BASE + 'languages = "en"', 'Write languages = ["en"].'),
        (BASE + "languages = [1]", "'languages' must be a list"),
        (BASE + "home =", "Correct it there"),
        (BASE + BASE, "line 2"),
        (b'base = "https://example.org/\xef\xf0/"', "Save it as UTF-8."),
        ((BASE + "publisher = 'Самарканд'").encode("cp1251"), "Save it as UTF-8."),
        (BASE.encode("utf-16"), "Save it as UTF-8."),
        (b"\xef\xbb\xbf" + BASE.encode(), "line 1, column 1"),
    ],
)
def test_wrong_settings_name_the_file_and_the_repair(
    tmp_path: Path, text: str | bytes, words: str
) -> None:
    with pytest.raises(ProjectError) as refused:
        Project.load(settings(tmp_path, text))
    assert str(tmp_path / SETTINGS) in refused.value.message
    assert words in str(refused.value)
    assert refused.value.hint
    assert refused.value.exit_code == 2


def test_a_folder_without_settings_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=SETTINGS) as refused:
        Project.find(tmp_path)
    assert str(tmp_path) in refused.value.message
    assert "--project" in refused.value.hint


def test_settings_that_are_a_folder_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).mkdir()
    with pytest.raises(ProjectError, match="cannot be read: Is a directory"):
        Project.load(tmp_path)


def test_a_given_folder_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(settings(tmp_path / "here"))
    assert Project.find(settings(tmp_path / "there")).root == tmp_path / "there"


def test_a_given_folder_is_not_left_for_one_above_it(tmp_path: Path) -> None:
    (settings(tmp_path) / "below").mkdir()
    with pytest.raises(ProjectError, match="no project"):
        Project.find(tmp_path / "below")


def test_the_nearest_folder_upward_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(tmp_path)
    deep = settings(tmp_path / "near") / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert Project.find().root == tmp_path / "near"


def test_without_a_project_the_bundled_one_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = Project.find()
    assert found.root == bundle()
    assert found.home == "samsmu"


def test_iris_follow_the_base(tmp_path: Path) -> None:
    project = Project(tmp_path, "https://example.org/graph/")
    assert project.thing("oslo") == "https://example.org/graph/id/oslo"
    assert project.graph("source/page") == "https://example.org/graph/graph/source/page"
    assert project.tables_dir == tmp_path / "graph"


def test_a_project_inherits_the_bundled_files(tmp_path: Path) -> None:
    project, shipped = Project(tmp_path, ""), Project(bundle(), "")
    assert project.ontology_file("context.jsonld") == bundle() / "ontology" / "context.jsonld"
    assert project.ontology_files("none.ttl") == []
    for kind in ("questions", "checks", "views"):
        assert project.query_files(kind) == shipped.query_files(kind) != []
    assert project.rules() == shipped.rules() != []


def test_a_project_adds_to_the_ontology(tmp_path: Path) -> None:
    own = tmp_path / "ontology" / "schemes.ttl"
    own.parent.mkdir()
    own.touch()
    project, bundled = Project(tmp_path, ""), bundle() / "ontology"
    assert project.ontology_files("vocabulary.ttl", "schemes.ttl") == [
        bundled / "vocabulary.ttl",
        bundled / "schemes.ttl",
        own,
    ]
    assert project.ontology_file("schemes.ttl") == own


def test_the_bundled_project_lists_no_file_twice() -> None:
    found = Project(bundle(), "").ontology_files("schemes.ttl")
    assert found == [bundle() / "ontology" / "schemes.ttl"]


@pytest.mark.parametrize("folder", ["queries/checks", "ontology/rules"])
def test_an_own_query_takes_the_place_of_the_bundled_one(tmp_path: Path, folder: str) -> None:
    bundled = sorted((bundle() / folder).glob("*.rq"))
    (tmp_path / folder).mkdir(parents=True)
    own, added = tmp_path / folder / bundled[0].name, tmp_path / folder / "0-added.rq"
    for path in (own, added, tmp_path / folder / "notes.txt"):
        path.touch()
    project = Project(tmp_path, "")
    found = project.rules() if "rules" in folder else project.query_files("checks")
    assert set(found) == {own, added, *bundled[1:]}
    assert [path.name for path in found] == sorted(path.name for path in found)
