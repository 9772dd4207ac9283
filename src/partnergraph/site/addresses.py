"""Addresses: where the documents about a resource are, and which resource a file is about.

A file's name is its resource's id as every disk and server can hold it: small letters, digits,
`-` and `_`; each other byte of its UTF-8 form is `~` and two hexadecimal digits. So names differ on
disks that do not tell capitals or Unicode forms (NFC, NFD) apart, none leads out of its folder, and
none has a dot, which keeps `x.ru` apart from the Russian page about `x`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from partnergraph.errors import BuildError
from partnergraph.nquads import is_iri

_PLAIN = re.compile(r"[a-z0-9_-]+")
_MARKED = re.compile(r"~([0-9a-f]{2})")
#: What Windows keeps for devices, and what servers look for by themselves.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|index)")
_PLACE = re.compile(r"https?://[^/?#@]+/[^?#]*", re.IGNORECASE)
_LONGEST = 120
_KEPT = 60
_CUT = "~~"  # never in a name that was not cut: `~` is followed by digits

#: The forms of a document: ending -> media type.
FORMS: Mapping[str, str] = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
}


def file_name(local: str) -> str:
    """The file name, without ending, for the id `local`; see the module for the form.

    A name of more than 120 characters is cut, and ends in the first 128 bits of its SHA-256; it can
    be told back only with the help of a list (`Addresses.known`).
    """
    if len(local) <= _LONGEST and _PLAIN.fullmatch(local) and not _RESERVED.fullmatch(local):
        return local
    name = "".join(
        each if _PLAIN.fullmatch(each) else "".join(f"~{byte:02x}" for byte in _bytes(each))
        for each in local
    )
    if not name or _RESERVED.fullmatch(name):
        name = f"~{ord(name[0]):02x}{name[1:]}" if name else _CUT
    if len(name) <= _LONGEST:
        return name
    digest = hashlib.sha256(_bytes(local)).hexdigest()[:32]
    return f"{name[:_KEPT].rstrip('~')}{_CUT}{digest}"


def local_name(name: str) -> str | None:
    """The id that `file_name` made `name` of; None for a name that was cut or is none of ours."""
    if _CUT in name:
        return "" if name == _CUT else None
    try:
        data = b"".join(
            bytes.fromhex(part[1:]) if part.startswith("~") else part.encode("ascii")
            for part in re.findall(r"~[0-9a-f]{2}|.", name, re.DOTALL)
        )
        local = data.decode()
    except ValueError:
        return None
    return local if file_name(local) == name else None


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses under `base`, the base IRI of a project, in `languages`, the first by default.

    `known` are ids whose file names were cut.
    """

    base: str
    languages: tuple[str, ...] = ("en",)
    known: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, base: str, languages: tuple[str, ...], resources: Iterable[str]) -> Addresses:
        """The addresses of `resources`, IRIs under `base`.

        Raises BuildError where two would share a file, which takes two ids of the same SHA-256.
        """
        prefix = f"{base}id/"
        names: dict[str, str] = {}
        for local in (iri.removeprefix(prefix) for iri in resources):
            other = names.setdefault(file_name(local), local)
            if other != local:
                raise BuildError(f"Two resources would share a file: {other}, {local}.")
        cut = {name: local for name, local in names.items() if _CUT in name}
        return cls(base, languages, cut)

    def path(self, iri: str, form: str = "html", lang: str = "") -> str:
        """The path, relative to the site, of the document in `form` about the resource `iri`.

        Raises ValueError for an IRI that is not under `<base>id/`, or that has a fragment.
        """
        prefix = f"{self.base}id/"
        if not iri.startswith(prefix) or "#" in iri:
            msg = f"Not a resource of {self.base}: {iri}"
            raise ValueError(msg)
        short = lang.partition("-")[0]
        tag = f".{short}" if short and short != self.languages[0].partition("-")[0] else ""
        return f"doc/{file_name(iri.removeprefix(prefix))}{tag if form == 'html' else ''}.{form}"

    def resource(self, path: str) -> str | None:
        """The resource that the document at `path` is about; None where it is none."""
        found = re.fullmatch(r"doc/([^./]+)(?:\.[a-z]{2,3})?\.(?:html|ttl|jsonld|nt)", path)
        if not found:
            return None
        local = self.known.get(found[1], local_name(found[1]))
        return None if local is None else f"{self.base}id/{local}"

    def plain(self, iri: str) -> bool:
        """Whether the file is called as the resource is, so that one rule leads to it."""
        local = iri.removeprefix(f"{self.base}id/")
        return file_name(local) == local


def place(text: str) -> str:
    """The address `text`, at which a site is to lie, with `/` at its end.

    Raises BuildError for what is no address of a folder on the web.
    """
    ended = text if text.endswith("/") else f"{text}/"
    if not (_PLACE.fullmatch(ended) and is_iri(ended)):
        raise BuildError(
            f"{text!r} is no address that a site can lie at.",
            "Write it without login, ? and #: https://example.org/graph/",
        )
    return ended


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
