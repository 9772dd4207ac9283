"""Error pages: what people read where there is nothing to show."""

from __future__ import annotations

from html import escape

from partnergraph.serve.problems import Problem

_PAGE = """<!doctype html>
<html lang="en">
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
<p>{detail}</p>
<ul class="plain">
<li><a href="{up}index.html">Home</a>
<li><a href="{up}institutions.html">Institutions</a>
<li><a href="{up}data/index.html">Data</a>
</ul>
</main>
</body>
</html>
"""


def error_page(problem: Problem, up: str) -> str:
    """The page that tells of `problem`; `up` leads from it to the root of the site."""
    return _PAGE.format(
        status=problem.status,
        title=escape(problem.title),
        detail=escape(problem.detail),
        up=escape(up or "./"),
    )
