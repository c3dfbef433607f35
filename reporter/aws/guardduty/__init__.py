"""Amazon GuardDuty."""

SERVICE = "guardduty"
