"""Markup: words, links and references as escaped HTML, for the templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Self
from unicodedata import bidirectional

from markupsafe import Markup, escape

from partnergraph.site.records import Text
from partnergraph.site.sheet import DERIVED, Claim, Dated, Printed, Ref, Stated, Value

#: From a page of the site, with a fragment or not, to the relative link that leads there.
To = Callable[[str], str]
_BARE = re.compile("[A-Za-z0-9._~#:/-]*[A-Za-z0-9._~#-]")
_TURNING = frozenset(
    {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}
)


class Link(str):
    """An address, and the tag of its language where that is not the language of the page."""

    __slots__ = ("lang",)
    lang: str

    def __new__(cls, address: str, lang: str = "") -> Self:
        """Takes the address and the tag."""
        made = super().__new__(cls, address)
        made.lang = lang
        return made


def bare(value: str) -> Markup:
    """The value of an attribute, in quotation marks where it needs them (HTML, §13.1.2.3).

    After a link that leads to another language, its attribute `hreflang`.
    """
    said = value if _BARE.fullmatch(value) else f'"{escape(value)}"'
    tag = getattr(value, "lang", "")
    return Markup(f"{said} hreflang={tag}" if tag else said)


def say(text: Text) -> Markup:
    """A text with its language; one that could turn the direction of others is isolated."""
    if text.tag:
        return Markup(f"<bdi lang={bare(text.tag)}>{escape(text.text)}</bdi>")
    if text.text.isascii() or not any(bidirectional(each) in _TURNING for each in text.text):
        return escape(text.text)
    return Markup(f"<bdi>{escape(text.text)}</bdi>")


def link(value: Value, to: To) -> Markup:
    """A value as a link to where it leads."""
    said = say(value.text)
    if value.target:
        return Markup(f"<a href={bare(to(value.target))}>{said}</a>")
    if value.href:
        return Markup(f"<a href={bare(value.href)} rel=noreferrer>{said}</a>")
    return said


def links(values: Iterable[Value], to: To) -> Markup:
    """Values as links, with commas between them."""
    return Markup(", ").join(link(value, to) for value in values)


def texts(values: Iterable[Text]) -> Markup:
    """Texts with commas between them."""
    return Markup(", ").join(map(say, values))


def refs(found: Iterable[Ref], to: To) -> Markup:
    """References: number and source of a claim on this page, or the page of a source.

    The name of a source that is referred to several times in a row stands at the last one.
    """
    each = list(found)
    following = [*each[1:], None]
    return Markup(", ").join(
        _ref(one._replace(label="") if _same(one, after) else one, to)
        for one, after in zip(each, following, strict=True)
    )


def _same(one: Ref, after: Ref | None) -> bool:
    return after is not None and one.number > 0 < after.number and one.label == after.label


def marks(found: Iterable[Ref], to: To) -> Markup:
    """References by number alone, where there is one."""
    return Markup(", ").join(
        _ref(each._replace(label=""), to) if each.number else _ref(each, to) for each in found
    )


def _ref(found: Ref, to: To) -> Markup:
    target = found.target if found.number else to(found.target)
    label = f"[{found.number}] {found.label}".rstrip() if found.number else found.label
    if not target:
        return escape(label)
    return Markup(f"<a href={bare(target)}>{escape(label)}</a>")


def by(stated: Stated, w: Mapping[str, str], to: To) -> Markup:
    """Who states a value: references, or which work of ours."""
    if stated.ours == DERIVED:
        return ours(w)
    return escape(w[stated.ours]) if stated.ours else refs(stated.refs, to)


def ours(w: Mapping[str, str], *, told: bool = False) -> Markup:
    """The mark of what rules have worked out; why, unless it is `told` beside it."""
    title = "" if told else f' title="{escape(w["ours-long"])}"'
    return Markup(f'<span class="mark ours"{title}>{escape(w["ours"])}</span>')


def doubt(text: Text) -> Markup:
    """The mark of a doubt."""
    return Markup(f"<mark>{say(text)}</mark>")


def standing(claim: Claim) -> Markup:
    """Who publishes the source of a claim, and how sure the claim is; doubts are marked."""
    parts = [] if claim.about else [escape(claim.publisher)]
    plain = claim.status_key == "asserted", claim.modality_key in {"realised", "habitual"}
    for said, settled in zip((claim.status, claim.modality), plain, strict=True):
        parts.append(say(said) if settled else doubt(said))
    return Markup(" · ").join(part for part in parts if part)


def dated(date: Dated) -> Markup:
    """A date in words with what it is exactly."""
    exact = [say(date.precision)] if date.precision.text else []
    exact += [escape(date.bounds)] if date.bounds else []
    exact += [Markup(f"<code>{escape(date.edtf)}</code>")]
    return Markup(f"{escape(date.said)} <small>({', '.join(exact)})</small>")


def reading(name: Printed, w: Mapping[str, str], to: To) -> Markup:
    """A printed name, what it was read as, how sure that is, and why."""
    parts = [Markup(f"<q>{say(name.text)}</q>")]
    if name.meant:
        parts.append(Markup(f"→ {links(name.meant, to)}"))
    if name.candidates:
        parts.append(
            Markup(f"<small>{escape(w['candidates'])}: {links(name.candidates, to)}</small>")
        )
    if name.sure.text and name.key != "asserted":
        parts.append(doubt(name.sure))
    parts += [Markup(f"<small>{say(each)}</small>") for each in name.why]
    return Markup(" ").join(parts)


#: What the templates call.
HELPERS: Mapping[str, Callable[..., Markup]] = {
    each.__name__: each
    for each in (
        bare,
        say,
        link,
        links,
        texts,
        refs,
        marks,
        by,
        ours,
        doubt,
        standing,
        dated,
        reading,
    )
}
