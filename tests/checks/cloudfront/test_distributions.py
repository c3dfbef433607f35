"""Distributions that log access in one of two ways, and those that do not."""

from __future__ import annotations

from checks.cloudfront.distributions import distribution_logs_access
from reporter.api import GLOBAL, Unavailable, failed, not_assessed, passed
from reporter.aws.cloudfront.distributions import Distribution, KnownDeliveries, LegacyLogging
from reporter.model.answers import ReasonCode

ARN = "arn:aws:cloudfront::111122223333:distribution/E1"
SHOP = Distribution(account_id="111122223333", region=GLOBAL, arn=ARN, name="E1")
ON, OFF = LegacyLogging(enabled=True), LegacyLogging(enabled=False)
UNREAD = Unavailable(ReasonCode.DENIED_BY_IAM, "no")


def test_a_distribution_logs_access_in_one_of_two_ways() -> None:
    assert distribution_logs_access(SHOP, ON, KnownDeliveries()) == passed()
    assert distribution_logs_access(SHOP, OFF, KnownDeliveries(frozenset({ARN}))) == passed("by CloudWatch Logs")
    assert distribution_logs_access(SHOP, OFF, KnownDeliveries(frozenset({f"{ARN}2"}))) == failed("no access logs")


def test_deliveries_that_were_not_read_may_be_there() -> None:
    assert distribution_logs_access(SHOP, OFF, KnownDeliveries(unread=UNREAD)) == not_assessed(UNREAD)
    assert distribution_logs_access(SHOP, ON, KnownDeliveries(unread=UNREAD)) == passed()
