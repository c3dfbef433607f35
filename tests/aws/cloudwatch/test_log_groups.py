"""Log groups, as CloudWatch Logs describes them."""

from __future__ import annotations

from reporter.aws.cloudwatch.log_groups import LogGroup
from tests.world import World


def test_log_groups_are_listed_with_their_retention(world: World) -> None:
    client = world.client("logs", "eu-west-1")
    client.create_log_group(logGroupName="trail")
    client.create_log_group(logGroupName="/aws/lambda/shop")
    client.put_retention_policy(logGroupName="trail", retentionInDays=400)
    found = {one.name: one for one in world.read(LogGroup).subjects(LogGroup)}
    assert {name: (one.retention_days, one.retention_policy, one.log_class) for name, one in found.items()} == {
        "trail": (400, "", "STANDARD"),
        "/aws/lambda/shop": (None, "", "STANDARD"),
    }
    assert found["trail"].arn == "arn:aws:logs:eu-west-1:111122223333:log-group:trail"
