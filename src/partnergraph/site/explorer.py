"""The explorer: the network as a page of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnergraph.explore import render
from partnergraph.site.renderer import EXPLORER, Renderer, words
from partnergraph.translation import fill

if TYPE_CHECKING:
    from partnergraph.progress import Tell
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

PAGE = EXPLORER
#: Institutions in a network that a browser can still draw with everything that is known of them.
MOST = 3000


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes `explore.html`; above `MOST` institutions, a page in each language that says why not.

    It speaks all languages, and links to it say which (`Renderer.link`). It is the one page whose
    scripts run; its own policy names them by their hashes.
    """
    renderer = Renderer.of(site)
    number = int(site.built.manifest.get("counts", {}).get("institutions", 0))
    if number > MOST:
        for lang in renderer.languages:
            output.write(renderer.path(PAGE, lang), _left_out(renderer, lang, number))
        return
    tell("Drawing the network")
    page = render(site.graph.network(), lang=renderer.default, title=dict(renderer.titles))
    output.write(PAGE, page)


def _left_out(renderer: Renderer, lang: str, number: int) -> str:
    say = words(lang)
    text = fill(say["explore-left-out"], str(number), str(MOST))
    return renderer.render("plain.html", lang, PAGE, title=say["explore"], text=text)
