"""A knowledge graph of an institution's relationships that can be trusted, asked and seen."""

__version__ = "0.1.0"
