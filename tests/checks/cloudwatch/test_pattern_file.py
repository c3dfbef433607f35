"""The patterns of `patterns.yml`, each in a chain that is complete: the verdict and its reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from reporter.api import Account
from reporter.aws.cloudwatch.events import pattern_of
from tests.checks.cloudwatch.builders import CHECKS, ID, chain, everywhere, judged, of

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


PARTITIONS = ("aws", "aws-us-gov", "aws-cn")


@pytest.mark.parametrize("own", PARTITIONS)
@pytest.mark.parametrize("named", PARTITIONS)
def test_arns_in_a_pattern_are_those_of_the_partition(own: str, named: str) -> None:
    account, users = Account.of(ID, partition=own), chain(f'{{ $.userIdentity.arn = "arn:{named}:iam::*:root" }}')
    verdict = CHECKS["root-usage"](account, of(users), everywhere())
    assert verdict.status.value == ("PASS" if own == named else "FAIL")


@pytest.mark.parametrize(("own", "status"), [("aws", "FAIL"), ("aws-us-gov", "PASS"), ("aws-cn", "PASS")])
def test_a_pattern_that_leaves_out_another_partition_leaves_out_nothing(own: str, status: str) -> None:
    account = Account.of(ID, partition=own)
    pattern = "{ $.eventSource = kms.amazonaws.com && $.userIdentity.arn != %^arn:aws:% }"
    assert CHECKS["kms-key-disabled-or-deleted"](account, of(chain(pattern)), everywhere()).status.value == status


@pytest.mark.parametrize("own", PARTITIONS)
def test_a_pattern_for_users_leaves_out_the_roles_of_the_partition(own: str) -> None:
    account, pattern = (
        Account.of(ID, partition=own),
        f'{{ $.eventSource = kms.amazonaws.com && $.userIdentity.arn = "arn:{own}:*" }}',
    )
    check = CHECKS["kms-key-disabled-or-deleted"]
    assert check(account, of(chain(pattern)), everywhere()).status.value == "PASS"
    narrow = chain(pattern.replace(":*", ":iam:*"))
    assert check(account, of(narrow), everywhere()).reason.endswith(
        f"where userIdentity.arn is not arn:{own}:iam:*: no metric filter selects them"
    )


@pytest.mark.parametrize("own", PARTITIONS)
def test_a_pattern_for_all_roles_of_a_partition_selects_every_event(own: str) -> None:
    pattern = f'{{ $.userIdentity.arn = "arn:{own}:*" }}'
    verdict = CHECKS["root-usage"](Account.of(ID, partition=own), of(chain(pattern)), everywhere())
    assert verdict.reason.endswith("the metric filter given selects every event")
