"""The answers of EventBridge."""

from __future__ import annotations

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, always

DEFAULT = {"Name": "default", "Arn": f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default"}

ANSWERS: dict[str, Fixed | Listing] = {"events:ListEventBuses": always({"EventBuses": [DEFAULT]})}
