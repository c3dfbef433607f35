"""The patterns of `patterns.yml`, each in a chain that is complete: the verdict and its reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from reporter.aws.cloudwatch.events import pattern_of
from tests.checks.cloudwatch.builders import CHECKS, chain, judged, of

FILE = Path(__file__).with_name("patterns.yml")
LEAST = 80


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Check, pattern, status and reason."""
    for name, patterns in yaml.safe_load(FILE.read_text("utf-8")).items():
        for row in patterns:
            why = row.pop("why", "by given")
            [(status, pattern)] = row.items()
            yield name, pattern, status, why


ROWS = list(rows())


@pytest.mark.parametrize(
    ("name", "pattern", "status", "why"), ROWS, ids=[f"{row[0]}-{place}" for place, row in enumerate(ROWS)]
)
def test_a_pattern_is_judged_by_what_it_selects(name: str, pattern: str, status: str, why: str) -> None:
    verdict = judged(name, of(chain(pattern)))
    assert (verdict.status.value, verdict.reason) == (status, why)


def test_the_file_has_patterns_for_every_check() -> None:
    assert {name for name, *_ in ROWS} == CHECKS.keys()
    assert len(ROWS) >= LEAST


@pytest.mark.parametrize("name", CHECKS)
def test_the_pattern_in_the_command_of_a_check_passes_it(name: str) -> None:
    settings = CHECKS[name].signature.settings
    pattern = pattern_of(settings["match"].default, settings["allowed_narrowing"].default)
    assert f"--filter-pattern '{pattern}'" in CHECKS[name].cli
    assert judged(name, of(chain(pattern))).status.value == "PASS"
