"""Renderer: templates and words become pages whose links are relative."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from partnergraph.site.markup import HELPERS, Link, bare

if TYPE_CHECKING:
    from partnergraph.site.material import Site

#: Pages that the header of every page links to: path and key of the word for it.
NAVIGATION: tuple[tuple[str, str], ...] = (
    ("institutions.html", "institutions"),
    ("agreements.html", "agreements"),
    ("events.html", "events"),
    ("programmes.html", "programmes"),
    ("countries.html", "countries"),
    ("years.html", "years"),
    ("sources.html", "sources"),
    ("unknowns.html", "unknowns"),
)
#: The network page: one file, which speaks all languages.
EXPLORER = "explore.html"
#: Pages of other parts that the header links to.
EXTRA: tuple[tuple[str, str], ...] = (
    ("questions/index.html", "questions"),
    ("reports/index.html", "reports"),
    (EXPLORER, "explore"),
    ("changes/index.html", "changes"),
    ("data/index.html", "dataset"),
    ("ontology/index.html", "ontology"),
)
#: What stands in the header instead, where a server of ours answers.
LIVE: tuple[tuple[str, str], ...] = (("ask/index.html", "ask"), *EXTRA[1:])
_KNOWN = 100_000  # pages of which is remembered whether they are in one language only
_WORDS = ("words.json", "words-data.json", "words-live.json")
#: The languages that pages are written in, with the tag and the name that they carry.
SPOKEN: Mapping[str, tuple[str, str]] = {
    "en": ("en", "English"),
    "ru": ("ru", "Русский"),
    "uz": ("uz-Latn", "Oʻzbekcha"),
}
#: No script runs in a page: what is embedded as `application/ld+json` is data.
POLICY = Markup("default-src 'none';style-src 'self';img-src 'self';base-uri 'none'")
#: Live pages have scripts of their own, which ask nobody but their own server.
LIVE_POLICY = POLICY + Markup(";script-src 'self';connect-src 'self';form-action 'self'")

#: What the header of a page in a folder links to; the pages above lead to everything.
_SHORT = frozenset(
    {
        *("institutions.html", "agreements.html", "events.html", "sources.html", "unknowns.html"),
        *("questions/index.html", "ask/index.html", "data/index.html", EXPLORER),
    }
)
_OPTIONAL = re.compile("</(?:td|th|tr|li|dd|dt|thead|tbody|body|html|head)>\n?")
_PLAIN = re.compile(
    """(?<=[a-z])="([^\"'\\s=<>`&{}+]*[^\"'\\s=<>`&{}/])"(?=[\\s>]|{% endif %}[\\s>])"""
)
_BREAKS = re.compile(
    "\n+(?=(?:{%[^%]*%}\\s*)*</?(?:blockquote|body|br|circle|dd|div|dl|dt|figcaption|figure|footer|g|h[1-6]|header|li|"
    "line|link|main|meta|nav|ol|p|path|pre|section|svg|table|tbody|td|thead|title|tr|ul)[ >/])"
)
_EMPTY_LINES = re.compile("\n{2,}")
_PARAGRAPHS = re.compile(
    "</p>\n?(?=<(?:blockquote|details|div|dl|figure|footer|form|h[1-6]|header|hr|main|nav|ol|p|pre|"
    "section|table|ul)[ >]|</(?:blockquote|details|div|figure|footer|header|main|section)>)"
)


@cache
def words(lang: str) -> Mapping[str, str]:
    """The words of pages in `lang`, a short tag; English for languages that have none."""
    found = [json.loads(text(name)) for name in _WORDS]
    return {k: v for each in found for k, v in {**each["en"], **each.get(lang, {})}.items()}


def text(name: str) -> str:
    """The text of a file that comes with the pages: a template, the style sheet, the words."""
    return (files("partnergraph") / "site" / name).read_text(encoding="utf-8")


def localised(path: str, lang: str, default: str) -> str:
    """The path of the page at `path` in another language: `index.html`, `index.ru.html`."""
    if lang == default or not path.endswith(".html"):
        return path
    return f"{path.removesuffix('.html')}.{lang}.html"


def relative(path: str, here: str) -> str:
    """The relative link to the file at `path` from the one at `here`, both from the root."""
    own, other = here.split("/")[:-1], path.split("/")
    shared = 0
    while shared < min(len(own), len(other) - 1) and own[shared] == other[shared]:
        shared += 1
    return "/".join([".."] * (len(own) - shared) + other[shared:])


@dataclass(frozen=True)
class Renderer:
    """Renders the templates for a site: its base, the place where it lies, title by language,
    languages and licence.

    `extra` are pages of other parts that the header links to, like `NAVIGATION`; `single` tells of
    which pages there is but the one in the first language. `live` is whether a server of ours
    answers what forms ask.
    """

    base: str
    place: str
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    licence: str
    publisher: str
    as_of: str
    extra: tuple[tuple[str, str], ...]
    environment: Environment
    single: Callable[[str], bool]
    live: bool = False

    @classmethod
    def of(cls, site: Site, extra: tuple[tuple[str, str], ...] | None = None) -> Renderer:
        """The renderer of `site`; the header links to `extra`, by default to `EXTRA` or `LIVE`."""
        project, day = site.project, site.graph.as_of
        titles = {tag.partition("-")[0]: title for tag, title in project.title.items()}
        return cls(
            base=project.base,
            place=site.place,
            titles=titles,
            languages=tuple(lang for lang in site.languages if lang in SPOKEN) or ("en",),
            licence=project.licence,
            publisher=project.publisher,
            as_of=day.isoformat() if day else "",
            extra=extra if extra is not None else (LIVE if site.live else EXTRA),
            environment=environment(),
            single=lru_cache(maxsize=_KNOWN)(site.in_one_language),
            live=site.live,
        )

    @property
    def default(self) -> str:
        """The language of the pages whose names have no tag."""
        return self.languages[0]

    def path(self, path: str, lang: str) -> str:
        """The path of the page at `path` in `lang`, or in the first language if it has no other."""
        if lang == self.default or self.single(path):
            return path
        return localised(path, lang, self.default)

    def spoken(self, path: str) -> tuple[str, ...]:
        """The languages that the page at `path` is in."""
        return self.languages[:1] if self.single(path) else self.languages

    def render(self, template: str, lang: str, path: str, **context: Any) -> str:
        """The page that `template` makes of `context`, in `lang`.

        `path` is that of the page in the first language. `context` holds at least `title`; it may
        hold `title_tag` (its language, where that is another), `about` (the IRI of the thing that
        the page is about), `twins` (whether files with
        RDF stand beside the page), `jsonld` (JSON to be embedded) and `description`.
        """
        here = self.path(path, lang)
        frame = {
            "lang": lang,
            "tag": SPOKEN[lang][0],
            "w": words(lang),
            "site": self,
            "site_title": self.titles.get(lang) or next(iter(self.titles.values()), self.base),
            "path": path,
            "here": here,
            "policy": LIVE_POLICY if self.live else POLICY,
            "spoken": [(each, *SPOKEN[each], self.path(path, each)) for each in self.spoken(path)],
            "navigation": self._navigation(brief="/" in path),
            "to": lru_cache(maxsize=None)(lambda target: self.link(target, lang, here)),
            "file": lambda target: relative(target, here),
            "title_tag": "",
            "about": "",
            "twins": False,
            "jsonld": "",
            "description": "",
            "csv": "",
            "scripts": (),
            "asked": "",
            "query": "",
        }
        context["jsonld"] = embeddable(context.get("jsonld", ""))
        page = self.environment.get_template(template).render({**frame, **context})
        return _PARAGRAPHS.sub("", _EMPTY_LINES.sub("\n", page))

    def _navigation(self, *, brief: bool) -> list[tuple[str, str]]:
        return [each for each in (*NAVIGATION, *self.extra) if not brief or each[0] in _SHORT]

    def link(self, target: str, lang: str, here: str) -> Link:
        """The relative link from `here` to the page `target` (a fragment may follow) in `lang`.

        It says its language if that is another one.
        """
        page, mark, fragment = target.partition("#")
        if page == EXPLORER and lang != self.default:
            return Link(f"{relative(page, here)}#lang={lang}{'&' if fragment else ''}{fragment}")
        other = lang != self.default and self.single(page)
        text = f"{relative(self.path(page, lang), here)}{mark}{fragment}"
        return Link(text, SPOKEN[self.default][0] if other else "")


@cache
def environment() -> Environment:
    """The templates, compiled once: everything that is filled in is escaped."""
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        loader=FunctionLoader(lambda name: compact(text(f"templates/{name}"))),
    )
    made.globals.update(HELPERS)
    made.filters["bare"] = bare
    return made


def embeddable(data: str) -> Markup:
    """JSON that can stand in an element `script`: it holds no `<` (HTML, §4.12.1.3)."""
    return Markup(data.replace("<", "\\u003c"))  # noqa: S704 - the one character that matters is gone


def compact(template: str) -> str:
    """The template without what HTML does not need, a quarter of the frame of a page.

    That is: end tags that may be left out (§13.1.2.4), quotation marks around plain values
    (§13.1.2.3), and line feeds before blocks. Those of paragraphs go when the page is filled in,
    for only then is it seen what follows them.
    """
    return _BREAKS.sub("", _PLAIN.sub(r"=\1", _OPTIONAL.sub("", template)))
