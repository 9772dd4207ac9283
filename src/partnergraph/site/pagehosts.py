"""Page hosts: `_redirects` and `_headers`, which Netlify and Cloudflare Pages read.

Such hosts do not look at the field Accept. A thing leads to its page, whose links lead to the data.
"""

from __future__ import annotations

from collections.abc import Iterator

from partnergraph.site.rules import FIELDS, NAMED_TYPES, PAGE_POLICY, TYPES, Rules, as_address
from partnergraph.site.signposting import TypedLink

#: Cloudflare reads no more redirects than this from a file.
MOST = 2000


def redirects(rules: Rules) -> str:
    """The file `_redirects`: odd ids one by one, then all others."""
    lines = [
        f"/id/{as_address(local)} /doc/{name}.html 303"
        for local, name in list(rules.odd.items())[:MOST]
    ]
    return "\n".join([*lines, "/id/* /doc/:splat.html 303", "/graph/* /data/index.html 303"]) + "\n"


def headers(rules: Rules) -> str:
    """The file `_headers`: types, reading from anywhere, no guessing, and the licence."""
    return "\n".join(_headers(rules)) + "\n"


def _headers(rules: Rules) -> Iterator[str]:
    yield "/*"
    yield from (f"  {name}: {value}" for name, value in FIELDS.items())
    yield f"  Content-Security-Policy: {PAGE_POLICY}"
    if rules.licence:
        yield f"  Link: {TypedLink('license', rules.licence).field()}"
    for ending in ("ttl", "jsonld", "nt", "trig", "csv", "rq"):
        charset = "; charset=utf-8" if TYPES[ending].startswith("text/") else ""
        yield f"/*.{ending}"
        yield f"  Content-Type: {TYPES[ending]}{charset}"
    for path in ("/.well-known/void", "/data/SHA256SUMS", "/feed.xml"):
        yield path
        yield f"  Content-Type: {NAMED_TYPES[path.rpartition('/')[2]]}; charset=utf-8"
