"""A frame: a page of HTML as a notebook shows it, or as a file."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path

from partnergraph.files import save

_HEIGHT = 640  # pixels in a notebook


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole page: `page` is its HTML, `title` what readers of the screen hear."""

    page: str
    title: str = ""

    def save(self, path: Path | str) -> None:
        """Writes the page to the file `path` as UTF-8. Raises PartnergraphError."""
        save(Path(path), self.page)

    def __repr__(self) -> str:
        return f"<Frame: {self.title}, {len(self.page):,} characters>"

    def _repr_html_(self) -> str:
        """The page within a notebook, where it can run its own script and nothing else.

        Without `allow-same-origin` the page cannot reach the notebook (HTML, §4.8.5, `sandbox`).
        """
        return (
            f'<iframe srcdoc="{html.escape(self.page)}" title="{html.escape(self.title)}"'
            f' sandbox="allow-scripts allow-downloads allow-popups"'
            f' style="width: 100%; height: {_HEIGHT}px; border: 1px solid #ddd8cd"></iframe>'
        )
