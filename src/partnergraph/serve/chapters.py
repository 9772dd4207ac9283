"""Chapters: which files of a site belong together, so that one request makes no more than it must.

A chapter is made once for each build, when the first of its files is asked for.
"""

from __future__ import annotations

import re

#: The name of each chapter, and the paths that it holds. The first that fits decides.
_PATHS: tuple[tuple[str, str], ...] = (
    ("style", r"style\.css"),
    ("withdrawn", r"data/withdrawn\.nt"),
    ("data", r"data/.+|\.well-known/void|index(?:\.[a-z]{2,3})?\.html"),
    ("unknowns", r"unknowns(?:\.[a-z]{2,3})?\.html"),
    ("changes", r"changes/.+"),
    ("feed", r"feed\.xml"),
    ("questions", r"questions/.+"),
    ("reports", r"reports/.+"),
    ("explorer", r"explore(?:\.[a-z]{2,3})?\.html"),
    ("ontology", r"ontology/.+"),
    ("schemes", r"vocab/.+"),
    ("robots", r"robots\.txt"),
    ("sitemap", r"sitemap(?:-[0-9]+)?\.xml"),
    ("lists", r"(?:country/|region/|year/)?[^/.]+(?:\.[a-z]{2,3})?\.(?:html|csv)"),
)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _PATHS)
#: All of them; the sitemap is last, because it lists the pages of the others.
NAMES: tuple[str, ...] = (
    *(name for name, _ in _PATHS if name not in {"robots", "sitemap"}),
    "robots",
    "sitemap",
)


def chapter_of(path: str) -> str | None:
    """The chapter that the file at `path`, relative to the site, belongs to; None: to none."""
    return next((name for name, pattern in _COMPILED if pattern.fullmatch(path)), None)
