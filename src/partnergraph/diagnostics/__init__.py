"""Diagnostics: findings for people and for programs, one module for each form.

Each takes findings that are translated already, and returns text; nothing here reads the project's
tables except to say where in a file a cell stands.
"""
