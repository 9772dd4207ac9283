"""Negotiation: the rules by which web servers give each client the form that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from partnergraph.progress import Tell
from partnergraph.site import apache, nginx, nginxmaps, pagehosts, w3id
from partnergraph.site.output import Output
from partnergraph.site.rules import Rules

if TYPE_CHECKING:
    from partnergraph.site.material import Site


def files(rules: Rules, place: str = "") -> Mapping[str, str]:
    """The files of rules: path -> content. `place` is the address of the site ('': not known)."""
    return {
        ".htaccess": apache.htaccess(rules),
        apache.SEE_OTHER: "The field Location of this answer says where the document is.\n",
        "hosting/nginx/maps.conf": nginxmaps.maps(rules),
        "hosting/nginx/locations.conf": nginx.locations(rules),
        "_redirects": pagehosts.redirects(rules),
        "_headers": pagehosts.headers(rules),
        **w3id.files(rules, place),
    }


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes the rules for every kind of web server."""
    tell("Writing rules for web servers")
    rules = Rules.of(site.addresses, site.documents, site.gone, site.project.licence)
    for path, text in files(rules, site.place).items():
        output.write(path, text)
