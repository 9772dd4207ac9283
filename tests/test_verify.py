"""Verify: a published site is whole and says what the graph says, or there is a finding."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import small_site
import webservers
from partnergraph.errors import BuildError, InputError
from partnergraph.findings import Severity
from partnergraph.progress import silent
from partnergraph.site import counts, pagereader, sitemapcheck, verify
from partnergraph.site.addresses import Addresses
from partnergraph.site.documents import Documents
from partnergraph.site.filechecks import Report, Task, report_on
from partnergraph.site.output import replaced
from partnergraph.site.served import Folder

PAGE = "doc/north-university.html"
DATA = "doc/north-university.nt"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_site.publish(tmp_path_factory.mktemp("site") / "partners")


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "partners"))


def listed(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / "site.json").read_text("utf-8"))["files"]
    return found


def put(folder: Path, path: str, content: str) -> None:
    """Writes a file and lists it, as a publication with a fault would."""
    place = folder / path
    place.parent.mkdir(exist_ok=True)
    place.write_text(content, encoding="utf-8")
    manifest = json.loads((folder / "site.json").read_text("utf-8"))
    manifest["files"][path] = hashlib.sha256(content.encode()).hexdigest()
    (folder / "site.json").write_text(json.dumps(manifest), encoding="utf-8")


def edit(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / path).read_text("utf-8")
        assert old in text
        put(folder, path, text.replace(old, new))

    return change


def rules(folder: Path) -> set[tuple[str, str]]:
    found = small_site.documents()
    addresses = Addresses.of(small_site.BASE, ("en", "ru"), found)
    findings = verify.check(str(folder), found, addresses)
    return {(each.rule.removeprefix("site-"), each.file) for each in findings}


def test_a_site_as_published_has_no_findings(published: Path) -> None:
    assert rules(published) == set()


def emptied(folder: Path) -> None:
    for form, text in {"ttl": "# nothing\n", "nt": "", "jsonld": "{}"}.items():
        put(folder, f"doc/north-university.{form}", text)


def test_a_site_says_of_which_graph_it_is(folder: Path) -> None:
    assert verify.base(str(folder)) == small_site.BASE
    (folder / ".well-known" / "void").unlink()
    assert verify.base(str(folder)) == ""


FAULTS: dict[str, tuple[Callable[[Path], object], set[tuple[str, str]]]] = {
    "a file is missing": (
        lambda folder: (folder / "years.csv").unlink(),
        {("missing", "years.csv")},
    ),
    "a file was changed": (
        lambda folder: (folder / "years.csv").write_text("x", encoding="utf-8"),
        {("changed", "years.csv")},
    ),
    "a file is not of the site": (
        lambda folder: (folder / "doc" / "x.html").write_text("x", encoding="utf-8"),
        {("foreign", "doc/x.html")},
    ),
    "a link leads nowhere": (
        edit(PAGE, "../index.html", "../nowhere.html"),
        {("link", PAGE)},
    ),
    "a link leads out of the site": (
        edit(PAGE, "../index.html", "../../secret.html"),
        {("link", PAGE)},
    ),
    "a fragment of the page is missing": (
        edit(PAGE, 'href="#top"', 'href="#bottom"'),
        {("fragment", PAGE)},
    ),
    "a fragment of another page is missing": (
        edit(PAGE, "../index.html", "../index.html#bottom"),
        {("fragment", PAGE)},
    ),
    "a twin cannot be parsed": (
        lambda folder: put(folder, "doc/north-university.ttl", "<a> <b> ."),
        {("syntax", "doc/north-university.ttl")},
    ),
    "twins differ": (
        lambda folder: put(folder, "doc/north-university.ttl", "# nothing\n"),
        {("twins", "doc/north-university.jsonld")},
    ),
    "a twin says less than the graph": (
        emptied,
        {("graph", DATA)},
    ),
    "the JSON-LD in a page says something else": (
        edit(PAGE, "</head>", '<script type="application/ld+json">[]</script></head>'),
        {("twins", PAGE)},
    ),
    "a page is about nothing in the graph": (
        lambda folder: put(folder, "doc/unheard-of.nt", ""),
        {("graph", "doc/unheard-of.nt")},
    ),
    "a tag is not closed": (edit(PAGE, "</h1>", ""), {("html", PAGE)}),
    "a page has no language": (edit(PAGE, ' lang="en"', ""), {("html", PAGE)}),
    "a page has no policy": (edit(PAGE, "Content-Security-Policy", "x"), {("html", PAGE)}),
    "a script is loaded from elsewhere": (
        edit(PAGE, "</head>", '<script src="https://cdn.example/x.js"></script></head>'),
        {("outside", PAGE)},
    ),
    "a style sheet loads from elsewhere": (
        edit("style.css", "}", "; background: url('//cdn.example/x.png') }"),
        {("outside", "style.css")},
    ),
    "a name has a space": (
        lambda folder: put(folder, "two words.csv", "x"),
        {("name", "two words.csv")},
    ),
    "names differ by capitals": (
        lambda folder: put(folder, "YEARS.csv", "x"),
        {("name", "YEARS.csv")},
    ),
    "a device has the name": (lambda folder: put(folder, "nul.csv", "x"), {("name", "nul.csv")}),
    "the sitemap leaves a page out": (
        edit("sitemap.xml", f"<url><loc>{small_site.PLACE}{PAGE}</loc></url>\n", ""),
        {("sitemap", "sitemap.xml")},
    ),
    "the sitemap lists a page twice": (
        edit("sitemap.xml", "doc/north-university.ru.html", PAGE),
        {("sitemap", "sitemap.xml")},
    ),
    "the sitemap lists what is no file": (
        edit("sitemap.xml", "</urlset>", f"<url><loc>{small_site.PLACE}x</loc></url></urlset>"),
        {("sitemap", "sitemap.xml")},
    ),
    "the description counts other statements": (
        edit(".well-known/void", 'id/" ; void:triples 5', 'id/" ; void:triples 6'),
        {("counts", ".well-known/void")},
    ),
    "the description counts other things": (
        edit(".well-known/void", "void:entities 1", "void:entities 2"),
        {("counts", ".well-known/void")},
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_where_it_is(folder: Path, name: str) -> None:
    change, expected = FAULTS[name]
    change(folder)

    assert rules(folder) == expected


def test_a_link_to_a_folder_leads_to_its_index(folder: Path) -> None:
    edit(PAGE, "../index.html", "../data/")(folder)

    assert rules(folder) == set()


def test_a_site_on_the_web_is_checked_as_its_folder_is(folder: Path, tmp_path: Path) -> None:
    with webservers.apache(tmp_path / "apache", {"/partners": folder}) as address:
        whole = verify.check(f"{address}/partners")
        edit(PAGE, "../index.html", "../nowhere.html")(folder)
        (folder / "style.css").unlink()
        faulty = verify.check(f"{address}/partners/")

    assert whole == []
    assert {(each.rule, each.file) for each in faulty} == {
        ("site-link", PAGE),
        ("site-missing", "style.css"),
    }


def test_of_a_large_site_on_the_web_a_part_is_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "ON_THE_WEB", 4)
    with webservers.apache(tmp_path / "apache", {"/partners": folder}) as address:
        findings = verify.check(f"{address}/partners")

    assert [each.severity for each in findings if each.rule == "site-sample"] == [Severity.WARNING]


def test_many_files_are_checked_in_many_processes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(PAGE, "../index.html", "../nowhere.html")(folder)
    monkeypatch.setattr(verify, "_FEW", 0)
    monkeypatch.setattr(verify, "_CHUNK", 5)

    assert rules(folder) == {("link", PAGE)}


@pytest.mark.parametrize("content", ["", "[]", '{"files": 1}', '{"files": {"../x": "a"}}', None])
def test_what_is_no_site_is_told(folder: Path, content: str | None) -> None:
    (folder / "site.json").unlink()
    if content is not None:
        (folder / "site.json").write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match="holds no site"):
        verify.check(str(folder))


@pytest.mark.parametrize("where", ["/nowhere/at/all", "http://", "http://127.0.0.1:1/"])
def test_a_place_that_cannot_be_read_is_told(where: str) -> None:
    with pytest.raises(InputError):
        verify.check(where)


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    (folder / "years.csv").unlink()
    (folder / "years.csv").symlink_to(tmp_path / "secret")

    assert rules(folder) == {("missing", "years.csv")}


# Before a site is shown


@dataclass(frozen=True)
class Made:
    """What the check before the swap reads of a site."""

    documents: Documents
    addresses: Addresses


def made() -> Any:
    found = small_site.documents()
    return Made(found, Addresses.of(small_site.BASE, ("en", "ru"), found))


def test_a_sound_site_takes_the_place_of_the_old_one(folder: Path) -> None:
    with replaced(folder) as output:
        small_site.write(output)
        output.write("new.csv", "x")
        verify.part(made(), output, silent)

    assert "new.csv" in listed(folder)


@pytest.mark.parametrize(
    ("path", "content", "message"),
    [
        ("x.html", "<p>", "new site has .* faults, among them .*x.html: The page"),
        ("doc/x.nt", "<a> .", "doc/x.nt: The file cannot be parsed"),
        ("x.css", "a { background: url(https://a.example/) }", "from elsewhere"),
    ],
)
def test_a_faulty_site_does_not(folder: Path, path: str, content: str, message: str) -> None:
    before = (folder / "site.json").read_bytes()

    def publish() -> None:
        with replaced(folder) as output:
            small_site.write(output)
            output.write(path, content)
            verify.part(made(), output, silent)

    with pytest.raises(BuildError, match=message):
        publish()
    assert (folder / "site.json").read_bytes() == before


def test_files_that_are_kept_are_not_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted(task: Task, groups: Sequence[tuple[str, ...]]) -> Report:
        read.extend(path for paths in groups for path in paths)
        return report_on(task, groups)

    monkeypatch.setattr(verify, "report_on", noted)
    with replaced(folder) as output:
        small_site.write(output)
        output.write("new.csv", "x")
        verify.part(made(), output, silent)

    assert read == ["new.csv"]


# Pages

LOADING = [
    '<img src="https://a.example/x.png" alt="">',
    '<img srcset="x.png 1x, //a.example/y.png 2x" alt="">',
    '<link rel="preconnect" href="https://a.example/">',
    '<link rel="stylesheet" href="//a.example/x.css">',
    '<iframe src="https://a.example/"></iframe>',
    "<style>@import 'https://a.example/x.css';</style>",
    '<p style="background: url(https://a.example/x.png)">x</p>',
    '<svg><image href="https://a.example/x.png"/></svg>',
    '<video poster="https://a.example/x.png"></video>',
    '<object data="https://a.example/x"></object>',
]


def page(body: str) -> pagereader.Page:
    return pagereader.read(
        '<!doctype html><html lang="en"><head><title>x</title>'
        '<meta http-equiv="Content-Security-Policy" content="default-src">'
        f"</head><body>{body}</body></html>"
    )


@pytest.mark.parametrize("body", LOADING)
def test_what_is_loaded_from_elsewhere_is_found(body: str) -> None:
    assert len(page(body).outside) == 1
    assert page(body).faults == []


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://a.example/">x</a>',
        '<link rel="license" href="https://a.example/">',
        '<img src="data:image/png;base64,AA//BB" alt="">',
        '<script type="application/ld+json">{"@id": "https://a.example/"}</script>',
        "<p>https://a.example/ &lt;b>",
        "<ul><li>one<li>two</ul><table><tr><td>x</table>",
        '<svg viewBox="0 0 1 1"><path d="M0 0"/><g><title>x</title></g></svg>',
        "<!-- <b> --><p>a &amp; b</p>",
    ],
)
def test_what_is_fine_is_not_found(body: str) -> None:
    assert (page(body).outside, page(body).faults) == ([], [])


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p><b>x</p>", "</p> closes <b>"),
        ("<b>x", "</body> closes <b>"),
        ("</b>", "</b> closes <body>"),
        ('<p id="a"><p id="a">', "has an id twice: a"),
        ('<a href="x" href="y">x</a>', "has an attribute twice: href"),
        ("a < b", "has a '<' that begins no tag: '< b'"),
        ("<script>", "<script> is not closed"),
    ],
)
def test_faults_of_html_are_found(body: str, fault: str) -> None:
    assert fault in page(body).faults


def test_sitemaps_may_come_in_parts(folder: Path) -> None:
    text = (folder / "sitemap.xml").read_text("utf-8")
    put(folder, "sitemap-1.xml", text)
    place = f"{small_site.PLACE}sitemap-1.xml"
    put(folder, "sitemap.xml", f"<sitemapindex>\n<loc>{place}</loc>\n</sitemapindex>\n")

    assert list(sitemapcheck.faults(Folder(folder), listed(folder))) == []


def test_statements_are_counted_in_each_graph() -> None:
    lines = [line.encode() for line in small_site.lines()]
    again = [line.replace(b"curated", b"other") for line in lines]
    statements, properties, classes = counts.counted(lines + again)

    assert statements == 2 * len(lines)
    assert sum(properties.values()) == statements
    assert set(classes.values()) == {len(small_site.IDS)}


def test_ids_are_found_without_reading_a_page_whole() -> None:
    body = "<p id=one>x id=no</p><b class=y id='two'></b><i title='>' id=\"three\"></i>"

    assert pagereader.plain_ids(body) == {"one", "two"}
    assert pagereader.read(body).ids == {"one", "two", "three"}
