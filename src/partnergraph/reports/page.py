"""A report as one page of HTML that needs no script and asks nobody for anything.

A content security policy (CSP Level 3, §3.3, in a `meta` element) forbids everything but the style
whose hash it names.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from partnergraph.reports.content import Content


def page(content: Content) -> str:
    """The page, to be saved as UTF-8. The same content always gives the same page."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    style = _text("page.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    template = environment.from_string(_text("page.html"))
    return template.render(content=content, words=content.words, policy=policy, style=style)


def _text(name: str) -> str:
    return (files("partnergraph") / "reports" / name).read_text(encoding="utf-8")
