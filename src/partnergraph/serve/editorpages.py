"""The editor: a query of one's own, its answer, and the place of an error in it."""

from __future__ import annotations

from partnergraph.serve.askpages import CATALOGUE, EDITOR
from partnergraph.serve.desk import Desk
from partnergraph.serve.orders import Failure, Mistake
from partnergraph.serve.resultview import SHOWN, View
from partnergraph.site.renderer import words
from partnergraph.syntax import KNOWN
from partnergraph.translation import fill

#: What an answer can be taken along as: ending and name.
ENDINGS = (("csv", "CSV"), ("json", "JSON"), ("ttl", "Turtle"))
#: What stands in the editor at first.
FIRST = """\
SELECT ?institution ?name
WHERE {
  ?institution a org:FormalOrganization .
  ?institution skos:prefLabel ?name .
  FILTER (LANG(?name) = "en")
}
ORDER BY ?name
LIMIT 20
"""


def editor(
    desk: Desk,
    text: str,
    lang: str,
    *,
    view: View | None = None,
    mistake: Mistake | None = None,
    failure: Failure | None = None,
) -> str:
    """The page with the query `text`, and its answer, its mistake, or why there is no answer."""
    say = words(lang)
    trouble = fill(say[failure.key], *failure.values) if failure else ""
    if mistake:
        trouble = fill(say["editor-error"], str(mistake.line), str(mistake.column))
    return desk.renderer.render(
        "live-editor.html",
        lang,
        EDITOR,
        title=say["ask-write"],
        scripts=("editor",),
        catalogue=CATALOGUE,
        text=text or FIRST,
        prefixes=dict(sorted({**KNOWN, "id": desk.site.project.thing("")}.items())),
        endings=ENDINGS,
        view=view,
        most=SHOWN,
        more=fill(say["ask-more"], str(SHOWN), str(view.count if view else 0)),
        trouble=trouble,
        hint=mistake.hint if mistake else (failure.told if failure else ""),
        place=(mistake.line, mistake.column) if mistake else None,
        marked=_marked(text, mistake) if mistake else None,
    )


def _marked(text: str, mistake: Mistake) -> tuple[str, str, str]:
    """The line with the mistake: what stands before it, what is marked, and the rest."""
    lines = text.splitlines() or [""]
    line = lines[min(mistake.line, len(lines)) - 1]
    place = min(mistake.column - 1, len(line))
    start = max(0, place - 60)
    return line[start:place], line[place : place + 1] or " ", line[place + 1 : place + 60]
