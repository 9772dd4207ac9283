"""A mapping in RML that makes statements of rows, and the CSV files that it reads."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

_PREFIXES = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""
_MAP = """
<#map{number}>
    rml:logicalSource [ rml:source "{file}" ; rml:referenceFormulation ql:CSV ] ;
    rr:subjectMap [ rml:reference "s" ; rr:termType rr:IRI ; rr:graphMap [ rml:reference "g" ] ] ;
    rr:predicateObjectMap [
        rr:predicateMap [ rml:reference "p" ; rr:termType rr:IRI ] ;
        rr:objectMap [ rml:reference "o" ; {kind} ]
    ] .
"""


def write_mapping(
    folder: Path, rows: Iterable[tuple[str, str, str, str | None, str | None, str]]
) -> Path:
    """Writes a CSV file for each kind of object, the mapping, and the settings: their path."""
    kinds: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for one, name, other, kind, language, graph in rows:
        if kind is None:
            sort = "rr:termType rr:IRI"
        else:
            sort = f'rr:language "{language}"' if language else f"rr:datatype <{kind}>"
        kinds[sort].append((one, name, other, graph))
    maps = [_PREFIXES]
    for number, (sort, found) in enumerate(kinds.items()):
        file = folder / f"{number}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow("spog")
            writer.writerows(found)
        maps.append(_MAP.format(number=number, file=file, kind=sort))
    (folder / "mapping.ttl").write_text("".join(maps), encoding="utf-8")
    settings = folder / "settings.ini"
    head = "[CONFIGURATION]\nlogging_level=ERROR\noutput_format=N-QUADS\n"
    settings.write_text(f"{head}[rows]\nmappings={folder}/mapping.ttl\n", encoding="utf-8")
    return settings
