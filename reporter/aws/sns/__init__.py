"""Amazon SNS."""

SERVICE = "sns"
