"""How long log groups keep their events."""

from __future__ import annotations

import pytest

from checks.cloudwatch.log_groups import log_group_keeps_logs
from reporter.api import Verdict, failed, not_applicable, passed
from reporter.aws.cloudwatch.log_groups import LogGroup
from tests.checks.cloudwatch.builders import GROUP, ID


def kept(days: int | None, policy: str = "", log_class: str = "STANDARD") -> LogGroup:
    return LogGroup(
        account_id=ID,
        region="eu-west-1",
        arn=GROUP,
        name="trail",
        retention_days=days,
        retention_policy=policy,
        log_class=log_class,
    )


@pytest.mark.parametrize(
    ("group", "verdict"),
    [
        (kept(365), passed("kept for 365 days")),
        (kept(400), passed("kept for 400 days")),
        (kept(180), failed("kept for 180 days")),
        (kept(180, "short"), failed("kept for 180 days, by the account's policy short")),
        (kept(731, "long"), passed("kept for 731 days, by the account's policy long")),
        (kept(None), passed("never expires")),
        (kept(2, log_class="DELIVERY"), not_applicable("the retention of the log class DELIVERY cannot be set")),
    ],
)
def test_a_log_group_keeps_logs_for_a_year(group: LogGroup, verdict: Verdict) -> None:
    assert log_group_keeps_logs(group) == verdict


def test_settings_may_ask_for_more_or_less() -> None:
    assert log_group_keeps_logs(kept(180), min_days=180) == passed("kept for 180 days")
    assert log_group_keeps_logs(kept(None), never_expires_ok=False) == failed("never expires")


def test_the_command_warns_where_it_would_shorten_what_is_kept() -> None:
    assert "# check first: events of more than 365 days are deleted for good" in log_group_keeps_logs.cli
