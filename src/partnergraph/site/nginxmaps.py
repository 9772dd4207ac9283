"""nginx maps: which form a client wants, which file an id has, what was withdrawn.

nginx compares no values, but its maps know regular expressions with references back: `_LESS` finds
out which of two weights is the greater.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from partnergraph.site import accept
from partnergraph.site.addresses import FORMS
from partnergraph.site.rules import PLAIN, Rules, as_sent, exact
from partnergraph.site.signposting import TypedLink, form_links

#: "a,b": two weights without zeros at their ends, the first being the smaller.
_LESS = "~^([0-9.]*)(?:,\\1[0-9.]|" + (
    "|".join(f"{digit}[0-9.]*,\\1[{digit + 1}-9]" for digit in range(9)) + ")"
)
_METHODS = "GET, HEAD, OPTIONS"


def maps(rules: Rules) -> str:
    """What is to be included in the block `http`: the form that is wanted, and names of files."""
    cited = TypedLink("cite-as", f"{rules.base}id/$pg_cited")
    lines = [
        "# Made by partnergraph publish. Include it in the block http.",
        *_weights(),
        *_chosen(),
        "",
        *_map("$pg_local", "$pg_name", _names(rules)),
        *_map("$pg_stem", "$pg_gone", ((f"~^{exact(n.encode())}$", "1") for n in rules.gone)),
        *_map("$pg_stem", "$pg_cited", ((f"~^{PLAIN}$", "$pg_stem"),)),
        *_map("$pg_cited", "$pg_cite_as", (("", ""),), cited.field()),
        *_map("$status", "$pg_allow", ((status, _METHODS) for status in ("204", "405"))),
        *_alternatives(),
    ]
    return "\n".join(lines) + "\n"


def _map(
    source: str, target: str, pairs: Iterable[tuple[str, str]], default: str = ""
) -> Iterator[str]:
    yield f'map "{source}" {target} {{'
    yield f"    default '{default}';"
    yield from (f"    \"{pattern}\" '{value}';" for pattern, value in pairs)
    yield "}"


def _alternatives() -> Iterator[str]:
    """The forms of a document about a thing, for the answer 406 only."""
    for form, each in zip(FORMS, form_links("${pg_root}doc/$pg_stem"), strict=True):
        yield from _map("$status", f"$pg_there_is_{form}", (("406", each.field()),))


def _names(rules: Rules) -> Iterator[tuple[str, str]]:
    for local, name in rules.odd.items():
        yield f"~^{exact(as_sent(local))}$", name
    yield f"~^{PLAIN}$", "$pg_local"


def _weights() -> Iterator[str]:
    """The weight of each form; of the ranges that hold it the narrowest decides."""
    for form in FORMS:
        pairs = [("", "1")]
        for media in reversed(accept.ranges(form)):
            weighed = accept.weighed(media).replace("(0(", "(?<pg_w>0(")
            pairs += [(f"~*{weighed}", "$pg_w"), (f"~*{accept.named(media)}", "1")]
        yield from _map("$http_accept", f"$pg_q_{form}", pairs, "0")


def _chosen() -> Iterator[str]:
    """The form of the greatest weight; of equal ones the first. `$pg_form` is '' for none."""
    forms = list(FORMS)
    best, weight = "", ""
    for form in forms:
        q, name, top = f"$pg_q_{form}", f"$pg_to_{form}", f"$pg_top_{form}"
        if best:
            yield from _map(f"{weight},{q}", name, ((_LESS, form),), best)
            yield from _map(name, top, ((form, q),), weight)
        else:
            yield from _map(q, name, (("0", ""),), form)
            yield from _map(q, top, (), q)
        best, weight = name, top
    yield from _map(weight, "$pg_form", (("0", ""),), best)
    yield from _map("$pg_top_jsonld", "$pg_data_form", (("0", ""),), "$pg_to_jsonld")
    yield from _map("$pg_form", "$pg_shown", (("", "html"),), "$pg_form")
    home, ontology = ("html", "index.html"), ("html", "ontology/index.html")
    yield from _map("$pg_data_form", "$pg_dataset", (home,), "data/dataset.$pg_data_form")
    yield from _map("$pg_data_form", "$pg_ontology", (ontology,), "ontology/ontology.$pg_data_form")
