"""Error pages: what people read where there is nothing to show, in their language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from partnergraph.serve.problems import Problem

#: The languages that pages are written in, with the tag that they carry.
_TAGS = {"en": "en", "ru": "ru", "uz": "uz-Latn"}
#: What pages say of a status, beside what the problem says in English.
_SAID = {
    404: ("error-no-page", "error-no-page-note"),
    405: ("error-read-only", ""),
    500: ("error-failed", ""),
    503: ("error-busy", "error-busy-note"),
}
_OTHER = ("error-other", "")
_SPOKEN_PATH = re.compile(rb"\.([a-z]{2})\.html\Z")
_WISH = re.compile(r"([a-z]{2,3})(?:-[a-z0-9-]+)?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?)\s*)?")
_PAGE = """<!doctype html>
<html lang="{tag}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="{up}style.css">
</head>
<body>
<main id="content">
<p class="kind">{status}</p>
<h1>{title}</h1>
{told}<ul class="plain">
<li><a href="{up}index{end}">{home}</a>
<li><a href="{up}institutions{end}">{institutions}</a>
<li><a href="{up}data/index{end}">{data}</a>
</ul>
</main>
</body>
</html>
"""


def language(raw: bytes, wish: str | None, languages: Sequence[str]) -> str:
    """The language of an error page at the path `raw`: that of the address, else the best liked.

    `wish` is the field Accept-Language (RFC 9110, §12.5.4), `languages` are the short tags of those
    of the site, the first one its own.
    """
    spoken = [each for each in languages if each in _TAGS] or ["en"]
    found = _SPOKEN_PATH.search(raw)
    if found and (lang := found[1].decode()) in spoken:
        return lang
    liked = [_WISH.fullmatch(each.strip().lower()) for each in (wish or "").split(",")]
    known = [(float(each[2] or 1), each[1]) for each in liked if each and each[1] in spoken]
    best = max(known, key=lambda pair: pair[0], default=(0.0, ""))
    return best[1] if best[0] > 0 else spoken[0]


def error_page(problem: Problem, up: str, lang: str = "en", own: str = "en") -> str:
    """The page that tells of `problem` in `lang`; `up` leads from it to the root of the site.

    `own` is the language of those pages of the site whose names bear none. What no words are kept
    for is told in English, and says so.
    """
    say = _words(lang)
    title, note = (say.get(key, "") for key in _SAID.get(problem.status, _OTHER))
    told = "" if note else _english(problem, lang)
    if lang == "en":
        title, note, told = problem.title, problem.detail, ""
    return _PAGE.format(
        tag=_TAGS[lang],
        status=problem.status,
        title=escape(title),
        told=f"<p>{escape(note)}</p>\n" if note else told,
        up=escape(up or "./"),
        end=".html" if lang == own else f".{lang}.html",
        home=escape(say["home"]),
        institutions=escape(say["institutions"]),
        data=escape(say["dataset"]),
    )


def _english(problem: Problem, lang: str) -> str:
    known = problem.status in _SAID
    text = problem.detail if known else f"{problem.title} {problem.detail}".strip()
    return f'<p lang="en">{escape(text)}</p>\n' if text and lang != "en" else ""


@cache
def _words(lang: str) -> Mapping[str, str]:
    """The words of pages in `lang`; the templates, which need more, stay unloaded."""
    folder = files("partnergraph") / "site"
    names = ("words.json", "words-data.json", "words-live.json")
    read = [json.loads((folder / name).read_text(encoding="utf-8"))[lang] for name in names]
    wanted = {"home", "institutions", "dataset"}
    return {
        key: text
        for found in read
        for key, text in found.items()
        if key in wanted or key.startswith("error-")
    }
