from __future__ import annotations

from partnergraph.site.picture import MOST, picture
from partnergraph.site.records import Text
from partnergraph.site.sheet import Item, Value


def _item(number: int, *doubts: Text) -> Item:
    title = Value(Text(f"Agreement {number} " + "x" * 50), f"doc/a{number}.html")
    return Item(f"a{number}", "agreement", title, "", "", (), Text(""), doubts)


def test_only_so_many_are_drawn_and_the_rest_is_told() -> None:
    found = picture("institution", [_item(number) for number in range(30)])

    assert found is not None
    assert (len(found.spokes), found.total) == (MOST, 30)
    heights = [spoke.y for spoke in found.spokes]
    assert heights == sorted(set(heights))
    assert max(heights) < found.height


def test_what_is_doubtful_is_drawn_so() -> None:
    found = picture("institution", [_item(1), _item(2, Text("disputed"))])

    assert found is not None
    assert [spoke.doubtful for spoke in found.spokes] == [False, True]
    assert all(len(spoke.title.text.text) <= 36 for spoke in found.spokes)


def test_a_thing_without_company_has_no_picture() -> None:
    assert picture("institution", []) is None
    assert picture("source", [_item(1), _item(2)]) is None
