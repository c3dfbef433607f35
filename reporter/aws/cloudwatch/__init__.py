"""Amazon CloudWatch: alarms, and the logs that they watch."""

SERVICE = "cloudwatch"
