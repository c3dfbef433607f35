"""A waiver or a rule about owners is about what it names, and about nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.finding import Finding
from reporter.model.scope import Scope
from reporter.model.subjects import Account
from reporter.model.verdicts import Severity, Status

SHOP = Account.of("111122223333", "shop", ou="Workloads/Prod/Shop", tags={"team": "shop", "stage": "prod"})


def failure(**more: Any) -> Finding:
    given_: dict[str, Any] = {
        "id": "f",
        "check_id": "s3-bucket-closed",
        "account_id": SHOP.account_id,
        "region": "eu-west-1",
        "resource_type": "AWS::S3::Bucket",
        "resource_name": "legacy-web",
        "arn": "arn:aws:s3:::legacy-web",
        "part": "",
        "status": Status.FAIL,
        "severity": Severity.HIGH,
        "reason": "open",
    }
    return Finding(**given_ | more)


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(checks=("s3-*",)), True),
        (Scope(checks=("iam-*", "s3-bucket-closed")), True),
        (Scope(checks=("iam-*",)), False),
        (Scope(accounts=("111122223333",)), True),
        (Scope(accounts=("444455556666",)), False),
        (Scope(ous=("Workloads",)), True),
        (Scope(ous=("Workloads/*",)), True),
        (Scope(ous=("Workloads/Prod",)), True),
        (Scope(ous=("*/Shop",)), True),
        (Scope(ous=("Work",)), False),
        (Scope(ous=("Workloads/Test",)), False),
        (Scope(regions=("eu-*",)), True),
        (Scope(regions=("global", "us-east-1")), False),
        (Scope(resources=("legacy-*",)), True),
        (Scope(resources=("arn:aws:s3:::*",)), True),
        (Scope(resources=("LEGACY-*",)), False),
        (Scope(resources=("legacy",)), False),
        (Scope(tags={"team": "shop"}), True),
        (Scope(tags={"team": "sh*", "stage": "prod"}), True),
        (Scope(tags={"team": "sh*", "stage": "test"}), False),
        (Scope(tags={"Team": "shop"}), False),
        (Scope(checks=("s3-*",), accounts=("444455556666",)), False),
        (Scope(checks=("s3-*",), ous=("Workloads",), regions=("eu-west-1",), resources=("legacy-web",)), True),
    ],
)
def test_all_that_is_named_must_hold_and_of_several_values_any(scope: Scope, *, covered: bool) -> None:
    assert scope.covers(failure(), SHOP, SHOP.tags) is covered


def test_any_ou_means_the_root_too() -> None:
    assert Scope(ous=("*",)).covers(failure(), replace(SHOP, ou=""), {})
    assert not Scope(ous=("Workloads*",)).covers(failure(), replace(SHOP, ou=""), {})


def test_one_of_several_that_share_an_arn_can_be_meant() -> None:
    keys = [failure(arn="arn:aws:iam::1:user/anna", resource_name="anna", part=part) for part in ("AKIA1", "AKIA2")]
    scope = Scope(resources=("arn:aws:iam::1:user/anna#AKIA2",))
    assert [scope.covers(key, SHOP, {}) for key in keys] == [False, True]


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(ous=("Workloads",)), True),
        (Scope(accounts=("111122223333",), tags={"team": "shop"}), True),
        (Scope(tags={"team": "other"}), False),
        (Scope(accounts=("444455556666",)), False),
        (Scope(ous=("Workloads",), checks=("s3-*",)), False),
        (Scope(ous=("Workloads",), regions=("eu-*",)), False),
        (Scope(ous=("Workloads",), resources=("*",)), False),
        (Scope(), False),
    ],
)
def test_an_account_as_a_whole_is_meant_where_nothing_narrower_is_named(scope: Scope, *, covered: bool) -> None:
    assert scope.covers_account(SHOP) is covered


def test_a_scope_is_reported_in_words() -> None:
    scope = Scope(checks=("s3-*", "iam-*"), ous=("Prod",), tags={"team": "shop", "stage": "prod"})
    assert scope.described == "check s3-* or iam-*; OU Prod; tag team=shop; tag stage=prod"
    assert not scope.is_empty
    assert Scope().is_empty


PATTERNS = st.text("ab*?/", max_size=5)
NAMES = st.text("ab/\n", max_size=5)


def fits(name: str, pattern: str) -> bool:
    """What a pattern means, written once more in another way."""
    if not pattern:
        return not name
    if pattern[0] == "*":
        return fits(name, pattern[1:]) or bool(name and fits(name[1:], pattern))
    return bool(name) and pattern[0] in ("?", name[0]) and fits(name[1:], pattern[1:])


@settings(max_examples=30)
@given(st.lists(PATTERNS, max_size=3), NAMES, NAMES)
def test_resources_are_met_as_the_patterns_say(patterns: list[str], name: str, arn: str) -> None:
    expected = not patterns or any(fits(text, pattern) for pattern in patterns for text in (name, arn, f"{arn}#"))
    found = failure(resource_name=name, arn=arn)
    assert Scope(resources=tuple(patterns)).covers(found, SHOP, {}) is expected


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=4), st.data())
def test_an_ou_stands_for_everything_below_it_and_nothing_beside_it(path: list[str], data: st.DataObject) -> None:
    above = data.draw(st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=4))
    account = replace(SHOP, ou="/".join(path))
    assert Scope(ous=("/".join(above),)).enters(account.account_id, account.ou) is (path[: len(above)] == above)
