"""Records as columns: small when deflated, quick to read in a browser.

Many records of one shape say the same keys and often the same values. Each field becomes one
column; strings that name another record become its number, values that repeat are written once,
and lists of records become tables of their own. `page/data.js` turns this into records again.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Record = dict[str, Any]
#: Names of tables -> the number of each key in it.
Pools = Mapping[str, Mapping[str, int]]

_REPEATED = 0.6  # distinct values per value, below which each is written once


def packed(data: Mapping[str, Any], tables: Sequence[str]) -> Record:
    """Write the members of `data` that `tables` names as columns, the others as they are.

    A table is a mapping of keys to records (mappings of strings to JSON values).
    """
    pools = {name: {key: i for i, key in enumerate(data[name])} for name in tables}
    return {
        "plain": {name: value for name, value in data.items() if name not in pools},
        "keys": {name: list(pool) for name, pool in pools.items()},
        "tables": {name: _table(list(data[name].values()), pools) for name in tables},
    }


def deflated(content: bytes) -> str:
    """Compress (RFC 1950) and write as base64 (RFC 4648 §4), for a data block of HTML."""
    return base64.b64encode(zlib.compress(content, 9)).decode()


def json_bytes(value: Any) -> bytes:
    """JSON in UTF-8; a lone half of a surrogate pair, which UTF-8 cannot hold, becomes `?`."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _table(records: Sequence[Mapping[str, Any]], pools: Pools) -> Record:
    """One column for each field; records that lack a field are listed beside it."""
    fields = dict.fromkeys(name for record in records for name in record)
    return {
        "count": len(records),
        "columns": {name: _field(name, records, pools) for name in fields},
    }


def _field(name: str, records: Sequence[Mapping[str, Any]], pools: Pools) -> Record:
    lacking = [i for i, record in enumerate(records) if name not in record]
    values = [record[name] for record in records if name in record]
    return _column(values, pools) | ({"lacking": lacking} if lacking else {})


def _column(values: list[Any], pools: Pools) -> Record:
    if any(isinstance(value, (list, tuple)) for value in values):
        lists = all(isinstance(value, (list, tuple)) for value in values)
        inner = [item for value in values for item in value] if lists else []
        if inner and (_all(inner, dict) or _all(inner, str)):
            items = _table(inner, pools) if _all(inner, dict) else _column(inner, pools)
            return {"lengths": _column([len(value) for value in values], pools), "items": items}
    elif _all(values, str):
        for name, pool in pools.items():
            if all(value in pool for value in values):
                return {"of": name, "at": [pool[value] for value in values]}
    return _repeated(values)


def _all(values: Iterable[Any], kind: type) -> bool:
    return all(isinstance(value, kind) for value in values)


def _repeated(values: list[Any]) -> Record:
    if len(values) > 1 and _all(values, int):
        distinct = set(values)
        return {"one": values[0], "count": len(values)} if len(distinct) == 1 else {"all": values}
    texts = [json.dumps(value, sort_keys=True, default=list) for value in values]
    number: dict[str, int] = {}
    at = [number.setdefault(text, len(number)) for text in texts]
    if len(number) > len(values) * _REPEATED:
        return {"all": values}
    distinct = [json.loads(text) for text in number]
    if len(distinct) == 1:
        return {"one": distinct[0], "count": len(values)}
    return {"distinct": distinct, "at": at}
