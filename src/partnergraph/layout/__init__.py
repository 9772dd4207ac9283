"""Positions of nodes: `positions` for a network, `place` for bare arrays.

Both are computed in Python with numpy, and give the same positions for the same graph every time.
"""

from partnergraph.layout.networks import positions, starlike
from partnergraph.layout.placing import place

__all__ = ["place", "positions", "starlike"]
