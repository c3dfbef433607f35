"""JSON is written item by item, and is the same as if it were written at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from reporter.report.formats.streams import Members, write_members


def test_members_are_written_in_order_and_those_without_items_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    inner = iter((Members(number=1, none=iter(())), Members(none=iter(())), Members(plain=[1, {}])))
    write_members(file, Members(first="ü", inner=inner, none=iter(()), last=None))
    assert json.loads(file.read_bytes()) == {
        "first": "ü",
        "inner": [{"number": 1}, {}, {"plain": [1, {}]}],
        "last": None,
    }


def test_items_are_asked_for_one_by_one(tmp_path: Path) -> None:
    asked: list[str] = []

    def items(*names: str) -> Iterator[str]:
        for name in names:
            asked.append(name)
            yield name

    outer = (Members(inner=items(f"{one} first", f"{one} last")) for one in items("a", "b"))
    write_members(tmp_path / "file.json", Members(outer=outer, after=items("after")))
    assert asked == ["a", "a first", "a last", "b", "b first", "b last", "after"]
