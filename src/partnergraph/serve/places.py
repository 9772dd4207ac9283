"""Places: what an address of the site names, by the same rules as those of the published site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from partnergraph.serve.chapters import chapter_of
from partnergraph.site.addresses import FORMS
from partnergraph.site.rules import NAME

#: The forms that this server offers of a document: ending -> media type.
OFFERS: Mapping[str, str] = {**FORMS, "rdf": "application/rdf+xml"}
#: The dataset, the ontology and the schemes have no file of N-Triples.
_WITHOUT_NT = tuple(form for form in OFFERS if form != "nt")
_SCHEME = re.compile(r"vocab/([a-z0-9-]+)(?:/([A-Za-z0-9_.-]+))?")
_FILE = re.compile(rf"doc/({NAME})((?:[.][a-z]{{2,3}})?[.]html|[.](?:{'|'.join(OFFERS)}))")
_PATH = re.compile(r"[A-Za-z0-9._~/-]+")


@dataclass(frozen=True, slots=True)
class Place:
    """What an address names.

    A document has a `stem` to which the endings of `forms` are added; its page may be elsewhere
    (`home`). `see`: the address is that of a thing, so that a client is sent to the document; in a
    page to `part`. `local` is the id of a thing, whose stem is not known yet. A file has a `path`.
    """

    stem: str = ""
    path: str = ""
    local: bytes = b""
    home: str = ""
    part: str = ""
    see: bool = False
    forms: tuple[str, ...] = tuple(OFFERS)

    def file(self, form: str) -> str:
        """The path of the document in `form`."""
        return f"{self.home if form == 'html' and self.home else self.stem}.{form}"


def place_of(raw: bytes) -> Place | None:
    """What the path `raw` of a request names, relative to the site and percent-encoded.

    None: nothing. Whether it is there is another question.
    """
    if raw.startswith(b"id/"):
        local = unquote_to_bytes(raw[3:])
        return Place(local=local, see=True) if local else None
    path = unquote_to_bytes(raw).decode("ascii", "replace")
    return _document(path) or _file(path)


def _document(path: str) -> Place | None:
    """The document that `path` names without an ending."""
    if path == "":
        return Place(stem="data/dataset", home="index", forms=_WITHOUT_NT)
    if path == "ontology/":
        return Place(stem="ontology/ontology", home="ontology/index", forms=_WITHOUT_NT)
    if path.startswith("graph/"):
        return Place(stem="data/dataset", home="data/index", see=True, forms=_WITHOUT_NT)
    if re.fullmatch(rf"doc/{NAME}", path):
        return Place(stem=path)
    found = _SCHEME.fullmatch(path)
    if found is None:
        return None
    part = found[2] or ""
    return Place(stem=f"vocab/{found[1]}", part=part, see=bool(part), forms=_WITHOUT_NT)


def _file(path: str) -> Place | None:
    """The file that `path` names; the first page of a folder, if it ends with `/`."""
    if found := _FILE.fullmatch(path):
        return Place(stem=f"doc/{found[1]}", path=path)
    path = f"{path}index.html" if path.endswith("/") else path
    return Place(path=path) if _PATH.fullmatch(path) and chapter_of(path) else None
