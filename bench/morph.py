"""Runs in the environment of morph-kgc: makes an Oxigraph store by a mapping, and tells its size.

python bench/morph.py SETTINGS
"""

from __future__ import annotations

import sys
from importlib import import_module


def main() -> None:
    store = import_module("morph_kgc").materialize_oxigraph(sys.argv[1])
    print(len(store))


if __name__ == "__main__":
    main()
