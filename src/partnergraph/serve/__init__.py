"""Serving the graph: SPARQL and linked data over HTTP.

One process takes requests and evaluates nothing; workers, which can be stopped, do the rest.
"""
