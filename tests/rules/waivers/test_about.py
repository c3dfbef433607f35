"""A waiver can be narrowed to one failure of a run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reporter.model.errors import UserError
from reporter.model.scope import Scope
from reporter.model.subjects import Account
from reporter.model.verdicts import Status
from reporter.rules.waivers.about import entry_about
from reporter.rules.waivers.reading import load_waivers
from reporter.rules.waivers.writing import add_waiver
from tests.report.runs import account, finding, finished_run, rule

CHECK, SHOP = "iam-access-key-rotated", "111122223333"
ARN = "arn:aws:iam::111122223333:user/a[b]*"
KEYS = [
    finding(CHECK, SHOP, Status.FAIL, "a", arn=ARN, part="AKIA1", region="global"),
    finding(CHECK, SHOP, Status.PASS, "a", arn="arn:other", part="AKIA2", region="global"),
    finding(CHECK, SHOP, Status.FAIL, "bucket"),
]


def test_the_waiver_covers_that_failure_and_nothing_else(tmp_path: Path) -> None:
    folder, _ = finished_run(tmp_path, accounts=[account(SHOP)], rules=[rule(CHECK)], findings=KEYS)
    for meant in (KEYS[0], KEYS[2]):
        entry = entry_about(folder, meant.id)
        file = tmp_path / f"{meant.id}.yml"
        said = {"reason": "r", "owner": "o", "approver": "a", "expires": date(2026, 12, 31)}
        add_waiver(file, (), {**entry, **said}, [CHECK])
        [waiver] = load_waivers([file], [CHECK])
        assert [each for each in KEYS if waiver.scope.covers(each, Account.of(SHOP), {})] == [meant]
    assert entry_about(folder, KEYS[2].id) == {
        "check": CHECK,
        "accounts": [SHOP],
        "regions": ["eu-west-1"],
        "resources": ["arn:aws:s3:::bucket"],
    }
    assert Scope(resources=tuple(entry_about(folder, KEYS[0].id)["resources"])).described == (
        "resource arn:aws:iam::111122223333:user/a[[]b][*]#AKIA1"
    )


def test_names_from_a_run_are_no_patterns(tmp_path: Path) -> None:
    hostile = finding("*", SHOP, Status.FAIL, "a", arn="*", region="*")
    folder, _ = finished_run(tmp_path, accounts=[account(SHOP)], rules=[rule("*")], findings=[hostile])
    assert entry_about(folder, hostile.id) == {
        "check": "[*]",
        "accounts": [SHOP],
        "regions": ["[*]"],
        "resources": ["[*]"],
    }


def test_only_a_failure_of_the_run_can_be_meant(tmp_path: Path) -> None:
    folder, _ = finished_run(tmp_path, accounts=[account(SHOP)], rules=[rule(CHECK)], findings=KEYS)
    with pytest.raises(UserError, match="has no finding 'f00d'; copy the whole id from a report"):
        entry_about(folder, "f00d")
    with pytest.raises(UserError, match="is PASS in the run: only what fails can be waived"):
        entry_about(folder, KEYS[1].id)
