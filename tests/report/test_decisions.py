from __future__ import annotations

from pathlib import Path

import pytest

from reporter.model.verdicts import Severity, Status
from reporter.report.tables.decisions import decisions
from tests.report.runs import account, finding, report_of, rule

CHECK = "s3-bucket-closed"
NOTHING = "nothing is urgent: no failure is critical or high, and every account was scanned and has an owner."


def test_the_most_severe_failures_come_first_and_name_the_accounts_with_most_of_them(tmp_path: Path) -> None:
    accounts = [account(f"{number:012}", owner="anna") for number in range(7)]
    findings = [finding(CHECK, one.id, Status.FAIL, severity=Severity.CRITICAL) for one in accounts]
    findings.append(finding(CHECK, accounts[6].id, Status.FAIL, "other", severity=Severity.CRITICAL))
    findings.append(finding(CHECK, accounts[1].id, Status.FAIL, "third", severity=Severity.HIGH))
    [shown] = decisions(report_of(tmp_path, accounts=accounts, rules=[rule(CHECK)], findings=findings))
    assert shown.startswith("fix the 8 critical failures first: name-000000000006, name-000000000000,")
    assert shown.endswith(" and 2 more.")


def test_high_failures_are_named_where_none_is_critical(tmp_path: Path) -> None:
    one = account("012345678901", owner="anna")
    findings = [finding(CHECK, one.id, Status.FAIL)]
    shown = decisions(report_of(tmp_path, accounts=[one], rules=[rule(CHECK)], findings=findings))
    assert shown == ("fix the 1 high failure first: name-012345678901.",)


@pytest.mark.parametrize("state", ["unreachable", "not-scanned"])
def test_an_account_that_was_not_entered_or_has_no_owner_asks_for_a_decision(tmp_path: Path, state: str) -> None:
    shown = decisions(report_of(tmp_path, accounts=[account("012345678901", state=state)], rules=[rule(CHECK)]))
    assert shown == (
        "get access to 1 account that could not be reached: name-012345678901.",
        "name an owner for 1 account: name-012345678901.",
    )


def test_where_nothing_is_urgent_it_says_so(tmp_path: Path) -> None:
    shown = decisions(report_of(tmp_path, accounts=[account("012345678901", owner="anna")], rules=[rule(CHECK)]))
    assert shown == (NOTHING,)
