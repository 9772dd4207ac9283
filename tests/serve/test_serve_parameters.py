"""Parameters of requests."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.serve.parameters import decoded, merged, one
from partnergraph.serve.problems import Problem


def test_each_value_is_decoded_once() -> None:
    assert decoded(b"query=ASK+%7B%7D&a=1&a=&b=100%2541") == {
        "query": ["ASK {}"],
        "a": ["1", ""],
        "b": ["100%41"],
    }


@pytest.mark.parametrize("text", [b"a=%", b"a=%4", b"a=%zz", b"a=%FF", b"a=\xff", b"a=&" * 2000])
def test_what_is_malformed_is_refused(text: bytes) -> None:
    with pytest.raises(Problem) as caught:
        decoded(text)
    assert caught.value.status == 400


def test_a_parameter_may_have_one_value() -> None:
    assert one({"a": ["1"]}, "a") == "1"
    assert one({}, "a") is None
    with pytest.raises(Problem):
        one({"a": ["1", "1"]}, "a")


def test_values_of_address_and_body_are_put_together() -> None:
    assert merged({"a": ["1"]}, {"a": ["2"], "b": ["3"]}) == {"a": ["1", "2"], "b": ["3"]}


@given(st.dictionaries(st.text(min_size=1), st.lists(st.text(), min_size=1, max_size=3)))
def test_what_was_encoded_comes_back(values: dict[str, list[str]]) -> None:
    assert decoded(urlencode(values, doseq=True).encode()) == values
