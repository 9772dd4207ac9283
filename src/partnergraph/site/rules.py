"""Rules: what every web server must know of a site, before it is said in the server's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes

from partnergraph.site.addresses import Addresses

#: Media types by ending, beyond those that every server knows.
TYPES: Mapping[str, str] = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "png": "image/png",
    "txt": "text/plain",
    "xml": "application/xml",
    "json": "application/json",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "trig": "application/trig",
    "md": "text/markdown",
    "csv": "text/csv",
    "rq": "application/sparql-query",
    "rdfp": "text/plain",
    "cff": "application/yaml",
    "gz": "application/gzip",
}
#: Files whose names do not tell their types.
NAMED_TYPES: Mapping[str, str] = {
    "void": "text/turtle",
    "SHA256SUMS": "text/plain",
    "feed.xml": "application/atom+xml",
}
#: Sent with everything: anybody may read, nobody may guess a type or learn who linked here.
FIELDS: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Link, Location, Content-Location",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
#: Pages state their own, stricter policy; a header can also forbid frames.
PAGE_POLICY = "frame-ancestors 'self'; base-uri 'none'; object-src 'none'"
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
#: What a client is told that accepts nothing there is.
NOT_ACCEPTABLE = (
    "There is no form of this document that the field Accept of your request allows. There are "
    "HTML (.html), Turtle (.ttl), JSON-LD (.jsonld) and N-Triples (.nt)."
)
#: What a plain id and a file name look like.
PLAIN = "[a-z0-9_-]+"
NAME = "[a-z0-9_~-]+"


@dataclass(frozen=True, slots=True)
class Rules:
    """What servers must know: the base, the licence, odd ids and withdrawn ones.

    `odd` are ids whose files are not called as they are: id -> name of the file. `gone` are names
    of files about what was withdrawn.
    """

    base: str
    licence: str = ""
    odd: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        addresses: Addresses,
        resources: Iterable[str],
        gone: Iterable[str] = (),
        licence: str = "",
    ) -> Rules:
        """The rules for `resources` and the withdrawn `gone`, IRIs under the base."""
        prefix = f"{addresses.base}id/"
        withdrawn = sorted(set(gone))
        odd = {
            iri.removeprefix(prefix): _name(addresses, iri)
            for iri in sorted({*resources, *withdrawn})
            if not addresses.plain(iri)
        }
        names = tuple(_name(addresses, iri) for iri in withdrawn)
        return cls(addresses.base, licence, odd, names)


def as_sent(local: str) -> bytes:
    """The id `local` as a server sees it: it has undone the percent-encoding of the address."""
    return unquote_to_bytes(local)


def as_address(local: str) -> str:
    """The id `local` as a path in an address: ASCII only, what was encoded stays as it is."""
    return quote(local, safe="/%:@!$&'()*+,;=~-._")


def exact(data: bytes) -> str:
    """A regular expression that matches `data` only, in ASCII: what is no letter is escaped."""
    return "".join(
        chr(byte) if chr(byte).isascii() and chr(byte).isalnum() else f"\\x{byte:02x}"
        for byte in data
    )


def _name(addresses: Addresses, iri: str) -> str:
    return addresses.path(iri).removeprefix("doc/").removesuffix(".html")
