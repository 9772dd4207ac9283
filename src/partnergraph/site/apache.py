"""Apache: the rules of a site as `.htaccess` for Apache HTTP Server 2.4, and those of w3id.org.

`mod_negotiation` is not used: it must be allowed by the server's owner, and it does not redirect.
Weights are read by `mod_setenvif` as texts that compare as numbers do, so that `mod_rewrite` finds
the greatest, and `q=0` is honoured.
"""

from __future__ import annotations

from collections.abc import Iterator

from partnergraph.site import accept
from partnergraph.site.addresses import FORMS
from partnergraph.site.rules import (
    DATA_POLICY,
    FIELDS,
    NAME,
    NAMED_TYPES,
    NOT_ACCEPTABLE,
    PAGE_POLICY,
    PLAIN,
    TYPES,
    Rules,
    as_sent,
    exact,
)
from partnergraph.site.signposting import TypedLink, data_links, form_links, page_links

_TEXTUAL = ("text/", "application/xml")
#: What a client reads that does not follow; the address is in the field Location.
SEE_OTHER = "hosting/see-other.txt"
_FORM = "%{ENV:PG_STEM}.%{ENV:PG_FORM}"
# What was set before an internal redirect is called REDIRECT_… after it.
_NEGOTIATED = "expr=-n reqenv('PG_STEM') || -n reqenv('REDIRECT_PG_STEM')"


def htaccess(rules: Rules) -> str:
    """The `.htaccess` of a site, at its root, wherever that is on the server."""
    parts = [
        "# Made by partnergraph publish: negotiation, types and header fields of this site.",
        "# Needs AllowOverride FileInfo, mod_rewrite, mod_setenvif, mod_mime and mod_headers.",
        *_types(),
        "",
        *weights(),
        *_links_known(),
        "",
        "RewriteEngine On",
        *_root(),
        "",
        *_resources(rules),
        "",
        *chosen(),
        "",
        *_answers(),
        "",
        *_fields(rules),
    ]
    return "\n".join(parts) + "\n"


def weights() -> Iterator[str]:
    """The weight of each form, in PG_Q_… : the narrower range is read later, and so decides."""
    yield "# How much the client wants each form: 0 (not at all), 0.5, 1. None named: 1."
    for form in FORMS:
        name = f"PG_Q_{form.upper()}"
        yield f'SetEnvIf Accept "^$" {name}=1'
        for media in accept.ranges(form):
            yield f'SetEnvIfNoCase Accept "{accept.named(media)}" {name}=1'
            yield f'SetEnvIfNoCase Accept "{accept.weighed(media)}" {name}=$1'


def chosen() -> Iterator[str]:
    """The form that is wanted most, in PG_FORM; `none` where there is none."""
    yield "# The form of the greatest weight; of equal ones the first."
    yield "RewriteRule ^ - [E=PG_FORM:none,E=PG_BEST:0]"
    for form in FORMS:
        name = f"PG_Q_{form.upper()}"
        if form == "nt":
            yield "RewriteCond %{ENV:PG_STEM} ^doc/"
        yield f"RewriteCond expr \"reqenv('{name}') > reqenv('PG_BEST')\""
        yield f"RewriteRule ^ - [E=PG_FORM:{form},E=PG_BEST:%{{ENV:{name}}}]"


def _types() -> Iterator[str]:
    yield "AddDefaultCharset utf-8"
    for ending, media in TYPES.items():
        yield f'AddType "{_with_charset(media)}" .{ending}'
    yield "RemoveEncoding .gz"
    yield "AddLanguage ru .ru"
    yield "AddLanguage uz-Latn .uz"
    for name, media in NAMED_TYPES.items():
        yield from (f'<Files "{name}">', f'    ForceType "{_with_charset(media)}"', "</Files>")


def _with_charset(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith(_TEXTUAL) else media


def _links_known() -> Iterator[str]:
    suffix = "(?:[.][a-z][a-z][a-z]?)?[.]html$"
    yield "# Which document a file is, for its typed links."
    yield f'SetEnvIf Request_URI "/doc/({NAME}){suffix}" PG_PAGE=$1'
    yield f'SetEnvIf Request_URI "/doc/({PLAIN}){suffix}" PG_CITED=$1'
    yield f'SetEnvIf Request_URI "/doc/({NAME})[.](?:ttl|jsonld|nt)$" PG_DATA=$1'


def _root() -> Iterator[str]:
    yield "# Where this folder is on the server: in addresses, and on its disk."
    safe = "[^\\x5c\\x00-\\x20]"
    yield (f"RewriteCond $0::%{{REQUEST_URI}} ^(.*)::/*(/(?:[^/\\x5c\\x00-\\x20]{safe}*)?)\\1$")
    yield "RewriteRule ^.*$ - [E=PG_ROOT:%2]"
    yield "RewriteCond %{REQUEST_FILENAME} ^(.*)/id$"
    yield "RewriteRule ^id/ - [E=PG_DISK:%1]"
    for folder in ("doc", "vocab"):
        yield f"RewriteCond %{{REQUEST_FILENAME}} ^(.*)/{folder}/[^/]+$"
        yield f"RewriteRule ^{folder}/ - [E=PG_DISK:%1]"


def _resources(rules: Rules) -> Iterator[str]:
    yield "# What the address names. Of a thing, PG_SEE says to look at a document instead."
    yield f"RewriteRule ^id/({PLAIN})$ - [E=PG_STEM:doc/$1,E=PG_SEE:1]"
    for local, name in rules.odd.items():
        yield f'RewriteRule "^id/{exact(as_sent(local))}$" - [E=PG_STEM:doc/{name},E=PG_SEE:1]'
    yield f"RewriteRule ^doc/({NAME})$ - [E=PG_STEM:doc/$1]"
    yield "RewriteRule ^vocab/([a-z0-9-]+)$ - [E=PG_STEM:vocab/$1]"
    yield (
        "RewriteRule ^vocab/([a-z0-9-]+)/([A-Za-z0-9_.-]+)$ - "
        "[E=PG_STEM:vocab/$1,E=PG_SEE:1,E=PG_PART:$2]"
    )
    yield "RewriteRule ^ontology/?$ - [E=PG_STEM:ontology/ontology,E=PG_HOME:ontology/index]"
    yield "RewriteRule ^$ - [E=PG_STEM:data/dataset,E=PG_HOME:index]"
    yield "RewriteRule ^graph/ - [E=PG_STEM:data/dataset,E=PG_HOME:data/index,E=PG_SEE:1]"
    yield from _gone(rules)
    yield "RewriteCond %{ENV:PG_STEM} ^$"
    yield "RewriteRule ^ - [L]"


def _gone(rules: Rules) -> Iterator[str]:
    """Marks what was withdrawn, whether its thing or a form of its document is asked for."""
    for name in rules.gone:
        yield "RewriteCond %{ENV:REDIRECT_STATUS} ^$"
        yield f"RewriteCond %{{ENV:PG_STEM}} =doc/{name}"
        yield "RewriteRule ^ - [E=PG_GONE:1]"
        yield "RewriteCond %{ENV:REDIRECT_STATUS} ^$"
        yield (
            f"RewriteRule ^doc/{name}((?:[.][a-z]+)?[.](?:html|ttl|jsonld|nt))$ - "
            f"[E=PG_STEM:doc/{name},E=PG_GONE:1,E=PG_TOMB:doc/{name}$1]"
        )


def _answers() -> Iterator[str]:
    yield "# Answers, the first that fits."
    yield "RewriteCond %{ENV:PG_HOME} ^$"
    yield "RewriteCond %{ENV:PG_DISK}/%{ENV:PG_STEM}.html !-f"
    yield "RewriteRule ^ - [R=404,L]"
    yield "RewriteCond %{REQUEST_METHOD} =OPTIONS"
    yield "RewriteRule ^ - [R=204,L]"
    yield "RewriteCond %{REQUEST_METHOD} !^(?:GET|HEAD)$"
    yield "RewriteRule ^ - [R=405,L]"
    yield "RewriteCond %{ENV:PG_GONE} =1"
    yield "RewriteCond %{ENV:PG_TOMB} ^$"
    yield "RewriteCond %{ENV:PG_FORM} !=none"
    yield f"RewriteRule ^ - [E=PG_TOMB:{_FORM}]"
    yield "RewriteCond %{ENV:PG_GONE} =1"
    yield "RewriteCond %{ENV:PG_TOMB} ^$"
    yield "RewriteRule ^ - [E=PG_TOMB:%{ENV:PG_STEM}.html]"
    yield "RewriteCond %{ENV:PG_GONE} =1"
    yield "RewriteCond %{ENV:PG_ROOT}%{ENV:PG_TOMB} ^/(.*)$"
    yield "RewriteRule ^ - [E=PG_TOMB:%1,R=410,L]"
    yield "RewriteCond %{ENV:PG_FORM} =none"
    yield "RewriteRule ^ - [R=406,L]"
    yield "RewriteCond %{ENV:PG_FORM} =html"
    yield "RewriteCond %{ENV:PG_HOME} !^$"
    yield "RewriteRule ^ - [E=PG_STEM:%{ENV:PG_HOME}]"
    yield "RewriteCond %{ENV:PG_SEE} =1"
    yield "RewriteCond %{ENV:PG_PART}::%{ENV:PG_FORM} ^(.+)::html$"
    yield "RewriteRule ^ - [E=PG_PART:#%1]"
    yield "RewriteCond %{ENV:PG_FORM} !=html"
    yield "RewriteRule ^ - [E=!PG_PART]"
    yield "RewriteCond %{ENV:PG_SEE} =1"
    yield "RewriteCond %{ENV:PG_ROOT} ^/(.*)$"
    yield (
        f"RewriteRule ^ {_FORM} "
        f"[E=PG_NOTE:%1,E=PG_TO:%{{ENV:PG_ROOT}}{_FORM}%{{ENV:PG_PART}},R=303,QSD,L]"
    )
    yield f"RewriteRule ^ %{{ENV:PG_ROOT}}{_FORM} [E=PG_AT:%{{ENV:PG_ROOT}}{_FORM},L]"


def _fields(rules: Rules) -> Iterator[str]:
    yield f'ErrorDocument 406 "{NOT_ACCEPTABLE}"'
    if rules.gone:
        yield 'ErrorDocument 410 "/%{reqenv:PG_TOMB}"'
    for name, value in FIELDS.items():
        yield f'Header always set {name} "{value}"'
    yield f'Header always set Content-Security-Policy "{DATA_POLICY}"'
    yield '<FilesMatch "[.]html$">'
    yield f'    Header always set Content-Security-Policy "{PAGE_POLICY}"'
    yield "</FilesMatch>"
    yield "# mod_rewrite would put the name of the host, as the request has it, before the address."
    yield f'ErrorDocument 303 "/%{{reqenv:PG_NOTE}}{SEE_OTHER}"'
    yield 'Header set Location "%{REDIRECT_PG_TO}e" env=REDIRECT_PG_TO'
    yield f'Header always merge Vary Accept "{_NEGOTIATED}"'
    yield 'Header always set Content-Location "%{REDIRECT_PG_AT}e" env=REDIRECT_PG_AT'
    answered = "expr=%{REQUEST_STATUS} -in {'204', '405'}"
    yield f'Header always set Allow "GET, HEAD, OPTIONS" "{answered}"'
    yield from _links(rules)


def _links(rules: Rules) -> Iterator[str]:
    cited = TypedLink("cite-as", f"{rules.base}id/%{{PG_CITED}}e")
    yield _link(cited, "env=PG_CITED")
    for each in page_links("%{PG_PAGE}e", licence=rules.licence):
        yield _link(each, "env=PG_PAGE")
    for each in data_links("%{PG_DATA}e", rules.licence):
        yield _link(each, "env=PG_DATA")
    refused = "%{REQUEST_STATUS} == 406"
    for form, each in zip(FORMS, form_links("%{PG_ROOT}e%{PG_STEM}e"), strict=True):
        there = f"{refused} && reqenv('PG_STEM') =~ m#^doc/#" if form == "nt" else refused
        yield _link(each, f'"expr={there}"')


def _link(each: TypedLink, condition: str) -> str:
    field = each.field().replace('"', '\\"')
    return f'Header always add Link "{field}" {condition}'
