"""AWS CloudTrail."""

SERVICE = "cloudtrail"
