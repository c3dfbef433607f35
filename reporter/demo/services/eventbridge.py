"""The demo's event buses."""

from __future__ import annotations

import json

from reporter.demo.place import HOME, Place

BUSES = {"shop-prod": {"shop-orders": False, "shop-partners": True}}
"""By account: for each bus, whether everyone may put events on it."""


def seed(place: Place, account: str) -> None:
    """Create the event buses of the account of this name beside the default one of each region."""
    client = place.client("events")
    for name, is_public in BUSES.get(account, {}).items():
        client.create_event_bus(Name=name)
        if is_public:
            arn = f"arn:aws:events:{HOME}:{place.account_id}:event-bus/{name}"
            allow = {"Effect": "Allow", "Principal": "*", "Action": "events:PutEvents", "Resource": arn}
            policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "partners", **allow}]})
            client.put_permission(EventBusName=name, Policy=policy)
