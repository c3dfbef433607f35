"""Distributions, as CloudFront lists them, and the deliveries of their logs by CloudWatch Logs."""

from __future__ import annotations

from typing import Any

from reporter.aws.cloudfront.distributions import Distribution, KnownDeliveries, LegacyLogging, LogDeliveries
from reporter.engine.collect import collect
from reporter.engine.inventory import Inventory
from reporter.engine.plan import plan
from reporter.model.subjects import GLOBAL, Account
from tests.aws.recorded import REGIONS, RecordedAws, read_recorded
from tests.inline_pool import InlinePool
from tests.world import ACCOUNT_ID, NOW

LIST, GET = "cloudfront:list_distributions", "cloudfront:get_distribution_config"
SOURCES, DELIVERIES = "logs:describe_delivery_sources/us-east-1", "logs:describe_deliveries/us-east-1"
NONE = {LIST: {"DistributionList": {"Quantity": 0, "IsTruncated": False}}}


def arn(id_: str, partition: str = "aws") -> str:
    return f"arn:{partition}:cloudfront::{ACCOUNT_ID}:distribution/{id_}"


def listing(*ids: str) -> dict[str, Any]:
    items = [{"Id": id_, "ARN": arn(id_)} for id_ in ids]
    return {LIST: {"DistributionList": {"Quantity": len(items), "IsTruncated": False, "Items": items}}}


def test_distributions_are_in_no_region_and_have_a_setting_of_their_own() -> None:
    config = {"DistributionConfig": {"Logging": {"Enabled": True}}}
    heard = read_recorded({**listing("E1"), f"{GET}/E1": config}, LegacyLogging)
    [found] = heard.of(Distribution)
    assert (found.name, found.arn, found.region) == ("E1", arn("E1"), GLOBAL)
    assert heard.about(LegacyLogging, arn("E1")) == LegacyLogging(enabled=True)


def test_a_list_that_is_missing_is_not_an_empty_one() -> None:
    assert read_recorded(NONE, Distribution).gaps(Distribution) == {}
    lost = {LIST: {"DistributionList": {"Quantity": 1, "IsTruncated": False}}}
    assert len(read_recorded(lost, Distribution).gaps(Distribution)) == 1


def test_access_logs_are_delivered_where_a_delivery_names_their_source() -> None:
    sources = [
        {"name": "a", "logType": "ACCESS_LOGS", "resourceArns": [arn("E1")]},
        {"name": "b", "logType": "ACCESS_LOGS", "resourceArns": [arn("E2")]},
        {"name": "c", "logType": "CONNECTION_LOGS", "resourceArns": [arn("E3")]},
    ]
    deliveries = [{"deliverySourceName": "a"}, {"deliverySourceName": "c"}]
    answers = {
        **listing("E1", "E2", "E3"),
        SOURCES: {"deliverySources": sources},
        DELIVERIES: {"deliveries": deliveries},
    }
    heard = read_recorded(answers, KnownDeliveries)
    assert heard.about(KnownDeliveries, ACCOUNT_ID) == KnownDeliveries(frozenset({arn("E1")}))


def test_deliveries_that_were_not_read_are_not_known() -> None:
    heard = read_recorded({**listing("E1"), SOURCES: {"deliverySources": []}}, KnownDeliveries)
    assert heard.about(KnownDeliveries, ACCOUNT_ID).unread.detail == "no"


def test_without_distributions_nothing_else_is_asked() -> None:
    heard = read_recorded(NONE, KnownDeliveries)
    assert (heard.about(KnownDeliveries, ACCOUNT_ID), heard.asked) == (KnownDeliveries(), (LIST,))


def test_in_other_partitions_cloudwatch_delivers_none() -> None:
    items = [{"Id": "E1", "ARN": arn("E1", "aws-cn")}]
    answers = {LIST: {"DistributionList": {"Quantity": 1, "IsTruncated": False, "Items": items}}}
    aws = RecordedAws({**REGIONS, **answers})
    inventory = Inventory(Account.of(ACCOUNT_ID, partition="aws-cn"), NOW)
    collect(plan([LogDeliveries]), aws, inventory, InlinePool())
    assert inventory.answers[LogDeliveries] == {ACCOUNT_ID: LogDeliveries(frozenset())}
    assert LIST in aws.asked
    assert SOURCES not in aws.asked
