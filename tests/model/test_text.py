"""Lists of names are shortened in one way."""

from typing import Any

import pytest

from reporter.model.text import and_more, first_of


@pytest.mark.parametrize(
    ("names", "more", "shown"),
    [
        (("shop", "lab"), {}, "shop, lab"),
        (("shop", "lab", "dev", "test"), {}, "shop, lab and 2 more"),
        (tuple(map(str, range(1_502))), {"separator": "; "}, "0; 1 and 1,500 more"),
        (("shop",), {"total": 4}, "shop and 3 more"),
        ((), {"total": 4}, "and 4 more"),
        ((), {}, ""),
    ],
)
def test_a_long_list_is_shortened(names: tuple[str, ...], more: dict[str, Any], shown: str) -> None:
    assert first_of(names, 2, **more) == shown


def test_a_complete_list_has_no_rest() -> None:
    assert [and_more(-1), and_more(0), and_more(1)] == ["", "", "and 1 more"]
