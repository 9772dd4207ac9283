"""Signposting: typed links from a page to its thing, its data and its licence (RFC 8288).

The relations are those of FAIR Signposting: `cite-as` (RFC 8574) is the lasting IRI of the thing,
`describedby` its data, `describes` the way back. Pages carry them in their heads, so that no server
is needed; `apache` and `nginx` send them as header fields as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from partnergraph.site.addresses import FORMS

#: What a page about a thing is, for `rel="type"`.
PAGE = "https://schema.org/AboutPage"


@dataclass(frozen=True, slots=True)
class TypedLink:
    """A link: its relations, its target, and the media type of the target where that is known."""

    rel: str
    href: str
    type: str = ""

    def field(self) -> str:
        """The link as a value of the header field Link (RFC 8288, §3)."""
        kind = f'; type="{self.type}"' if self.type else ""
        return f'<{self.href}>; rel="{self.rel}"{kind}'


def page_links(stem: str, iri: str = "", licence: str = "") -> tuple[TypedLink, ...]:
    """The links of a page whose data is called `stem` with the endings of `FORMS`.

    `stem` is relative to the page; `iri` is that of the thing ('': no `cite-as`).
    """
    return (
        *((TypedLink("cite-as", iri),) if iri else ()),
        *(
            TypedLink("alternate describedby", f"{stem}.{form}", media)
            for form, media in FORMS.items()
            if form != "html"
        ),
        TypedLink("type", PAGE),
        *_licence(licence),
    )


def data_links(stem: str, licence: str = "") -> tuple[TypedLink, ...]:
    """The links of a file of data: the page that shows it, and its licence."""
    return TypedLink("describes", f"{stem}.html", FORMS["html"]), *_licence(licence)


def form_links(stem: str) -> tuple[TypedLink, ...]:
    """What there is, for a client that would have none of it (RFC 9110, §15.5.7)."""
    return tuple(TypedLink("alternate", f"{stem}.{form}", media) for form, media in FORMS.items())


def _licence(licence: str) -> tuple[TypedLink, ...]:
    return (TypedLink("license", licence),) if licence else ()
