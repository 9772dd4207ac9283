"""Records as columns: small when deflated, quick to read in a browser.

Many records of one shape say the same keys and often the same values. Each field becomes one
column; a string that names another record becomes its number, values that repeat are written once,
a record's own key within its texts becomes one character, and lists of records become tables of
their own. `page/data.js` turns this into records again.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

Record = dict[str, Any]
#: Names of tables -> the number of each key in it.
Pools = Mapping[str, Mapping[str, int]]

#: Stands for the key of the record that a text belongs to.
OWN = "\x01"
_WORDS = {str, type(None)}
_REPEATED = 0.6  # distinct values per value, below which each is written once
_SAMPLE = 40  # values that tell whether a column is about the records' own keys
_LONG = 4  # characters; shorter keys are in a text by chance


def packed(data: Mapping[str, Any], tables: Sequence[str]) -> Record:
    """Write the members of `data` that `tables` names as columns, the others as they are.

    A table is a mapping of keys to records (mappings of strings to JSON values).
    """
    pools = {name: {key: i for i, key in enumerate(data[name])} for name in tables}
    return {
        "plain": {name: value for name, value in data.items() if name not in pools},
        "keys": {name: list(pool) for name, pool in pools.items()},
        "tables": {name: _table(data[name].values(), list(data[name]), pools) for name in tables},
    }


def deflated(content: bytes) -> str:
    """Compress (RFC 1950) and write as base64 (RFC 4648 §4), for a data block of HTML."""
    return base64.b64encode(zlib.compress(content, 9)).decode()


def json_bytes(value: Any) -> bytes:
    """JSON in UTF-8; a lone half of a surrogate pair, which UTF-8 cannot hold, becomes `?`."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _table(records: Iterable[Mapping[str, Any]], owners: list[str], pools: Pools) -> Record:
    """One column for each field; `owners` are the keys that the records belong to."""
    rows = list(records)
    fields = dict.fromkeys(chain.from_iterable(rows))
    columns = {name: _field(name, rows, owners, pools) for name in fields}
    return {"count": len(rows), "columns": columns}


def _field(name: str, rows: list[Mapping[str, Any]], owners: list[str], pools: Pools) -> Record:
    """A column, and which records lack it."""
    lacking = [i for i, row in enumerate(rows) if name not in row]
    if not lacking:
        return _column([row[name] for row in rows], owners, pools)
    kept = [i for i, row in enumerate(rows) if name in row]
    column = _column([rows[i][name] for i in kept], [owners[i] for i in kept], pools)
    return column | {"lacking": lacking}


def _column(values: list[Any], owners: list[str], pools: Pools) -> Record:
    kinds = set(map(type, values))
    if kinds <= {list, tuple}:
        return _lists(values, owners, pools)
    if kinds == {str}:
        for name, pool in pools.items():
            if values[0] in pool and all(value in pool for value in values):
                return {"of": name, "at": [pool[value] for value in values]}
        if _own(values, owners):
            short = [value.replace(key, OWN) for value, key in zip(values, owners, strict=True)]
            return {"own": _repeated(short, kinds)}
    return _repeated(values, kinds)


def _own(values: list[str], owners: list[str]) -> bool:
    """Do these texts mostly hold the keys of their records, and can all be written so?"""
    sample = list(zip(values, owners, strict=True))[:_SAMPLE]
    found = sum(len(key) >= _LONG and key in value for value, key in sample)
    return found * 2 > len(sample) and not any(OWN in value for value in values)


def _lists(values: list[Any], owners: list[str], pools: Pools) -> Record:
    inner = list(chain.from_iterable(values))
    kinds = set(map(type, inner))
    if not inner:
        return {"one": [], "count": len(values)}
    if kinds != {dict} and not kinds <= _WORDS:
        return _repeated(values, {list})
    lengths = [len(value) for value in values]
    inside = list(chain.from_iterable(map(repeat, owners, lengths)))
    write = _table if kinds == {dict} else _column
    return {"lengths": _repeated(lengths, {int}), "items": write(inner, inside, pools)}


def _repeated(values: list[Any], kinds: set[type]) -> Record:
    plain = kinds <= _WORDS or kinds in ({int}, {bool})
    names = values if plain else [json.dumps(value, sort_keys=True) for value in values]
    number: dict[Any, int] = {}
    at = [number.setdefault(name, len(number)) for name in names]
    if len(number) == 1:
        return {"one": values[0], "count": len(values)}
    if len(number) > len(values) * _REPEATED or kinds == {int}:
        return {"all": values}
    return {"distinct": list(number) if plain else [json.loads(name) for name in number], "at": at}
