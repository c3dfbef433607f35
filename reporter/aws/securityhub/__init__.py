"""AWS Security Hub CSPM."""

SERVICE = "securityhub"
