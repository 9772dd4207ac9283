"""A knowledge graph of an institution's relationships that can be trusted, asked and seen."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from partnergraph.knowledgegraph import KnowledgeGraph as KnowledgeGraph
    from partnergraph.knowledgegraph import open_graph as open  # noqa: A004 # partnergraph.open

__version__ = "0.1.0"
__all__ = ["KnowledgeGraph", "__version__", "open"]

#: What is loaded when it is first used, so that a command starts quickly: name -> name there.
_LATE = {"KnowledgeGraph": "KnowledgeGraph", "open": "open_graph"}


def __getattr__(name: str) -> Any:
    """Load what `_LATE` names (PEP 562)."""
    if name in _LATE:
        return getattr(import_module("partnergraph.knowledgegraph"), _LATE[name])
    msg = f"module 'partnergraph' has no attribute {name!r}"
    raise AttributeError(msg)
