"""SHACL shapes as set-based SPARQL: one query for each constraint, over all focus nodes at once.

shapegraph -> shapemodel -> shapes           a Turtle file becomes shapes
valuetests -> conditions | prebinding        what a constraint asks, as SPARQL expressions
constraints                                  a shape becomes queries
"""
