"""Event buses, as EventBridge lists them."""

from __future__ import annotations

import json

from reporter.aws.eventbridge.buses import EventBus
from tests.aws.recorded import REGION, read_recorded
from tests.world import ACCOUNT_ID

ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [ALLOW]})
ARN = f"arn:aws:events:{REGION}:{ACCOUNT_ID}:event-bus"
LIST = f"events:list_event_buses/{REGION}"


def test_buses_are_listed_with_their_policy_or_without_one() -> None:
    buses = [{"Name": "default", "Arn": f"{ARN}/default"}, {"Name": "orders", "Arn": f"{ARN}/orders", "Policy": POLICY}]
    default, orders = read_recorded({LIST: {"EventBuses": buses}}, EventBus).of(EventBus)
    assert (default.name, default.arn, default.policy) == ("default", f"{ARN}/default", None)
    assert len(orders.policy.statements) == 1


def test_every_region_has_a_bus_and_a_policy_that_cannot_be_read_is_not_passed_over() -> None:
    assert read_recorded({LIST: {"EventBuses": []}}, EventBus).gaps(EventBus)
    odd = {"Name": "orders", "Arn": f"{ARN}/orders", "Policy": "{"}
    assert list(read_recorded({LIST: {"EventBuses": [odd]}}, EventBus).gaps(EventBus)) == [f"{ARN}/orders"]
