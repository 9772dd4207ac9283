"""Writing workbooks needs openpyxl, which only those install who want to write some.

It is imported here and nowhere else, and only when a workbook is written: everything else,
reading workbooks included, works without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from partnergraph.errors import InputError


def openpyxl(part: str = "") -> Any:
    """The library openpyxl, or a part of it. Raises InputError where it is not installed."""
    try:
        return import_module(f"openpyxl.{part}" if part else "openpyxl")
    except ImportError as error:
        message = "Workbooks (.xlsx) cannot be written: openpyxl is not installed."
        raise InputError(message, "Run: pip install 'partnergraph[xlsx]'") from error
