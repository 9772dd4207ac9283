"""w3id.org: the redirects from the lasting addresses of a graph to the place where its site lies.

The host that owns the base IRI, w3id.org or any Apache, needs no more than these. They negotiate by
themselves, so that even a host that cannot serves the right file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from partnergraph.site.apache import chosen, weights
from partnergraph.site.rules import NAME, NOT_ACCEPTABLE, PLAIN, Rules, as_sent, exact

_UNKNOWN = "https://example.org/"
_FORM = "%{ENV:PG_SITE}%{ENV:PG_STEM}.%{ENV:PG_FORM}"


def files(rules: Rules, place: str = "") -> Mapping[str, str]:
    """The folder for the host of the base: path -> content. `place` is where the site lies."""
    folder = f"hosting/w3id{urlsplit(rules.base).path}"
    return {
        f"{folder}.htaccess": htaccess(rules, place),
        f"{folder}README.md": readme(rules, place),
    }


def htaccess(rules: Rules, place: str = "") -> str:
    """The `.htaccess` for the folder of the base IRI on its host."""
    parts = [
        f"# {rules.base}",
        "# The address of the site: the only line to change when it moves.",
        f"SetEnvIf Request_URI ^ PG_SITE={_address(rules, place)}",
        *weights(),
        "Header always merge Vary Accept \"expr=-n reqenv('PG_STEM')\"",
        'Header always set Access-Control-Allow-Origin "*"',
        f'ErrorDocument 406 "{NOT_ACCEPTABLE}"',
        "",
        "RewriteEngine On",
        "# Among the files of the site these rules rest.",
        "RewriteCond %{REQUEST_URI} /hosting/w3id/",
        "RewriteRule ^ - [END]",
        *_gone(rules),
        f"RewriteRule ^id/({PLAIN})$ - [E=PG_STEM:doc/$1]",
        *_odd(rules),
        f"RewriteRule ^doc/({NAME})$ - [E=PG_STEM:doc/$1]",
        "RewriteRule ^$ - [E=PG_STEM:data/dataset,E=PG_HOME:index]",
        "RewriteRule ^graph/ - [E=PG_STEM:data/dataset,E=PG_HOME:data/index]",
        "",
        "# All else is a file of the site.",
        "RewriteCond %{ENV:PG_STEM} ^$",
        "RewriteRule ^(?!id/)(.*)$ %{ENV:PG_SITE}$1 [R=302,L]",
        "RewriteCond %{ENV:PG_STEM} ^$",
        "RewriteRule ^ - [R=404,L]",
        *chosen(),
        "RewriteCond %{ENV:PG_FORM} =none",
        "RewriteRule ^ - [R=406,L]",
        "RewriteCond %{ENV:PG_FORM} =html",
        "RewriteCond %{ENV:PG_HOME} !^$",
        "RewriteRule ^ - [E=PG_STEM:%{ENV:PG_HOME}]",
        f"RewriteRule ^ {_FORM} [R=303,QSD,L]",
    ]
    return "\n".join(parts) + "\n"


def readme(rules: Rules, place: str = "") -> str:
    """What to tell the host: for w3id.org, the text that comes with a pull request."""
    return f"""# {rules.base}

Lasting addresses of a graph of relationships: `id/…` names things, `doc/…` documents about them.

The rules in `.htaccess` send clients to {_address(rules, place)}: people to a page, programs to
Turtle, JSON-LD or N-Triples, by the field `Accept`, whose weights they honour. What was withdrawn
is answered with 410.

Copy this folder into that of the same path on the host of the base address. For w3id.org that is a
pull request to its repository, in which this file also names a contact.

- Contact: (name and account of whoever answers for these addresses)
"""


def _gone(rules: Rules) -> Iterator[str]:
    names = {name: local for local, name in rules.odd.items()}
    for name in rules.gone:
        local = exact(as_sent(names.get(name, name)))
        yield f'RewriteRule "^(?:id/{local}|doc/{name})$" - [G]'


def _odd(rules: Rules) -> Iterator[str]:
    for local, name in rules.odd.items():
        yield f'RewriteRule "^id/{exact(as_sent(local))}$" - [E=PG_STEM:doc/{name}]'


def _address(rules: Rules, place: str) -> str:
    return _UNKNOWN if place in ("", rules.base) else place
