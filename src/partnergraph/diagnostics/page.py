"""Findings as one page of HTML that needs no script and asks nobody for anything.

A content security policy (CSP Level 3, §3.3, in a `meta` element) forbids everything but the style
whose hash it names.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import partial
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from partnergraph.diagnostics.wording import by_file, named, severities, tally, visible
from partnergraph.findings import Finding, Severity
from partnergraph.translation import catalogue

_LONGEST = 2_000


def page(
    findings: Sequence[Finding],
    *,
    title: str,
    lang: str = "en",
    notes: bool = False,
    said: str = "",
) -> str:
    """The page, to be saved as UTF-8. The same findings always give the same page.

    Notes are on it, and are shown from the start with `notes`. `said` is a sentence that follows
    the number of findings.
    """
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["cut"] = partial(visible, longest=_LONGEST)
    style = _text("page.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    counts = Counter(finding.severity for finding in findings)
    return environment.from_string(_text("page.html")).render(
        counts=counts,
        groups=[(named(group.file, lang), group.findings) for group in by_file(findings)],
        label=partial(_label, lang),
        lang=lang,
        names=severities(lang),
        open={severity: notes or severity is not Severity.INFO for severity in Severity},
        policy=policy,
        severities=[severity for severity in Severity if counts[severity]],
        style=style,
        tally=f"{tally(findings, lang)}. {said}".rstrip(),
        title=title,
    )


def _label(lang: str, name: str, *values: object) -> str:
    return catalogue().label(name, lang, *values)


def _text(name: str) -> str:
    return (files("partnergraph") / "diagnostics" / name).read_text(encoding="utf-8")
