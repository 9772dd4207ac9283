"""Links of a page: those that its head has for programs, as the header field Link (RFC 8288)."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

from partnergraph.site.signposting import TypedLink

_LINK = re.compile(r"<link ([^<>]*)>")
_ATTRIBUTE = re.compile(r'([a-z]+)=(?:"([^"]*)"|([^\s">]+))')
#: Relations that programs follow; the others are for browsers.
_TOLD = frozenset({"cite-as", "alternate describedby", "type", "license", "collection", "item"})
#: What an address may hold (RFC 3986, §2), and `%`, which begins what is encoded already.
_ALLOWED = "%:/?#[]@!$&'()*+,;=-._~"


def page_fields(head: bytes) -> str:
    """The links in `head`, the beginning of a page, as one value of the field; '' without any."""
    text = head.partition(b"</head>")[0].decode("utf-8", "replace")
    found = []
    for element in _LINK.findall(text):
        given = {name: unescape(one or two) for name, one, two in _ATTRIBUTE.findall(element)}
        if given.get("rel") in _TOLD and given.get("href"):
            href = quote(given["href"], safe=_ALLOWED)
            found.append(TypedLink(given["rel"], href, given.get("type", "")).field())
    return ", ".join(found)
