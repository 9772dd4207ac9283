"""nginx: the rules of a site as two files, one to be included in `http`, one in a `location`.

The maps that they rely on are made by `nginxmaps`.
"""

from __future__ import annotations

from collections.abc import Iterator

from partnergraph.site.addresses import FORMS
from partnergraph.site.rules import (
    DATA_POLICY,
    FIELDS,
    NAME,
    NAMED_TYPES,
    NOT_ACCEPTABLE,
    PAGE_POLICY,
    TYPES,
    Rules,
    exact,
)
from partnergraph.site.signposting import TypedLink, data_links, page_links

_TEXTUAL = (
    "text/turtle text/csv text/plain text/markdown text/css text/javascript "
    "application/xml application/atom+xml"
)
_VARY = 'add_header Vary "Accept" always;'
_ROOT = "^(?<pg_root>/(?:[^/\\x5c\\x00-\\x20][^\\x5c\\x00-\\x20]*?/)?)"
_LOCAL = f"{_ROOT}id/(?<pg_local>.+)$"


def locations(rules: Rules) -> str:
    """What is to be included in `location /path/ { root …; }`, the path being that of the site."""
    lines = [
        "# Made by partnergraph publish. Include it in a location, or in the block server.",
        *_types(),
        "absolute_redirect off;",
        "index index.html;",
        "charset utf-8;",
        f"charset_types {_TEXTUAL};",
        "gzip_vary on;",
        *_fields(DATA_POLICY),
        "",
        *_things(),
        *_documents(rules),
        *_other(),
    ]
    return "\n".join(lines) + "\n"


def _types() -> Iterator[str]:
    yield "types {"
    for ending, media in TYPES.items():
        yield f"    {media} {ending};"
    yield "}"


def _fields(policy: str, *more: str) -> Iterator[str]:
    for name, value in FIELDS.items():
        yield f'add_header {name} "{value}" always;'
    yield f'add_header Content-Security-Policy "{policy}" always;'
    yield "add_header Allow $pg_allow always;"
    yield from more


def _block(pattern: str, *lines: str) -> Iterator[str]:
    yield f'location ~ "{pattern}" {{'
    yield from (f"    {line}" for line in lines)
    yield "}"


def _guarded(stem: str, form: str = "$pg_form") -> Iterator[str]:
    """What comes before any answer about the document `stem`, of which there is a page."""
    yield f'if (!-f "$document_root${{pg_root}}{stem}.html") {{ return 404; }}'
    yield "if ($request_method = OPTIONS) { return 204; }"
    yield "if ($request_method !~ ^(GET|HEAD)$) { return 405; }"
    if stem == "doc/$pg_stem":
        yield 'error_page 410 "${pg_root}.gone/$pg_stem.$pg_shown";'
        yield "if ($pg_gone) { return 410; }"
    yield f'if ({form} = "") {{ return 406 "{NOT_ACCEPTABLE}"; }}'


def _things() -> Iterator[str]:
    """Addresses of what is no document: look at another (303)."""
    yield from _block(
        _LOCAL,
        *_fields(DATA_POLICY, _VARY, *_there_is()),
        "set $pg_stem $pg_name;",
        *_guarded("doc/$pg_stem"),
        "return 303 ${pg_root}doc/$pg_name.$pg_form;",
    )
    yield from _block(
        f"{_ROOT}vocab/(?<pg_scheme>[a-z0-9-]+)/(?<pg_part>[A-Za-z0-9_.-]+)$",
        *_fields(DATA_POLICY, _VARY),
        *_guarded("vocab/$pg_scheme", "$pg_data_form"),
        "if ($pg_data_form = html) { return 303 ${pg_root}vocab/$pg_scheme.html#$pg_part; }",
        "return 303 ${pg_root}vocab/$pg_scheme.$pg_data_form;",
    )
    yield from _block(
        f"{_ROOT}graph/",
        *_fields(DATA_POLICY, _VARY),
        *_guarded("data/index", "$pg_data_form"),
        "if ($pg_data_form = html) { return 303 ${pg_root}data/index.html; }",
        "return 303 ${pg_root}data/dataset.$pg_data_form;",
    )


def _documents(rules: Rules) -> Iterator[str]:
    """Addresses of documents, without an ending and with one."""
    yield from _negotiated(
        f"{_ROOT}doc/(?<pg_stem>{NAME})$",
        "doc/$pg_stem",
        "doc/$pg_stem.$pg_form",
        *_there_is(),
        *_page_links(rules),
    )
    yield from _negotiated(
        f"{_ROOT}vocab/(?<pg_scheme>[a-z0-9-]+)$",
        "vocab/$pg_scheme",
        "vocab/$pg_scheme.$pg_data_form",
        form="$pg_data_form",
    )
    for pattern, stem, file in (
        ("ontology/?$", "ontology/index", "$pg_ontology"),
        ("$", "index", "$pg_dataset"),
    ):
        yield from _negotiated(f"{_ROOT}{pattern}", stem, file, form="$pg_data_form")
    suffix = "(?:[.][a-z][a-z][a-z]?)?"
    tomb = "${pg_root}.gone/$pg_stem$pg_suffix"
    withdrawn = (f'error_page 410 "{tomb}";', "if ($pg_gone) { return 410; }")
    yield from _block(
        f"{_ROOT}doc/(?<pg_stem>{NAME})(?<pg_suffix>{suffix}[.]html)$",
        *_fields(PAGE_POLICY, *_page_links(rules)),
        *withdrawn,
    )
    yield from _block(
        f"{_ROOT}doc/(?<pg_stem>{NAME})(?<pg_suffix>[.](?:ttl|jsonld|nt))$",
        *_fields(DATA_POLICY, *(_link(each) for each in data_links("$pg_stem", rules.licence))),
        *withdrawn,
    )
    yield from _block(
        f"{_ROOT}[.]gone/(?<pg_tomb>{NAME}{suffix}[.](?:html|ttl|jsonld|nt))$",
        "internal;",
        *_fields(PAGE_POLICY, _VARY),
        "try_files ${pg_root}doc/$pg_tomb =410;",
    )


def _negotiated(
    pattern: str, page: str, file: str, *more: str, form: str = "$pg_form"
) -> Iterator[str]:
    """A document without an ending: `file`, which says where it is. There is one if `page` is."""
    yield from _block(
        pattern,
        *_fields(PAGE_POLICY, _VARY, *more),
        f'add_header Content-Location "${{pg_root}}{file}";',
        *_guarded(page, form),
        f'try_files "${{pg_root}}{file}" =404;',
    )


def _page_links(rules: Rules) -> Iterator[str]:
    yield "add_header Link $pg_cite_as;"
    yield from (_link(each) for each in page_links("$pg_stem", licence=rules.licence))


def _there_is() -> Iterator[str]:
    yield "default_type text/plain;"
    yield from (f"add_header Link $pg_there_is_{form} always;" for form in FORMS)


def _link(each: TypedLink) -> str:
    return f"add_header Link '{each.field()}';"


def _other() -> Iterator[str]:
    for name, media in NAMED_TYPES.items():
        yield from _block(
            f"/{exact(name.encode())}$", *_fields(DATA_POLICY), f"types {{ }} default_type {media};"
        )
    yield from _block("[.]html$", *_fields(PAGE_POLICY))
    yield from _block("/[.]ht", "return 404;")
