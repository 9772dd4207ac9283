"""The notebook in `docs/` gives the results that it shows."""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[1] / "docs" / "asking.ipynb"


def results(notebook: Any) -> list[list[str]]:
    """What each cell of code prints and returns, as text."""
    return [
        [output.get("text") or output["data"]["text/plain"] for output in cell["outputs"]]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the kernel's own libraries
def test_the_notebook_shows_what_it_gives(tmp_path: Path) -> None:
    shown = nbformat.read(NOTEBOOK, as_version=4)
    fresh = copy.deepcopy(shown)

    NotebookClient(fresh, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()

    if os.environ.get("PARTNERGRAPH_ACCEPT"):  # a person reads the difference before committing
        for cell in fresh.cells:
            cell.metadata = {}
        nbformat.write(fresh, NOTEBOOK)
        shown = fresh
    assert results(fresh) == results(shown)


def test_the_notebook_is_clean() -> None:
    """Cells have stable ids and no traces of the machine that ran them."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)

    assert [cell.id for cell in notebook.cells] == [
        f"cell-{number:02d}" for number in range(len(notebook.cells))
    ]
    assert all(cell.metadata == {} for cell in notebook.cells)
    assert not any(str(Path.home()) in str(cell) for cell in notebook.cells)
