"""Conditions: what a client has already."""

from __future__ import annotations

import pytest

from partnergraph.serve.conditions import dated, fresh, tag_of

TAG = tag_of("ab" * 32)
DAY = 1_700_000_000


def test_a_tag_is_strong() -> None:
    assert TAG == '"' + "ab" * 16 + '"'


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, False),
        ({"if-none-match": TAG}, True),
        ({"if-none-match": f'"x", W/{TAG}'}, True),
        ({"if-none-match": "*"}, True),
        ({"if-none-match": '"x"'}, False),
        ({"if-none-match": TAG[1:-1]}, False),
        ({"if-none-match": '"x"', "if-modified-since": dated(DAY)}, False),
        ({"if-modified-since": dated(DAY)}, True),
        ({"if-modified-since": dated(DAY + 1)}, True),
        ({"if-modified-since": dated(DAY - 1)}, False),
        ({"if-modified-since": "yesterday"}, False),
        ({"if-modified-since": "Mon, 99 Foo 99999 99:99:99 GMT"}, False),
    ],
)
def test_conditions(fields: dict[str, str], expected: bool) -> None:
    headers = [(name.encode(), value.encode()) for name, value in fields.items()]

    assert fresh({"headers": headers}, TAG, DAY) is expected
