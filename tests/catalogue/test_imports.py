"""Imports are added where ruff would sort them."""

import pytest

from reporter.catalogue.imports import with_imports

DATED = ("datetime", "UTC")
OURS = ("reporter.api", "check")


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ('"""A."""\n', [OURS], '"""A."""\n\nfrom reporter.api import check\n'),
        (
            '"""A."""\n\nimport re\n\nfrom reporter.api import UTC, passed as ok\n',
            [OURS, DATED],
            '"""A."""\n\nimport re\nfrom datetime import UTC\n\nfrom reporter.api import UTC, check, passed as ok\n',
        ),
        (
            "import pytest\n",
            [OURS, DATED],
            "from datetime import UTC\n\nimport pytest\n\nfrom reporter.api import check\n",
        ),
        ("from reporter.zoo import Cat\n", [OURS], "from reporter.api import check\nfrom reporter.zoo import Cat\n"),
        ("from reporter.api import check\n", [OURS], "from reporter.api import check\n"),
    ],
)
def test_an_import_is_put_in_its_place(before: str, wanted: list[tuple[str, str]], after: str) -> None:
    assert with_imports(before, wanted) == after


def test_a_long_import_takes_a_line_for_each_name() -> None:
    names = [f"a_name_that_is_long_{number}" for number in range(6)]
    text = with_imports('"""A."""\n', [("reporter.api", name) for name in [*names, "LIMIT", "Check"]])
    assert text.startswith(
        '"""A."""\n\nfrom reporter.api import (\n    LIMIT,\n    Check,\n    a_name_that_is_long_0,\n'
    )
    assert text.endswith("    a_name_that_is_long_5,\n)\n")
