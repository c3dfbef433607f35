"""Amazon EventBridge."""

SERVICE = "eventbridge"
