"""A probe of negotiation: asks a web server for every kind of resource in every way.

Run by itself, it prints a table: python tests/probe.py URL --thing id/samsmu [--gone id/…]
"""

from __future__ import annotations

import argparse
import http.client
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

from partnergraph.site.addresses import FORMS, file_name

_EVIL = "evil.example"
#: What a client may say, and what it must get: RFC 9110, §12.4.2 and §12.5.1.
ACCEPTS: tuple[tuple[str | None, str | None], ...] = (
    (None, "html"),
    ("*/*", "html"),
    ("text/html", "html"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
    ("text/turtle", "ttl"),
    ("TEXT/Turtle", "ttl"),
    ("application/ld+json", "jsonld"),
    ("application/n-triples", "nt"),
    ("text/turtle;q=0.1, text/html", "html"),
    ("text/html;q=0.1, text/turtle", "ttl"),
    ("text/html;q=0.5, text/turtle;q=0.50", "html"),
    ("text/html;q=0.5, text/turtle;q=0.51", "ttl"),
    ("text/html;q=0.9, application/n-triples;q=1.000", "nt"),
    ("text/turtle;q=0.3,application/ld+json;q=0.35,application/n-triples;q=0.349", "jsonld"),
    ("*/*, text/html;q=0", "ttl"),
    ("*/*;q=0.1, text/*;q=0", "jsonld"),
    ("text/*;q=0.2, application/*;q=0.3", "jsonld"),
    ("text/html;q=0.000, text/turtle;q=0.001", "ttl"),
    ("text/turtle;charset=utf-8;q=0.9, text/html;q=0.8", "ttl"),
    ("text/turtle ; q=0.9 , text/html ; q=0.95", "html"),
    ("image/png, */*;q=0.01", "html"),
    ("image/png", None),
    ("text/turtlex", None),
    ("text/turtle;q=0", None),
    ("*/*;q=0", None),
)


#: Documents that every site has besides those of things: path -> form -> file.
DOCUMENTS: Mapping[str, Mapping[str, str]] = {
    "vocab/role": {form: f"vocab/role.{form}" for form in FORMS if form != "nt"},
    "ontology/": {
        "html": "ontology/index.html",
        "ttl": "ontology/ontology.ttl",
        "jsonld": "ontology/ontology.jsonld",
    },
    "dataset": {
        "html": "index.html",
        "ttl": "data/dataset.ttl",
        "jsonld": "data/dataset.jsonld",
    },
}
#: A concept, and the document of its scheme.
CONCEPTS: Mapping[str, tuple[str, str]] = {"concept": ("vocab/role/host", "vocab/role")}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: status, fields with small letters (repeated ones joined by commas), body."""

    url: str
    status: int
    fields: Mapping[str, str]
    body: bytes

    @property
    def location(self) -> str:
        return urljoin(self.url, self.fields.get("location", ""))

    @property
    def media(self) -> str:
        return self.fields.get("content-type", "").partition(";")[0].strip()


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried: on which kind of resource, what, whether it held, what was seen."""

    kind: str
    rule: str
    holds: bool
    seen: str = ""

    def __str__(self) -> str:
        return f"{'ok  ' if self.holds else 'FAIL'} {self.kind}: {self.rule} {self.seen}".rstrip()


@dataclass(frozen=True)
class Subjects:
    """What to ask for: addresses relative to the site.

    `things` are by kind, each `id/…` with the stem of its documents; `gone` was withdrawn;
    `documents` are negotiated without a redirect; `concepts` are described in a document of more.
    """

    things: Mapping[str, tuple[str, str]]
    gone: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    documents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    concepts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    licence: str = ""
    #: The forms of documents: ending -> media type.
    forms: Mapping[str, str] = field(default_factory=lambda: FORMS)


def ask(url: str, method: str = "GET", fields: Mapping[str, str] | None = None) -> Answer:
    """Sends one request as it stands, and follows nothing."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=30)
    fields = dict(fields or {})
    target = fields.pop(":target", parts.path + (f"?{parts.query}" if parts.query else ""))
    try:
        connection.putrequest(method, target, skip_host="Host" in fields, skip_accept_encoding=True)
        for name, value in fields.items():
            connection.putheader(name, value)
        connection.endheaders()
        reply = connection.getresponse()
        body = reply.read()
    finally:
        connection.close()
    joined: dict[str, str] = {}
    for name, value in reply.getheaders():
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return Answer(url, reply.status, joined, body)


def probe(site: str, subjects: Subjects) -> Iterator[Check]:
    """Everything that is expected of the site at the address `site`, which ends with `/`."""
    for kind, (thing, stem) in subjects.things.items():
        yield from _thing(site, kind, thing, stem, subjects.forms)
        yield from _document(site, kind, stem, subjects)
    for kind, files in subjects.documents.items():
        yield from _negotiated(site, kind, kind, files)
    for kind, (address, stem) in subjects.concepts.items():
        yield from _concept(site, kind, address, stem)
    for kind, (thing, stem) in subjects.gone.items():
        yield from _withdrawn(site, kind, thing, stem)
    yield from _unknown(site)
    first = next(iter(subjects.things.values()))
    yield from _hostile(site, *first)


def _accepting(value: str | None) -> dict[str, str]:
    return {} if value is None else {"Accept": value}


def _thing(
    site: str, kind: str, thing: str, stem: str, forms: Mapping[str, str]
) -> Iterator[Check]:
    """A thing: 303 to the document in the form that is wanted, or 406 with a list."""
    for accept, form in ACCEPTS:
        answer = ask(site + thing, fields=_accepting(accept))
        expected = (303, f"{site}{stem}.{form}") if form else (406, site + thing)
        seen = (answer.status, answer.location)
        yield Check(kind, f"Accept: {accept}", seen == expected, f"{seen}")
        yield _varies(kind, accept, answer)
    answer = ask(site + thing, fields={"Accept": "image/png"})
    listed = re.findall(r"<([^>]*)>", answer.fields.get("link", ""))
    found = [urljoin(answer.url, each) for each in listed]
    wanted = [f"{site}{stem}.{form}" for form in forms]
    yield Check(kind, "406 lists what there is", found == wanted, f"{found}")
    yield from _open(kind, answer)
    yield from _same_head(site + thing, kind)
    options = ask(site + thing, "OPTIONS", {"Origin": "https://a.example"})
    yield Check(kind, "OPTIONS", options.status == 204, f"{options.status}")
    yield from _open(kind, options)
    post = ask(site + thing, "POST", {"Content-Length": "0"})
    yield Check(kind, "POST is refused", post.status == 405, f"{post.status}")


def _document(site: str, kind: str, stem: str, subjects: Subjects) -> Iterator[Check]:
    """The documents about a thing: each under its ending, and negotiated without one."""
    tags, forms = set(), subjects.forms
    for form, media in forms.items():
        answer = ask(f"{site}{stem}.{form}")
        yield Check(kind, f".{form} is {media}", (answer.status, answer.media) == (200, media))
        charset = re.search(r"charset=utf-8", answer.fields.get("content-type", ""), re.IGNORECASE)
        textual = media.startswith("text/")
        yield Check(kind, f".{form} says its charset", bool(charset) == textual)
        yield from _open(kind, answer)
        yield from _links(kind, form, answer, subjects.licence)
        yield from _conditional(kind, answer)
        yield from _same_head(answer.url, kind)
        tags.add(answer.fields.get("etag"))
    yield Check(kind, "every form has its own ETag", len(tags) == len(forms), f"{tags}")
    yield from _negotiated(site, kind, stem, {form: f"{stem}.{form}" for form in forms})


def _negotiated(site: str, kind: str, address: str, files: Mapping[str, str]) -> Iterator[Check]:
    """An address without an ending: the form itself, which says where it is."""
    url = site + (address if address != "dataset" else "")
    for accept, form in ACCEPTS:
        if form is not None and form not in files:
            continue
        answer = ask(url, fields=_accepting(accept))
        if form is None or form not in files:
            yield Check(
                kind, f"document, Accept: {accept}", answer.status == 406, f"{answer.status}"
            )
            continue
        at = urljoin(url, answer.fields.get("content-location", ""))
        seen = (answer.status, answer.media, at)
        expected = (200, FORMS[form], site + files[form])
        yield Check(kind, f"document, Accept: {accept}", seen == expected, f"{seen}")
        yield Check(kind, "is the file", answer.body == ask(site + files[form]).body)
        yield _varies(kind, accept, answer)
    yield from _same_head(url, kind)
    yield from _conditional(kind, ask(url))


def _concept(site: str, kind: str, address: str, stem: str) -> Iterator[Check]:
    """A concept: 303 to the document of its scheme, in a page to its place there."""
    for form, media in FORMS.items():
        answer = ask(site + address, fields={"Accept": media})
        fragment = f"#{address.rpartition('/')[2]}" if form == "html" else ""
        seen = (answer.status, answer.location)
        there = form in DOCUMENTS["vocab/role"]  # N-Triples are not
        fits = seen == (303, f"{site}{stem}.{form}{fragment}") if there else seen[0] == 406
        yield Check(kind, f"{media} is elsewhere", fits, f"{seen}")
        yield _varies(kind, media, answer)


def _withdrawn(site: str, kind: str, thing: str, stem: str) -> Iterator[Check]:
    """What was withdrawn: 410 with a document that says so, under all its addresses."""
    for form, media in FORMS.items():
        for address in (thing, stem, f"{stem}.{form}"):
            answer = ask(site + address, fields={"Accept": media})
            seen = (answer.status, answer.media, bool(answer.body))
            yield Check(kind, f"{address} as {form}", seen == (410, media, True), f"{seen}")
            yield from _open(kind, answer)
    answer = ask(site + thing, fields={"Accept": "image/png"})
    yield Check(kind, "410 comes before 406", answer.status == 410, f"{answer.status}")


def _unknown(site: str) -> Iterator[Check]:
    for address in ("id/nobody-at-all", "doc/nobody-at-all", "doc/nobody-at-all.ttl", "id/..%2fx"):
        answer = ask(site + address)
        yield Check("unknown", address, answer.status == 404, f"{answer.status}")
    yield from _open("unknown", ask(f"{site}id/nobody-at-all"))


def _hostile(site: str, thing: str, stem: str) -> Iterator[Check]:
    """No host that an attacker names comes back, and no line break ends a field."""
    path = urlsplit(site + thing).path
    tries: dict[str, dict[str, str]] = {
        "Host": {"Host": _EVIL},
        "X-Forwarded-Host": {"X-Forwarded-Host": _EVIL, "X-Forwarded-Proto": "https"},
        "absolute form": {"Host": _EVIL, ":target": f"http://{_EVIL}{path}"},
        "two slashes": {":target": f"//{_EVIL}{path}"},
        "backslash": {":target": f"/%5c{_EVIL}{path}"},
        "line break": {":target": f"{path}%0d%0aX-Split:%20{_EVIL}"},
        "slash and slash": {":target": path.replace("id/", "/id/")},
    }
    for name, fields in tries.items():
        answer = ask(site + thing, fields={**fields, "Accept": "text/turtle"})
        location = answer.fields.get("location", "")
        clean = _EVIL not in location + answer.fields.get("link", "") + answer.fields.get(
            "content-location", ""
        )
        local = not location.startswith(("//", "/\\")) and "x-split" not in answer.fields
        yield Check("hostile", name, clean and local, f"{answer.status} {location}")
    page = ask(f"{site}{stem}.html", fields={"Host": _EVIL})
    yield Check("hostile", "page under another Host", _EVIL.encode() not in page.body)


def _varies(kind: str, accept: str | None, answer: Answer) -> Check:
    fields = [each.strip().lower() for each in answer.fields.get("vary", "").split(",")]
    return Check(kind, f"Vary on {answer.status} for {accept}", "accept" in fields, f"{fields}")


def _open(kind: str, answer: Answer) -> Iterator[Check]:
    """Anybody may read, nobody guesses, nothing is framed."""
    expected = {"access-control-allow-origin": "*", "x-content-type-options": "nosniff"}
    for name, value in expected.items():
        seen = answer.fields.get(name, "")
        yield Check(kind, f"{name} on {answer.status}", seen == value, seen)
    policy = answer.fields.get("content-security-policy", "")
    yield Check(kind, f"policy on {answer.status}", "frame-ancestors" in policy, policy)
    shared = answer.fields.get("access-control-allow-credentials")
    yield Check(kind, "no credentials", shared is None)


def _links(kind: str, form: str, answer: Answer, licence: str) -> Iterator[Check]:
    """Typed links: from the page to its data, and back."""
    links = answer.fields.get("link", "")
    relations = ("describedby", "type") if form == "html" else ("describes",)
    for relation in (*relations, *(("license",) if licence else ())):
        yield Check(kind, f".{form} has a link {relation}", relation in links, links)
    if form == "html":
        sent = {(rel, href) for href, rel in re.findall(r'<([^>]*)>; rel="([^"]*)"', links)}
        missing = sent - _in_head(answer.body.decode("utf-8"))
        yield Check(kind, "the head has the links of the field", not missing, f"{missing}")
    for target, media in re.findall(r'<([^>]*)>; rel="[^"]*describ[^"]*"; type="([^"]*)"', links):
        found = ask(urljoin(answer.url, target), "HEAD")
        seen = (found.status, found.media)
        yield Check(kind, f"link to {target}", seen == (200, media), f"{seen}")


def _in_head(page: str) -> set[tuple[str, str]]:
    """Relations and targets of the elements `link` of a page."""
    elements = re.findall(r"<link [^>]*>", page)
    found = [[_attribute(name, each) for name in ("rel", "href")] for each in elements]
    return {(rel, _as_uri(unescape(href))) for rel, href in found if rel and href}


def _as_uri(iri: str) -> str:
    """An IRI as header fields have it (RFC 3987, §3.1)."""
    return quote(iri, safe="%:/?#[]@!$&'()*+,;=-._~")


def _attribute(name: str, element: str) -> str:
    """The value of an attribute, in quotation marks or without; '' where there is none."""
    found = re.search(rf""" {name}=(?:"([^"]*)"|([^\s>]+))""", element)
    return (found[1] or found[2]) if found else ""


def _conditional(kind: str, answer: Answer) -> Iterator[Check]:
    """What a client has already is not sent again (RFC 9110, §13)."""
    tag, day = answer.fields.get("etag", ""), answer.fields.get("last-modified", "")
    yield Check(kind, "ETag and Last-Modified", bool(tag and day), f"{tag} {day}")
    for name, value in (("If-None-Match", tag), ("If-Modified-Since", day)):
        again = ask(answer.url, fields={name: value})
        seen = (again.status, again.body)
        yield Check(kind, f"{name} gives 304", seen == (304, b""), f"{seen}")


def _same_head(url: str, kind: str) -> Iterator[Check]:
    get, head = ask(url), ask(url, "HEAD")
    names = ("content-type", "vary", "location", "link", "etag", "content-location")
    same = [get.fields.get(name) == head.fields.get(name) for name in names]
    yield Check(kind, "HEAD is GET without a body", all(same) and get.status == head.status)
    yield Check(kind, "HEAD has no body", head.body == b"")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--thing", action="append", default=[], help="id/…")
    parser.add_argument("--gone", action="append", default=[], help="id/…")
    given = parser.parse_args()

    def named(addresses: list[str]) -> dict[str, tuple[str, str]]:
        return {each: (each, f"doc/{file_name(each.removeprefix('id/'))}") for each in addresses}

    checks = list(probe(given.url, Subjects(named(given.thing), named(given.gone))))
    failed = [check for check in checks if not check.holds]
    lines = [*map(str, failed), f"{len(checks) - len(failed)} of {len(checks)} hold"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
