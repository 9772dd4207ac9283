"""What is packed can be unpacked: the same records, in fewer bytes."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from partnergraph.packed import OWN, deflated, json_bytes, packed

texts = st.sampled_from(["", "a", "key-1", "see key-1 there", OWN, "country:UZ"]) | st.text()
values = st.none() | st.booleans() | st.integers(-9, 9) | texts | st.just(0.5)
names = st.sampled_from(["kind", "name", "parts", "at"])
rows = st.dictionaries(names, values | st.lists(texts, max_size=3), max_size=3)
records = st.dictionaries(names, values | st.lists(rows | texts, max_size=3), max_size=4)
keys = st.sampled_from(["key-1", "key-2", "country:UZ", ""]) | st.text(min_size=1)
tables = st.dictionaries(keys, records, max_size=6)


def _unpacked(found: dict[str, Any]) -> dict[str, Any]:
    """The same as `unpacked` in page/data.js."""
    keys = found["keys"]
    data: dict[str, Any] = found["plain"]
    for name, table in found["tables"].items():
        data[name] = dict(zip(keys[name], _records(table, keys[name], keys), strict=True))
    return data


def _records(table: dict[str, Any], owners: list[str], keys: dict[str, list[str]]) -> list[Any]:
    records: list[dict[str, Any]] = [{} for _ in range(table["count"])]
    for name, column in table["columns"].items():
        kept = [i for i in range(len(records)) if i not in column.get("lacking", ())]
        found = _values(column, [owners[i] for i in kept], keys)
        for i, value in zip(kept, found, strict=True):
            records[i][name] = value
    return records


def _values(column: dict[str, Any], owners: list[str], keys: dict[str, list[str]]) -> list[Any]:
    if "one" in column:
        return [column["one"]] * column["count"]
    if "distinct" in column:
        return [column["distinct"][i] for i in column["at"]]
    if "of" in column:
        return [keys[column["of"]][i] for i in column["at"]]
    if "own" in column:
        own = _values(column["own"], owners, keys)
        return [text.replace(OWN, key) for text, key in zip(own, owners, strict=True)]
    if "lengths" not in column:
        return list(column["all"])
    sizes = _values(column["lengths"], owners, keys)
    inside = [owner for owner, size in zip(owners, sizes, strict=True) for _ in range(size)]
    items = column["items"]
    found = iter((_records if "columns" in items else _values)(items, inside, keys))
    return [[next(found) for _ in range(size)] for size in sizes]


@given(tables, tables)
def test_everything_comes_back(things: dict[str, Any], relations: dict[str, Any]) -> None:
    data = {"things": things, "relations": relations, "home": "key-1"}

    sent = json.loads(json.dumps(packed(data, ("things", "relations"))))

    assert json.dumps(_unpacked(sent), sort_keys=True) == json.dumps(data, sort_keys=True)


def test_own_keys_and_repeated_values_are_written_once() -> None:
    things = {
        f"0{i:07}": {"country": "country:UZ", "links": [f"https://example.org/0{i:07}"]}
        for i in range(1000)
    }

    columns = packed({"things": things}, ("things",))["tables"]["things"]["columns"]

    assert columns["country"] == {"one": "country:UZ", "count": 1000}
    link = columns["links"]["items"]["own"]
    assert link == {"one": f"https://example.org/{OWN}", "count": 1000}


def test_half_a_character_does_not_stop_the_page() -> None:
    block = deflated(json_bytes({"name": "\ud800"}))

    assert json.loads(zlib.decompress(base64.b64decode(block))) == {"name": "?"}
