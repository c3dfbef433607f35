"""AWS Identity and Access Management."""

SERVICE = "iam"
