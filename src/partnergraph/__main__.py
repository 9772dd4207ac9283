"""Lets `python -m partnergraph` do what the command `partnergraph` does."""

from partnergraph.cli import main

main()
