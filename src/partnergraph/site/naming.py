"""Naming: what a thing, a term or a concept is called in the language of a page, and its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from partnergraph.site.renderer import SPOKEN
from partnergraph.vocabulary import PG, VOCAB, compact

if TYPE_CHECKING:
    from partnergraph.site.material import Site


@dataclass(frozen=True, slots=True)
class Name:
    """A text, its language tag where it is not that of the page, and where it leads.

    `page` is the path of a page of the site, with a fragment; `link` an address elsewhere.
    """

    text: str
    lang: str = ""
    page: str = ""
    link: str = ""


def external(iri: str) -> bool:
    """Whether `iri` may be a link: web and mail addresses only, never a script."""
    return iri.lower().startswith(("http://", "https://", "mailto:"))


def chosen(names: Mapping[str, str], lang: str) -> tuple[str, str]:
    """The name in `lang`, else in English, else the first; and its tag where it is another."""
    own = SPOKEN[lang][0].lower()
    for tag in (own, lang, "", "en", *sorted(names)):
        if tag in names:
            return names[tag], "" if tag in (own, lang, "") else tag
    return "", ""


def named(site: Site, iri: str, lang: str) -> Name:
    """What `iri` is called on a page in `lang`, and where its page is."""
    text, tag = chosen(site.documents.names(iri), lang)
    shown = text if text.strip() else _short(site, iri)
    return Name(shown, tag, page(site, iri), iri if external(iri) else "")


def page(site: Site, iri: str) -> str:
    """The path of the page of this site about `iri`, '' where it has none."""
    about, mark, fragment = iri.partition("#")
    if about in site.documents:
        return f"{site.addresses.path(about)}{mark}{fragment}"
    if iri.startswith(PG):
        return f"ontology/index.html#{iri.removeprefix(PG)}"
    if iri.startswith(VOCAB):
        scheme, _, concept = iri.removeprefix(VOCAB).partition("/")
        return f"vocab/{scheme}.html#{concept}" if concept else f"vocab/{scheme}.html"
    return ""


def _short(site: Site, iri: str) -> str:
    space = site.project.thing("")
    return iri.removeprefix(space) if iri.startswith(space) else compact(iri)
